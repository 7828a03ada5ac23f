/** @jsxImportSource react */
import { Card, Descriptions } from "antd";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { Opening } from "../lib/types.ts";
import { useCapsText, useDepthName, useGuardName } from "./opening-words.ts";
import { Chip } from "./states.tsx";
import { WalletName } from "./wallets.tsx";

/** An opening's terms in both languages, and everything that bounds it. */
export function OpeningFacts({ opening }: { opening: Opening }) {
  const say = useSay();
  return (
    <Card>
      <h2>{say("条款与边界", "Terms and limits")}</h2>
      <div className="terms">
        <blockquote lang="zh-CN">{opening.terms.zh}</blockquote>
        <blockquote lang="en">{opening.terms.en}</blockquote>
      </div>
      <Particulars opening={opening} />
      {opening.guards.length > 0 ? <Guards of={opening.guards} /> : null}
      <p className="soft">{say(`条款第 ${opening.terms_version} 版`, `Terms, version ${opening.terms_version}`)}</p>
    </Card>
  );
}

function Particulars({ opening }: { opening: Opening }) {
  const say = useSay();
  const formats = useFormats();
  const depth = useDepthName();
  const caps = useCapsText();
  const motives = { policy: say("政策要求", "policy"), own_will: say("自主决定", "own will") };
  const hash = <span className="mono">{opening.terms_hash.slice(0, 16)}…</span>;
  const items = [
    { key: "partner", label: say("伙伴", "Partner"), children: <WalletName id={opening.partner} /> },
    { key: "methods", label: say("方式", "Methods"), children: opening.methods?.join(", ") ?? say("全部", "all") },
    { key: "depth", label: say("深度", "Depth"), children: depth(opening.depth) },
    { key: "caps", label: say("限额", "Caps"), children: caps(opening.caps) },
    { key: "effective", label: say("生效", "Takes effect"), children: formats.instant(opening.effective_at) },
    { key: "initiator", label: say("发起方", "Initiator"), children: opening.initiator ?? "—" },
    { key: "motive", label: say("缘由", "Motive"), children: opening.motive === null ? "—" : motives[opening.motive] },
    { key: "hash", label: say("条款哈希", "Terms' hash"), children: hash },
    {
      key: "skipped",
      label: say("未征求意见的理由", "Why nobody was asked"),
      children: opening.consultation_skipped ?? "—",
    },
  ];
  return <Descriptions size="small" style={{ marginTop: 16 }} column={{ xs: 1, sm: 1, md: 2, lg: 3 }} items={items} />;
}

function Guards({ of }: { of: Opening["guards"] }) {
  const say = useSay();
  const formats = useFormats();
  const guard = useGuardName();
  return (
    <p>
      {say("护栏（触发即自动暂停）：", "Guards (pause it by themselves): ")}
      {of.map((one) => (
        <Chip key={one.figure} tone="warning">
          {guard(one.figure)} {one.figure === "breaks" ? one.limit : formats.share(one.limit)} / {one.window_minutes}{" "}
          {say("分钟", "min")}
        </Chip>
      ))}
    </p>
  );
}

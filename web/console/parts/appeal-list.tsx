/** @jsxImportSource react */
import { Input } from "antd";
import { useState } from "react";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { useWho } from "../lib/session.tsx";
import type { ScreenAppeal } from "../lib/types.ts";
import type { usePages } from "../lib/use-load.ts";
import { appealStates } from "./campaign-words.ts";
import { ChipOf } from "./chip-of.tsx";
import { Field } from "./field.tsx";
import { ListTable } from "./list-table.tsx";
import { Ident } from "./states.tsx";
import { Deed } from "./why.tsx";

const kinds: Readonly<Record<ScreenAppeal["kind"], readonly [string, string]>> = {
  host: ["屏蔽的域名", "Blocked host"],
  qr_code: ["二维码", "QR code"],
  wallet_id: ["账号", "Account"],
  link: ["链接", "Link"],
};

type Props = { of: ReturnType<typeof usePages<ScreenAppeal>>; done: () => void };

/** Appeals with their decisions: a store's own, or all for whoever decides. */
export function AppealList({ of, done }: Props) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const who = useWho();
  const decides = who.place.role === "approver" && who.store === null;
  return (
    <ListTable<ScreenAppeal>
      cards
      of={of}
      label={say("申诉", "Appeals")}
      empty={say("没有申诉", "No appeals")}
      hint={say("店铺的申诉与裁决会留在这里。", "Stores' appeals and the decisions on them stay here.")}
      rowKey={(one) => one.id}
      columns={[
        { title: say("编号", "Id"), render: (_, one) => <Ident id={one.id} /> },
        { title: say("针对", "Against"), render: (_, one) => say(...kinds[one.kind]) },
        { title: say("内容", "What"), render: (_, one) => <span className="mono">{one.subject}</span> },
        { title: say("申诉理由", "Why"), width: 220, render: (_, one) => one.why },
        { title: say("状态", "State"), render: (_, one) => <ChipOf of={one.state} words={appealStates} /> },
        {
          title: say("裁决理由", "The decision's reason"),
          width: 220,
          render: (_, one) => (one.decided ? words(one.decided) : "—"),
        },
        { title: say("提出", "Raised"), render: (_, one) => formats.short(one.appealed_at) },
        {
          title: say("裁决", "Decision"),
          render: (_, one) =>
            one.state === "open" && decides && one.appealed_by !== who.person.id ? (
              <Decide of={one} done={done} />
            ) : (
              formats.short(one.decided_at)
            ),
        },
      ]}
    />
  );
}

function Decide({ of, done }: { of: ScreenAppeal; done: () => void }) {
  const say = useSay();
  const [zh, setZh] = useState("");
  const [en, setEn] = useState("");
  const decide = (grant: boolean) => (_why: string, key: string) =>
    post(`/v1/screen-appeals/${of.id}/decide`, { grant, why: { zh, en } }, key);
  const says = (
    <div className="stack">
      <p className="soft">{of.why}</p>
      <Field label={say("理由（中文，店铺可见）", "Reason in Chinese (the store reads it)")}>
        {(id) => <Input.TextArea id={id} rows={2} value={zh} onChange={(event) => setZh(event.target.value)} />}
      </Field>
      <Field label={say("理由（英文，店铺可见）", "Reason in English (the store reads it)")}>
        {(id) => <Input.TextArea id={id} rows={2} value={en} onChange={(event) => setEn(event.target.value)} />}
      </Field>
    </div>
  );
  const shared = { why: false, size: "small" as const, says, done };
  return (
    <div className="row">
      <Deed
        {...shared}
        primary
        label={say("成立", "Grant")}
        title={say("申诉成立", "Grant the appeal")}
        act={decide(true)}
      />
      <Deed
        {...shared}
        label={say("维持", "Uphold")}
        title={say("维持原决定", "Uphold what was decided")}
        act={decide(false)}
      />
    </div>
  );
}

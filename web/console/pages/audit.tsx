/** @jsxImportSource react */
import { Alert, Button, Card, Select, Typography } from "antd";
import { useState } from "react";
import { asProblem, get, type Problem } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { filterOf } from "../lib/list-address.ts";
import { isGrown } from "../lib/merkle.ts";
import { setQuery, useAddress } from "../lib/router.tsx";
import { useWho } from "../lib/session.tsx";
import type { AuditEntries, AuditEntry, AuditGrowth, AuditHead, AuditHeads } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { ListFrame } from "../parts/data-list.tsx";
import { Empty, Ident, PageHead, ProblemNote, Shown } from "../parts/states.tsx";

/** What people and openings did, linked; and the heads that anybody may note down. */
export default function Audit() {
  const say = useSay();
  const heads = useLoad<AuditHeads>("/v1/audit/heads?limit=20", 30_000);
  return (
    <>
      <PageHead
        title={say("审计", "Audit")}
        lead={say(
          "人员与开放计划的每一步都链在一起；改动任何一行都会被发现。",
          "Every step of people and openings is linked: a row changed afterwards is found.",
        )}
      />
      <div className="stack">
        <Shown of={heads}>
          {({ data }) =>
            data.length === 0 ? (
              <Card>
                <Empty
                  title={say("还没有树头", "No head yet")}
                  hint={say("第一批记录链接后会出现。", "It comes with the first rows that are linked.")}
                />
              </Card>
            ) : (
              <Heads of={data} />
            )
          }
        </Shown>
        <Entries />
      </div>
    </>
  );
}

function Heads({ of }: { of: readonly AuditHead[] }) {
  const say = useSay();
  const formats = useFormats();
  const [newest] = of;
  return (
    <Card>
      <h2>{say("最新树头", "The latest head")}</h2>
      <p>
        {say(`共 ${newest?.size ?? 0} 条，`, `${newest?.size ?? 0} entries, `)}
        {formats.instant(newest?.at ?? null)}
      </p>
      <Typography.Paragraph copyable className="mono" style={{ overflowWrap: "anywhere" }}>
        {`${newest?.size ?? 0}:${newest?.root ?? ""}`}
      </Typography.Paragraph>
      <p className="soft">
        {say("抄下它，日后可核对：", "Note it down, and hold the house to it later: ")}
        <code>npm run audit -- verify --head …</code>
      </p>
      <Proof of={of} />
    </Card>
  );
}

type Found = { kind: "good" | "bad"; from: number; to: number } | { kind: "problem"; problem: Problem };

/** From an earlier head to the latest: the proof is fetched, and reckoned here in the browser. */
function Proof({ of }: { of: readonly AuditHead[] }) {
  const say = useSay();
  const formats = useFormats();
  const [newest] = of;
  const [from, setFrom] = useState(of.at(-1)?.size ?? 0);
  const [found, setFound] = useState<Found | null>(null);
  const prove = async (): Promise<void> => {
    const [before] = of.filter((head) => head.size === from);
    if (!before || !newest) return;
    try {
      const proof = await get<AuditGrowth>(`/v1/audit/growth?from=${before.size}&to=${newest.size}`);
      // The roots are those that the page already showed, not those that come with the proof.
      const good = await isGrown({
        ...proof,
        from: before.size,
        to: newest.size,
        from_root: before.root,
        to_root: newest.root,
      });
      setFound({ kind: good ? "good" : "bad", from: before.size, to: newest.size });
    } catch (fault) {
      setFound({ kind: "problem", problem: asProblem(fault) });
    }
  };
  return (
    <div className="stack">
      <div className="row">
        <Select
          style={{ minWidth: 240 }}
          aria-label={say("较早的树头", "An earlier head")}
          value={from}
          options={of.map((head) => ({ value: head.size, label: `${head.size} · ${formats.short(head.at)}` }))}
          onChange={setFrom}
        />
        <Button type="primary" onClick={() => void prove()}>
          {say("在浏览器中证明只有追加", "Prove here that only additions followed")}
        </Button>
      </div>
      <div role="status">
        {found === null ? null : found.kind === "problem" ? (
          <ProblemNote problem={found.problem} retry={() => void prove()} />
        ) : (
          <Alert
            type={found.kind === "good" ? "success" : "error"}
            showIcon
            title={
              found.kind === "good"
                ? say(
                    `已证明：${found.from} → ${found.to} 只有追加`,
                    `Proven: from ${found.from} to ${found.to} there were only additions`,
                  )
                : say("证明不成立：此前的记录被改动过", "The proof fails: something before was changed")
            }
          />
        )}
      </div>
    </div>
  );
}

/** Only for people of the whole house: what the leaves stand for. */
function Entries() {
  const say = useSay();
  const formats = useFormats();
  const { place } = useWho();
  const { query } = useAddress();
  const filter = filterOf(query, ["source"]);
  const entries = useEntries(place.marketplace === null ? new URLSearchParams(filter).toString() : null);
  if (place.marketplace !== null) return null;
  return (
    <section>
      <h2>{say("条目", "Entries")}</h2>
      <ListFrame<AuditEntry>
        list="audit"
        path="/v1/audit/entries"
        filters={["source"]}
        of={entries}
        filter={filter}
        label={say("条目列表", "Entries")}
        empty={say("没有条目", "No entries")}
        rowKey={(one) => `${one.n}`}
        columns={[
          { key: "n", title: "#", align: "end", cell: (one) => one.n },
          { key: "source", title: say("来源", "Source"), cell: (one) => one.source },
          { key: "row", title: say("记录", "Row"), cell: (one) => <Ident id={one.key} /> },
          { key: "at", title: say("时间", "At"), cell: (one) => formats.instant(one.at) },
          { key: "leaf", title: say("叶哈希", "Leaf"), cell: (one) => <Ident id={one.leaf} /> },
        ]}
      >
        <Select
          allowClear
          style={{ width: 240 }}
          aria-label={say("来源", "Source")}
          placeholder={say("全部来源", "Every source")}
          value={filter["source"]}
          options={entries.sources.map((value) => ({ value, label: value }))}
          onChange={(value?: string) => setQuery({ source: value ?? null })}
        />
      </ListFrame>
    </section>
  );
}

const entriesAPage = 100;

/** The chain's entries go by their number instead of a cursor. */
function useEntries(filter: string | null) {
  const path = `/v1/audit/entries?limit=${entriesAPage}${filter ? `&${filter}` : ""}`;
  const first = useLoad<AuditEntries>(filter === null ? null : path);
  const [later, setLater] = useState<{ path: string; rows: AuditEntry[]; over: boolean }>({
    ...{ path, rows: [], over: false },
  });
  const [busy, setBusy] = useState(false);
  const mine = later.path === path ? later : { path, rows: [], over: false };
  const rows = first.data && [...first.data.data, ...mine.rows];
  const last = rows?.at(-1)?.n ?? 0;
  const over = mine.over || (first.data?.data.length ?? 0) < entriesAPage || last === 0;
  const more = async (): Promise<void> => {
    setBusy(true);
    const page = await get<AuditEntries>(`${path}&before=${last}`);
    setLater({ path, rows: [...mine.rows, ...page.data], over: page.data.length < entriesAPage });
  };
  return {
    ...first,
    data: rows,
    loading: first.loading || busy,
    sources: first.data?.sources ?? [],
    more:
      over || busy
        ? null
        : () =>
            void more()
              .catch(first.reload)
              .finally(() => setBusy(false)),
  };
}

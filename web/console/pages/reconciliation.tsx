/** @jsxImportSource react */
import { Select, Tabs } from "antd";
import { lazy, Suspense } from "react";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { setQuery, useAddress } from "../lib/router.tsx";
import { useMay } from "../lib/session.tsx";
import type { ReconciliationBreak as Break, ReconciliationRun as Run } from "../lib/types.ts";
import { usePages } from "../lib/use-load.ts";
import { BreakEntry, EntryLines, useChoiceName } from "../parts/break-entry.tsx";
import { saidInChinese } from "../parts/break-words.ts";
import { ChipOf, type ChipWords } from "../parts/chip-of.tsx";
import { DataList } from "../parts/data-list.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { MatchRate } from "../parts/match-rate.tsx";
import { StateFilter } from "../parts/state-filter.tsx";
import { Amount, Chip, Ident, PageHead, StateTag } from "../parts/states.tsx";
import { WalletName } from "../parts/wallets.tsx";
import { Deed } from "../parts/why.tsx";

/** A desk of its own behind its tab. */
const BillFiles = lazy(async () => ({ default: (await import("../parts/bill-files.tsx")).BillFiles }));

const classes: Readonly<Record<string, readonly [string, string]>> = {
  ours_only: ["只有我方有", "Ours only"],
  theirs_only: ["只有钱包有", "Theirs only"],
  amount: ["金额不符", "Amount"],
  fee: ["手续费不符", "Fee"],
  state: ["状态不符", "State"],
  day_boundary: ["跨日", "Day boundary"],
};

const breakStates: ChipWords = {
  open: ["warning", "待处理", "Open"],
  proposed: ["processing", "待复核", "Proposed"],
  closed: ["default", "已了结", "Ended"],
};

function useClassName(): (id: string) => string {
  const say = useSay();
  return (id) => say(...(classes[id] ?? ([id, id] as const)));
}

/** The desk: the days that were held against the wallets' bills, and what did not fit. */
export default function Reconciliation() {
  const say = useSay();
  const { query } = useAddress();
  return (
    <>
      <PageHead
        title={say("对账", "Reconciliation")}
        lead={say(
          "每天把钱包的账单与我方账簿逐笔核对。差错由两个人了结。",
          "Each day the wallets' bills are held against our books. Two people end a break.",
        )}
      />
      <Tabs
        activeKey={query.get("tab") ?? "breaks"}
        onChange={(tab) => setQuery({ tab, class: null, state: null, columns: null })}
        destroyOnHidden
        items={[
          { key: "breaks", label: say("差错", "Breaks"), children: <Breaks /> },
          { key: "runs", label: say("批次", "Runs"), children: <Runs /> },
          {
            key: "files",
            label: say("账单文件", "Bill files"),
            children: (
              <Suspense fallback={null}>
                <BillFiles />
              </Suspense>
            ),
          },
        ]}
      />
    </>
  );
}

function Breaks() {
  const say = useSay();
  const may = useMay();
  const named = useClassName();
  return (
    <DataList<Break>
      list="breaks"
      path="/v1/reconciliation-breaks"
      filters={["class", "state", "run"]}
      label={say("差错列表", "Breaks")}
      empty={say("没有符合条件的差错", "No break fits")}
      hint={say("差错了结后仍可在“已了结”中查看。", "Those that ended are still found under “Ended”.")}
      rowKey={(one) => one.id}
      columns={(reload) => [
        { key: "day", title: say("日期", "Day"), cell: (one) => one.day },
        { key: "class", title: say("类别", "Class"), cell: (one) => named(one.class) },
        {
          key: "about",
          title: say("对象", "About"),
          wide: true,
          cell: (one) => (one.subject ? <Ident id={one.subject} /> : "—"),
        },
        { key: "ours", title: say("我方", "Ours"), align: "end", wide: true, cell: (one) => <Amount of={one.ours} /> },
        { key: "theirs", title: say("钱包", "Theirs"), align: "end", cell: (one) => <Amount of={one.theirs} /> },
        {
          key: "says",
          title: say("说明", "Says"),
          width: 190,
          wide: true,
          cell: (one) => say(saidInChinese(one), one.says),
        },
        {
          ...{ key: "entry", title: say("分录", "Entry"), width: 270, wide: true, pageOnly: true },
          cell: (one) => <BreakEntry of={one} />,
        },
        { key: "age", title: say("天数", "Days"), align: "end", wide: true, cell: (one) => one.age_days },
        { key: "state", title: say("状态", "State"), cell: (one) => <ChipOf of={one.state} words={breakStates} /> },
        {
          ...{ key: "reference", title: say("钱包单号", "Wallet's number"), spare: true },
          cell: (one) => (one.wallet_ref ? <Ident id={one.wallet_ref} /> : "—"),
        },
        {
          ...{ key: "deeds", title: say("处理", "Do"), pageOnly: true },
          cell: (one) => (one.state === "open" && may("refunds:write") ? <BreakDeeds of={one} done={reload} /> : null),
        },
      ]}
    >
      <ClassFilter />
      <StateFilter states={Object.keys(breakStates)} label={(state) => <ChipOf of={state} words={breakStates} />} />
    </DataList>
  );
}

function ClassFilter() {
  const say = useSay();
  const named = useClassName();
  const { query } = useAddress();
  return (
    <Select
      allowClear
      style={{ width: 160 }}
      aria-label={say("类别", "Class")}
      placeholder={say("全部类别", "Every class")}
      value={query.get("class") ?? undefined}
      options={Object.keys(classes).map((value) => ({ value, label: named(value) }))}
      onChange={(value?: string) => setQuery({ class: value ?? null })}
    />
  );
}

/** What one person may propose; another decides it under approvals. */
function BreakDeeds({ of: one, done }: { of: Break; done: () => void }) {
  const say = useSay();
  const choice = useChoiceName();
  // What a line of a bill says of a payment or refund of ours, that payments have not taken.
  const canHear = one.run !== null && one.subject !== null && one.kind !== "fund" && /^(state|amount)$/.test(one.class);
  const propose = (act: { act: "hear" | "accept" | "enter"; entry?: string }) => (why: string, key: string) =>
    post(`/v1/reconciliation-breaks/${one.id}/propose`, { ...act, why }, key);
  return (
    <span className="row">
      {one.entries.map((entry) => (
        <Deed
          key={entry.choice}
          size="small"
          label={choice(entry.choice)}
          title={say("提议记账，由另一人批准", "Propose an entry; another person approves")}
          says={<EntryLines of={entry} />}
          act={propose({ act: "enter", entry: entry.choice })}
          done={done}
        />
      ))}
      {canHear ? (
        <Deed
          size="small"
          label={say("采信账单", "Hear it")}
          title={say("按账单更正我方", "Apply what the bill says")}
          act={propose({ act: "hear" })}
          done={done}
        />
      ) : null}
      <Deed
        size="small"
        label={say("接受差异", "Accept")}
        title={say("保留现状并说明", "It stays, explained")}
        act={propose({ act: "accept" })}
        done={done}
      />
    </span>
  );
}

function Runs() {
  const say = useSay();
  const formats = useFormats();
  const named = useClassName();
  const runs = usePages<Run>("/v1/reconciliation-runs");
  return (
    <ListTable<Run>
      of={runs}
      label={say("批次列表", "Runs")}
      empty={say("还没有对账", "No run yet")}
      hint={say("钱包的账单每天上午十点到达。", "The wallets' bills come at ten in the morning.")}
      rowKey={(one) => one.id}
      columns={[
        { title: say("日期", "Day"), dataIndex: "day" },
        { title: say("钱包", "Wallet"), render: (_, one) => <WalletName id={one.wallet} /> },
        { title: say("状态", "State"), render: (_, one) => <StateTag state={one.state} /> },
        { title: say("来源", "From"), render: (_, one) => <RunSource of={one} /> },
        { title: say("行数", "Lines"), align: "end", render: (_, one) => formats.number(one.lines) },
        { title: say("匹配率", "Match rate"), render: (_, one) => <MatchRate of={one} /> },
        {
          title: say("付款", "Payments"),
          align: "end",
          render: (_, one) => <Amount of={{ currency: "CNY", minor: one.totals.payments }} />,
        },
        {
          title: say("手续费", "Fees"),
          align: "end",
          render: (_, one) => <Amount of={{ currency: "CNY", minor: one.totals.fees }} />,
        },
        {
          title: say("差错", "Breaks"),
          render: (_, one) =>
            Object.entries(one.found)
              .map(([name, count]) => `${named(name)} ${count}`)
              .join(say("，", ", ")) || say("无", "none"),
        },
      ]}
    />
  );
}

/** A run that was read from files compares what they had: who reads it is told what they had not. */
function RunSource({ of }: { of: Run }) {
  const say = useSay();
  if (of.files === null) return say("自动获取", "Fetched");
  return (
    <span className="row">
      <Chip tone="processing">{say("上传的文件", "Uploaded files")}</Chip>
      {of.funds === null ? <span className="soft">{say("未核对资金", "account not compared")}</span> : null}
    </span>
  );
}

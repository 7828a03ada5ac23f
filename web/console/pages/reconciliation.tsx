/** @jsxImportSource react */
import { Select, Tabs } from "antd";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { setQuery, useAddress } from "../lib/router.tsx";
import { useMay } from "../lib/session.tsx";
import type { ReconciliationBreak as Break, ReconciliationRun as Run } from "../lib/types.ts";
import { usePages } from "../lib/use-load.ts";
import { ListTable } from "../parts/list-table.tsx";
import { Amount, Ident, PageHead, StateTag } from "../parts/states.tsx";
import { WalletName } from "../parts/wallets.tsx";
import { Deed } from "../parts/why.tsx";

const classes: Readonly<Record<string, readonly [string, string]>> = {
  ours_only: ["只有我方有", "Ours only"],
  theirs_only: ["只有钱包有", "Theirs only"],
  amount: ["金额不符", "Amount"],
  fee: ["手续费不符", "Fee"],
  state: ["状态不符", "State"],
  day_boundary: ["跨日", "Day boundary"],
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
        onChange={(tab) => setQuery({ tab, class: null, state: null })}
        destroyOnHidden
        items={[
          { key: "breaks", label: say("差错", "Breaks"), children: <Breaks /> },
          { key: "runs", label: say("批次", "Runs"), children: <Runs /> },
        ]}
      />
    </>
  );
}

function Breaks() {
  const say = useSay();
  const may = useMay();
  const named = useClassName();
  const { query } = useAddress();
  const filter = new URLSearchParams();
  for (const name of ["class", "state"]) {
    const value = query.get(name);
    if (value) filter.set(name, value);
  }
  const breaks = usePages<Break>(`/v1/reconciliation-breaks?${filter}`);
  return (
    <>
      <BreakFilters />
      <ListTable<Break>
        of={breaks}
        label={say("差错列表", "Breaks")}
        empty={say("没有差错", "No breaks")}
        hint={say("账单与账簿一致，分毫不差。", "Bills and books agree, to the fen.")}
        rowKey={(one) => one.id}
        columns={[
          { title: say("日期", "Day"), dataIndex: "day" },
          { title: say("类别", "Class"), render: (_, one) => named(one.class) },
          { title: say("对象", "About"), render: (_, one) => (one.subject ? <Ident id={one.subject} /> : "—") },
          { title: say("我方", "Ours"), align: "end", render: (_, one) => <Amount of={one.ours} /> },
          { title: say("钱包", "Theirs"), align: "end", render: (_, one) => <Amount of={one.theirs} /> },
          { title: say("说明", "Says"), dataIndex: "says", ellipsis: true, width: 260 },
          { title: say("天数", "Days"), align: "end", dataIndex: "age_days" },
          { title: say("状态", "State"), render: (_, one) => <StateTag state={one.state} /> },
          {
            title: say("处理", "Do"),
            render: (_, one) =>
              one.state === "open" && may("refunds:write") ? <BreakDeeds of={one} done={breaks.reload} /> : null,
          },
        ]}
      />
    </>
  );
}

function BreakFilters() {
  const say = useSay();
  const named = useClassName();
  const { query } = useAddress();
  return (
    <div className="filters">
      <Select
        allowClear
        style={{ width: 160 }}
        aria-label={say("类别", "Class")}
        placeholder={say("全部类别", "Every class")}
        value={query.get("class") ?? undefined}
        options={Object.keys(classes).map((value) => ({ value, label: named(value) }))}
        onChange={(value?: string) => setQuery({ class: value ?? null })}
      />
      <Select
        allowClear
        style={{ width: 160 }}
        aria-label={say("状态", "State")}
        placeholder={say("全部状态", "Every state")}
        value={query.get("state") ?? undefined}
        options={["open", "proposed", "closed"].map((value) => ({ value, label: <StateTag state={value} /> }))}
        onChange={(value?: string) => setQuery({ state: value ?? null })}
      />
    </div>
  );
}

/** What one person may propose; another decides it under approvals. */
function BreakDeeds({ of: one, done }: { of: Break; done: () => void }) {
  const say = useSay();
  const propose = (act: "hear" | "accept") => (why: string, key: string) =>
    post(`/v1/reconciliation-breaks/${one.id}/propose`, { act, why }, key);
  return (
    <span className="row">
      <Deed
        size="small"
        label={say("采信账单", "Hear the bill")}
        title={say("按账单更正我方", "Apply what the bill says")}
        act={propose("hear")}
        done={done}
      />
      <Deed
        size="small"
        label={say("接受差异", "Accept")}
        title={say("保留现状并说明", "It stays, explained")}
        act={propose("accept")}
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
        { title: say("行数", "Lines"), align: "end", render: (_, one) => formats.number(one.lines) },
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

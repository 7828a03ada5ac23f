/** @jsxImportSource react */
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import type { ReconciliationRun as Run } from "../lib/types.ts";
import { usePages } from "../lib/use-load.ts";
import { useClassName } from "./break-words.ts";
import { ListTable } from "./list-table.tsx";
import { MatchRate } from "./match-rate.tsx";
import { Amount, Chip, StateTag } from "./states.tsx";
import { WalletName } from "./wallets.tsx";

/** Days that were held against their bills: how much fits, and what does not, by class. */
export function Runs() {
  const say = useSay();
  const formats = useFormats();
  const runs = usePages<Run>("/v1/reconciliation-runs");
  const amount = (minor: string) => <Amount of={{ currency: "CNY", minor }} />;
  return (
    <ListTable<Run>
      of={runs}
      cards
      label={say("批次列表", "Runs")}
      empty={say("还没有对账", "No run yet")}
      hint={say("钱包的账单每天上午十点到达。", "The wallets' bills come at ten in the morning.")}
      rowKey={(one) => one.id}
      columns={[
        { title: say("日期", "Day"), dataIndex: "day" },
        { title: say("钱包", "Wallet"), render: (_, one) => <WalletName id={one.wallet} /> },
        { title: say("状态", "State"), render: (_, one) => <StateTag state={one.state} /> },
        { title: say("匹配率", "Match rate"), render: (_, one) => <MatchRate of={one} /> },
        { title: say("差错", "Breaks"), render: (_, one) => <FoundClasses of={one} /> },
        { title: say("行数", "Lines"), align: "end", render: (_, one) => formats.number(one.lines) },
        { title: say("付款", "Payments"), align: "end", render: (_, one) => amount(one.totals.payments) },
        { title: say("手续费", "Fees"), align: "end", render: (_, one) => amount(one.totals.fees) },
        { title: say("来源", "From"), render: (_, one) => <RunSource of={one} /> },
      ]}
    />
  );
}

/** What was found when the day was matched, each class with the way to its breaks. */
function FoundClasses({ of: { id, found } }: { of: Run }) {
  const say = useSay();
  const named = useClassName();
  const classes = Object.entries(found).filter(([, count]) => count > 0);
  if (classes.length === 0) return <span className="soft">{say("无", "None")}</span>;
  return (
    <span className="row found-classes">
      {classes.map(([name, count]) => (
        <Link key={name} href={`/console/reconciliation?run=${id}&class=${name}`}>
          <Chip tone="warning">
            {named(name)} {count}
          </Chip>
        </Link>
      ))}
    </span>
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

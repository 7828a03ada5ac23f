/** @jsxImportSource react */
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { setQuery, useAddress } from "../lib/router.tsx";
import type { Acceptance } from "../lib/types.ts";
import { usePages } from "../lib/use-load.ts";
import { acceptanceStates, usePairName } from "./acceptance-words.ts";
import { ChipOf } from "./chip-of.tsx";
import { ListTable } from "./list-table.tsx";
import { ShowChoice } from "./show-choice.tsx";
import { Amount, Ident } from "./states.tsx";

const shows = ["returning", "returned", "all"] as const;
type Show = (typeof shows)[number];

/** Money on its way back to its payer first: the acquirer would not have it, and the issuer is still asked. */
export function AcceptancePayments() {
  const say = useSay();
  const { query } = useAddress();
  const show = shows.find((one) => one === query.get("show")) ?? "returning";
  const names: Readonly<Record<Show, string>> = {
    returning: say("退回中", "Going back"),
    returned: say("已退回", "Went back"),
    all: say("全部付款", "All payments"),
  };
  return (
    <div className="stack">
      <div className="filters" style={{ marginBottom: 0 }}>
        <ShowChoice
          label={say("哪些付款", "Which payments")}
          value={show}
          options={shows.map((value) => ({ value, label: names[value] }))}
          put={(value) => setQuery({ show: value === "returning" ? null : value })}
        />
      </div>
      <Rows key={show} show={show} />
    </div>
  );
}

function Rows({ show }: { show: Show }) {
  const say = useSay();
  const formats = useFormats();
  const pair = usePairName();
  const only = show === "all" ? "" : `?state=${show}`;
  const found = usePages<Acceptance>(`/v1/hub/acceptances${only}`);
  const empties: Readonly<Record<Show, readonly [string, string]>> = {
    returning: [
      say("没有退回中的款项", "Nothing is on its way back"),
      say(
        "收款方钱包拒绝受理时，买家的钱原路退回；退到之前列在这里，系统会一直重试。",
        "When the merchant's wallet will not have a payment, the buyer's money goes back; until it arrives it stands here and is tried again.",
      ),
    ],
    returned: [say("没有退回过款项", "Nothing went back yet"), ""],
    all: [
      say("还没有互认付款", "No payment yet"),
      say("一对开放后，第一笔付款会出现在这里。", "Once a pair is open, its first payment shows here."),
    ],
  };
  const [empty, hint] = empties[show];
  return (
    <ListTable<Acceptance>
      cards
      of={found}
      label={say("互认付款列表", "List of payments between wallets")}
      empty={empty}
      {...(hint === "" ? {} : { hint })}
      rowKey={(one) => one.id}
      columns={[
        { title: say("时间", "When"), render: (_, one) => formats.short(one.created_at) },
        { title: say("钱包对", "Pair"), render: (_, one) => pair(one) },
        { title: say("金额", "Amount"), align: "end", render: (_, one) => <Amount of={one.amount} /> },
        { title: say("手续费", "Fee"), align: "end", render: (_, one) => <Amount of={one.fee} /> },
        { title: say("已退款", "Refunded"), align: "end", render: (_, one) => <Amount of={one.refunded} /> },
        { title: say("状态", "State"), render: (_, one) => <ChipOf of={one.state} words={acceptanceStates} /> },
        { title: say("付款", "Payment"), render: (_, one) => <Ident id={one.payment} /> },
      ]}
    />
  );
}

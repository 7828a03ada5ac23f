/** @jsxImportSource react */
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import { useWho } from "../lib/session.tsx";
import type { Dispute } from "../lib/types.ts";
import { ChipOf } from "../parts/chip-of.tsx";
import { DataList } from "../parts/data-list.tsx";
import { disputeStates, kindWords } from "../parts/dispute-words.ts";
import { StateFilter } from "../parts/state-filter.tsx";
import { Amount, Ident, PageHead } from "../parts/states.tsx";

/** The desk of refund-only requests and disputes: a store answers and appeals, two people of the marketplace decide. */
export default function Disputes() {
  const say = useSay();
  const formats = useFormats();
  const { store } = useWho();
  return (
    <>
      <PageHead
        title={say("仅退款与纠纷", "Refund-only and disputes")}
        lead={
          store === null
            ? say(
                "裁决由一人提出、另一人确认；店铺可以申诉。",
                "One person proposes a verdict, another confirms; stores may appeal.",
              )
            : say("请在期限内答复；逾期视为同意。", "Answer before the deadline: silence is consent.")
        }
      />
      <DataList<Dispute>
        list="disputes"
        path="/v1/disputes"
        filters={["state", "order"]}
        label={say("纠纷列表", "Disputes")}
        empty={say("没有纠纷", "No disputes")}
        hint={say("买家发起的仅退款与纠纷会出现在这里。", "What buyers ask for without returning goods stands here.")}
        rowKey={(one) => one.id}
        columns={() => [
          {
            key: "id",
            title: say("编号", "Number"),
            cell: (one) => (
              <Link href={`/console/disputes/${one.id}`}>
                <Ident id={one.id} />
              </Link>
            ),
          },
          {
            ...{ key: "kind", wide: true },
            title: say("类型", "Kind"),
            cell: (one) => say(...(kindWords[one.kind] ?? [one.kind, one.kind])),
          },
          {
            ...{ key: "order", title: say("订单", "Order"), spare: true },
            cell: (one) => <Link href={`/console/orders/${one.order}`}>…{one.order.slice(-8)}</Link>,
          },
          { key: "amount", title: say("金额", "Amount"), align: "end", cell: (one) => <Amount of={one.amount} /> },
          { key: "reason", title: say("原因", "Reason"), width: 260, wide: true, cell: (one) => one.reason },
          {
            key: "state",
            title: say("状态", "State"),
            cell: (one) => <ChipOf of={one.state} words={disputeStates} />,
          },
          { key: "due", title: say("期限", "Due"), wide: true, cell: (one) => formats.short(one.due_at) },
          { key: "opened", title: say("发起时间", "Opened"), wide: true, cell: (one) => formats.short(one.opened_at) },
        ]}
      >
        <StateFilter
          width={200}
          states={Object.keys(disputeStates)}
          label={(value) => <ChipOf of={value} words={disputeStates} />}
        />
      </DataList>
    </>
  );
}

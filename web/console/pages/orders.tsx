/** @jsxImportSource react */
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import type { Order } from "../lib/types.ts";
import { AmountFilter } from "../parts/amount-filter.tsx";
import { ClearFilters, rangeNames } from "../parts/clear-filters.tsx";
import { DataList } from "../parts/data-list.tsx";
import { NumberFilter } from "../parts/number-filter.tsx";
import { StateFilter } from "../parts/state-filter.tsx";
import { Amount, Ident, PageHead, StateTag } from "../parts/states.tsx";
import { TimeFilter } from "../parts/time-filter.tsx";

const states = ["unpaid", "paid", "partly_refunded", "refunded", "closed"] as const;
const filters = ["state", "number", "checkout", ...rangeNames];

export default function Orders() {
  const say = useSay();
  const formats = useFormats();
  return (
    <>
      <PageHead
        title={say("订单", "Orders")}
        lead={say(
          "最新的在前。点开一笔，看它的信息、交易、资金、物流四条流。",
          "Newest first. Open one to see its four flows.",
        )}
      />
      <DataList<Order>
        list="orders"
        path="/v1/orders"
        filters={filters}
        label={say("订单列表", "Orders")}
        empty={say("没有符合条件的订单", "No order fits")}
        hint={say("请放宽筛选条件。", "Try a wider filter.")}
        rowKey={(one) => one.id}
        columns={() => [
          {
            key: "number",
            title: say("订单号", "Number"),
            cell: (one) => <Link href={`/console/orders/${one.id}`}>{one.number}</Link>,
          },
          { key: "title", title: say("商品", "Goods"), width: 240, wide: true, cell: (one) => one.title },
          {
            key: "store",
            title: say("店铺", "Store"),
            wide: true,
            cell: (one) => one.store_title ?? one.store.slice(-6),
          },
          { key: "amount", title: say("金额", "Amount"), align: "end", cell: (one) => <Amount of={one.amount} /> },
          {
            ...{ key: "refunded", title: say("已退款", "Refunded"), align: "end", spare: true },
            cell: (one) => <Amount of={one.refunded} />,
          },
          { key: "state", title: say("状态", "State"), cell: (one) => <StateTag state={one.state} /> },
          { key: "created", title: say("创建", "Made"), wide: true, cell: (one) => formats.short(one.created_at) },
          { key: "paid", title: say("付款", "Paid"), spare: true, cell: (one) => formats.short(one.paid_at) },
          { key: "id", title: say("系统编号", "Id"), spare: true, cell: (one) => <Ident id={one.id} /> },
        ]}
      >
        <Filters />
      </DataList>
    </>
  );
}

function Filters() {
  return (
    <>
      <StateFilter states={states} />
      <NumberFilter />
      <TimeFilter />
      <AmountFilter />
      <ClearFilters names={filters} />
    </>
  );
}

/** @jsxImportSource react */
import { Select, Tabs } from "antd";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { Link, setQuery, useAddress } from "../lib/router.tsx";
import { useMay } from "../lib/session.tsx";
import type { Payment, Refund } from "../lib/types.ts";
import { AmountFilter } from "../parts/amount-filter.tsx";
import { ClearFilters, rangeNames } from "../parts/clear-filters.tsx";
import { DataList, type ListColumn } from "../parts/data-list.tsx";
import { NumberFilter } from "../parts/number-filter.tsx";
import { StateFilter } from "../parts/state-filter.tsx";
import { Amount, Ident, PageHead, StateTag } from "../parts/states.tsx";
import { TimeFilter } from "../parts/time-filter.tsx";
import { useMethodName, useWallets, WalletName } from "../parts/wallets.tsx";
import { useSeesWire, WireCalls } from "../parts/wire-calls.tsx";

const refundStates = ["created", "processing", "refunded", "abnormal", "refused"];
const states = ["starting", "waiting", "paid", "refused", "closed", "abandoned", "surplus", "returned"];
const filters = ["state", "wallet", "order", "number", "checkout", ...rangeNames];
const noFilter = Object.fromEntries(filters.map((name) => [name, null]));

export default function Payments() {
  const say = useSay();
  const may = useMay();
  const { query } = useAddress();
  const items = [
    { key: "payments", label: say("支付", "Payments"), children: <PaymentList /> },
    ...(may("refunds:read") ? [{ key: "refunds", label: say("退款", "Refunds"), children: <RefundList /> }] : []),
  ];
  return (
    <>
      <PageHead
        title={say("支付与退款", "Payments and refunds")}
        lead={say(
          "一行是一次尝试：同一订单可有多次，只有一次算数。",
          "A row is one attempt: an order may have several, and one that counts.",
        )}
      />
      <Tabs
        activeKey={query.get("tab") ?? "payments"}
        onChange={(tab) => setQuery({ ...noFilter, tab, columns: null })}
        items={items}
        destroyOnHidden
      />
    </>
  );
}

function PaymentList() {
  const say = useSay();
  const method = useMethodName();
  const words = useWords();
  const formats = useFormats();
  const wire = useWireColumn<Payment>("payments");
  return (
    <DataList<Payment>
      list="payments"
      path="/v1/payments"
      filters={filters}
      label={say("支付列表", "Payments")}
      empty={say("没有符合条件的支付", "No payment fits")}
      hint={say("请放宽筛选条件。", "Try a wider filter.")}
      rowKey={(one) => one.id}
      columns={() => [
        { key: "id", title: say("编号", "Id"), wide: true, cell: (one) => <Ident id={one.id} /> },
        {
          key: "order",
          title: say("订单", "Order"),
          cell: (one) => <Link href={`/console/orders/${one.order}`}>…{one.order.slice(-8)}</Link>,
        },
        { key: "wallet", title: say("钱包", "Wallet"), cell: (one) => <WalletName id={one.wallet} /> },
        { key: "method", title: say("方式", "Method"), wide: true, cell: (one) => method(one.method) },
        { key: "amount", title: say("金额", "Amount"), align: "end", cell: (one) => <Amount of={one.amount} /> },
        {
          ...{ key: "refunded", title: say("已退款", "Refunded"), align: "end", spare: true },
          cell: (one) => <Amount of={one.refunded} />,
        },
        {
          key: "state",
          title: say("状态", "State"),
          cell: (one) => (
            <>
              <StateTag state={one.state} /> {words(one.reason)}
            </>
          ),
        },
        { key: "created", title: say("发起", "Started"), wide: true, cell: (one) => formats.short(one.created_at) },
        { key: "paid", title: say("付款", "Paid"), spare: true, cell: (one) => formats.short(one.paid_at) },
        {
          ...{ key: "reference", title: say("钱包单号", "Wallet's number"), spare: true },
          cell: (one) => (one.wallet_ref ? <Ident id={one.wallet_ref} /> : "—"),
        },
        ...wire,
      ]}
    >
      <StateFilter states={states} />
      <WalletFilter />
      <NumberFilter />
      <TimeFilter />
      <AmountFilter />
      <ClearFilters names={filters} />
    </DataList>
  );
}

/** What was said to the wallet and by it, for those who may see it. */
function useWireColumn<T extends { id: string }>(kind: "payments" | "refunds"): readonly ListColumn<T>[] {
  const say = useSay();
  const sees = useSeesWire();
  const cell = (one: T) => <WireCalls kind={kind} id={one.id} />;
  return sees ? [{ key: "wire", title: say("报文", "Wire"), pageOnly: true, cell }] : [];
}

function WalletFilter() {
  const say = useSay();
  const words = useWords();
  const wallets = useWallets();
  const { query } = useAddress();
  return (
    <Select
      allowClear
      style={{ width: 160 }}
      aria-label={say("钱包", "Wallet")}
      placeholder={say("全部钱包", "Every wallet")}
      value={query.get("wallet") ?? undefined}
      options={wallets.map((one) => ({ value: one.id, label: words(one.title) }))}
      onChange={(wallet?: string) => setQuery({ wallet: wallet ?? null })}
    />
  );
}

function RefundList() {
  const say = useSay();
  const formats = useFormats();
  const wire = useWireColumn<Refund>("refunds");
  return (
    <DataList<Refund>
      list="refunds"
      path="/v1/refunds"
      filters={["state", "payment", "order"]}
      label={say("退款列表", "Refunds")}
      empty={say("没有符合条件的退款", "No refund fits")}
      hint={say("在订单页对已付款的支付发起退款。", "Refund a paid payment on its order's page.")}
      rowKey={(one) => one.id}
      columns={() => [
        { key: "id", title: say("编号", "Id"), wide: true, cell: (one) => <Ident id={one.id} /> },
        {
          key: "order",
          title: say("订单", "Order"),
          cell: (one) => <Link href={`/console/orders/${one.order}`}>…{one.order.slice(-8)}</Link>,
        },
        { key: "payment", title: say("支付", "Payment"), spare: true, cell: (one) => <Ident id={one.payment} /> },
        { key: "amount", title: say("金额", "Amount"), align: "end", cell: (one) => <Amount of={one.amount} /> },
        { key: "reason", title: say("原因", "Why"), width: 220, wide: true, cell: (one) => one.reason },
        { key: "state", title: say("状态", "State"), cell: (one) => <StateTag state={one.state} /> },
        { key: "created", title: say("申请", "Asked"), wide: true, cell: (one) => formats.short(one.created_at) },
        {
          ...{ key: "refunded", title: say("退款", "Refunded"), spare: true },
          cell: (one) => formats.short(one.refunded_at),
        },
        ...wire,
      ]}
    >
      <StateFilter states={refundStates} />
    </DataList>
  );
}

/** @jsxImportSource react */
import { Select, Tabs } from "antd";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { Link, setQuery, useAddress } from "../lib/router.tsx";
import { useMay } from "../lib/session.tsx";
import type { Payment, Refund } from "../lib/types.ts";
import { usePages } from "../lib/use-load.ts";
import { ListTable } from "../parts/list-table.tsx";
import { Amount, Ident, PageHead, StateTag } from "../parts/states.tsx";
import { useWallets, WalletName } from "../parts/wallets.tsx";

const states = ["starting", "waiting", "paid", "refused", "closed", "abandoned", "surplus", "returned"];

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
        onChange={(tab) => setQuery({ tab, state: null })}
        items={items}
        destroyOnHidden
      />
    </>
  );
}

function PaymentList() {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const wallets = useWallets();
  const { query } = useAddress();
  const filter = new URLSearchParams();
  for (const name of ["state", "wallet"]) {
    const value = query.get(name);
    if (value) filter.set(name, value);
  }
  const payments = usePages<Payment>(`/v1/payments?${filter}`);
  return (
    <>
      <div className="filters">
        <Select
          allowClear
          style={{ width: 160 }}
          aria-label={say("状态", "State")}
          placeholder={say("全部状态", "Every state")}
          value={query.get("state") ?? undefined}
          options={states.map((state) => ({ value: state, label: <StateTag state={state} /> }))}
          onChange={(state?: string) => setQuery({ state: state ?? null })}
        />
        <Select
          allowClear
          style={{ width: 160 }}
          aria-label={say("钱包", "Wallet")}
          placeholder={say("全部钱包", "Every wallet")}
          value={query.get("wallet") ?? undefined}
          options={wallets.map((one) => ({ value: one.id, label: words(one.title) }))}
          onChange={(wallet?: string) => setQuery({ wallet: wallet ?? null })}
        />
      </div>
      <ListTable<Payment>
        of={payments}
        label={say("支付列表", "Payments")}
        empty={say("没有符合条件的支付", "No payment fits")}
        rowKey={(one) => one.id}
        columns={[
          { title: say("编号", "Id"), render: (_, one) => <Ident id={one.id} /> },
          {
            title: say("订单", "Order"),
            render: (_, one) => <Link href={`/console/orders/${one.order}`}>…{one.order.slice(-8)}</Link>,
          },
          { title: say("钱包", "Wallet"), render: (_, one) => <WalletName id={one.wallet} /> },
          { title: say("方式", "Method"), dataIndex: "method" },
          { title: say("金额", "Amount"), align: "end", render: (_, one) => <Amount of={one.amount} /> },
          {
            title: say("状态", "State"),
            render: (_, one) => (
              <>
                <StateTag state={one.state} /> {words(one.reason)}
              </>
            ),
          },
          { title: say("发起", "Started"), render: (_, one) => formats.short(one.created_at) },
        ]}
      />
    </>
  );
}

function RefundList() {
  const say = useSay();
  const formats = useFormats();
  const refunds = usePages<Refund>("/v1/refunds");
  return (
    <ListTable<Refund>
      of={refunds}
      label={say("退款列表", "Refunds")}
      empty={say("还没有退款", "No refunds yet")}
      hint={say("在订单页对已付款的支付发起退款。", "Refund a paid payment on its order's page.")}
      rowKey={(one) => one.id}
      columns={[
        { title: say("编号", "Id"), render: (_, one) => <Ident id={one.id} /> },
        {
          title: say("订单", "Order"),
          render: (_, one) => <Link href={`/console/orders/${one.order}`}>…{one.order.slice(-8)}</Link>,
        },
        { title: say("金额", "Amount"), align: "end", render: (_, one) => <Amount of={one.amount} /> },
        { title: say("原因", "Why"), dataIndex: "reason", ellipsis: true, width: 220 },
        { title: say("状态", "State"), render: (_, one) => <StateTag state={one.state} /> },
        { title: say("申请", "Asked"), render: (_, one) => formats.short(one.created_at) },
      ]}
    />
  );
}

/** @jsxImportSource react */
import { Alert, Card, Descriptions } from "antd";
import { type CSSProperties, Fragment } from "react";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { useMay } from "../lib/session.tsx";
import type { List, Order, OrderFlows, Payment } from "../lib/types.ts";
import { together, useLoad } from "../lib/use-load.ts";
import { LaneItem, lanes } from "../parts/lane-item.tsx";
import { RefundDeed } from "../parts/refund-deed.tsx";
import { Scroll } from "../parts/region.tsx";
import { ReleaseLimitCard } from "../parts/release-limit.tsx";
import { Amount, Ident, PageHead, Shown, StateTag } from "../parts/states.tsx";
import { WaitingRefunds } from "../parts/waiting-refunds.tsx";
import { WalletName } from "../parts/wallets.tsx";
import { useSeesWire, WireCalls } from "../parts/wire-calls.tsx";

export default function OrderPage({ id }: { id: string }) {
  const say = useSay();
  const order = useLoad<Order>(`/v1/orders/${id}`);
  const flows = useLoad<OrderFlows>(`/v1/orders/${id}/flows`);
  return (
    <>
      <PageHead
        title={say(`订单 ${order.data?.number ?? ""}`, `Order ${order.data?.number ?? ""}`)}
        lead={order.data?.title}
      />
      <div className="stack">
        <Card>
          <Shown of={order}>{(found) => <Facts order={found} />}</Shown>
        </Card>
        {order.data?.paid_at ? <ReleaseLimitCard order={id} /> : null}
        <WaitingRefunds order={id} changed={flows.reload} />
        <PaymentsOf
          order={id}
          fees={flows.data?.wallet_fees ?? []}
          changed={() => {
            order.reload();
            flows.reload();
          }}
        />
        <Card>
          <h2>{say("四条流，一条时间线", "Four flows on one timeline")}</h2>
          <Shown of={flows}>{(found) => <Lanes flows={found} order={id} />}</Shown>
        </Card>
      </div>
    </>
  );
}

function Facts({ order }: { order: Order }) {
  const say = useSay();
  const formats = useFormats();
  return (
    <Descriptions
      size="small"
      column={{ xs: 1, sm: 2, lg: 4 }}
      items={[
        { key: "state", label: say("状态", "State"), children: <StateTag state={order.state} /> },
        { key: "amount", label: say("金额", "Amount"), children: <Amount of={order.amount} /> },
        { key: "refunded", label: say("已退", "Refunded"), children: <Amount of={order.refunded} /> },
        { key: "store", label: say("店铺", "Store"), children: order.store_title ?? <Ident id={order.store} /> },
        { key: "made", label: say("创建", "Made"), children: formats.instant(order.created_at) },
        { key: "paid", label: say("付款", "Paid"), children: formats.instant(order.paid_at) },
        { key: "id", label: say("编号", "Id"), children: <Ident id={order.id} /> },
      ]}
    />
  );
}

type Fees = { fees: OrderFlows["wallet_fees"] };

/** What the wallet kept of a payment: as its bill says, or as is agreed with it. */
function FeeOf({ payment, fees }: Fees & { payment: Payment }) {
  const say = useSay();
  const found = fees.find((one) => one.payment === payment.id);
  if (!found) return null;
  if (found.fee === null)
    return <span className="soft">{say("未约定费率，手续费未知", "No rate agreed: its fee is not known")}</span>;
  return (
    <span>
      <span className="soft">
        {found.basis === "billed"
          ? say("账单手续费", "Wallet's fee, as billed")
          : say("约定手续费", "Wallet's fee, as agreed")}
      </span>{" "}
      <Amount of={found.fee} />
    </span>
  );
}

function PaymentsOf({ order, changed, fees }: Fees & { order: string; changed: () => void }) {
  const say = useSay();
  const words = useWords();
  const may = useMay();
  const sees = useSeesWire();
  const payments = useLoad<List<Payment>>(`/v1/payments?order=${order}`);
  return (
    <Card>
      <h2>{say("支付尝试", "Attempts to pay")}</h2>
      <Shown of={payments} rows={2}>
        {({ data }) => (
          <ul className="plain attempts">
            {data.map((one) => (
              <li key={one.id}>
                <WalletName id={one.wallet} />
                <span>
                  <StateTag state={one.state} /> {one.reason ? words(one.reason) : null}
                </span>
                <Amount of={one.amount} />
                <FeeOf payment={one} fees={fees} />
                {one.wallet_ref ? <span className="mono">{one.wallet_ref}</span> : null}
                <span className="row">
                  {sees ? <WireCalls kind="payments" id={one.id} /> : null}
                  {one.state === "paid" && may("refunds:write") ? (
                    <RefundDeed payment={one} done={together(payments.reload, changed)} />
                  ) : null}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </Card>
  );
}

/** Lanes side by side, time downwards: what happened when, and in which flow. */
function Lanes({ flows, order }: { flows: OrderFlows; order: string }) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const instants = [...new Set(flows.items.map((one) => one.at))];
  return (
    <div className="stack">
      {flows.gaps.map((gap) => (
        <Alert
          key={gap.code}
          type="warning"
          showIcon
          title={words(gap.words)}
          description={formats.instant(gap.since)}
        />
      ))}
      <Scroll label={say("订单的四条流", "The order's four flows")}>
        <div className="lanes">
          <div className="lane-head">{say("时间", "Time")}</div>
          {lanes.map(([flow, zh, en, colour]) => (
            <div key={flow} className="lane-head" style={{ "--lane": colour } as CSSProperties}>
              {say(zh, en)}
            </div>
          ))}
          {instants.map((at) => (
            <Fragment key={at}>
              <div className="lane-time">{formats.instant(at)}</div>
              {lanes.map(([flow, , , colour]) => (
                <div key={flow} className="lane-cell" data-lane={flow} style={{ "--lane": colour } as CSSProperties}>
                  {flows.items
                    .filter((one) => one.flow === flow && one.at === at)
                    .map((one) => (
                      <LaneItem key={`${one.evidence.id} ${one.code} ${one.at}`} item={one} order={order} />
                    ))}
                </div>
              ))}
            </Fragment>
          ))}
        </div>
      </Scroll>
    </div>
  );
}

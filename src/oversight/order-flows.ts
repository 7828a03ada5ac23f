import { bucketOf } from "#db";
import { type Currency, money } from "#money";
import { gapWords, wordsOf } from "./flow-words.ts";
import { momentItem, momentsOf } from "./moments.ts";
import { disputeItems } from "./order-disputes.ts";
import { campaignItems, friendItems } from "./order-information.ts";
import { releaseItems } from "./order-releases.ts";
import { rangeOf } from "./reach.ts";
import { refundProposalItems } from "./refund-proposals.ts";
import { shipmentsOf } from "./shipments.ts";
import type { FlowItem, Gap, OrderFlows, OversightParts, Parts, ShipmentView } from "./types.ts";
import { walletFees } from "./wallet-fees.ts";

type Order = {
  id: string;
  marketplace: string;
  store: string;
  checkout: string;
  number: string;
  title: string;
  amount: bigint;
  refunded: bigint;
  currency: Currency;
  state: string;
  created_at: Date;
  paid_at: Date | null;
};
type Payment = {
  id: string;
  wallet: string;
  wallet_account: string;
  method: string;
  amount: bigint;
  currency: Currency;
  state: string;
  wallet_ref: string | null;
  reason_code: string | null;
  received: bigint | null;
  created_at: Date;
  paid_at: Date | null;
};
type Refund = {
  id: string;
  amount: bigint;
  currency: Currency;
  reason: string;
  state: string;
  created_at: Date;
  refunded_at: Date | null;
};
type Transfer = { id: string; amount: bigint; currency: Currency; kind: string; subject: string; at: Date };
type Event = { id: string; type: string; subject: string; at: Date };

const none: Readonly<Record<string, string>> = {};

function item(flow: FlowItem["flow"], at: Date, code: string, evidence: FlowItem["evidence"]): FlowItem {
  return { flow, at, code, words: wordsOf(code), amount: null, evidence, detail: none };
}

/** Everything that is on record about one order, in four lanes, oldest first; null when there is no such order. */
export async function orderFlows(parts: OversightParts, id: string): Promise<OrderFlows | null> {
  const { db, clock } = parts;
  const bucket = bucketOf(id);
  const [order] = await db.read<Order>("select * from orders where bucket = $1 and id = $2", [bucket, id]);
  if (!order) return null;
  // What an order leads to keeps the order's time in its ids, so each of these is a short range of a primary key.
  const [payments, refunds] = await Promise.all([
    db.read<Payment>("select * from payments where bucket = $1 and id between $3 and $4 and order_id = $2", [
      ...[bucket, id, ...rangeOf("pay", id)],
    ]),
    db.read<Refund>("select * from refunds where bucket = $1 and id between $3 and $4 and order_id = $2", [
      ...[bucket, id, ...rangeOf("ref", id)],
    ]),
  ]);
  const paid = payments.map((one) => one.id);
  const subjects = [id, ...paid, ...refunds.map((one) => one.id)];
  const arrived = payments.flatMap((one) => (one.paid_at === null ? [] : [{ ...one, paid_at: one.paid_at }]));
  const [told, shipments, transfers, events, releases, fees] = await Promise.all([
    toldItems(parts, order, paid),
    shipmentsOf(parts, id),
    db.read<Transfer>(
      `select t.id, t.amount, a.currency, t.kind, t.subject, t.at from transfers t
       join accounts a on a.bucket = t.bucket and a.id = t.debit
       where t.bucket = $1 and t.book = $2 and t.subject = any($3) and t.id between $4 and $5`,
      [bucket, order.store, subjects, ...rangeOf("tra", id)],
    ),
    db.read<Event>("select id, type, subject, at from events where bucket = $1 and subject = any($2)", [
      bucket,
      subjects,
    ]),
    releaseItems(parts, { bucket, order: id }),
    walletFees(parts, id, arrived),
  ]);
  const items = [
    ...orderItems(order),
    ...told,
    ...payments.flatMap(paymentItems),
    ...refunds.flatMap(refundItems),
    ...transfers.map(transferItem),
    ...events.map((one) => ({
      ...item("information", one.at, "webhook_told", { kind: "event", id: one.id }),
      detail: { type: one.type },
    })),
    ...releases,
    ...shipments.map(shipmentItem),
  ].toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const { marketplace, store } = order;
  return { order: id, marketplace, store, items, gaps: gapsOf(order, shipments, clock.now()), wallet_fees: fees };
}

/** What others told of it: host apps, campaigns, friends that were asked, and whoever was not content. */
async function toldItems(parts: Parts, order: Order, payments: readonly string[]): Promise<FlowItem[]> {
  const { id, checkout, marketplace } = order;
  const bucket = bucketOf(id);
  const [moments, ...rest] = await Promise.all([
    momentsOf(parts, id),
    campaignItems(parts, { bucket, checkout, marketplace, payments }),
    friendItems(parts, checkout),
    disputeItems(parts, { bucket, order: id, payments }),
    refundProposalItems(parts, { bucket, payments }),
  ]);
  return [...moments.map(momentItem), ...rest.flat()];
}

function orderItems(order: Order): FlowItem[] {
  const evidence = { kind: "order", id: order.id };
  const amount = money(order.amount, order.currency);
  const made = {
    ...item("transaction", order.created_at, "order_made", evidence),
    amount,
    detail: { number: order.number },
  };
  const opened = item("information", order.created_at, "checkout_opened", { kind: "checkout", id: order.checkout });
  const paid = order.paid_at ? [item("transaction", order.paid_at, "order_paid", evidence)] : [];
  return [opened, made, ...paid];
}

function paymentItems(one: Payment): FlowItem[] {
  const evidence = { kind: "payment", id: one.id };
  const amount = money(one.amount, one.currency);
  const detail = { wallet: one.wallet, method: one.method };
  const items: FlowItem[] = [{ ...item("payment", one.created_at, "payment_started", evidence), amount, detail }];
  const reference = one.wallet_ref === null ? detail : { ...detail, wallet_ref: one.wallet_ref };
  if (one.paid_at)
    items.push({
      ...item("payment", one.paid_at, paidCode(one), evidence),
      ...{ amount: money(one.received ?? one.amount, one.currency), detail: reference },
    });
  else if (["refused", "closed", "abandoned"].includes(one.state))
    // The row keeps no instant of a refusal; it stands where the attempt began.
    items.push({ ...item("payment", one.created_at, `payment_${one.state}`, evidence), detail });
  return items;
}

function paidCode(one: Payment): string {
  if (one.received !== null) return "payment_other_amount";
  return one.state === "surplus" || one.state === "returned" ? "payment_surplus" : "payment_paid";
}

function refundItems(one: Refund): FlowItem[] {
  const evidence = { kind: "refund", id: one.id };
  const amount = money(one.amount, one.currency);
  const asked = {
    ...item("payment", one.created_at, "refund_asked", evidence),
    amount,
    detail: { reason: one.reason },
  };
  const done = one.refunded_at ? [{ ...item("payment", one.refunded_at, "refund_done", evidence), amount }] : [];
  const refused = one.state === "refused" ? [item("payment", one.created_at, "refund_refused", evidence)] : [];
  return [asked, ...done, ...refused];
}

function transferItem(one: Transfer): FlowItem {
  const evidence = { kind: "transfer", id: one.id };
  const amount = money(one.amount, one.currency);
  return { ...item("payment", one.at, "transfer", evidence), amount, detail: { kind: one.kind, subject: one.subject } };
}

function shipmentItem(one: ShipmentView): FlowItem {
  const detail = { carrier: one.carrier, number: one.number, place: one.place };
  return { ...item("logistics", one.at, one.state, { kind: "shipment", id: one.id }), detail };
}

const patienceMs = 3 * 86_400_000;

function gapsOf(order: Order, shipments: readonly ShipmentView[], now: Date): Gap[] {
  const gap = (code: Gap["code"], since: Date): Gap => ({ code, words: gapWords[code], since });
  const [first] = shipments;
  const gaps: Gap[] = [];
  if (order.paid_at && !first && order.state === "paid" && now.getTime() - order.paid_at.getTime() > patienceMs)
    gaps.push(gap("paid_not_shipped", order.paid_at));
  if (first && !order.paid_at) gaps.push(gap("shipped_not_paid", first.at));
  const delivered = shipments.find((one) => one.state === "delivered");
  const back = shipments.some((one) => one.state === "returned");
  if (delivered && order.refunded === order.amount && !back) gaps.push(gap("refunded_not_returned", delivered.at));
  return gaps;
}

import { type Tx, writeEvent } from "#db";
import { type LedgerMove, post } from "#ledger";
import { equals, money, toJson } from "#money";
import type { RefundOutcome } from "#wallets/protocol";
import { chartOf } from "./chart.ts";
import type { PaymentsContext } from "./context.ts";
import { postings } from "./postings.ts";
import { uncountRefund } from "./refund-limits.ts";
import { nextRefund, type RefundEvent } from "./refund-states.ts";
import { cameOf, type PaymentRow, type RefundRow, readRows } from "./rows.ts";
import type { RefundState } from "./types.ts";

/**
 * Applies a wallet's word to a refund: state, transfers, the payment's and the order's totals, event, in one commit.
 * Any number of times, in any order. Answers its state afterwards; null when there is no such refund, or when `account`
 * (the wallet account whose keys proved the word) is not the one that holds its money.
 */
export async function applyRefundOutcome(
  context: PaymentsContext,
  id: string,
  outcome: RefundOutcome,
  account?: string,
): Promise<RefundState | null> {
  const refund = (await readRows<RefundRow>(context.needs.db, "refunds", [id])).get(id);
  if (!refund) return null;
  const payment = await context.loads.payments.submit(refund.payment);
  if (!payment) throw new Error(`Payment ${refund.payment} of ${id} is not there.`);
  if (account !== undefined && account !== payment.wallet_account) return null;
  if (outcome.kind === "unknown") {
    if (outcome.alarm) context.needs.alarm("wallet_word_unknown", { refund: id, cause: outcome.cause });
    return refund.state;
  }
  if (outcome.kind === "refunded" && !equals(outcome.amount, money(refund.amount, refund.currency))) {
    context.needs.alarm("refund_amount_differs", { refund: id, said: toJson(outcome.amount) });
    return refund.state;
  }
  await context.accounts.ensure(chartOf(payment));
  const done = await context.needs.db.tx((tx) => move(context, tx, refund, payment, outcome));
  if (done.moved) context.changed(payment.checkout);
  if (done.moved && done.state === "abnormal") context.needs.alarm("refund_abnormal", { refund: id });
  if (done.state === "refused" && outcome.kind === "refunded")
    context.needs.alarm("refund_contradiction", { refund: id, said: toJson(outcome.amount) });
  return done.state;
}

type Said = Exclude<RefundOutcome, { kind: "unknown" }>;

/** A surplus has to go back: a wallet that refuses it leaves it to a person. */
function eventOf(refund: RefundRow, outcome: Said): RefundEvent {
  return refund.cause === "surplus" && outcome.kind === "refused" ? "abnormal" : outcome.kind;
}

async function move(
  context: PaymentsContext,
  tx: Tx,
  known: RefundRow,
  payment: PaymentRow,
  outcome: Said,
): Promise<{ moved: boolean; state: RefundState }> {
  await tx.query("select 1 from orders where bucket = $1 and id = $2 for no key update", [
    known.bucket,
    known.order_id,
  ]);
  const [refund] = await tx.query<RefundRow>("select * from refunds where bucket = $1 and id = $2", [
    known.bucket,
    known.id,
  ]);
  const event = eventOf(known, outcome);
  const to = refund && nextRefund(refund.state, event);
  if (!refund || !to) return { moved: false, state: (refund ?? known).state };
  const now = context.needs.clock.now();
  if (to === "refused") await uncountRefund(tx, refund);
  await tx.query(
    `update refunds set state = $3, wallet_refund_ref = coalesce($4, wallet_refund_ref), says = $5, refunded_at = $6
     where bucket = $1 and id = $2`,
    [
      refund.bucket,
      refund.id,
      to,
      "walletRefundRef" in outcome ? (outcome.walletRefundRef ?? null) : null,
      "says" in outcome ? outcome.says : null,
      outcome.kind === "refunded" ? outcome.refundedAt : null,
    ],
  );
  const transfers = await transfersOf(context, tx, { refund, payment, to, now });
  if (transfers && (await post(tx, [transfers]))[0] !== "posted")
    throw new Error(`The ledger refused the transfers of ${refund.id} to ${to}.`);
  const payment_version = await (to === "refunded" ? settle : to === "refused" ? release : touch)(tx, refund);
  const ids = { refund: refund.id, payment: refund.payment, order: refund.order_id, store: refund.store };
  const data = { ...ids, from: refund.state, to, payment_version };
  const amount = toJson(money(refund.amount, refund.currency));
  const about = { type: `refund.${to}`, version: 1, marketplace: refund.marketplace, subject: refund.payment };
  await writeEvent(tx, context.needs.ids, { ...about, data: { ...data, amount, cause: refund.cause } }, now);
  if (refund.cause === "surplus" && to === "refunded") await tellReturned(context, tx, payment, payment_version, now);
  return { moved: true, state: to };
}

/** The surplus went back: the payment's own last event, like the others of payments in what it tells. */
async function tellReturned(
  context: PaymentsContext,
  tx: Tx,
  payment: PaymentRow,
  payment_version: number,
  now: Date,
): Promise<void> {
  const { id, order_id: order, checkout, store, wallet, wallet_ref, marketplace } = payment;
  const amount = toJson(cameOf(payment));
  const data = { payment: id, order, checkout, store, wallet, amount, from: "surplus", to: "returned", code: null };
  const about = { type: "payment.returned", version: 1, marketplace, subject: id };
  await writeEvent(tx, context.needs.ids, { ...about, data: { ...data, wallet_ref, payment_version } }, now);
}

type Moved = { refund: RefundRow; payment: PaymentRow; to: RefundState; now: Date };

async function transfersOf(context: PaymentsContext, tx: Tx, moved: Moved): Promise<LedgerMove | null> {
  const { refund, payment, to, now } = moved;
  const amount = money(refund.amount, refund.currency);
  if (to === "refunded") return postings.refunded(refund.id, payment, amount, now);
  if (to !== "refused") return null;
  const { id, from_commission, from_advance } = refund;
  const back = { id, amount, from_commission, from_advance, at: now };
  return (await context.needs.released?.unfund(tx, payment, back)) ?? postings.refundRefused(id, payment, amount, now);
}

/** Writes what a refund does to its payment; answers the payment's new version. */
async function change(tx: Tx, refund: RefundRow, set: string, parameters: unknown[]): Promise<number> {
  const [row] = await tx.query<{ version: number }>(
    `update payments set ${set} version = version + 1 where bucket = $1 and id = $2 returning version`,
    [refund.bucket, refund.payment, ...parameters],
  );
  if (!row) throw new Error(`Payment ${refund.payment} of ${refund.id} is not there.`);
  return row.version;
}

async function settle(tx: Tx, refund: RefundRow): Promise<number> {
  const set = `refunded = refunded + $3, refunding = refunding - $3,
    state = case when state = 'surplus' then 'returned' else state end,`;
  const version = await change(tx, refund, set, [refund.amount]);
  if (refund.cause !== "asked") return version;
  await tx.query(
    `update orders set refunded = refunded + $3,
       state = case when refunded + $3 = amount then 'refunded' else 'partly_refunded' end
     where bucket = $1 and id = $2`,
    [refund.bucket, refund.order_id, refund.amount],
  );
  return version;
}

function release(tx: Tx, refund: RefundRow): Promise<number> {
  return change(tx, refund, "refunding = refunding - $3,", [refund.amount]);
}

function touch(tx: Tx, refund: RefundRow): Promise<number> {
  return change(tx, refund, "", []);
}

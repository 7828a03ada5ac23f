import { type Tx, writeEvent } from "#db";
import { type LedgerMove, post } from "#ledger";
import { type Money, money, toJson } from "#money";
import type { AskOutcome } from "#wallets/protocol";
import { chartOf, suspense } from "./chart.ts";
import type { PaymentsContext } from "./context.ts";
import { postings } from "./postings.ts";
import { type PaymentRow, refundIdOf } from "./rows.ts";
import { settleCaps } from "./start-caps.ts";
import { next } from "./states.ts";

export type PaidWord = Extract<AskOutcome, { kind: "paid" }>;
export type Suspended = "moved" | "same" | "amount_differs" | "contradiction";

/**
 * The wallet, asked, says that it took another amount than was asked for. The attempt ends as that: what really came is
 * booked into suspense, and goes back whole to whoever paid, in one commit with the order of it. By itself and not by
 * two people: no sum of it is the store's or the platform's, nothing is to be judged, and every hour of it is an hour
 * of holding somebody else's money. The order is not paid by it and may be paid again. Any number of times.
 */
export async function suspendPayment(context: PaymentsContext, known: PaymentRow, word: PaidWord): Promise<Suspended> {
  // Money of another currency than the account's stands in no account of this book: a person looks at it.
  if (word.amount.currency !== known.currency || word.amount.minor <= 0n) return "amount_differs";
  await context.accounts.ensure([...chartOf(known), suspense(known)]);
  const { result, from } = await context.needs.db.tx((tx) => suspend(context, tx, known, word));
  if (result !== "moved") return result;
  context.needs.told?.outcome(known.wallet, "surplus");
  await settleCaps(context, known, { from_state: from, to_state: "surplus" });
  context.changed(known.checkout);
  return result;
}

async function suspend(
  context: PaymentsContext,
  tx: Tx,
  known: PaymentRow,
  word: PaidWord,
): Promise<{ result: Suspended; from: string }> {
  await tx.query("select 1 from orders where bucket = $1 and id = $2 for no key update", [
    known.bucket,
    known.order_id,
  ]);
  const [row] = await tx.query<PaymentRow>("select * from payments where bucket = $1 and id = $2", [
    known.bucket,
    known.id,
  ]);
  if (!row) throw new Error(`Payment ${known.id} is not there.`);
  if (row.wallet_ref !== null && ["paid", "surplus", "returned"].includes(row.state)) {
    const same = row.wallet_ref === word.walletRef && row.received === word.amount.minor;
    return { result: same ? "same" : "contradiction", from: row.state };
  }
  if (word.amount.minor === row.amount || next(row.state, "other_amount") === null)
    return { result: "amount_differs", from: row.state };
  const taken = await tx.query(
    `insert into wallet_refs (bucket, wallet_account, wallet_ref, payment) values ($1, $2, $3, $4)
     on conflict do nothing returning payment`,
    [row.bucket, row.wallet_account, word.walletRef, row.id],
  );
  if (taken.length === 0) return { result: "contradiction", from: row.state };
  await write(context, tx, row, word);
  return { result: "moved", from: row.state };
}

async function write(context: PaymentsContext, tx: Tx, row: PaymentRow, word: PaidWord): Promise<void> {
  const now = context.needs.clock.now();
  const refund = refundIdOf(row.id, row.refunds + 1);
  await tx.query(
    `update payments set state = 'surplus', version = version + 1, received = $3, refunding = $3,
       refunds = refunds + 1, wallet_ref = $4, paid_at = $5, reason_code = 'other_amount', reason_says = $6,
       action = null, stage = null
     where bucket = $1 and id = $2`,
    [row.bucket, row.id, word.amount.minor, word.walletRef, word.paidAt, saysOf(row, word.amount)],
  );
  await tx.query("update orders set live_payment = nullif(live_payment, $3) where bucket = $1 and id = $2", [
    row.bucket,
    row.order_id,
    row.id,
  ]);
  await tx.query(
    `insert into refunds (bucket, id, payment, order_id, marketplace, store, amount, currency, reason, cause, state,
       created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'Paid with another amount than was asked', 'surplus', 'created', $9)`,
    [row.bucket, refund, row.id, row.order_id, row.marketplace, row.store, word.amount.minor, row.currency, now],
  );
  await tx.query("insert into due (bucket, at, kind, subject) values ($1, $2, 'refund', $3) on conflict do nothing", [
    row.bucket,
    now,
    refund,
  ]);
  await book(tx, postings.suspended(row.id, row, word.amount, now));
  await book(tx, postings.suspenseReturned(refund, row, word.amount, now));
  await tell(context, tx, row, word, now);
}

async function book(tx: Tx, transfers: LedgerMove): Promise<void> {
  if ((await post(tx, [transfers]))[0] !== "posted")
    throw new Error(`The ledger refused ${transfers[0]?.kind} of ${transfers[0]?.subject}.`);
}

const saysOf = (row: PaymentRow, came: Money): string =>
  `${came.minor} came where ${row.amount} was asked for, in minor units`;

/** Like the other events of payments; its amount is what came. */
async function tell(context: PaymentsContext, tx: Tx, row: PaymentRow, word: PaidWord, now: Date): Promise<void> {
  const { id, order_id: order, checkout, store, wallet, marketplace } = row;
  const about = { payment: id, order, checkout, store, wallet, amount: toJson(word.amount) };
  const asked = toJson(money(row.amount, row.currency));
  const data = { ...about, asked, from: row.state, to: "surplus", code: "other_amount", wallet_ref: word.walletRef };
  const event = { type: "payment.surplus", version: 1, marketplace, subject: id };
  await writeEvent(tx, context.needs.ids, { ...event, data: { ...data, payment_version: row.version + 1 } }, now);
}

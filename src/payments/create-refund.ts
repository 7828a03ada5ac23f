import { bucketOf, claimRepeat, type RepeatKey, type Tx, writeEvent } from "#db";
import { post } from "#ledger";
import { type Money, money, toJson } from "#money";
import { chartOf } from "./chart.ts";
import type { PaymentsContext } from "./context.ts";
import { ok, type Result, refuse } from "./faults.ts";
import { postings } from "./postings.ts";
import { type PaymentRow, refundIdOf } from "./rows.ts";
import type { Caller } from "./types.ts";

const firstAskMs = 10_000;

/**
 * Writes the intent to send money back, in part or whole, and reserves it: under the order's lock, so that two at once
 * never send back more than came. Answers the refund's id; the wallet is called after the commit.
 */
export async function createRefund(
  context: PaymentsContext,
  caller: Caller,
  input: { payment: string; amount: Money; reason: string },
  repeat: RepeatKey | null,
): Promise<Result<string>> {
  const { needs } = context;
  const known = await context.loads.payments.submit(input.payment);
  if (!known || !reaches(caller, known)) return refuse("not_found");
  if (input.amount.minor <= 0n) return refuse("amount_invalid");
  if (input.amount.currency !== known.currency) return refuse("currency_unsupported");
  await context.accounts.ensure(chartOf(known));
  try {
    return await needs.db.tx((tx) => reserve(context, tx, known, input, repeat));
  } catch (fault) {
    if (fault instanceof RefundRefused) return fault.answer;
    throw fault;
  }
}

function reaches(caller: Caller, row: PaymentRow): boolean {
  if (caller.checkout !== undefined) return false;
  if (caller.marketplace !== null && caller.marketplace !== row.marketplace) return false;
  return caller.store === null || caller.store === row.store;
}

async function reserve(
  context: PaymentsContext,
  tx: Tx,
  known: PaymentRow,
  input: { amount: Money; reason: string },
  repeat: RepeatKey | null,
): Promise<Result<string>> {
  const now = context.needs.clock.now();
  await tx.query("select 1 from orders where bucket = $1 and id = $2 for no key update", [
    known.bucket,
    known.order_id,
  ]);
  const [row] = await tx.query<PaymentRow>("select * from payments where bucket = $1 and id = $2", [
    known.bucket,
    known.id,
  ]);
  if (!row) return refuse("not_found");
  const id = refundIdOf(row.id, row.refunds + 1);
  if (repeat) {
    const claim = await claimRepeat(tx, bucketOf(row.id), repeat, id, now);
    if (!claim.first) return claim.same ? ok(claim.subject, true) : refuse("idempotency_key_reused");
  }
  const fault = await book(context, tx, row, id, input, now);
  if (fault) throw new RefundRefused(fault);
  return ok(id);
}

/** Thrown so that the transaction, and with it the repeat key, is undone. */
class RefundRefused extends Error {
  readonly answer: Result<never>;
  constructor(answer: Result<never>) {
    super("refund refused");
    this.answer = answer;
  }
}

async function book(
  context: PaymentsContext,
  tx: Tx,
  row: PaymentRow,
  id: string,
  input: { amount: Money; reason: string },
  now: Date,
): Promise<Result<never> | null> {
  if (row.state !== "paid") return refuse("payment_wrong_state", { state: row.state });
  const left = money(row.amount - row.refunded - row.refunding, row.currency);
  if (input.amount.minor > left.minor) return refuse("refund_exceeds", { left: toJson(left) });
  const balance = (await context.needs.releasedTo?.(tx, row)) ?? null;
  const [posted] = await post(tx, [postings.refundAsked(id, row, input.amount, now, balance)]);
  if (posted !== "posted" && balance) return refuse("balance_short");
  if (posted !== "posted") return refuse("refund_exceeds", { left: "the store's book holds less" });
  await tx.query(
    `update payments set refunding = refunding + $3, refunds = refunds + 1, version = version + 1
     where bucket = $1 and id = $2`,
    [row.bucket, row.id, input.amount.minor],
  );
  await tx.query(
    `insert into refunds (bucket, id, payment, order_id, marketplace, store, amount, currency, reason, cause, state,
       created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'asked', 'created', $10)`,
    [
      row.bucket,
      id,
      row.id,
      row.order_id,
      row.marketplace,
      row.store,
      input.amount.minor,
      row.currency,
      input.reason,
      now,
    ],
  );
  await tx.query("insert into due (bucket, at, kind, subject) values ($1, $2, 'refund', $3)", [
    row.bucket,
    new Date(now.getTime() + firstAskMs),
    id,
  ]);
  const about = { refund: id, payment: row.id, order: row.order_id, payment_version: row.version + 1 };
  const data = { ...about, amount: toJson(input.amount), to: "created" };
  const event = { type: "refund.created", version: 1, marketplace: row.marketplace, subject: row.id, data };
  await writeEvent(tx, context.needs.ids, event, now);
  return null;
}

import { bucketIndex, claimRepeat, findRepeat, type RepeatKey, type Tx } from "#db";
import type { Money } from "#money";
import { type Advance, bookFunded, bookRefund, lockPayment, RefundRefused } from "./book-refund.ts";
import { chartOf } from "./chart.ts";
import type { PaymentsContext } from "./context.ts";
import { ok, type Result, refuse } from "./faults.ts";
import { proposeRefund } from "./propose-refund.ts";
import { countRefund, limitOf } from "./refund-limits.ts";
import { type PaymentRow, refundIdOf } from "./rows.ts";
import type { Caller } from "./types.ts";

export type NewRefund = { payment: string; amount: Money; reason: string };

/**
 * Writes the intent to send money back, in part or whole, and reserves it: under the order's lock, so that two at once
 * never send back more than came. Answers the refund's id; the wallet is called after the commit. Above what `by` may
 * send back by themselves it writes a proposal instead, reserves nothing, and answers the proposal's id. Without `by`
 * it was decided elsewhere, and no limit of a person's counts.
 */
export async function createRefund(
  context: PaymentsContext,
  caller: Caller,
  input: NewRefund,
  repeat: RepeatKey | null,
  by: Caller | null = null,
): Promise<Result<string>> {
  const known = await context.loads.payments.submit(input.payment);
  if (!known || !reachesPayment(caller, known)) return refuse("not_found");
  if (input.amount.minor <= 0n) return refuse("amount_invalid");
  if (input.amount.currency !== known.currency) return refuse("currency_unsupported");
  await context.accounts.ensure(chartOf(known));
  return await bookFunded(context, known, (tx, advance) =>
    reserve(context, tx, known, { ...input, advance, by, repeat }),
  );
}

type Asked = NewRefund & { advance: Advance | null; by: Caller | null; repeat: RepeatKey | null };

export function reachesPayment(caller: Caller, row: PaymentRow): boolean {
  if (caller.checkout !== undefined) return false;
  if (caller.marketplace !== null && caller.marketplace !== row.marketplace) return false;
  return caller.store === null || caller.store === row.store;
}

async function reserve(context: PaymentsContext, tx: Tx, known: PaymentRow, asked: Asked): Promise<Result<string>> {
  const { by, repeat, amount } = asked;
  const row = await lockPayment(tx, known);
  if (!row) return refuse("not_found");
  // After the wait for the lock: the day that it counts for, and the limits that hold by then.
  const now = context.needs.clock.now();
  const limit = by && (await limitOf(tx.query, by, row.marketplace, now));
  if (!by || !limit) {
    const again = await claim(tx, row, repeat, refundIdOf(row.id, row.refunds + 1), now);
    if (again) return again;
    await bookRefund(context, tx, row, { ...asked, counted: null }, now);
    return ok(refundIdOf(row.id, row.refunds + 1));
  }
  // First: what was answered once is answered again, and counts once.
  const before = repeat && (await findRepeat(tx.query, row.bucket, repeat));
  if (before) return same(before);
  const said = await countRefund(context, tx, { caller: by, limit, row, amount, now });
  const id = "above" in said ? context.needs.ids.next("rfp", bucketIndex(row.id)) : refundIdOf(row.id, row.refunds + 1);
  const again = await claim(tx, row, repeat, id, now);
  if (again) throw new RefundRefused(again);
  if ("above" in said) await proposeRefund(context, tx, row, { ...asked, id, by, above: said.above }, now);
  else await bookRefund(context, tx, row, { ...asked, counted: said.counted }, now);
  return ok(id);
}

const same = (found: { subject: string; same: boolean }): Result<string> =>
  found.same ? ok(found.subject, true) : refuse("idempotency_key_reused");

/** The answer to an earlier request under this key; null: this is the first, and the key is taken. */
async function claim(
  tx: Tx,
  row: PaymentRow,
  repeat: RepeatKey | null,
  id: string,
  now: Date,
): Promise<Result<string> | null> {
  if (!repeat) return null;
  const claimed = await claimRepeat(tx, row.bucket, repeat, id, now);
  return claimed.first ? null : same(claimed);
}

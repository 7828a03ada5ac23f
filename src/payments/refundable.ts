import { money } from "#money";
import type { PaymentsContext } from "./context.ts";
import { yuanOrNull } from "./limit-changes.ts";
import { limitOf, sentToday } from "./refund-limits.ts";
import type { Caller, Refundable } from "./types.ts";

/** What is left of a payment, and what the caller may send back of it by themselves; null without such a payment. */
export async function refundable(context: PaymentsContext, caller: Caller, id: string): Promise<Refundable | null> {
  const { db, clock } = context.needs;
  const row = await context.loads.payments.submit(id);
  if (!row) return null;
  const left = row.state === "paid" ? row.amount - row.refunded - row.refunding : 0n;
  const limit = await limitOf(db.read, caller, row.marketplace, clock.now());
  const { per_refund = null, per_day = null } = limit ?? {};
  const sent = per_day === null ? 0n : await sentToday(context, db.read, caller, row.marketplace);
  const today = per_day === null ? null : per_day > sent ? per_day - sent : 0n;
  const ends = [left, per_refund, today].filter((one): one is bigint => one !== null);
  // A limit is in CNY: of another currency nothing goes out by one person alone.
  const alone = limit !== null && row.currency !== "CNY" ? 0n : (ends.toSorted((a, b) => (a < b ? -1 : 1))[0] ?? 0n);
  return {
    ...{ left: money(left, row.currency), alone: money(alone, row.currency) },
    ...{ per_refund: yuanOrNull(per_refund), per_day: yuanOrNull(per_day), left_today: yuanOrNull(today) },
  };
}

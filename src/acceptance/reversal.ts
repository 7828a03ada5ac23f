import type { AcceptanceContext } from "./moves.ts";
import type { AcceptanceRow } from "./rows.ts";

/** A reversal is two calls of a wallet, each with its time-out of seconds: after this nothing of it is under way. */
const reversalMs = 60_000;

/**
 * Reversing a payer's code asks the issuer and then undoes it, also where it was paid between the two. So it is one
 * process's alone, for so long, and whatever the issuer says to others meanwhile may be undone the moment after.
 */
export const mayBeReversing = ({ reversing_at }: Pick<AcceptanceRow, "reversing_at">, now: Date): boolean =>
  reversing_at !== null && now.getTime() < reversing_at.getTime() + reversalMs;

/** The intent, committed before the issuer hears of it. Null: somebody else reverses it, or it is begun no more. */
export async function beginReversal({ needs }: AcceptanceContext, row: AcceptanceRow): Promise<AcceptanceRow | null> {
  const now = needs.clock.now();
  if (mayBeReversing(row, now)) return null;
  const [done] = await needs.db.read<{ mine: boolean }>("select acceptance_reverse($1, $2, $3, $4) as mine", [
    ...[row.bucket, row.id, row.reversing_at, now],
  ]);
  return done?.mine === true ? { ...row, reversing_at: now } : null;
}

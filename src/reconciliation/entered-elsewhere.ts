import { bucketValues, type Tx } from "#db";
import type { BreakRow } from "./break-row.ts";

type Told = { subject: string; ref: string; amount: string; currency: string };

/**
 * Whether a break `b` of the same wallet account and kind is about what is told: by our own number where both have one,
 * else by the wallet's. A wallet writes one number on several movements (every share of a payment, each refund from its
 * own desk), so where neither has a number of ours, the amount tells them apart too.
 */
export const sameThing = (b: string, told: Told): string =>
  `(${b}.subject = ${told.subject} or (${b}.wallet_ref = ${told.ref} and (
     (${b}.subject is null) <> (${told.subject} is null)
     or (${b}.subject is null and ${told.subject} is null and ${b}.currency = ${told.currency}
       and coalesce(${b}.theirs, ${b}.ours) is not distinct from ${told.amount}))))`;

/** In one run; of what has no `movement`, nobody can say that it is another one. $10 id, $11 word, $12 movement. */
const sameMovement = `(b.kind = 'fund' and b.id <> $10 and b.subject is null and $6::text is null
  and b.their_state is not distinct from $11::text and coalesce(b.movement = $12::text, true))`;

/**
 * Another break about the same payment, refund or movement whose entry stands, or null. One thing can be told by
 * the bills of several days: a refund on the day on which it was asked for, and on that of its arrival.
 * Entered for each it would be in the books twice. A fee is entered beside an amount, and not instead of it. Of the
 * same day only the same movement of the account is: a run that was cut short, and went on with another bill of the
 * account before movements were told apart, may have named it twice.
 *
 * From here to its end this transaction alone enters anything at the wallet account, so that of two breaks which are
 * decided at once the second sees the first.
 */
export async function enteredElsewhere(tx: Pick<Tx, "query">, row: BreakRow): Promise<string | null> {
  await tx.query("select pg_advisory_xact_lock(hashtextextended($1, 13))", [`entry of a break ${row.wallet_account}`]);
  const [other] = await tx.query<{ id: string }>(
    `select b.id from bill_breaks b
     where b.bucket = any($1) and b.wallet_account = $2 and b.entry is not null and b.taken_back_at is null
       and (b.run is distinct from $3 or ${sameMovement}) and b.kind = $4 and (b.class = 'fee') = $5
       and ${sameThing("b", { subject: "$6::text", ref: "$7::text", amount: "$8::bigint", currency: "$9::text" })}
     order by b.id limit 1`,
    [
      ...[bucketValues, row.wallet_account, row.run, row.kind, row.class === "fee", row.subject, row.wallet_ref],
      ...[row.theirs ?? row.ours, row.currency, row.id, row.their_state, row.movement],
    ],
  );
  return other?.id ?? null;
}

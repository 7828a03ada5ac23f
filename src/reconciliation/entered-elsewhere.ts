import { bucketValues, type Tx } from "#db";
import type { BreakRow } from "./break-row.ts";

/**
 * Another day's break about the same payment, refund or movement whose entry stands, or null. One thing can be told by
 * the bills of several days: a refund on the day on which it was asked for, and on that of its arrival.
 * Entered for each it would be in the books twice. A fee is entered beside an amount, and not instead of it.
 *
 * From here to its end this transaction alone enters anything at the wallet account, so that of two breaks which are
 * decided at once the second sees the first.
 */
export async function enteredElsewhere(tx: Pick<Tx, "query">, row: BreakRow): Promise<string | null> {
  await tx.query("select pg_advisory_xact_lock(hashtextextended($1, 13))", [`entry of a break ${row.wallet_account}`]);
  const [other] = await tx.query<{ id: string }>(
    `select b.id from bill_breaks b
     where b.bucket = any($1) and b.wallet_account = $2 and b.entry is not null and b.taken_back_at is null
       and b.run is distinct from $3 and b.kind = $4 and (b.class = 'fee') = $5
       and (b.subject = $6 or b.wallet_ref = $7)
     order by b.id limit 1`,
    [bucketValues, row.wallet_account, row.run, row.kind, row.class === "fee", row.subject, row.wallet_ref],
  );
  return other?.id ?? null;
}

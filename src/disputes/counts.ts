import { bucketValues, type Tx } from "#db";
import type { DisputeRow } from "./rows.ts";
import type { Alone, DisputesNeeds, KeptCount } from "./types.ts";

/** Keeps for whose day a dispute's refund was counted, in the transaction that counted it. */
export async function keepCount(
  tx: Tx,
  {
    bucket,
    id,
    marketplace,
    amount,
    currency,
  }: Pick<DisputeRow, "bucket" | "id" | "marketplace" | "amount" | "currency">,
  { counted }: NonNullable<Alone>,
): Promise<void> {
  if (counted === null) return;
  await tx.query(
    `insert into dispute_counts (bucket, dispute, marketplace, counted_for, counted_on, amount, currency)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [bucket, id, marketplace, counted.who, counted.day, amount, currency],
  );
}

/** What was counted and not sent back goes to its day again; once, however often it is called. */
export async function giveBack(
  needs: Pick<DisputesNeeds, "uncount">,
  tx: Tx,
  { bucket, id }: Pick<DisputeRow, "bucket" | "id">,
  at: Date,
): Promise<void> {
  const [kept] = await tx.query<KeptCount>(
    `update dispute_counts set given_back_at = $3 where bucket = $1 and dispute = $2 and given_back_at is null
     returning marketplace, counted_for, counted_on, amount, currency`,
    [bucket, id, at],
  );
  if (kept) await needs.uncount(tx, kept);
}

const batch = 64;
/** No two versions run beside each other for longer. */
const missedWithinMs = 90 * 86_400_000;

/**
 * Gives back what a process of an older version left counted: it hears that a refund failed and knows of no counts.
 * Answers how many.
 */
export async function giveBackMissed(needs: Pick<DisputesNeeds, "db" | "clock" | "uncount">): Promise<number> {
  const since = new Date(needs.clock.now().getTime() - missedWithinMs);
  const missed = await needs.db.read<Pick<DisputeRow, "bucket" | "id">>(
    `select c.bucket, c.dispute as id from dispute_counts c
     where c.bucket = any($1) and c.counted_on >= $2 and c.given_back_at is null and exists (
       select 1 from dispute_steps s
       where s.bucket = c.bucket and s.dispute = c.dispute and s.event = 'refund_failed') limit ${batch}`,
    [bucketValues, since.toISOString().slice(0, 10)],
  );
  for (const row of missed) await needs.db.tx((tx) => giveBack(needs, tx, row, needs.clock.now()));
  return missed.length;
}

import { bucketOf, bucketValues, type Tx } from "#db";
import { callInAll, type Total } from "./cap-call-in.ts";
import type { CapsParts } from "./cap-parts.ts";

/** What a bucket was granted of a day's total, by its own word. */
type Widened = { bucket: number; granted: bigint };

/**
 * In the commit that keeps a use which its lease has no room for: the lease is granted what is missing, and lends
 * nothing until the total's home has granted it something anew. False: nothing is counted in a total.
 */
export async function widenLease(tx: Tx, use: { payment: string; id: string }): Promise<boolean> {
  const rows = await tx.query(
    `update cap_leases l set granted = l.used + l.returned + u.amount, used = l.used + u.amount, cap = 0
     from cap_uses u
     where u.bucket = $1 and u.id = $2 and l.bucket = u.bucket and l.opening = u.opening and l.day = u.day
     returning 1`,
    [bucketOf(use.payment), use.id],
  );
  return rows.length > 0;
}

/**
 * Before a home lends, and after money has come late: the home hears of what was widened, by whomever, and no lease of
 * that day lends by what it was granted before. Each step may be repeated, and is by the next who hears: as long as the
 * home does not know, the leases may not have been stopped; once it does, they have been.
 */
export async function hearWidened(parts: CapsParts, total: Total): Promise<void> {
  const untold = await untoldOf(parts, total);
  if (untold.length === 0) return;
  await stopLeases(parts, total);
  for (const { bucket, granted } of untold)
    await parts.db.read(
      `update cap_grants set granted = greatest(granted, $5)
       where bucket = $1 and opening = $2 and day = $3 and lease_bucket = $4`,
      [total.home, total.opening, total.day, bucket, granted],
    );
  await callInAll(parts, total);
}

async function untoldOf(parts: CapsParts, { home, opening, day }: Total): Promise<Widened[]> {
  const leases = await parts.db.read<Widened>(
    "select bucket, granted from cap_leases where bucket = any($1) and opening = $2 and day = $3",
    [bucketValues, opening, day],
  );
  if (leases.length === 0) return [];
  const grants = await parts.db.read<{ lease_bucket: number; granted: bigint }>(
    "select lease_bucket, granted from cap_grants where bucket = $1 and opening = $2 and day = $3",
    [home, opening, day],
  );
  const known = new Map(grants.map((one) => [one.lease_bucket, one.granted]));
  return leases.filter((lease) => lease.granted > (known.get(lease.bucket) ?? 0n));
}

/** Under no cap a lease lends nothing. One that its bucket has not heard of yet is stopped before it does. */
async function stopLeases(parts: CapsParts, { home, opening, day }: Total): Promise<void> {
  const grants = await parts.db.read<{ bucket: number }>(
    `select lease_bucket as bucket from cap_grants
     where bucket = $1 and opening = $2 and day = $3 order by lease_bucket`,
    [home, opening, day],
  );
  for (const { bucket } of grants)
    await parts.db.read(
      `insert into cap_leases as l (bucket, opening, day, cap, granted, returned, used)
       values ($1, $2, $3, 0, 0, 0, 0)
       on conflict (bucket, opening, day) do update set cap = 0`,
      [bucket, opening, day],
    );
}

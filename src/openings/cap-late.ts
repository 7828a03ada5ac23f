import { bucketOf, bucketValues, type Tx } from "#db";
import type { CapsParts } from "./cap-parts.ts";

/** What a bucket was granted of a day's total, by its own word. */
export type Widened = { bucket: number; opening: string; day: string; granted: bigint };

/** In the commit that keeps a use which its lease has no room for: the lease is granted what is missing. */
export async function widenLease(tx: Tx, use: { payment: string; id: string }): Promise<Widened | undefined> {
  const [lease] = await tx.query<Widened>(
    `update cap_leases l set granted = l.used + l.returned + u.amount, used = l.used + u.amount
     from cap_uses u
     where u.bucket = $1 and u.id = $2 and l.bucket = u.bucket and l.opening = u.opening and l.day = u.day
     returning l.bucket, l.opening, l.day, l.granted`,
    [bucketOf(use.payment), use.id],
  );
  return lease;
}

/** The total's home takes note of it, so that it lends so much less. Any number of times. */
export async function tellHome(parts: CapsParts, { bucket, opening, day, granted }: Widened): Promise<void> {
  await parts.db.read(
    `update cap_grants set granted = greatest(granted, $5)
     where bucket = $1 and opening = $2 and day = $3 and lease_bucket = $4`,
    [bucketOf(opening), opening, day, bucket, granted],
  );
}

/** Before a home lends: it hears of what was widened, should whoever did it have died before telling. */
export async function hearWidened(parts: CapsParts, opening: string, day: string): Promise<void> {
  const leases = await parts.db.read<Widened>(
    "select bucket, opening, day, granted from cap_leases where bucket = any($1) and opening = $2 and day = $3",
    [bucketValues, opening, day],
  );
  if (leases.length === 0) return;
  const grants = await parts.db.read<{ lease_bucket: number; granted: bigint }>(
    "select lease_bucket, granted from cap_grants where bucket = $1 and opening = $2 and day = $3",
    [bucketOf(opening), opening, day],
  );
  const known = new Map(grants.map((one) => [one.lease_bucket, one.granted]));
  for (const lease of leases) if (lease.granted > (known.get(lease.bucket) ?? 0n)) await tellHome(parts, lease);
}

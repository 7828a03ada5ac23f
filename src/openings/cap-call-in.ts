import type { CapsParts } from "./cap-parts.ts";

/** A day's total of an opening, and the bucket that lends it. */
export type Total = { home: number; opening: string; day: string };

/** Every bucket that holds some unused gives it back, and the home takes note: first the one, then the other. */
export async function callInAll(parts: CapsParts, total: Total): Promise<void> {
  const { home, opening, day } = total;
  const grants = await parts.db.read<{ lease_bucket: number; granted: bigint; returned: bigint }>(
    `select lease_bucket, granted, returned from cap_grants
     where bucket = $1 and opening = $2 and day = $3 and granted > returned order by lease_bucket`,
    [home, opening, day],
  );
  const leases = await parts.db.read<{ bucket: number; used: bigint }>(
    "select bucket, used from cap_leases where bucket = any($1) and opening = $2 and day = $3",
    [grants.map((one) => one.lease_bucket), opening, day],
  );
  const used = new Map(leases.map((lease) => [lease.bucket, lease.used]));
  const unused = grants.filter((one) => one.granted - one.returned > (used.get(one.lease_bucket) ?? 0n));
  for (const { lease_bucket: bucket, granted } of unused) {
    // A grant that its bucket never heard of comes back as well: it is taken in and returned in one commit.
    const [lease] = await parts.db.read<{ returned: bigint }>(
      `insert into cap_leases as l (bucket, opening, day, cap, granted, returned, used)
       values ($1, $2, $3, 0, $4, $4, 0)
       on conflict (bucket, opening, day) do update
         set granted = greatest(l.granted, excluded.granted),
             returned = greatest(l.granted, excluded.granted) - l.used
       returning returned`,
      [bucket, opening, day, granted],
    );
    await parts.db.read(
      `update cap_grants set returned = greatest(returned, $5)
       where bucket = $1 and opening = $2 and day = $3 and lease_bucket = $4`,
      [home, opening, day, bucket, lease?.returned ?? 0n],
    );
  }
}

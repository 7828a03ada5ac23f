import { bucketOf } from "#db";
import type { CapsParts, StartCaps } from "./cap-parts.ts";

/** How often unused leases of other buckets are called in for one start before it is refused. */
const triesMax = 3;

type Total = { home: number; opening: string; day: string };

/**
 * Gets a bucket's lease of the day's total large enough for an amount: a slice from the total's home, and, where the cap
 * leaves no room for one, what other buckets hold unused. False: the total is spent. Each step is one bucket's commit.
 */
export async function leaseMore(parts: CapsParts, caps: StartCaps, amount: bigint, bucket: number): Promise<boolean> {
  if (caps.total_limit === null) return false;
  const total = { home: bucketOf(caps.opening), opening: caps.opening, day: caps.day };
  const cap = BigInt(caps.total_limit);
  for (let turn = 0; turn < triesMax; turn++) {
    // A cap that has changed: what was leased under the old one is called in before anything is lent under the new.
    const [known] = await parts.db.read<{ cap: bigint }>(
      "select cap from cap_totals where bucket = $1 and opening = $2 and day = $3",
      [total.home, total.opening, total.day],
    );
    if (turn > 0 || (known && known.cap !== cap)) await callIn(parts, total);
    const [slice] = await parts.db.tx((tx) => {
      const parameters = [total.home, total.opening, total.day, cap, bucket, amount];
      return tx.query<{ granted: bigint; given: boolean }>(
        "select * from grant_lease($1, $2, $3, $4, $5, $6)",
        parameters,
      );
    });
    if (!slice?.given) continue;
    await parts.db.read(
      `insert into cap_leases as l (bucket, opening, day, cap, granted, returned, used)
       values ($1, $2, $3, $4, $5, 0, 0)
       on conflict (bucket, opening, day) do update
         set granted = greatest(l.granted, excluded.granted), cap = excluded.cap`,
      [bucket, total.opening, total.day, cap, slice.granted],
    );
    return true;
  }
  return false;
}

/** Every bucket gives back what it holds unused, and the home takes note: first the one, then the other. */
async function callIn(parts: CapsParts, total: Total): Promise<void> {
  const { home, opening, day } = total;
  const grants = await parts.db.read<{ lease_bucket: number; granted: bigint }>(
    "select lease_bucket, granted from cap_grants where bucket = $1 and opening = $2 and day = $3 order by lease_bucket",
    [home, opening, day],
  );
  for (const { lease_bucket: bucket, granted } of grants) {
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

import { bucketOf, bucketValues } from "#db";
import { hearWidened } from "./cap-late.ts";
import type { CapsParts, StartCaps } from "./cap-parts.ts";

/** How often unused leases of other buckets are called in for one start before it waits. */
const triesMax = 3;
/** Between the tries after that, in milliseconds: two seconds in all, of one start. */
const waits = [100, 200, 300, 600, 800];
/** Starts of this process that wait at once; more are refused, so that a spent total holds nobody's requests up. */
const waitingMax = 64;

const waitMax = 2000;

/** How often a start has waited already and since when, and how many are waiting. */
const waited = new WeakMap<StartCaps, { times: number; since: number }>();
const waiting = new WeakMap<CapsParts, number>();

type Total = { home: number; opening: string; day: string };

/**
 * Gets a bucket's lease of the day's total large enough for an amount: a slice from the total's home, and, where the cap
 * leaves no room for one, what other buckets hold unused. False: the total is spent. Each step is one bucket's commit.
 */
export async function leaseMore(parts: CapsParts, caps: StartCaps, amount: bigint, bucket: number): Promise<boolean> {
  if (caps.total_limit === null) return false;
  const total = { home: bucketOf(caps.opening), opening: caps.opening, day: caps.day };
  const cap = BigInt(caps.total_limit);
  await hearWidened(parts, total.opening, total.day);
  for (let turn = 0; turn < triesMax || (await waitForRoom(parts, caps, total)); turn++) {
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

/** False: nothing is held that could come back, too many wait already, or this start has waited long enough. */
async function waitForRoom(parts: CapsParts, caps: StartCaps, { opening, day }: Total): Promise<boolean> {
  const now = parts.clock.now().getTime();
  const done = waited.get(caps) ?? { times: 0, since: now };
  const ms = now - done.since < waitMax ? waits[done.times] : undefined;
  const others = waiting.get(parts) ?? 0;
  if (!parts.wait || ms === undefined || others >= waitingMax) return false;
  const held = await parts.db.read(
    `select 1 from cap_uses
     where bucket = any($1) and state = 'held' and opening = $2 and day = $3 and in_total limit 1`,
    [bucketValues, opening, day],
  );
  if (held.length === 0) return false;
  waited.set(caps, { times: done.times + 1, since: done.since });
  waiting.set(parts, others + 1);
  try {
    await parts.wait(ms);
  } finally {
    waiting.set(parts, (waiting.get(parts) ?? 1) - 1);
  }
  return true;
}

/** One calling-in at a time for a total and process: whoever needs one while it runs takes what it brings. */
const calling = new WeakMap<CapsParts, Map<string, Promise<void>>>();

async function callIn(parts: CapsParts, total: Total): Promise<void> {
  const running = calling.get(parts) ?? new Map<string, Promise<void>>();
  calling.set(parts, running);
  const name = `${total.opening} ${total.day}`;
  const mine = running.get(name) ?? callInAll(parts, total).finally(() => running.delete(name));
  running.set(name, mine);
  await mine;
}

/** Every bucket that holds some unused gives it back, and the home takes note: first the one, then the other. */
async function callInAll(parts: CapsParts, total: Total): Promise<void> {
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

import { bucketOf, bucketValues } from "#db";
import { callInAll, type Total } from "./cap-call-in.ts";
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

/**
 * Gets a bucket's lease of the day's total large enough for an amount: a slice from the total's home, and, where the cap
 * leaves no room for one, what other buckets hold unused. False: the total is spent. Each step is one bucket's commit.
 */
export async function leaseMore(parts: CapsParts, caps: StartCaps, amount: bigint, bucket: number): Promise<boolean> {
  if (caps.total_limit === null) return false;
  const total = { home: bucketOf(caps.opening), opening: caps.opening, day: caps.day };
  const cap = BigInt(caps.total_limit);
  await hearWidened(parts, total);
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
    await takeSlice(parts, total, { bucket, cap, granted: slice.granted });
    return true;
  }
  return false;
}

/**
 * The bucket's lease lends what it was granted, unless money that came late has meanwhile put the day above its cap: in
 * one statement, so whoever widens a lease after it stops this one too, and whoever did before is seen.
 */
async function takeSlice(
  parts: CapsParts,
  { opening, day }: Total,
  slice: { bucket: number; cap: bigint; granted: bigint },
): Promise<void> {
  await parts.db.read(
    `with other as (select coalesce(sum(o.granted - o.returned), 0) as leased from cap_leases o
       where o.bucket = any($6) and o.bucket <> $1 and o.opening = $2 and o.day = $3)
     insert into cap_leases as l (bucket, opening, day, cap, granted, returned, used)
     select $1, $2, $3, case when other.leased + $5 <= $4 then $4 else 0 end, $5, 0, 0 from other
     on conflict (bucket, opening, day) do update
       set granted = greatest(l.granted, excluded.granted),
           cap = case when (select other.leased from other) + greatest(l.granted, excluded.granted) - l.returned
             <= $4 then $4 else 0 end`,
    [slice.bucket, opening, day, slice.cap, slice.granted, bucketValues],
  );
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

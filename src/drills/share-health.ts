import type { Clock, Db } from "#db";
import { type Breaker, rules } from "./breaker.ts";

/** How a wallet's breaker stands for all processes. `version` 0: nobody has written it yet. */
export type SharedBreaker = {
  wallet: string;
  version: bigint;
  shutAt: Date | null;
  since: Date | null;
  restMs: number;
  wellAt: Date | null;
};

/** What another process met of a wallet in one slot of time, told by the slot's end. */
export type OtherCalls = { wallet: string; slot: Date; calls: number; bad: number };

/**
 * Tells the other processes what this one met and found out, and hears theirs: call it every second or so. No payment
 * waits for it. Who finds out first writes over the version that it knew; who comes second takes what stands.
 */
export function makeHealthShare(db: Db, clock: Clock, breaker: Breaker, process: string): () => Promise<number> {
  let lately = "";
  return async () => {
    const now = clock.now();
    // First what stands already: what another found out is not found out, and told, once more.
    for (const one of await readBreakers(db)) breaker.adopt(one);
    const slots = slotsOf(breaker);
    const text = JSON.stringify(slots);
    if (text !== lately) await writeCalls(db, process, slots);
    lately = text;
    await readOthers(db, breaker, process, now);
    const found = breaker.toShare();
    for (const one of found) await claim(db, breaker, one, now);
    // Who came second takes what came first.
    if (found.length > 0) for (const one of await readBreakers(db)) breaker.adopt(one);
    return 0;
  };
}

type Slot = { wallet: string; slot: string; calls: number; bad: number };

/** A slot is told whole each time, so that telling twice counts once. */
function slotsOf(breaker: Breaker): readonly Slot[] {
  const slots = new Map<string, Slot>();
  for (const { wallet, at, good } of breaker.ownCalls()) {
    const slot = new Date(Math.ceil(at / rules.slotMs) * rules.slotMs).toISOString();
    const known = slots.get(`${wallet} ${slot}`) ?? { wallet, slot, calls: 0, bad: 0 };
    slots.set(`${wallet} ${slot}`, { ...known, calls: known.calls + 1, bad: known.bad + (good ? 0 : 1) });
  }
  return [...slots.values()];
}

/** Only upwards: what left this process's window in the middle of a slot stays counted in it. */
async function writeCalls(db: Db, process: string, slots: readonly Slot[]): Promise<void> {
  await db.read(
    `insert into wallet_calls as w (wallet, process, slot, calls, bad)
     select wallet, $1, slot, calls, bad
     from unnest($2::text[], $3::timestamptz[], $4::int[], $5::int[]) as s (wallet, slot, calls, bad)
     on conflict (wallet, process, slot) do update
       set calls = greatest(w.calls, excluded.calls), bad = greatest(w.bad, excluded.bad)`,
    [
      process,
      ...[slots.map((one) => one.wallet), slots.map((one) => one.slot)],
      ...[slots.map((one) => one.calls), slots.map((one) => one.bad)],
    ],
  );
}

async function readOthers(db: Db, breaker: Breaker, process: string, now: Date): Promise<void> {
  const from = new Date(now.getTime() - rules.windowMs);
  await db.read("delete from wallet_calls where slot < $1", [new Date(from.getTime() - rules.windowMs)]);
  const others = await db.read<OtherCalls>(
    "select wallet, slot, calls, bad from wallet_calls where process <> $1 and slot > $2",
    [process, from],
  );
  breaker.hearOthers(others);
}

/** The outage is written with what holds, in one statement: no death between them; who comes second writes none. */
async function claim(db: Db, breaker: Breaker, one: SharedBreaker, now: Date): Promise<void> {
  const [row] = await db.read<{ version: bigint }>(
    `with claimed as (
       insert into wallet_breakers as b (wallet, version, shut_at, since, rest_ms, well_at)
       values ($1, $2::bigint + 1, $3, $4, $5, $6)
       on conflict (wallet) do update
         set version = $2::bigint + 1, shut_at = $3, since = $4, rest_ms = $5, well_at = $6 where b.version = $2
       returning wallet, version, since
     ), ended as (
       update wallet_outages o set ended_at = greatest($7, o.began_at) from claimed c
       where o.wallet = c.wallet and o.ended_at is null and o.began_at is distinct from c.since
     ), began as (
       insert into wallet_outages (wallet, began_at) select wallet, since from claimed where since is not null
       on conflict (wallet, began_at) do nothing
     )
     select version from claimed`,
    [one.wallet, one.version, one.shutAt, one.since, one.restMs, one.wellAt, now],
  );
  if (row) breaker.shared(one, row.version);
}

async function readBreakers(db: Db): Promise<readonly SharedBreaker[]> {
  return await db.read<SharedBreaker>(
    `select wallet, version, shut_at as "shutAt", since, rest_ms as "restMs", well_at as "wellAt" from wallet_breakers`,
  );
}

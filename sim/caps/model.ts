import type { Db } from "#db";
import { checkBooks } from "#ledger";
import { capChecks } from "#openings";
import { buyers, type Limits, marketplace, type Scene, timeZone } from "./scene.ts";

type Counted = { what: string; model: bigint; used: bigint };

/**
 * What must have been counted, reckoned from payments alone: what has not ended unpaid, by store, buyer and in total,
 * on the calendar day of its start as PostgreSQL's own time zones have it. Beside it, what the counters say.
 */
const countedSql = `with live as (
   select p.store, c.buyer ->> 'reference' as buyer, p.amount,
     to_char(p.created_at at time zone $2, 'YYYY-MM-DD') as day
   from payments p join checkouts c on c.id = p.checkout
   where p.state not in ('closed', 'refused', 'surplus', 'returned')
 ), model as (
   select 'store ' || store || ' ' || day as what, sum(amount)::bigint as model from live group by store, day
   union all select 'buyer ' || buyer || ' ' || day, sum(amount)::bigint from live group by buyer, day
   union all select 'total ' || day, sum(amount)::bigint from live group by day
 ), counters as (
   select 'store ' || store || ' ' || day as what, used from cap_store_days where opening = $1
   union all select 'buyer ' || n.name || ' ' || b.day, b.used from cap_buyer_days b
     join unnest($3::text[]) as n (name)
       on b.buyer = left(encode(sha256(convert_to($1 || '/' || n.name, 'UTF8')), 'hex'), 32)
     where b.opening = $1
   union all select 'total ' || day, sum(used)::bigint from cap_leases where opening = $1 group by day
 )
 select what, coalesce(m.model, 0) as model, coalesce(c.used, 0) as used
 from model m full join counters c using (what)`;

/** Everything that a look compares, in one statement, as `what`, a number and another one. */
async function seen(db: Db, opening: string): Promise<Counted[]> {
  return await db.read<Counted>(
    `select * from (${countedSql}) as c
     union all select 'version', version, 0 from opening_versions where marketplace = $4
     union all select 'payment ' || id, amount, 0 from payments
     union all select 'lent ' || day, sum(granted - returned)::bigint, 0 from cap_grants
       where opening = $1 group by day`,
    [opening, timeZone, buyers, marketplace],
  );
}

/**
 * After every single contact: nothing that grew is above the limit of that instant, no counter says less than what
 * stands, and no more of a day's total is lent than it ever was.
 */
export function makeWatch(scene: () => Scene) {
  const before = new Map<string, bigint>();
  const faults: string[] = [];
  const look = async (): Promise<void> => {
    const { rig, opening, limitsAt, late } = scene();
    const rows = await seen(rig.db, opening);
    const limits = limitsAt.get(rows.find((one) => one.what === "version")?.model ?? 0n) as Limits;
    // A process that has not heard of a lower limit may still ask for a slice under the old one; no start can use it.
    const lent = [...limitsAt.values()].reduce((max, { total }) => (total > max ? total : max), 0n);
    const limitOf: Record<string, bigint> = { ...limits, lent: lent + late };
    // What came after its end counts as well, whatever the limit; only a start can be kept out.
    const begins = rows.some(({ what }) => what.startsWith("payment ") && !before.has(what));
    for (const { what, model, used } of rows) {
      const [kind = ""] = what.split(" ");
      const limit = limitOf[kind];
      if (limit === undefined) continue;
      // Heard of and not counted yet: as if it came after the start that slips in between.
      const stands = kind in counters && used < model ? used : model;
      if (begins && stands > limit && stands > (before.get(what) ?? 0n))
        faults.push(`${what}: ${stands} above ${limit}`);
      if (kind in counters && used + late < model) faults.push(`${what}: ${used} counted where ${model} stands`);
      before.set(what, stands);
    }
  };
  return { look, faults };
}

const counters = { store: true, buyer: true, total: true };

/** At rest: every counter is the model to the fen, and nothing is held for anybody. */
export async function verdict(scene: Scene): Promise<string[]> {
  const { rig, opening } = scene;
  const rows = await rig.db.read<Counted>(countedSql, [opening, timeZone, buyers]);
  const apart = rows.filter((one) => one.used !== one.model);
  const left = await rig.db.read<{ what: string }>(
    `select 'use ' || u.id || ' of ' || u.payment || ' is held' as what from cap_uses u
       where opening = $1 and state = 'held'
     union all select 'hold ' || id || ' is held' from cap_holds where opening = $1 and state = 'held'
     union all select 'payment ' || id || ' is ' || state from payments
       where state in ('starting', 'waiting', 'abandoned')`,
    [opening],
  );
  const checked = [...(await rig.books()), ...(await checkBooks(rig.db, capChecks))];
  const books = checked.map((fault) => `books: ${fault.check}: ${fault.about} ${fault.detail}`);
  const differs = apart.map((one) => `at rest: ${one.what}: ${one.used} counted, ${one.model} stands`);
  return [...differs, ...left.map((row) => row.what), ...books];
}

import { bucketValues, derivedId, firstIdAt } from "#db";
import { moveCase, tellCase } from "./move-case.ts";
import type { CaseView, Parts } from "./types.ts";

type Found = {
  bucket: number;
  order_id: string;
  marketplace: string;
  store: string;
  code: CaseView["code"];
  since: Date;
};

const dayMs = 86_400_000;
/** How far back gaps are looked for; what is older was looked at day after day. */
const lookBackMs = 30 * dayMs;
export const patienceMs = 3 * dayMs;
const batch = 200;

/** Whose desk a gap comes to first: goods that never came are the buyer's worry, money that never came is ours. */
const deskOf = (code: CaseView["code"]): CaseView["desk"] => (code === "paid_not_shipped" ? "support" : "finance");

/**
 * The gaps of one bucket. Paid and not shipped counts only where the store tells of shipments at all: a marketplace
 * whose carriers nobody connected would have a case an order. A store that once had a case has told of them, and is
 * held to it from then on: or whoever stops shipping altogether would fall out of sight with the last order it shipped.
 */
const gaps = `
  with shipped as (
    select order_id, min(at) as first, bool_or(state = 'returned') as back,
      max(at) filter (where state = 'delivered') as delivered
    from shipment_events where bucket = $1 and order_id >= $2 group by order_id
  ), telling as (
    select store from shipment_events where bucket = $1 and order_id >= $2
    union select store from cases where bucket = $1
  )
  select o.bucket, o.id as order_id, o.marketplace, o.store, g.code, g.since
  from orders o left join shipped s on s.order_id = o.id
  cross join lateral (values
    ('paid_not_shipped', o.paid_at, o.state = 'paid' and o.paid_at < $3 and s.order_id is null
      and exists (select 1 from telling t where t.store = o.store)),
    ('shipped_not_paid', s.first, s.order_id is not null and o.paid_at is null),
    ('refunded_not_returned', s.delivered, s.delivered is not null and o.refunded = o.amount and not s.back)
  ) as g (code, since, stands)
  where o.bucket = $1 and o.id >= $2 and g.stands`;

/** Looks through one bucket a turn: opens what is new, closes what mended itself. Answers how many cases moved. */
export function makeRaiseCases(parts: Parts): () => Promise<number> {
  let turn = 0;
  return async () => await raiseIn(parts, bucketValues[turn++ % bucketValues.length] as number);
}

export async function raiseIn(parts: Parts, bucket: number): Promise<number> {
  const { db, clock } = parts;
  const now = clock.now();
  const since = new Date(now.getTime() - lookBackMs);
  const places = [bucket, firstIdAt("ord", since), new Date(now.getTime() - patienceMs)];
  // Closed ones count too, or those that people closed would fill the batch; a case's id keeps its order's time.
  const opened = await db.read<Found>(
    `select g.* from (${gaps}) g where not exists
       (select 1 from cases c
        where c.bucket = $1 and c.id >= $4 and c.order_id = g.order_id and c.code = g.code)
     limit ${batch}`,
    [...places, firstIdAt("cas", since)],
  );
  let moved = 0;
  for (const gap of opened) moved += await openCase(parts, gap, now);
  const mended = await db.read<{ id: string }>(
    `select c.id from cases c where c.bucket = $1 and c.state <> 'closed' and c.order_id >= $2 and not exists
       (select 1 from (${gaps}) g where g.order_id = c.order_id and g.code = c.code) limit ${batch}`,
    places,
  );
  const byItself = { to: "closed", by: "house", why: "the gap is no longer there" } as const;
  for (const { id } of mended) if ((await moveCase(parts, id, byItself, now)) === null) moved++;
  return moved;
}

/** A gap that a person closed stays closed: the id is the same, so it is written once. */
async function openCase({ db, ids }: Parts, gap: Found, now: Date): Promise<number> {
  const id = derivedId("cas", gap.order_id, `case ${gap.code}`, 1);
  return await db.tx(async (tx) => {
    const [made] = await tx.query(
      `insert into cases (bucket, id, order_id, marketplace, store, code, state, desk, since, opened_at, moves)
       values ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $9, 1) on conflict do nothing returning 1`,
      [gap.bucket, id, gap.order_id, gap.marketplace, gap.store, gap.code, deskOf(gap.code), gap.since, now],
    );
    if (!made) return 0;
    await tx.query(
      `insert into case_moves (bucket, case_id, n, to_state, by_whom, why, at)
       values ($1, $2, 1, 'open', 'house', $3, $4)`,
      [gap.bucket, id, gap.code, now],
    );
    await tellCase(tx, ids, { ...gap, id, to: "opened", by: "house" }, now);
    return 1;
  });
}

import { createHash } from "node:crypto";
import { bucketOf, derivedId, type Tx, writeEvent } from "#db";
import type { SettlementContext } from "./context.ts";
import { noteLimit } from "./holds.ts";
import { holdsDaysAt, type LimitRow, limitFactsOf } from "./limit-facts.ts";
import { limitOf } from "./limits.ts";
import { reach } from "./milestones.ts";
import { lockOrder } from "./release-rows.ts";

/** What a carrier did with a parcel of an order. */
export type NewShipment = {
  order: string;
  carrier: string;
  number: string;
  state: "picked_up" | "in_transit" | "out_for_delivery" | "delivered" | "returned";
  place: string;
  /** When it happened, as the carrier says. No time limit counts from it: the house's own clock does that. */
  at: Date;
  /** In how many parcels the order goes; null: nobody said, one is all of it. */
  parcels: number | null;
};

/** Whose order it is, which the caller has proven to reach, and whether it is the store that tells. */
export type ShipmentTeller = { by: string; marketplace: string; store: string; by_store: boolean };

export type ToldShipment = NewShipment & {
  id: string;
  marketplace: string;
  store: string;
  heard_at: Date;
};

/**
 * What a carrier tells, once however often it is told: the id follows from order, carrier, number, state, instant and
 * parcels.
 * In the same commit, under the order's lock, what follows of it: from when all of the order is sent its time limit
 * counts, once; from when all of it is signed for, where the terms say so and it is not the store that says it.
 */
export async function tellShipment(
  context: SettlementContext,
  teller: ShipmentTeller,
  told: NewShipment,
): Promise<ToldShipment> {
  const { db, clock } = context.needs;
  const { marketplace, store } = teller;
  const id = shipmentId(told, teller.by_store);
  const known = await limitFactsOf(db.read, told.order);
  const holds = await holdsDaysAt(context, known ? [known.wallet_account] : []);
  return await db.tx(async (tx) => {
    await lockOrder(tx, told.order);
    const heard_at = clock.now();
    const made = await tx.query(
      `insert into shipment_events (bucket, order_id, id, marketplace, store, carrier, number, state, place, told_by,
         at, heard_at, parcels, by_store) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
       on conflict do nothing returning 1`,
      [
        ...[bucketOf(told.order), told.order, id, marketplace, store, told.carrier, told.number, told.state],
        ...[told.place, teller.by, told.at, heard_at, told.parcels, teller.by_store],
      ],
    );
    if (made.length === 0) return await readShipment(tx.query, told.order, id);
    const shipment = { ...told, id, marketplace, store, heard_at };
    const holdsDays = (facts: LimitRow) => holds.get(facts.wallet_account) ?? null;
    if (!teller.by_store && (told.state === "returned" || told.state === "delivered"))
      await cameOrWent(context, tx, shipment, holdsDays);
    for (const what of await reached(tx, told.order))
      if (await reach(tx, told.order, what, { by: teller.by, at: heard_at }))
        await follow(context, tx, shipment, { what, holdsDays });
    return shipment;
  });
}

/**
 * A store's word is a row of its own: it must not stand in for what the carrier tells of the same instant. So is
 * another count of parcels: what was told wrong is put right by telling it again.
 */
function shipmentId({ order, carrier, number, state, at, parcels }: NewShipment, byStore: boolean): string {
  const more = [...(byStore ? ["store"] : []), ...(parcels === null ? [] : [parcels])];
  const what = createHash("sha256")
    .update(JSON.stringify([carrier, number, state, at.toISOString(), ...more]))
    .digest("hex");
  return derivedId("shp", order, `shipment ${what}`, 1);
}

async function readShipment(read: Tx["query"], order: string, id: string): Promise<ToldShipment> {
  const [row] = await read<Omit<ToldShipment, "order">>(
    `select id, marketplace, store, carrier, number, state, place, at, heard_at, parcels from shipment_events
     where bucket = $1 and order_id = $2 and id = $3`,
    [bucketOf(order), order, id],
  );
  if (!row) throw new Error("A shipment that was told before must be there.");
  return { ...row, order };
}

/**
 * How far the whole order is, from all that was told of its parcels, in whatever order it came. A parcel that only went
 * back was never sent; one that the carrier signed off counts as sent. Fewer parcels than were named are not all of it:
 * as the marketplace or its carrier named them last, else as the store did.
 */
async function reached(tx: Tx, order: string): Promise<readonly ("shipped" | "delivered")[]> {
  const [row] = await tx.query<{ sent: number; signed: number; parcels: number }>(
    `with parcel as (
       select carrier, number, bool_or(state <> 'returned') as sent,
         bool_or(state = 'delivered' and not by_store) and not bool_or(state = 'returned') as signed
       from shipment_events where bucket = $1 and order_id = $2 group by carrier, number
     )
     select count(*) filter (where sent)::int as sent, count(*) filter (where signed)::int as signed,
       coalesce((
         select parcels from shipment_events where bucket = $1 and order_id = $2 and parcels is not null
         order by by_store, heard_at desc limit 1
       ), 1) as parcels from parcel`,
    [bucketOf(order), order],
  );
  const { sent = 0, signed = 0, parcels = 1 } = row ?? {};
  if (sent < parcels) return [];
  return signed < sent ? ["shipped"] : ["shipped", "delivered"];
}

/**
 * What comes back is not paid by the time alone: a person looks at it. What is delivered after that is, as before: its
 * limit is noted again where the sweep finds it.
 */
async function cameOrWent(
  { needs }: SettlementContext,
  tx: Tx,
  { order, marketplace, store, state, heard_at }: ToldShipment,
  holdsDays: (facts: LimitRow) => number | null,
): Promise<void> {
  const facts = await limitFactsOf(tx.query, order);
  if (!facts || facts.released) return;
  const limit = limitOf(facts, holdsDays(facts));
  if (state === "delivered") return await noteLimit(tx, facts, limit, heard_at);
  if (facts.came_back && limit.at === null) needs.alarm("shipment_returned", { marketplace, store, order });
}

type Followed = { what: "shipped" | "delivered"; holdsDays(facts: LimitRow): number | null };

/** The limit as it is from now on, noted where the sweep finds it, and told. */
async function follow(
  context: SettlementContext,
  tx: Tx,
  shipment: ToldShipment,
  { what, holdsDays }: Followed,
): Promise<void> {
  const { order, marketplace, store, carrier, number, heard_at } = shipment;
  const facts = await limitFactsOf(tx.query, order);
  const limit = facts && !facts.released ? limitOf(facts, holdsDays(facts)) : null;
  if (facts && limit) await noteLimit(tx, facts, limit, heard_at);
  const counted = limit && {
    ...{ release_at: limit.at?.toISOString() ?? null, counts_from: limit.counts_from },
    counted_since: limit.since?.toISOString() ?? null,
  };
  const data = { order, payment: facts?.payment ?? null, store, carrier, number, ...counted };
  const event = { type: `order.${what}`, version: 1, marketplace, subject: order, data };
  await writeEvent(tx, context.needs.ids, event, heard_at);
}

import { createHash } from "node:crypto";
import { bucketOf, derivedId, type Tx, writeEvent } from "#db";
import type { SettlementContext } from "./context.ts";
import { noteLimit } from "./holds.ts";
import { holdsDaysAt, type LimitRow, limitFactsOf } from "./limit-facts.ts";
import { limitOf } from "./limits.ts";
import { reach } from "./milestones.ts";
import { allSigned, parcelsOf } from "./parcels.ts";
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
  /** In how many parcels the order goes; null: nobody said. One is then under way, and none is known to be the last. */
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
    if (!teller.by_store && (told.state === "returned" || told.state === "delivered" || told.parcels !== null))
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
 * How far the whole order is. Fewer parcels than were named are not all of it; nobody named them: one is enough. That
 * all was signed for is believed only of a count that others than the store named: where nobody did, a second parcel
 * may still be coming.
 */
async function reached(tx: Tx, order: string): Promise<readonly ("shipped" | "delivered")[]> {
  const [row] = await tx.query<{ sent: number; named: number | null; all_signed: boolean }>(
    `select p.sent, p.named, ${allSigned("p")} as all_signed
     from (${parcelsOf({ bucket: "$1", id: "$2", as_of: "$3" })}) p`,
    [bucketOf(order), order, null],
  );
  if (!row || row.sent < (row.named ?? 1)) return [];
  return row.all_signed ? ["shipped", "delivered"] : ["shipped"];
}

/**
 * What comes back is not paid by the time alone: a person looks at it. What is delivered after that is, as before: its
 * limit is noted again where the sweep finds it. So is one that another count of parcels moves.
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
  if (state !== "returned") return await noteLimit(tx, facts, limit, heard_at);
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

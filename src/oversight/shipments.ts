import { createHash } from "node:crypto";
import { bucketOf, derivedId } from "#db";
import type { Parts, ShipmentView } from "./types.ts";

export type NewShipment = Pick<ShipmentView, "order" | "carrier" | "number" | "state" | "place" | "at">;

type Row = Omit<ShipmentView, "order"> & { order_id: string };
const columns = "id, order_id, marketplace, store, carrier, number, state, place, at, heard_at";

export function shipmentView({ order_id, ...row }: Row): ShipmentView {
  return { ...row, order: order_id };
}

/**
 * What a carrier tells, once however often it is told: the id follows from order, carrier, number, state and instant.
 * `owner` is the order's marketplace and store, which the caller has proven to reach.
 */
export async function tellShipment(
  { db, clock }: Parts,
  by: string,
  owner: { marketplace: string; store: string },
  told: NewShipment,
): Promise<ShipmentView> {
  const { order, carrier, number, state, place, at } = told;
  const what = createHash("sha256")
    .update(JSON.stringify([carrier, number, state, at.toISOString()]))
    .digest("hex");
  const id = derivedId("shp", order, `shipment ${what}`, 1);
  await db.read(
    `insert into shipment_events (bucket, order_id, id, marketplace, store, carrier, number, state, place, told_by,
       at, heard_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing`,
    [
      ...[bucketOf(order), order, id, owner.marketplace, owner.store, carrier, number, state, place, by],
      ...[at, clock.now()],
    ],
  );
  const [row] = await db.read<Row>(
    `select ${columns} from shipment_events where bucket = $1 and order_id = $2 and id = $3`,
    [bucketOf(order), order, id],
  );
  if (!row) throw new Error("A shipment that was just written must be there.");
  return shipmentView(row);
}

export async function shipmentsOf({ db }: Parts, order: string): Promise<readonly ShipmentView[]> {
  const rows = await db.read<Row>(
    `select ${columns} from shipment_events where bucket = $1 and order_id = $2 order by at, id`,
    [bucketOf(order), order],
  );
  return rows.map(shipmentView);
}

import { bucketOf } from "#db";
import type { Parts, ShipmentView } from "./types.ts";

type Row = Omit<ShipmentView, "order"> & { order_id: string };
const columns = "id, order_id, marketplace, store, carrier, number, state, place, at, heard_at";

/** What carriers told of an order's goods, oldest first. */
export async function shipmentsOf({ db }: Parts, order: string): Promise<readonly ShipmentView[]> {
  const rows = await db.read<Row>(
    `select ${columns} from shipment_events where bucket = $1 and order_id = $2 order by at, id`,
    [bucketOf(order), order],
  );
  return rows.map(({ order_id, ...row }) => ({ ...row, order: order_id }));
}

import { bucketOf } from "#db";
import type { PaymentsContext } from "./context.ts";
import { type CartOrder, type CheckoutRow, readRows } from "./rows.ts";

/**
 * Writes the orders of a cart that lie in other buckets than the checkout, a commit a bucket. Their ids follow from the
 * checkout, so whoever meets a cart whose orders are not all there (we may have died between) just writes them again.
 */
export async function writeCartOrders(context: PaymentsContext, checkout: string): Promise<void> {
  const { db } = context.needs;
  const row = (await readRows<CheckoutRow>(db, "checkouts", [checkout])).get(checkout);
  if (!row?.cart) return;
  const byBucket = Map.groupBy(row.cart, (order) => bucketOf(order.id));
  for (const [bucket, orders] of byBucket) await writeBucket(context, row, bucket, orders);
}

async function writeBucket(context: PaymentsContext, row: CheckoutRow, bucket: number, orders: CartOrder[]) {
  await context.needs.db.read(
    `insert into orders (bucket, id, marketplace, store, checkout, number, title, amount, currency, lines, created_at)
     select $1, o.id, $2, o.store, $3, o.number, o.title, o.amount, $4, o.lines, $5
     from jsonb_to_recordset($6::jsonb)
       as o (id text, store text, number text, title text, amount bigint, lines jsonb)
     on conflict (bucket, id) do nothing`,
    [bucket, row.marketplace, row.id, row.currency, row.created_at, JSON.stringify(orders)],
  );
}

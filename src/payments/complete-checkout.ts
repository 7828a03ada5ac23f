import { bucketOf } from "#db";
import type { PaymentsContext } from "./context.ts";
import { loadCheckout } from "./read-checkout.ts";

/**
 * A cart is complete when every order of it is paid. A single order's checkout was completed in the payment's own
 * commit. Idempotent: whoever reads a cart whose orders are all paid may run it again.
 */
export async function completeCheckout(context: PaymentsContext, id: string): Promise<void> {
  const loaded = await loadCheckout(context, id);
  if (!loaded || loaded.row.order_ids.length === 1) return;
  if (loaded.row.state === "complete" || loaded.row.state === "cancelled") return;
  if (loaded.orders.some((order) => order.state === "unpaid" || order.state === "closed")) return;
  await context.needs.db.read(
    "update checkouts set state = 'complete' where bucket = $1 and id = $2 and state in ('open', 'expired')",
    [bucketOf(id), id],
  );
}

import { money } from "#money";
import type { PaymentsContext } from "./context.ts";
import type { LoadedCheckout } from "./load.ts";
import { offersFor } from "./offers.ts";
import type { CheckoutView } from "./types.ts";
import { inLocale, toOrderView, toPaymentView } from "./views.ts";
import { writeCartOrders } from "./write-cart-orders.ts";

/** Loads a checkout whole; a cart that a crash left half written is completed first. */
export async function loadCheckout(context: PaymentsContext, id: string): Promise<LoadedCheckout | null> {
  const loaded = await context.loads.checkouts.submit(id);
  if (!loaded || loaded.orders.length === loaded.row.order_ids.length) return loaded;
  await writeCartOrders(context, id);
  return await context.loads.checkouts.submit(id);
}

export function toCheckoutView(context: PaymentsContext, loaded: LoadedCheckout): CheckoutView {
  const { needs } = context;
  const { row, orders, payments } = loaded;
  const title = inLocale(needs.marketplace(row.marketplace)?.title, row.locale);
  return {
    id: row.id,
    marketplace: row.marketplace,
    ...(title === undefined ? {} : { marketplace_title: title }),
    mode: row.mode,
    state: row.state,
    amount: money(row.amount, row.currency),
    orders: orders.map((order) => toOrderView(needs, order, row.locale)),
    payments: payments
      .toSorted((a, b) => b.created_at.getTime() - a.created_at.getTime() || (a.id < b.id ? 1 : -1))
      .map(toPaymentView),
    offers: row.state === "open" ? offersFor(needs, loaded) : [],
    success_url: row.success_url,
    cancel_url: row.cancel_url,
    locale: row.locale,
    metadata: row.metadata,
    expires_at: row.expires_at,
    created_at: row.created_at,
  };
}

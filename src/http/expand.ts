import { isBearer, reachOf, within } from "./auth.ts";
import { listOf } from "./cursor.ts";
import type { Caller, HttpParts } from "./parts.ts";
import { Refusal } from "./refusal.ts";
import type { Scope } from "./scopes.ts";
import { wire } from "./wire.ts";

/** The whole first page: what is more is read at the list itself, with the cursor that it gives. */
const firstPage = { after: null, limit: 100 };

export const namesIn = (expand: string | undefined): readonly string[] => expand?.split(",") ?? [];

/** What the caller may not read by its own route is refused, never left out: an empty place would be taken for none. */
function mustRead(caller: Caller, scope: Scope): void {
  if (!isBearer(caller) || !caller.scopes.includes(scope)) throw new Refusal("forbidden", { needs: scope });
}

/** The refunds of a payment, as `GET /v1/refunds?payment=` answers them. */
export async function refundsOf({ payments }: HttpParts, caller: Caller, payment: string) {
  mustRead(caller, "refunds:read");
  return listOf(await payments.listRefunds({ ...reachOf(caller), payment }, firstPage));
}

/** The payments of an order, as `GET /v1/payments?order=` answers them. */
export async function paymentsOf({ payments }: HttpParts, caller: Caller, order: string) {
  mustRead(caller, "payments:read");
  return listOf(await payments.listPayments({ ...reachOf(caller), order }, firstPage));
}

/** The order of a payment, as `GET /v1/orders/:id` answers it. */
export async function orderOf({ payments }: HttpParts, caller: Caller, order: string) {
  mustRead(caller, "orders:read");
  return wire(within(caller, await payments.getOrder(order)));
}

import { applyMove } from "./apply.ts";
import type { PaymentsContext } from "./context.ts";
import type { PaymentRow } from "./rows.ts";

/** Why a payment was closed that was a part of a cart whose other parts never came to be. */
export const cartIncomplete = "cart_incomplete";

/** Undoes the half of a cart's intents: the wallet is called only when all stand, so nothing can have been paid. */
export async function undoPayments(context: PaymentsContext, rows: readonly PaymentRow[]): Promise<void> {
  const what = { kind: "closed", code: cartIncomplete, says: "Only a part of the cart was started." } as const;
  await Promise.all(rows.map((row) => applyMove(context, row, what)));
}

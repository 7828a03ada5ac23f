import { accountOf, type BookPlace } from "#chart";
import type { Account } from "#ledger";

export type { BookPlace } from "#chart";

/** What the wallet holds for this store and owes the platform. It may go below zero while a refund runs ahead. */
export const receivable = (place: BookPlace): Account => accountOf("receivable", place);

/** Paid by buyers, not yet the store's: waits for receipt. */
export const escrow = (place: BookPlace): Account => accountOf("escrow", place);

/** On its way back to buyers. */
export const refundsDue = (place: BookPlace): Account => accountOf("refunds_due", place);

/** Came with another amount than was asked. */
export const suspense = (place: BookPlace): Account => accountOf("suspense", place);

export function chartOf(place: BookPlace): Account[] {
  return [receivable(place), escrow(place), refundsDue(place)];
}

import type { Account } from "#ledger";
import type { Currency } from "#money";

/** Where a payment's accounts are: the store's book, the wallet account that holds the money, the currency. */
export type BookPlace = { store: string; wallet_account: string; currency: Currency };

function account(place: BookPlace, code: string, side: Account["side"], guarded: boolean): Account {
  return { book: place.store, heldAt: place.wallet_account, currency: place.currency, code, side, guarded };
}

/** What the wallet holds for this store and owes the platform. It may go below zero while a refund runs ahead. */
export function receivable(place: BookPlace): Account {
  return account(place, "receivable", "debit", false);
}

/** Paid by buyers, not yet the store's: waits for receipt. */
export function escrow(place: BookPlace): Account {
  return account(place, "escrow", "credit", true);
}

/** On its way back to buyers. */
export function refundsDue(place: BookPlace): Account {
  return account(place, "refunds_due", "credit", true);
}

export function chartOf(place: BookPlace): Account[] {
  return [receivable(place), escrow(place), refundsDue(place)];
}

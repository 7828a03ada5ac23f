import type { Account } from "#ledger";
import type { Currency } from "#money";

/** Where an order's accounts are: the store's book, the wallet account that holds the money, the currency. */
export type BookPlace = { store: string; wallet_account: string; currency: Currency };

/** The store's own money that the wallet holds: released, not yet withdrawn. Never below zero. */
export function storeBalance(place: BookPlace): Account {
  return account(place, "balance");
}

/** The marketplace's share of released orders. It lies at the wallet, in the store's book, until it is collected. */
export function commission(place: BookPlace): Account {
  return account(place, "commission");
}

/** On its way to the store's bank card. */
export function withdrawalsDue(place: BookPlace): Account {
  return account(place, "withdrawals_due");
}

/** The house's fee on withdrawals that arrived. */
export function withdrawalFees(place: BookPlace): Account {
  return account(place, "withdrawal_fees");
}

function account(place: BookPlace, code: string): Account {
  const { store, wallet_account, currency } = place;
  return { book: store, heldAt: wallet_account, currency, code, side: "credit", guarded: true };
}

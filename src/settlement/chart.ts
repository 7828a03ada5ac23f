import { accountOf, type BookPlace } from "#chart";
import type { Account } from "#ledger";

export type { BookPlace } from "#chart";

/** The store's own money that the wallet holds: released, not yet withdrawn. Never below zero. */
export const storeBalance = (place: BookPlace): Account => accountOf("balance", place);

/** The marketplace's share of released orders. It lies at the wallet, in the store's book, until it is collected. */
export const commission = (place: BookPlace): Account => accountOf("commission", place);

/** The marketplace's share that the wallet has moved to its own merchant number. */
export const commissionCollected = (place: BookPlace): Account => accountOf("commission_collected", place);

/** On its way to the store's bank card. */
export const withdrawalsDue = (place: BookPlace): Account => accountOf("withdrawals_due", place);

/** The house's fee on withdrawals that arrived. */
export const withdrawalFees = (place: BookPlace): Account => accountOf("withdrawal_fees", place);

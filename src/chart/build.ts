import { derivedId } from "#db";
import type { Account, Transfer } from "#ledger";
import type { Currency, Money } from "#money";
import { type AccountCode, accounts, type PostingKind, postingKinds } from "./postings.ts";

/** Where an order's accounts are: the store's book, the wallet account that holds the money, the currency. */
export type BookPlace = { store: string; wallet_account: string; currency: Currency };

/** An account of the chart, in the book of a store. */
export function accountOf(code: AccountCode, place: BookPlace): Account {
  const { side, guarded } = accounts[code];
  return { book: place.store, heldAt: place.wallet_account, currency: place.currency, code, side, guarded };
}

/** The platform's own book at a wallet account is named as that account is. What lies between books may be negative. */
export function platformAccount(code: AccountCode, place: Omit<BookPlace, "store">): Account {
  const account = accountOf(code, { ...place, store: place.wallet_account });
  return code === "advances" ? { ...account, guarded: false } : account;
}

/**
 * A transfer of the chart. Its id follows from its subject and kind (and `n` where a subject has several), so that the
 * primary key refuses the same effect twice. Throws where the chart has no such posting: that is a bug.
 */
export function transferOf(
  kind: PostingKind,
  sides: { debit: Account; credit: Account },
  what: { subject: string; amount: Money; at: Date; n?: number },
): Transfer {
  const row: { debit: readonly string[]; credit: readonly string[] } = postingKinds[kind];
  const { debit, credit } = sides;
  if (!row.debit.includes(debit.code) || !row.credit.includes(credit.code))
    throw new RangeError(`The chart has no ${kind} from ${debit.code} to ${credit.code}.`);
  const { subject, amount, at, n = 0 } = what;
  return { id: derivedId("tra", subject, kind, n), debit, credit, amount, kind, subject, at };
}

import { accountOf } from "#chart";
import { bucketIndex, derivedId } from "#db";
import type { Account } from "#ledger";
import type { Currency } from "#money";

/** Where a pair's accounts are in one bucket. */
export type ClearingPlace = { acquirer: string; issuer: string; issuer_account: string; currency: Currency };

const root = `clb_${"0".repeat(26)}`;

/** The pair's book in a bucket: 64 books a pair, so that no payment waits for another store's. */
export function clearingBook(pair: { acquirer: string; issuer: string }, bucket: number): string {
  return derivedId("clb", root, `${pair.acquirer} from ${pair.issuer}`, 0, bucket);
}

export type ClearingCode =
  | "issuer_claim"
  | "acquirer_due"
  | "issuer_settling"
  | "acquirer_settling"
  | "clearing_transit";

export function clearingAccount(code: ClearingCode, place: ClearingPlace, bucket: number): Account {
  const store = clearingBook(place, bucket);
  return accountOf(code, { store, wallet_account: place.issuer_account, currency: place.currency });
}

/** Claim and due of one payment: in the bucket of that payment. */
export function clearingSides(place: ClearingPlace, payment: string): { claim: Account; due: Account } {
  const bucket = bucketIndex(payment);
  return { claim: clearingAccount("issuer_claim", place, bucket), due: clearingAccount("acquirer_due", place, bucket) };
}

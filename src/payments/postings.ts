import { derivedId } from "#db";
import type { Account, LedgerMove } from "#ledger";
import type { Money } from "#money";
import { type BookPlace, escrow, receivable, refundsDue } from "./chart.ts";

/**
 * The chart of postings: what each event moves in the store's book. Pure; reads like a table. A transfer's id follows
 * from its subject and kind, so that the primary key refuses the same effect twice.
 */
function one(subject: string, kind: string, debit: Account, credit: Account, amount: Money, at: Date): LedgerMove {
  return [{ id: derivedId("tra", subject, kind, 0), debit, credit, amount, kind, subject, at }];
}

export const postings = {
  /** The buyer's money is at the wallet; it is the buyer's until release. */
  paid: (payment: string, place: BookPlace, amount: Money, at: Date) =>
    one(payment, "payment_paid", receivable(place), escrow(place), amount, at),
  /** Money that the order did not need: owed back at once. */
  surplus: (payment: string, place: BookPlace, amount: Money, at: Date) =>
    one(payment, "payment_surplus", receivable(place), refundsDue(place), amount, at),
  /** `from`: the store's balance, once the order's money was released. */
  refundAsked: (refund: string, place: BookPlace, amount: Money, at: Date, from: Account | null = null) =>
    one(refund, "refund_asked", from ?? escrow(place), refundsDue(place), amount, at),
  /** The wallet sent it back. */
  refunded: (refund: string, place: BookPlace, amount: Money, at: Date) =>
    one(refund, "refund_done", refundsDue(place), receivable(place), amount, at),
  /** The wallet will not send it back: the money is where it was. */
  refundRefused: (refund: string, place: BookPlace, amount: Money, at: Date, from: Account | null = null) =>
    one(refund, "refund_refused", refundsDue(place), from ?? escrow(place), amount, at),
} as const;

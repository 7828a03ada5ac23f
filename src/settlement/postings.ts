import { derivedId } from "#db";
import type { Account, LedgerMove, Transfer } from "#ledger";
import { type Money, subtract } from "#money";
import {
  type BookPlace,
  commission,
  commissionCollected,
  storeBalance,
  withdrawalFees,
  withdrawalsDue,
} from "./chart.ts";

type Released = { payment: string; place: BookPlace; escrow: Account; net: Money; commission: Money; at: Date };

/**
 * What a release moves in the store's book: escrow → balance, and escrow → commission. Pure. Ids follow from the
 * payment, so that the primary key refuses a second release; a share of nothing is not posted.
 */
export function released(release: Released): LedgerMove {
  const { payment, place, escrow, at } = release;
  const to = (kind: string, credit: Account, amount: Money) => move(payment, kind, escrow, credit, amount, at);
  return [
    to("order_released", storeBalance(place), release.net),
    to("commission_taken", commission(place), release.commission),
  ].filter((transfer) => transfer.amount.minor > 0n);
}

type Paid = { amount: Money; fee: Money; receivable: Account };

function move(subject: string, kind: string, debit: Account, credit: Account, amount: Money, at: Date): Transfer {
  return { id: derivedId("tra", subject, kind, 0), debit, credit, amount, kind, subject, at };
}

const backTo = (to: "commission" | "balance", place: BookPlace): Account =>
  to === "commission" ? commission(place) : storeBalance(place);

/** What a share of a released order moves. A return has an id of its own. */
export const sharePostings = {
  collected: (id: string, place: BookPlace, amount: Money, at: Date): LedgerMove => [
    move(id, "share_collected", commission(place), commissionCollected(place), amount, at),
  ],
  failed: (id: string, place: BookPlace, amount: Money, at: Date): LedgerMove => [
    move(id, "share_failed", commissionCollected(place), commission(place), amount, at),
  ],
  returned: (id: string, place: BookPlace, amount: Money, at: Date, to: "commission" | "balance"): LedgerMove => [
    move(id, "share_returned", commissionCollected(place), backTo(to, place), amount, at),
  ],
} as const;

/** What a withdrawal moves: set aside, then either out of the wallet (less the fee) or back to the balance. */
export const postings = {
  withdrawalAsked: (id: string, place: BookPlace, amount: Money, at: Date): LedgerMove => [
    move(id, "withdrawal_asked", storeBalance(place), withdrawalsDue(place), amount, at),
  ],
  withdrawalPaid: (id: string, place: BookPlace, { amount, fee, receivable }: Paid, at: Date): LedgerMove =>
    [
      move(id, "withdrawal_paid", withdrawalsDue(place), receivable, subtract(amount, fee), at),
      move(id, "withdrawal_fee", withdrawalsDue(place), withdrawalFees(place), fee, at),
    ].filter((transfer) => transfer.amount.minor > 0n),
  /** The bank sent it back after it had arrived. */
  withdrawalReturned: (id: string, place: BookPlace, { amount, fee, receivable }: Paid, at: Date): LedgerMove =>
    [
      move(id, "withdrawal_returned", receivable, storeBalance(place), subtract(amount, fee), at),
      move(id, "withdrawal_fee_returned", withdrawalFees(place), storeBalance(place), fee, at),
    ].filter((transfer) => transfer.amount.minor > 0n),
  withdrawalBack: (id: string, place: BookPlace, amount: Money, at: Date): LedgerMove => [
    move(id, "withdrawal_back", withdrawalsDue(place), storeBalance(place), amount, at),
  ],
} as const;

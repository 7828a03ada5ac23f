import { transferOf } from "#chart";
import type { LedgerMove } from "#ledger";
import type { Money } from "#money";
import { type BookPlace, escrow, receivable, refundsDue, suspense } from "./chart.ts";

/** What this room's events move, each a row of the chart (src/chart/postings.ts). Settlement's are its own. */
export const postings = {
  paid: (payment: string, place: BookPlace, amount: Money, at: Date): LedgerMove => [
    transferOf("payment_paid", { debit: receivable(place), credit: escrow(place) }, { subject: payment, amount, at }),
  ],
  surplus: (payment: string, place: BookPlace, amount: Money, at: Date): LedgerMove => [
    transferOf(
      "payment_surplus",
      { debit: receivable(place), credit: refundsDue(place) },
      { subject: payment, amount, at },
    ),
  ],
  suspended: (payment: string, place: BookPlace, amount: Money, at: Date): LedgerMove => [
    transferOf(
      "payment_suspended",
      { debit: receivable(place), credit: suspense(place) },
      { subject: payment, amount, at },
    ),
  ],
  suspenseReturned: (refund: string, place: BookPlace, amount: Money, at: Date): LedgerMove => [
    transferOf(
      "suspense_returned",
      { debit: suspense(place), credit: refundsDue(place) },
      { subject: refund, amount, at },
    ),
  ],
  refundAsked: (refund: string, place: BookPlace, amount: Money, at: Date): LedgerMove => [
    transferOf("refund_asked", { debit: escrow(place), credit: refundsDue(place) }, { subject: refund, amount, at }),
  ],
  refunded: (refund: string, place: BookPlace, amount: Money, at: Date): LedgerMove => [
    transferOf("refund_done", { debit: refundsDue(place), credit: receivable(place) }, { subject: refund, amount, at }),
  ],
  refundRefused: (refund: string, place: BookPlace, amount: Money, at: Date): LedgerMove => [
    transferOf("refund_refused", { debit: refundsDue(place), credit: escrow(place) }, { subject: refund, amount, at }),
  ],
} as const;

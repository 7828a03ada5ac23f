import { bucketOf } from "#db";
import { type Money, MoneyFault } from "#money";
import { type Account, accountId } from "./accounts.ts";

/** One movement inside a book: the debit account is debited, the credit account credited, by a positive amount. */
export type Transfer = {
  /** Derived from (subject, effect, n), so that the primary key refuses a second posting. */
  id: string;
  debit: Account;
  credit: Account;
  amount: Money;
  /** What happened, e.g. "payment_paid". */
  kind: string;
  /** The payment, refund … that it belongs to. */
  subject: string;
  at: Date;
};

/** Independent of the other moves of its batch; its transfers stand or fall together. */
export type LedgerMove = readonly Transfer[];

/** Transfers as columns: the shape in which post_batch, and functions that call it, take them. */
export type TransferColumns = {
  move: number[];
  bucket: number[];
  book: string[];
  id: string[];
  debit: string[];
  credit: string[];
  amount: bigint[];
  kind: string[];
  subject: string[];
  at: Date[];
};

/** Puts moves into columns; `ordinal` names a move in the answer. Refuses what no database should have to see. */
export function toColumns(moves: readonly LedgerMove[], ordinal = (index: number) => index): TransferColumns {
  const columns: TransferColumns = {
    move: [],
    bucket: [],
    book: [],
    id: [],
    debit: [],
    credit: [],
    amount: [],
    kind: [],
    subject: [],
    at: [],
  };
  moves.forEach((move, index) => {
    for (const transfer of move) addTransfer(columns, ordinal(index), transfer);
  });
  return columns;
}

function addTransfer(columns: TransferColumns, move: number, transfer: Transfer): void {
  const { debit, credit, amount } = transfer;
  if (debit.book !== credit.book) throw new Error(`Transfer ${transfer.id} would leave the book ${debit.book}.`);
  if (debit.currency !== amount.currency || credit.currency !== amount.currency)
    throw new MoneyFault("currency_mismatch", `Transfer ${transfer.id} mixes currencies.`);
  columns.move.push(move);
  columns.bucket.push(bucketOf(debit.book));
  columns.book.push(debit.book);
  columns.id.push(transfer.id);
  columns.debit.push(accountId(debit));
  columns.credit.push(accountId(credit));
  columns.amount.push(amount.minor);
  columns.kind.push(transfer.kind);
  columns.subject.push(transfer.subject);
  columns.at.push(transfer.at);
}

import { createHash } from "node:crypto";
import { bucketOf } from "#db";
import type { Currency } from "#money";

/** `debit` accounts grow by debits (what others owe us), `credit` accounts by credits (what we owe). */
export type AccountSide = "debit" | "credit";

/** An account of a book. Its id follows from book, code and currency, so nobody has to look it up. */
export type Account = {
  /** A store's id, or a platform book's. Its bucket is the account's. */
  book: string;
  /** What it is, e.g. "escrow". */
  code: string;
  /** Where the money physically lies: a wallet account's id. Two wallets' escrows are two accounts. */
  heldAt: string;
  currency: Currency;
  side: AccountSide;
  /** True: the database refuses to let it fall below zero. */
  guarded: boolean;
};

const known = new Map<string, string>();
const knownMax = 100_000;

/** The account's id: a UUID made from its name. Kept in memory, since a payment asks for the same few again. */
export function accountId(account: Pick<Account, "book" | "code" | "heldAt" | "currency">): string {
  const name = `${account.book}|${account.code}|${account.heldAt}|${account.currency}`;
  const found = known.get(name);
  if (found !== undefined) return found;
  const hex = createHash("sha256").update(name).digest("hex");
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
  if (known.size >= knownMax) known.clear();
  known.set(name, id);
  return id;
}

export function accountBucket(account: Pick<Account, "book">): number {
  return bucketOf(account.book);
}

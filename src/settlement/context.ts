import type { Clock, Db, Ids } from "#db";
import { type Account, type AccountOpener, makeAccountOpener } from "#ledger";
import type { Wallet } from "#wallets/protocol";
import type { BookPlace } from "./chart.ts";

/** What this room needs of others, handed in by main. */
export type SettlementNeeds = {
  db: Db;
  clock: Clock;
  ids: Ids;
  /** The account in which payments keep what waits for receipt. */
  escrow(place: BookPlace): Account;
  /** The account in which payments keep what a wallet holds and owes. */
  receivable(place: BookPlace): Account;
  wallet(account: string): Promise<Pick<Wallet, "release" | "sharing" | "withdrawals"> | null>;
  /** Why two callers, persons or keys, have no two people behind them; null where they have. */
  whyNotTwo(one: string, other: string): Promise<Readonly<Record<string, unknown>> | null>;
  /** Where a store sells. */
  marketplaceOf(store: string): string | null;
  /** The store's own number at a wallet account, in partner mode. */
  subMerchant(store: string, account: string): string | null;
  /** Seals a bank card's number before it is stored. */
  seal(text: string, about: string): string;
  open(sealed: string, about: string): string;
  alarm(what: string, about: Readonly<Record<string, unknown>>): void;
};

export type SettlementContext = { needs: SettlementNeeds; accounts: AccountOpener };

export function makeContext(needs: SettlementNeeds): SettlementContext {
  return { needs, accounts: makeAccountOpener(needs.db) };
}

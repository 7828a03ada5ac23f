import type { Db, Tx } from "#db";
import { type Account, accountBucket, accountId } from "./accounts.ts";

/**
 * Remembers which accounts this process knows to exist and opens the others. An empty account is harmless, so it is
 * opened before the transaction that posts to it.
 */
export type AccountOpener = { ensure(accounts: readonly Account[]): Promise<void> };

const openedMax = 200_000;

export function makeAccountOpener(db: Pick<Db, "read">): AccountOpener {
  const opened = new Set<string>();
  return {
    async ensure(accounts) {
      const missing = new Map<string, Account>();
      for (const account of accounts) {
        const id = accountId(account);
        if (!opened.has(id)) missing.set(id, account);
      }
      if (missing.size === 0) return;
      await openAccounts(db.read, missing);
      if (opened.size >= openedMax) opened.clear();
      for (const id of missing.keys()) opened.add(id);
    },
  };
}

async function openAccounts(query: Tx["query"], accounts: ReadonlyMap<string, Account>): Promise<void> {
  const all = [...accounts.values()];
  await query('select open_accounts($1::int[], $2::uuid[], $3, $4, $5, $6, $7::"char"[], $8::boolean[])', [
    all.map(accountBucket),
    [...accounts.keys()],
    all.map((account) => account.book),
    all.map((account) => account.code),
    all.map((account) => account.heldAt),
    all.map((account) => account.currency),
    all.map((account) => (account.side === "debit" ? "d" : "c")),
    all.map((account) => account.guarded),
  ]);
}

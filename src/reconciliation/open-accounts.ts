import type { Db } from "#db";
import { type AccountOpener, makeAccountOpener } from "#ledger";
import { type Entry, transfersOf } from "./entries.ts";
import type { ReconciliationNeeds } from "./types.ts";

const openers = new WeakMap<object, AccountOpener>();

/** One a database: what it has opened it need not open again. */
export function openerOf(db: Pick<Db, "read">): AccountOpener {
  const opener = openers.get(db) ?? makeAccountOpener(db);
  openers.set(db, opener);
  return opener;
}

/** An empty account is harmless, so it is opened before. */
export async function openAccounts(
  needs: Pick<ReconciliationNeeds, "db" | "clock">,
  about: { id: string; wallet_account: string },
  entry: Entry,
): Promise<void> {
  const { id, wallet_account } = about;
  const move = transfersOf(entry, { id, wallet_account, at: needs.clock.now(), n: 0 });
  await openerOf(needs.db).ensure(move.flatMap(({ debit, credit }) => [debit, credit]));
}

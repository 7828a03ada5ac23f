import { bucketOf } from "#db";
import { post } from "#ledger";
import { readBreak } from "./break-row.ts";
import { entryOf, oppositeOf, transfersOf } from "./entries.ts";
import { openAccounts } from "./resolve.ts";
import { type ToldBreak, tellBreaks, toldColumns } from "./tell-breaks.ts";
import type { ReconciliationNeeds } from "./types.ts";

/**
 * Takes an entry back, because what it was about came after all: the opposite transfers, the mark on the break and the
 * word of it in one commit, once. False where no entry stands.
 */
export async function takeBack(needs: ReconciliationNeeds, id: string): Promise<boolean> {
  const found = await readBreak({ query: needs.db.read }, id);
  if (!found?.entry || found.taken_back_at !== null) return false;
  await openAccounts(needs, found, oppositeOf(entryOf(found.entry, found.currency)));
  return await needs.db.tx(async (tx) => {
    const row = await readBreak(tx, id, true);
    if (!row?.entry || row.taken_back_at !== null) return false;
    const at = needs.clock.now();
    const opposite = oppositeOf(entryOf(row.entry, row.currency));
    const posted = await post(tx, [transfersOf(opposite, { id, wallet_account: row.wallet_account, at, n: 1 })]);
    if (posted[0] !== "posted")
      throw new Error("What takes an entry back spends nothing: no account of it is guarded.");
    const marked = await tx.query<ToldBreak>(
      `update bill_breaks b set taken_back_at = $3 where b.bucket = $1 and b.id = $2 returning ${toldColumns}`,
      [bucketOf(id), id, at],
    );
    await tellBreaks(tx, needs, "entry_taken_back", marked);
    return true;
  });
}

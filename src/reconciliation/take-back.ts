import { bucketOf } from "#db";
import { post } from "#ledger";
import { readBreak } from "./break-row.ts";
import { entryOf, oppositeOf, transfersOf } from "./entries.ts";
import { openAccounts } from "./open-accounts.ts";
import { type ToldBreak, tellBreaks, toldColumns } from "./tell-breaks.ts";
import type { ReconciliationNeeds } from "./types.ts";

/**
 * Ends these breaks by themselves: nobody has to decide anything. Of those that two people ended before, or meanwhile,
 * the entry is taken back.
 */
export async function endByThemselves(
  needs: ReconciliationNeeds,
  found: readonly { bucket: number; id: string }[],
  resolution: "heard" | "late",
): Promise<void> {
  if (found.length === 0) return;
  const closed = await needs.db.tx(async (tx) => {
    const rows = await tx.query<ToldBreak>(
      `update bill_breaks b set state = 'closed', resolution = $4, closed_at = $3
       from unnest($1::int[], $2::text[]) as w (bucket, id)
       where b.bucket = w.bucket and b.id = w.id and b.state <> 'closed' returning ${toldColumns}`,
      [found.map((one) => one.bucket), found.map((one) => one.id), needs.clock.now(), resolution],
    );
    await tellBreaks(tx, needs, "closed", rows);
    return new Set(rows.map((row) => row.id));
  });
  for (const { id } of found) if (!closed.has(id)) await takeBack(needs, id);
}

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

import type { Tx } from "#db";
import { type LedgerMove, toColumns } from "./transfers.ts";

/** `refused`: the move would overdraw a guarded account, or names an account that does not fit. */
export type PostResult = "posted" | "refused";

/**
 * Posts a batch of independent moves in one set-based statement, in the caller's transaction, and answers a result per
 * move. A move that is refused among others may be posted alone: spends are admitted by running sum.
 */
export async function post(tx: Pick<Tx, "query">, moves: readonly LedgerMove[]): Promise<PostResult[]> {
  const columns = toColumns(moves);
  const [row] = await tx.query<{ refused: number[] }>(
    `select post_batch($1::int[], $2::int[], $3, $4, $5::uuid[], $6::uuid[], $7::bigint[], $8, $9, $10::timestamptz[])
       as refused`,
    [
      columns.move,
      columns.bucket,
      columns.book,
      columns.id,
      columns.debit,
      columns.credit,
      columns.amount,
      columns.kind,
      columns.subject,
      columns.at,
    ],
  );
  const refused = new Set(row?.refused ?? []);
  return moves.map((_, index) => (refused.has(index) ? "refused" : "posted"));
}

import { bucketValues } from "#db";
import type { AcceptanceContext } from "./moves.ts";
import { returnOf } from "./rows.ts";

const batch = 500;
/** So long after its start a process looks again: those that ran before it may have written until they ended. */
const againMs = 3_600_000;

/**
 * Money that went back before its number was written down gets that number, so that the issuer's bill, which names it,
 * finds it. It follows from the payment, so two processes write the same. Looked for twice in a process's life.
 */
export function makeReturnNumbers({ needs }: AcceptanceContext): () => Promise<number> {
  let [rounds, nextAt] = [0, 0];
  return async () => {
    const now = needs.clock.now().getTime();
    if (rounds === 2 || now < nextAt) return 0;
    const rows = await needs.db.read<{ bucket: number; id: string; payment: string }>(
      `select bucket, id, payment from acceptances
       where bucket = any($1) and return_id is null and state in ('returning', 'returned') limit $2`,
      [bucketValues, batch],
    );
    for (const { bucket, id, payment } of rows)
      await needs.db.read("select acceptance_number_return($1, $2, $3)", [bucket, id, returnOf(payment)]);
    if (rows.length < batch) [rounds, nextAt] = [rounds + 1, now + againMs];
    return rows.length;
  };
}

import type { EndMove, TransfersNeeds } from "./context.ts";
import { bucketOfTransfer } from "./place.ts";
import type { Ended } from "./types.ts";

/**
 * Ends transfers in one statement and one commit. A fulfilment that fits the condition commits: the payee's position
 * falls. Anything else aborts: the payer's falls back. What ended once never ends in another way.
 */
export async function endBatch(needs: TransfersNeeds, batch: readonly EndMove[]): Promise<readonly Ended[]> {
  const [row] = await needs.db.read<{ results: Ended[] }>(
    "select hub_end($1::int[], $2, $3, $4::bytea[], $5, $6, $7) as results",
    [
      batch.map((one) => bucketOfTransfer(one.id)),
      batch.map((one) => one.id),
      batch.map((one) => one.source),
      batch.map((one) => one.fulfilment),
      batch.map((one) => one.error?.code ?? null),
      batch.map((one) => one.error?.says ?? null),
      needs.clock.now(),
    ],
  );
  return row?.results ?? [];
}

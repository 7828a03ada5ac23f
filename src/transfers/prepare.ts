import type { TransfersNeeds } from "./context.ts";
import { bucketOfTransfer } from "./place.ts";
import type { NewTransfer, Prepared } from "./types.ts";

/**
 * Reserves transfers in one statement and one commit: each payer's position grows, if its cap and its funds bear it. A
 * request whose time is over when it comes is not reserved.
 */
export async function prepareBatch(needs: TransfersNeeds, batch: readonly NewTransfer[]): Promise<Prepared[]> {
  const now = needs.clock.now();
  const asked = batch.filter((one) => one.expires_at > now);
  const of = <T>(value: (one: NewTransfer) => T): T[] => asked.map(value);
  const [row] =
    asked.length === 0
      ? []
      : await needs.db.read<{ results: Prepared[] }>(
          `select hub_prepare($1::int[], $2, $3, $4, $5::bigint[], $6, $7::bytea[], $8, $9::bytea[], $10::timestamptz[],
             $11) as results`,
          [
            of((one) => bucketOfTransfer(one.id)),
            of((one) => one.id),
            of((one) => one.payer),
            of((one) => one.payee),
            of((one) => one.amount.minor),
            of((one) => one.amount.currency),
            of((one) => one.condition),
            of((one) => one.packet),
            of((one) => one.requestHash),
            of((one) => one.expires_at),
            now,
          ],
        );
  const results = [...(row?.results ?? [])];
  return batch.map((one) => (one.expires_at > now ? (results.shift() ?? "payer_unknown") : "expired"));
}

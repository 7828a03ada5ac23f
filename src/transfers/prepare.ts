import { bucketFromText, bucketValue } from "#db";
import type { TransfersNeeds } from "./context.ts";
import { bucketOfTransfer } from "./place.ts";
import type { NewTransfer, Prepared } from "./types.ts";

/**
 * Reserves transfers in one statement and one commit: each payer's position grows, if its cap, its funds and the limits
 * of the day bear it. A request whose time is over when it comes is not reserved.
 */
export async function prepareBatch(needs: TransfersNeeds, batch: readonly NewTransfer[]): Promise<Prepared[]> {
  const now = needs.clock.now();
  const asked = batch.filter((one) => one.expires_at > now);
  const of = <T>(value: (one: NewTransfer) => T): T[] => asked.map(value);
  const takes = asked.flatMap((one, i) => (one.takes ?? []).map((take) => ({ ...take, place: i + 1 })));
  const [row] =
    asked.length === 0
      ? []
      : await needs.db.read<{ results: Prepared[] }>(
          `select hub_prepare($1::int[], $2, $3, $4, $5::bigint[], $6, $7::bytea[], $8, $9::bytea[], $10::timestamptz[],
             $11::int[], $12::int[], $13, $14, $15::bigint[], $16, $17) as results`,
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
            takes.map((take) => take.place),
            takes.map((take) => bucketValue(bucketFromText(take.counter))),
            takes.map((take) => take.counter),
            takes.map((take) => take.day),
            takes.map((take) => take.limit),
            takes.map((take) => take.refusal),
            now,
          ],
        );
  const results = [...(row?.results ?? [])];
  return batch.map((one) => (one.expires_at > now ? (results.shift() ?? "payer_unknown") : "expired"));
}

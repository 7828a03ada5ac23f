import { bare, bucketFromText, bucketValue, type Tx } from "#db";
import type { Money } from "#money";
import type { TransfersNeeds } from "./context.ts";
import { undo } from "./effect.ts";

type Asked = { id: string; participant: string; amount: Money; why: string };

/**
 * Money put down under the participant's own id of it: the same id again does nothing (`repeat`), with another amount
 * it is refused. Undoes the commit (`not_found`) where the participant has no account in that currency.
 */
export async function recordFundsInIn(
  tx: Tx,
  { ids }: Pick<TransfersNeeds, "ids">,
  { id, participant, amount, why }: Asked,
  at: Date,
): Promise<"recorded" | "repeat" | "modified"> {
  const bucket = bucketValue(bucketFromText(id));
  // The move first: of two at once the second waits here for the first one's commit.
  const made = await tx.query(
    `insert into hub_funds_moves (bucket, id, participant, currency, amount, why, at, funds_in)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (bucket, participant, funds_in) where funds_in is not null do nothing returning id`,
    [bucket, bare(ids.next("ntf")), participant, amount.currency, amount.minor, why, at, id],
  );
  if (made.length === 0) {
    const [known] = await tx.query<{ currency: string; amount: bigint }>(
      "select currency, amount from hub_funds_moves where bucket = $1 and participant = $2 and funds_in = $3",
      [bucket, participant, id],
    );
    return known?.currency === amount.currency && known.amount === amount.minor ? "repeat" : "modified";
  }
  const moved = await tx.query(
    "update hub_accounts set funds = funds + $3 where participant = $1 and currency = $2 returning participant",
    [participant, amount.currency, amount.minor],
  );
  return moved.length === 0 ? undo("not_found") : "recorded";
}

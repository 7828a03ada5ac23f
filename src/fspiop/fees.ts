import type { Db, Tx } from "#db";
import { add, type Money, money, share } from "#money";
import { bucketOfTransfer } from "#transfers";

/** What the hub takes for a transfer of this amount; nothing unless it is set. Borne by the payer's wallet. */
export async function feeOf(db: Db, amount: Money): Promise<Money> {
  const [rate] = await db.read<{ fixed: bigint; rate: number }>(
    "select fixed, rate from hub_fee_rates where currency = $1",
    [amount.currency],
  );
  if (!rate) return money(0n, amount.currency);
  return add(money(rate.fixed, amount.currency), share(amount, BigInt(rate.rate), 10_000n, "half_even"));
}

/** Books the fee of a committed transfer, once; it is settled with the window that is closed next. */
export async function bookFee(tx: Tx, transfer: { id: string; payer: string }, fee: Money, at: Date): Promise<void> {
  if (fee.minor === 0n) return;
  await tx.query(
    `insert into hub_fees (bucket, transfer, participant, currency, amount, at) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing`,
    [bucketOfTransfer(transfer.id), transfer.id, transfer.payer, fee.currency, fee.minor, at],
  );
}

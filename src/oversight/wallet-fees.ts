import { bucketOf } from "#db";
import { type Currency, money } from "#money";
import type { OversightParts, WalletFee } from "./types.ts";

/** A row of a payment that arrived; `received`: as much, where it was another amount. */
type Paid = {
  id: string;
  wallet_account: string;
  method: string;
  amount: bigint;
  received: bigint | null;
  currency: Currency;
  paid_at: Date;
};

/**
 * What the wallet kept of each payment. Reconciliation keeps the lines of a bill that did not fit: the latest of these
 * says it. Of all others it is told what is agreed, if anything is.
 */
export async function walletFees(
  { db, agreedFees }: Pick<OversightParts, "db" | "agreedFees">,
  order: string,
  payments: readonly Paid[],
): Promise<WalletFee[]> {
  if (payments.length === 0) return [];
  const asked = payments.map((one) => ({ ...one, amount: money(one.received ?? one.amount, one.currency) }));
  const [rows, agreed] = await Promise.all([
    db.read<{ subject: string; fee: bigint; currency: Currency }>(
      `select distinct on (subject) subject, fee, currency from bill_lines
       where bucket = $1 and subject = any($2) and kind = 'payment' and state = 'done'
       order by subject, run desc, n`,
      [bucketOf(order), payments.map((one) => one.id)],
    ),
    agreedFees(asked),
  ]);
  const billed = new Map(rows.map((row) => [row.subject, money(row.fee, row.currency)]));
  return payments.map(({ id: payment }): WalletFee => {
    const told = billed.get(payment);
    if (told) return { payment, fee: told, basis: "billed" };
    const fee = agreed.get(payment) ?? null;
    return { payment, fee, basis: fee && "agreed" };
  });
}

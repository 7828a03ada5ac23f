import { bucketOf, type Db } from "#db";
import { type Currency, money } from "#money";
import type { WalletFee } from "./types.ts";

/**
 * What the wallet kept of each payment, as the latest bill whose line of it is kept says. Reconciliation keeps lines
 * that somebody will ask for again, those that did not fit: null for all others, whose fee stands in the bill alone.
 */
export async function walletFees(db: Db, order: string, payments: readonly string[]): Promise<WalletFee[]> {
  const rows = await db.read<{ subject: string; fee: bigint; currency: Currency }>(
    `select distinct on (subject) subject, fee, currency from bill_lines
     where bucket = $1 and subject = any($2) and kind = 'payment' and state = 'done'
     order by subject, run desc, n`,
    [bucketOf(order), payments],
  );
  const known = new Map(rows.map((row) => [row.subject, money(row.fee, row.currency)]));
  return payments.map((payment) => ({ payment, fee: known.get(payment) ?? null }));
}

import type { Db } from "#db";
import { count } from "./figures.ts";
import type { WalletError } from "./types.ts";

type Row = Omit<WalletError, "count"> & { wallet: string; count: bigint };
export type ErrorsOf = (wallet: string) => readonly WalletError[];

/** A wallet has few codes of its own; what is rarer than so many others says little of its health. */
const codesMax = 20;

/**
 * Refusals and open answers by wallet and the wallet's own code as the payment keeps it, most often first, each with
 * the latest payment as its example. `within` is the condition over payments `p` that `values` are for.
 */
export async function walletErrors(db: Db, within: string, values: unknown[]): Promise<ErrorsOf> {
  const rows = await db.read<Row>(
    `select p.wallet, case p.state when 'refused' then 'refused' else 'unknown' end as outcome, p.reason_code as code,
       (array_agg(p.reason_says order by p.id desc))[1] as says, count(*) as count, max(p.id) as payment,
       (array_agg(p.order_id order by p.id desc))[1] as order
     from payments p where ${within} and p.state in ('refused', 'starting', 'abandoned')
     group by 1, 2, 3 order by count(*) desc, code`,
    values,
  );
  return (wallet) =>
    rows
      .filter((row) => row.wallet === wallet)
      .slice(0, codesMax)
      .map(({ wallet: _wallet, ...row }) => ({ ...row, count: count(row.count) }));
}

import { bucketOf } from "#db";
import { type Currency, type Money, money, sum } from "#money";
import type { MoneyFlows, Parts } from "./types.ts";

type Row = { wallet_account: string; currency: Currency; kind: string; before: bigint; change: bigint };

/**
 * What made a store's money more or less between two instants, by the wallet account that holds it: escrow and balance
 * taken together, so that a release shows as what it costs. Opening, every kind of change, closing; from the transfers
 * themselves.
 */
export async function moneyFlows(
  { db }: Parts,
  store: string,
  { from, to }: { from: Date; to: Date },
): Promise<readonly MoneyFlows[]> {
  const rows = await db.read<Row>(
    `with own as (
       select id, held_at, currency from accounts
       where bucket = $1 and book = $2 and code in ('escrow', 'balance')
     )
     select o.held_at as wallet_account, o.currency, t.kind,
       coalesce(sum(c.change) filter (where t.at < $3), 0)::bigint as before,
       coalesce(sum(c.change) filter (where t.at >= $3), 0)::bigint as change
     from transfers t join own o on o.id = t.credit or o.id = t.debit
     cross join lateral (select case when t.credit = o.id then t.amount else -t.amount end as change) c
     where t.bucket = $1 and t.book = $2 and t.at < $4 group by 1, 2, 3 order by 1, 2, 3`,
    [bucketOf(store), store, from, to],
  );
  const places = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${row.wallet_account} ${row.currency}`;
    places.set(key, [...(places.get(key) ?? []), row]);
  }
  return [...places.values()].map((kinds) => {
    const [{ wallet_account, currency }] = kinds as [Row];
    const all = (pick: (row: Row) => bigint): Money =>
      sum(
        kinds.map((row) => money(pick(row), currency)),
        currency,
      );
    const changes = kinds.filter((row) => row.change !== 0n);
    return {
      ...{ wallet_account, opening: all((row) => row.before), closing: all((row) => row.before + row.change) },
      changes: changes.map((row) => ({ kind: row.kind, amount: money(row.change, currency) })),
    };
  });
}

import { bucketOf, bucketValues, firstIdAt } from "#db";
import type { PaymentsContext } from "./context.ts";

/** Rows of this marketplace and store; null = whatever. */
export type Reach = { marketplace: string | null; store: string | null };

/**
 * What narrows a list by more than a column's value. Times are the order's, which its payments' ids carry too: from
 * inclusive, to exclusive. Amounts are whole fen, both ends inclusive.
 */
export type Between = {
  from?: Date | undefined;
  to?: Date | undefined;
  amount_from?: bigint | undefined;
  amount_to?: bigint | undefined;
};
export type Range = Between & { orders?: readonly string[] };

/** The range as SQL over `t`, its values from `$first` on; times bound the walk along the primary key. */
export function rangeSql(prefix: "ord" | "pay", range: Range, first: number): { text: string; values: unknown[] } {
  const { from, to, amount_from, amount_to, orders } = range;
  const parts: readonly (readonly [string, unknown])[] = [
    ["t.id >=", from && firstIdAt(prefix, from)],
    ["t.id <", to && firstIdAt(prefix, to)],
    ["t.amount >=", amount_from],
    ["t.amount <=", amount_to],
    ["t.order_id = any", orders],
  ];
  const used = parts.filter(([, value]) => value !== undefined);
  const text = used.map(([sql, _], i) => `and ${sql} ($${first + i})`).join(" ");
  return { text, values: used.map(([, value]) => value) };
}

const mostOrders = 100;

/**
 * Ids of the orders of that number within the reach, by its index. A number is a shop's own, so that there may be
 * several; those of other shops are left out before they are counted. A store's orders lie in the store's bucket.
 */
export async function ordersNumbered(
  context: PaymentsContext,
  number: string,
  { marketplace, store }: Reach,
): Promise<readonly string[]> {
  const rows = await context.needs.db.read<{ id: string }>(
    `select o.id from unnest($1::int[]) as b (bucket) cross join lateral (
       select id from orders where bucket = b.bucket and number = $2
         and ($4::text is null or marketplace = $4) and ($5::text is null or store = $5)
       order by id desc limit $3
     ) o order by o.id desc limit $3`,
    [store === null ? bucketValues : [bucketOf(store)], number, mostOrders, marketplace, store],
  );
  return rows.map(({ id }) => id);
}

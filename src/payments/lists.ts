import { bucketOf, bucketValues, isId } from "#db";
import type { PaymentsContext } from "./context.ts";
import { type Range, rangeSql } from "./narrow.ts";
import type { Table } from "./rows.ts";

export type Page = { after: string | null; limit: number };
export type Paged<T> = { data: readonly T[]; next: string | null };

/** Columns that a list may be narrowed by; a null or absent value is no narrowing. */
export type Filter = Readonly<Record<string, string | null | undefined>>;

/**
 * A page of rows, newest first. Ids begin with time, so each bucket is read backwards along its primary key and the
 * newest of all are taken; a filter that names a store or a payment reads that one bucket only.
 */
export async function listRows<Row extends { id: string }>(
  context: PaymentsContext,
  table: Table,
  filter: Filter,
  page: Page,
  range: Range = {},
): Promise<Paged<Row>> {
  const used = Object.entries(filter).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  const place = used.find(([name, value]) => placing.has(name) && isId(value));
  const buckets = place ? [bucketOf(place[1])] : range.orders ? [...new Set(range.orders.map(bucketOf))] : bucketValues;
  const wheres = used.map(([name], index) => `and t.${column(name)} = $${index + 4}`).join(" ");
  const more = rangeSql(table === "orders" ? "ord" : "pay", range, used.length + 4);
  // Made in the same millisecond, rows of two buckets are told apart by the bucket that the id carries.
  const rows = await context.needs.db.read<Row>(
    `select t.* from unnest($1::int[]) as b (bucket) cross join lateral (
       select * from ${table} t where t.bucket = b.bucket and ($2::text is null or t.id < $2) ${wheres} ${more.text}
       order by t.id desc limit $3
     ) t order by t.id desc limit $3`,
    [buckets, page.after, page.limit + 1, ...used.map(([, value]) => value), ...more.values],
  );
  const data = rows.slice(0, page.limit);
  return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}

/** Values that share their bucket with the rows that they narrow. */
const placing = new Set(["store", "payment", "order_id"]);

const columns = new Set(["marketplace", "store", "state", "checkout", "order_id", "payment", "wallet", "number"]);

function column(name: string): string {
  if (!columns.has(name)) throw new RangeError(`"${name}" is no column to narrow a list by.`);
  return name;
}

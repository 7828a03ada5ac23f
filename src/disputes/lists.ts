import { bucketOf, bucketValues } from "#db";
import { type DisputeRow, disputeView } from "./rows.ts";
import type { DisputesNeeds, DisputeView } from "./types.ts";

export type DisputeFilter = {
  marketplace: string | null;
  store: string | null;
  order?: string;
  state?: string;
  checkout?: string;
};
export type Page = { after: string | null; limit: number };

/** A page of disputes, newest order first; their ids carry the order's time. */
export async function listDisputes(
  needs: DisputesNeeds,
  filter: DisputeFilter,
  page: Page,
): Promise<{ data: DisputeView[]; next: string | null }> {
  const place = filter.order ?? filter.store;
  const buckets = place ? [bucketOf(place)] : bucketValues;
  const rows = await needs.db.read<DisputeRow>(
    `select t.* from unnest($1::int[]) as b (bucket) cross join lateral (
       select * from disputes t where t.bucket = b.bucket and ($2::text is null or t.id < $2)
         and ($4::text is null or t.marketplace = $4) and ($5::text is null or t.store = $5)
         and ($6::text is null or t.order_id = $6) and ($7::text is null or t.state = $7)
         and ($8::text is null or t.checkout = $8)
       order by t.id desc limit $3
     ) t order by t.id desc limit $3`,
    [
      ...[buckets, page.after, page.limit + 1, filter.marketplace, filter.store],
      ...[filter.order ?? null, filter.state ?? null, filter.checkout ?? null],
    ],
  );
  const data = rows.slice(0, page.limit).map(disputeView);
  return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}

import { bucketValues } from "#db";
import type { House } from "./house.ts";
import { findLink } from "./make-link.ts";
import { type LinkRow, linkColumns, viewOf } from "./rows.ts";
import type { LinkView, Page, Paged, Reach } from "./types.ts";

export async function getLink(house: House, id: string): Promise<LinkView | null> {
  const row = await findLink(house.db.read, id);
  return row ? viewOf(row, house.clock.now()) : null;
}

/** Newest first over all buckets: ids begin with their time. */
export async function listLinks(house: House, reach: Reach, page: Page): Promise<Paged<LinkView>> {
  const rows = await house.db.read<LinkRow>(
    `select l.* from unnest($1::int[]) as b (bucket) cross join lateral (
       select ${linkColumns} from links l where l.bucket = b.bucket and ($2::text is null or l.id < $2)
         and ($3::text is null or l.marketplace = $3) and ($4::text is null or l.store = $4)
       order by l.id desc limit $5
     ) l order by substr(l.id, 5) desc limit $5`,
    [bucketValues, page.after, reach.marketplace, reach.store, page.limit + 1],
  );
  const now = house.clock.now();
  const data = rows.slice(0, page.limit).map((row) => viewOf(row, now));
  return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}

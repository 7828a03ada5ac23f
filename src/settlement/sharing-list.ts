import { bucketOf, bucketValues } from "#db";
import type { SettlementContext } from "./context.ts";
import {
  findShare,
  findShareReturn,
  type ShareReturnView,
  type ShareRow,
  type ShareView,
  shareReturnView,
  shareView,
} from "./sharing-rows.ts";
import type { Listed, ListPage, StoreReach } from "./types.ts";

/** Shares within reach, newest first. */
export async function listShares(
  context: SettlementContext,
  reach: StoreReach,
  { after, limit }: ListPage,
): Promise<Listed<ShareView>> {
  const rows = await context.needs.db.read<ShareRow>(
    `select s.* from unnest($1::int[]) as b (bucket) cross join lateral (
       select * from shares s where s.bucket = b.bucket and ($2::text is null or marketplace = $2)
         and ($3::text is null or store = $3) and ($4::text is null or id < $4)
       order by id desc limit $5
     ) s order by s.id desc limit $5`,
    [reach.store === null ? bucketValues : [bucketOf(reach.store)], reach.marketplace, reach.store, after, limit + 1],
  );
  const data = rows.slice(0, limit).map(shareView);
  return { data, next: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}

export async function getShare(context: SettlementContext, id: string): Promise<ShareView | null> {
  const row = await findShare(context.needs.db.read, id);
  return row && shareView(row);
}

export async function getShareReturn(context: SettlementContext, id: string): Promise<ShareReturnView | null> {
  const row = await findShareReturn(context.needs.db.read, id);
  return row && shareReturnView(row);
}

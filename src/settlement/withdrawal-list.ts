import { bucketOf, bucketValues } from "#db";
import type { SettlementContext } from "./context.ts";
import type { Listed, ListPage, StoreReach, WithdrawalView } from "./types.ts";
import { type WithdrawalRow, withdrawalView } from "./withdrawal-rows.ts";

/** Withdrawals within reach, newest first. */
export async function listWithdrawals(
  context: SettlementContext,
  reach: StoreReach,
  { after, limit }: ListPage,
): Promise<Listed<WithdrawalView>> {
  const rows = await context.needs.db.read<WithdrawalRow>(
    `select w.* from unnest($1::int[]) as b (bucket) cross join lateral (
       select * from withdrawals w where w.bucket = b.bucket and ($2::text is null or marketplace = $2)
         and ($3::text is null or store = $3) and ($4::text is null or id < $4)
       order by id desc limit $5
     ) w order by w.id desc limit $5`,
    [reach.store === null ? bucketValues : [bucketOf(reach.store)], reach.marketplace, reach.store, after, limit + 1],
  );
  const data = rows.slice(0, limit).map(withdrawalView);
  return { data, next: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}

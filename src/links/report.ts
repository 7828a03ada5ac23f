import { bucketValues } from "#db";
import { countAppeals } from "./appeals.ts";
import type { House } from "./house.ts";
import type { PolicyView } from "./types.ts";

export type LinkReport = {
  marketplace: string;
  at: Date;
  openings: readonly { partner: string; state: string; effective_at: Date | null }[];
  policies: readonly (Pick<PolicyView, "partner" | "n" | "title" | "starts_at"> & { holds: boolean })[];
  /** By cause: hosts that were ever blocked, and how that stands. */
  blocks: readonly { code: string; blocked: number; appealed: number; upheld: number; lifted: number }[];
  /** What stores said against blocks and findings, and what came of it; `hours`: the median until a decision. */
  appeals: { raised: number; granted: number; upheld: number; open: number; hours: number | null };
  /** Of the last ninety days, as far as processes have written them down. */
  links: readonly { partner: string; direction: string; action: string; count: bigint }[];
};

/** What anybody may know of how links are treated: no host, no person, no store. */
export async function linkReport(house: House, marketplace: string): Promise<LinkReport> {
  const at = house.clock.now();
  const since = new Date(at.getTime() - 90 * 86_400_000);
  const blocks = await house.db.read<LinkReport["blocks"][number]>(
    `select code, count(*)::int as blocked,
       (select count(distinct s.block)::int from link_block_steps s join link_blocks x on x.id = s.block
        where x.marketplace = $1 and x.code = b.code and s.event = 'appealed') as appealed,
       (count(*) filter (where state = 'upheld'))::int as upheld,
       (count(*) filter (where state = 'lifted'))::int as lifted
     from link_blocks b where marketplace = $1 group by code order by code`,
    [marketplace],
  );
  const links = await house.db.read<LinkReport["links"][number]>(
    `select partner, direction, action, sum(count)::bigint as count from link_counts
     where bucket = any($1) and marketplace = $2 and day >= $3 group by partner, direction, action
     order by partner, direction, action`,
    [bucketValues, marketplace, since],
  );
  const policies = house.snapshot.policiesOf(marketplace).map(({ partner, n, title, starts_at }) => ({
    ...{ partner, n, title, starts_at },
    holds: house.snapshot.policyAt(marketplace, partner, at)?.n === n,
  }));
  const [openings, appeals] = [await house.linkOpenings(marketplace), await countAppeals(house, marketplace)];
  return { marketplace, at, openings, policies, blocks, appeals, links };
}

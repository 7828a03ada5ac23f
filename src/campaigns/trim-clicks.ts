import { bucketValues } from "#db";
import type { CampaignsContext } from "./context.ts";

const dayMs = 86_400_000;
/** A window is 90 days at most; a payment, its notice and the follower may come a month after that. */
const clickDays = 120;
/** A visitor's row serves to tell clicks of half a minute apart. */
const visitorDays = 1;
const batch = 1000;

/**
 * Trims one bucket after the other: clicks that nothing can be credited to any more go into their campaign's sums, in
 * the statement that deletes them; then visitors who have gone. Credits stay. Answers how many rows went.
 */
export function makeClickTrim({ needs }: CampaignsContext): () => Promise<number> {
  let turn = 0;
  return async () => {
    const bucket = bucketValues[turn % bucketValues.length];
    const before = (days: number): Date => new Date(needs.clock.now().getTime() - days * dayMs);
    const [row] = await needs.db.read<{ gone: bigint }>(fold, [bucket, before(clickDays), batch]);
    const visitors = await needs.db.read(
      `delete from click_visitors where bucket = $1 and visitor in
         (select visitor from click_visitors where bucket = $1 and seen_at < $2 limit $3) returning 1`,
      [bucket, before(visitorDays), batch],
    );
    const gone = Number(row?.gone ?? 0n);
    // A bucket with more to trim has the next turn too.
    if (gone < batch && visitors.length < batch) turn += 1;
    return gone + visitors.length;
  };
}

const fold = `with gone as (
    delete from clicks where bucket = $1 and id in
      (select id from clicks where bucket = $1 and at < $2 order by at limit $3 for update skip locked)
    returning campaign, host, fault, opened_at, fee
  ), folded as (
    insert into click_sums as s (bucket, campaign, host, clicks, repeats, too_fast, over_budget, opened, fees)
    select $1::int, campaign, host, count(*) filter (where fault is null), count(*) filter (where fault = 'repeat'),
      count(*) filter (where fault = 'speed'), count(*) filter (where fault = 'budget'),
      count(*) filter (where opened_at is not null), sum(fee)
    from gone group by campaign, host order by campaign, host
    on conflict (bucket, campaign, host) do update set clicks = s.clicks + excluded.clicks,
      repeats = s.repeats + excluded.repeats, too_fast = s.too_fast + excluded.too_fast,
      over_budget = s.over_budget + excluded.over_budget, opened = s.opened + excluded.opened,
      fees = s.fees + excluded.fees
  )
  select count(*) as gone from gone`;

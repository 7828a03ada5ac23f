import { firstIdAt } from "#db";
import { type Currency, money } from "#money";
import { count } from "./figures.ts";
import { bucketsOf } from "./reach.ts";
import type { BuyerFigures, Parts, Reach } from "./types.ts";

type Row = {
  city_tier: number | null;
  age_band: string | null;
  currency: Currency;
  offered: bigint;
  started: bigint;
  paid: bigint;
  amount: bigint;
};

const dayMs = 86_400_000;

/**
 * Checkouts by the buyer's city tier and age band, as far as the marketplace told them: wallets were offered, one was
 * begun with, it was paid. Of a whole marketplace: a cart over several stores is nobody's alone.
 */
export async function buyerFigures(
  { db }: Parts,
  reach: Reach & { store: null },
  { from, to }: { from: Date; to: Date },
): Promise<readonly BuyerFigures[]> {
  const rows = await db.read<Row>(
    `with begun as (
       select distinct checkout from payments
       where bucket = any($1) and id >= $2 and created_at >= $4 and created_at < $7
         and ($6::text is null or marketplace = $6)
     )
     select case when c.buyer ->> 'city_tier' ~ '^[1-9]$' then (c.buyer ->> 'city_tier')::int end as city_tier,
       c.buyer ->> 'age_band' as age_band, c.currency, count(*) as offered, count(b.checkout) as started,
       count(*) filter (where c.state = 'complete') as paid,
       coalesce(sum(c.amount) filter (where c.state = 'complete'), 0)::bigint as amount
     from checkouts c left join begun b on b.checkout = c.id
     where c.bucket = any($1) and c.id >= $3 and c.created_at >= $4 and c.created_at < $5
       and ($6::text is null or c.marketplace = $6)
     group by 1, 2, 3 order by 1 nulls last, 2 nulls last, 3`,
    [
      ...[bucketsOf(reach), firstIdAt("pay", new Date(from.getTime() - dayMs)), firstIdAt("chk", from), from, to],
      // A checkout is paid within a day of being made.
      ...[reach.marketplace, new Date(to.getTime() + dayMs)],
    ],
  );
  return rows.map(({ currency, offered, started, paid, amount, ...who }) => ({
    ...{ ...who, offered: count(offered), started: count(started), paid: count(paid) },
    amount: money(amount, currency),
  }));
}

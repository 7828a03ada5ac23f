import { firstIdAt } from "#db";
import { type Currency, money } from "#money";
import { bucketsOf } from "./reach.ts";
import type { DayFigures, Parts, Reach } from "./types.ts";

type Row = {
  day: string;
  wallet: string;
  currency: Currency;
  started: bigint;
  paid: bigint;
  refused: bigint;
  unknown: bigint;
  amount: bigint;
  refunded: bigint;
};

/** A payment's id keeps its order's time; an order is paid within a day of being made. */
const orderAgeMs = 86_400_000;

/**
 * Days and wallets between two instants, days being those of `timeZone`. Reads the payments themselves along their
 * keys, so the figures are those that the books can be held against.
 */
export async function dayFigures(
  { db }: Parts,
  reach: Reach,
  span: { from: Date; to: Date; timeZone: string },
): Promise<readonly DayFigures[]> {
  const rows = await db.read<Row>(
    `select to_char(p.created_at at time zone $5, 'YYYY-MM-DD') as day, p.wallet, p.currency, count(*) as started,
       count(*) filter (where p.paid_at is not null) as paid,
       count(*) filter (where p.state = 'refused') as refused,
       count(*) filter (where p.state in ('starting', 'abandoned')) as unknown,
       coalesce(sum(p.amount) filter (where p.paid_at is not null), 0)::bigint as amount,
       coalesce(sum(p.refunded), 0)::bigint as refunded
     from payments p
     where p.bucket = any($1) and p.id >= $2 and p.created_at >= $3 and p.created_at < $4
       and ($6::text is null or p.marketplace = $6) and ($7::text is null or p.store = $7)
     group by 1, 2, 3 order by 1, 2`,
    [
      ...[bucketsOf(reach), firstIdAt("pay", new Date(span.from.getTime() - orderAgeMs)), span.from, span.to],
      ...[span.timeZone, reach.marketplace, reach.store],
    ],
  );
  return rows.map((row) => ({
    ...{ day: row.day, wallet: row.wallet },
    ...{ started: count(row.started), paid: count(row.paid), refused: count(row.refused), unknown: count(row.unknown) },
    ...{ amount: money(row.amount, row.currency), refunded: money(row.refunded, row.currency) },
  }));
}

export function count(rows: bigint): number {
  return Number.parseInt(rows.toString(), 10);
}

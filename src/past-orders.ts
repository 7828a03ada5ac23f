import { bucketOf, bucketValues, type Db, makeIds } from "#db";
import { type Currency, money } from "#money";
import type { BuyerFacts, PastOrder } from "#openings";

const pageSize = 1000;

/**
 * Orders of these sides that were made in a time, paid or not, a page at a time: an id begins with its time, so each
 * bucket is read along its primary key.
 */
export async function* readPastOrders(
  db: Db,
  asked: { sides: readonly string[]; from: Date; to: Date },
): AsyncGenerator<readonly PastOrder[]> {
  const [first, end] = [firstIdAt(asked.from), firstIdAt(asked.to)];
  for (const bucket of bucketValues) {
    for (let after = first; ; ) {
      const rows = await db.read<Row>(
        `select id, marketplace, store, checkout, amount, currency, created_at from orders
         where bucket = $1 and id >= $2 and id < $3 and marketplace = any($4) order by id limit $5`,
        [bucket, after, end, asked.sides, pageSize],
      );
      if (rows.length > 0) yield await withBuyers(db, rows);
      if (rows.length < pageSize) break;
      // The next id in text order.
      after = `${(rows.at(-1) as Row).id}0`;
    }
  }
}

type Row = {
  id: string;
  marketplace: string;
  store: string;
  checkout: string;
  amount: bigint;
  currency: Currency;
  created_at: Date;
};

function firstIdAt(at: Date): string {
  return makeIds({ now: () => at }, (count) => Buffer.alloc(count)).next("ord", 0);
}

/** A cart's orders lie in other buckets than their checkout; its id leads there. */
async function withBuyers(db: Db, rows: readonly Row[]): Promise<PastOrder[]> {
  const ids = [...new Set(rows.map((row) => row.checkout))];
  const found = await db.read<{ id: string; buyer: BuyerFacts }>(
    `select c.id, c.buyer from unnest($1::int[], $2::text[]) as w (bucket, id)
     join checkouts c on c.bucket = w.bucket and c.id = w.id`,
    [ids.map(bucketOf), ids],
  );
  const buyers = new Map(found.map((one) => [one.id, one.buyer]));
  return rows.map(({ marketplace, store, checkout, amount, currency, created_at }) => ({
    ...{ marketplace, store, amount: money(amount, currency), buyer: buyers.get(checkout) ?? {}, at: created_at },
  }));
}

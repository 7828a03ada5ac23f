import { bucketOf, bucketValues, type Db, makeIds } from "#db";
import type { EffectOrder, Group } from "./effect.ts";

const pageSize = 1000;

export type OrdersAsked = {
  sides: readonly string[];
  from: Date;
  start: Date;
  to: Date;
  groupOf(reference: string): Group;
};

type Row = {
  id: string;
  checkout: string;
  created_at: Date;
  amount: bigint;
  wallet: string | null;
};
type Facts = { reference?: string; city_tier?: number; age_band?: string };

/** Null: more than `most`. Orders whose buyer the marketplace does not name belong to no group and are left out. */
export async function readEffectOrders(db: Db, asked: OrdersAsked, most: number): Promise<EffectOrder[] | null> {
  const found: EffectOrder[] = [];
  const [first, end] = [firstIdAt(asked.from), firstIdAt(asked.to)];
  for (const bucket of bucketValues) {
    for (let after = first; ; ) {
      const rows = await db.read<Row>(
        `select o.id, o.checkout, o.created_at, o.amount, p.wallet from orders o
         left join payments p on p.bucket = o.bucket and p.id = o.paid_payment
         where o.bucket = $1 and o.id >= $2 and o.id < $3 and o.marketplace = any($4) order by o.id limit $5`,
        [bucket, after, end, asked.sides, pageSize],
      );
      if (rows.length > 0) found.push(...(await withBuyers(db, rows, asked)));
      if (found.length > most) return null;
      if (rows.length < pageSize) break;
      after = `${(rows.at(-1) as Row).id}0`;
    }
  }
  return found;
}

function firstIdAt(at: Date): string {
  return makeIds({ now: () => at }, (count) => Buffer.alloc(count))
    .next("ord", 0)
    .slice(0, -16);
}

/** A cart's orders lie in other buckets than their checkout; its id leads there. */
async function withBuyers(db: Db, rows: readonly Row[], asked: OrdersAsked): Promise<EffectOrder[]> {
  const ids = [...new Set(rows.map((row) => row.checkout))];
  const checkouts = await db.read<{ id: string; buyer: Facts }>(
    `select c.id, c.buyer from unnest($1::int[], $2::text[]) as w (bucket, id)
     join checkouts c on c.bucket = w.bucket and c.id = w.id`,
    [ids.map(bucketOf), ids],
  );
  const buyers = new Map(checkouts.map((one) => [one.id, one.buyer]));
  return rows.flatMap(({ checkout, created_at, amount, wallet }) => {
    const { reference, city_tier = null, age_band = null } = buyers.get(checkout) ?? {};
    if (reference === undefined) return [];
    const period = created_at < asked.start ? ("before" as const) : ("after" as const);
    const group = asked.groupOf(reference);
    return [{ buyer: reference, group, period, city_tier, age_band, wallet, amount: Number(amount) }];
  });
}

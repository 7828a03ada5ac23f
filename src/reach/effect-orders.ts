import { bucketOf, bucketValues, type Db, firstIdAt } from "#db";
import type { EffectOrder, Group } from "./effect.ts";

/** What the marketplace told of the buyer when the checkout was made, as it is stored. */
export type StoredBuyer = Readonly<Record<string, string | number | boolean | Readonly<Record<string, string>>>>;

/** An order of a buyer whom the marketplace names. */
export type OrderToGroup = { store: string; reference: string; buyer: StoredBuyer; at: Date };

const pageSize = 1000;

export type OrdersAsked = {
  sides: readonly string[];
  from: Date;
  start: Date;
  to: Date;
  /** Null: the stage would have admitted the order in neither group; it says nothing about the stage. */
  groupOf(order: OrderToGroup): Group | null;
  /** While the opening was paused nobody was in: what was ordered then says nothing about the stage. */
  pauses: readonly Pause[];
};

/** `to`: null while it lasts. */
export type Pause = { from: Date; to: Date | null };
const isIn = ({ from, to }: Pause, at: Date): boolean => at >= from && (to === null || at < to);

export type OrdersRead = {
  orders: EffectOrder[];
  /** Left out: the marketplace names no buyer, the stage's other terms did not let the order in, or it was paused. */
  left_out: number;
};

type Row = {
  id: string;
  checkout: string;
  store: string;
  created_at: Date;
  amount: bigint;
  wallet: string | null;
};
type Facts = StoredBuyer & { reference?: string; city_tier?: number; age_band?: string };

/** Null: more than `most`. Orders whose buyer the marketplace does not name belong to no group and are left out. */
export async function readEffectOrders(db: Db, asked: OrdersAsked, most: number): Promise<OrdersRead | null> {
  const found: OrdersRead = { orders: [], left_out: 0 };
  const [first, end] = [firstIdAt("ord", asked.from), firstIdAt("ord", asked.to)];
  for (const bucket of bucketValues) {
    for (let after = first; ; ) {
      const rows = await db.read<Row>(
        `select o.id, o.checkout, o.store, o.created_at, o.amount, p.wallet from orders o
         left join payments p on p.bucket = o.bucket and p.id = o.paid_payment
         where o.bucket = $1 and o.id >= $2 and o.id < $3 and o.marketplace = any($4) order by o.id limit $5`,
        [bucket, after, end, asked.sides, pageSize],
      );
      const grouped = rows.length > 0 ? await withBuyers(db, rows, asked) : [];
      for (const one of grouped) found.orders.push(one);
      found.left_out += rows.length - grouped.length;
      if (found.orders.length > most) return null;
      if (rows.length < pageSize) break;
      after = `${(rows.at(-1) as Row).id}0`;
    }
  }
  return found;
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
  return rows.flatMap(({ checkout, store, created_at, amount, wallet }) => {
    const buyer = buyers.get(checkout) ?? {};
    const { reference, city_tier = null, age_band = null } = buyer;
    if (reference === undefined || asked.pauses.some((pause) => isIn(pause, created_at))) return [];
    const group = asked.groupOf({ store, reference, buyer, at: created_at });
    if (group === null) return [];
    const period = created_at < asked.start ? ("before" as const) : ("after" as const);
    return [{ buyer: reference, group, period, city_tier, age_band, wallet, amount: Number(amount) }];
  });
}

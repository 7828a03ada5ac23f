import { bucketOf, bucketValues, type Db, firstIdAt, isId } from "#db";
import { type Currency, money } from "#money";
import type { BuyerFacts, PastOrder, Standing } from "#openings";

/** What a dry run reads of the past. */
export const pastOf = (db: Db) => ({
  pastOrders: readPastOrders.bind(null, db),
  standingsThen: readStandingsThen.bind(null, db),
});

/** Rows of a bucket that wait in memory for those of the other buckets. */
const ahead = 250;

/**
 * Orders of these sides that were made in a time, paid or not, the oldest first, a page at a time. A side that is a
 * wallet has no shop: its orders are those that it paid, wherever that was. An id begins with
 * its time, so each bucket is read along its primary key, and what all of them have reached is handed out in order.
 */
async function* readPastOrders(
  db: Db,
  asked: { sides: readonly string[]; from: Date; to: Date },
): AsyncGenerator<readonly PastOrder[]> {
  const [first, end] = [firstIdAt("ord", asked.from), firstIdAt("ord", asked.to)];
  const lines = bucketValues.map((bucket) => ({ bucket, after: first, rows: [] as Row[], done: false }));
  for (;;) {
    for (const line of lines)
      if (!line.done && line.rows.length === 0) await fill(db, line, { end, sides: asked.sides });
    const reached = lines.filter((line) => !line.done).map((line) => line.rows.at(-1)?.id ?? first);
    // What lies behind the nearest end of what was read may still be preceded by what was not.
    const until = reached.toSorted()[0] ?? null;
    const page: Row[] = [];
    for (const line of lines) {
      const stays = until === null ? -1 : line.rows.findIndex((row) => row.id > until);
      page.push(...line.rows.splice(0, stays < 0 ? line.rows.length : stays));
    }
    if (page.length > 0) yield await withBuyers(db, page.toSorted(byId));
    if (until === null) return;
  }
}

type Line = { bucket: number; after: string; rows: Row[]; done: boolean };

async function fill(db: Db, line: Line, { end, sides }: { end: string; sides: readonly string[] }): Promise<void> {
  line.rows = await db.read<Row>(
    `select id, marketplace, store, checkout, amount, currency, created_at, paid_at is not null as paid from orders o
     where bucket = $1 and id >= $2 and id < $3 and (marketplace = any($4) or ($6 and exists (
       select from payments p where p.bucket = o.bucket and p.id = o.paid_payment and p.wallet = any($4))))
     order by id limit $5`,
    [line.bucket, line.after, end, sides, ahead, sides.some((side) => !isId(side, "mkt"))],
  );
  line.done = line.rows.length < ahead;
  // The next id in text order.
  line.after = `${line.rows.at(-1)?.id ?? line.after}0`;
}

type Row = {
  id: string;
  marketplace: string;
  store: string;
  checkout: string;
  amount: bigint;
  currency: Currency;
  created_at: Date;
  paid: boolean;
};

/** As the database compares ids: by their bytes. */
const byId = (a: Row, b: Row): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** A cart's orders lie in other buckets than their checkout; its id leads there. */
async function withBuyers(db: Db, rows: readonly Row[]): Promise<PastOrder[]> {
  const ids = [...new Set(rows.map((row) => row.checkout))];
  const found = await db.read<{ id: string; buyer: BuyerFacts }>(
    `select c.id, c.buyer from unnest($1::int[], $2::text[]) as w (bucket, id)
     join checkouts c on c.bucket = w.bucket and c.id = w.id`,
    [ids.map(bucketOf), ids],
  );
  const buyers = new Map(found.map((one) => [one.id, one.buyer]));
  return rows.map(({ marketplace, store, checkout, amount, currency, created_at, paid }) => ({
    ...{ marketplace, store, amount: money(amount, currency), buyer: buyers.get(checkout) ?? {}, at: created_at, paid },
  }));
}

/** What an activation's state says of its store, the likeliest to be paid first. */
const standingOfState: readonly (readonly [state: string, standing: Standing])[] = [
  ["active", "ready"],
  ["merchant_ready", "activation_not_visible"],
  ["switched_off", "store_switched_off"],
  ["applied", "activation_applied"],
];

/** How each order's store stood with a wallet when the order was made, by the moves of its activations. */
async function readStandingsThen(db: Db, orders: readonly PastOrder[], wallet: string): Promise<readonly Standing[]> {
  const rows = await db.read<{ ord: number; states: string[] }>(
    `select w.ord::int, array_agg(m.to_state) as states
     from unnest($1::text[], $2::timestamptz[]) with ordinality as w (store, at, ord)
     join activations a on a.store = w.store and a.wallet = $3
     join lateral (
       select to_state from activation_moves where activation = a.id and at <= w.at order by n desc limit 1
     ) m on true
     group by w.ord`,
    [orders.map((order) => order.store), orders.map((order) => order.at), wallet],
  );
  const states = new Map(rows.map((row) => [row.ord, row.states]));
  return orders.map((_, index) => {
    const own = states.get(index + 1) ?? [];
    return standingOfState.find(([state]) => own.includes(state))?.[1] ?? "store_not_activated";
  });
}

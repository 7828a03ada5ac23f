import { bucketOf, bucketValues, type Db } from "#db";

/** With which wallets each buyer has paid before; who is not in it has bought nothing. */
export type Earlier = ReadonlyMap<string, ReadonlySet<string>>;

const batch = 500;

/**
 * What these buyers paid for before an instant, however long ago: every paid order of the sides counts, also one that
 * says nothing about the stage (of another store, or in a pause).
 */
export async function readEarlier(
  db: Db,
  asked: { sides: readonly string[]; buyers: readonly string[]; start: Date },
): Promise<Earlier> {
  const found = new Map<string, Set<string>>();
  for (let at = 0; at < asked.buyers.length; at += batch) {
    const carts = await db.read<{ reference: string; order_ids: readonly string[] }>(
      `select buyer ->> 'reference' as reference, order_ids from checkouts
       where bucket = any($1) and buyer ->> 'reference' = any($2) and created_at < $3 and marketplace = any($4)`,
      [bucketValues, asked.buyers.slice(at, at + batch), asked.start, asked.sides],
    );
    const buyerOf = new Map(carts.flatMap((cart) => cart.order_ids.map((id) => [id, cart.reference] as const)));
    for (const { id, wallet } of await paidAmong(db, [...buyerOf.keys()], asked)) {
      const buyer = buyerOf.get(id) as string;
      const wallets = found.get(buyer) ?? new Set();
      found.set(buyer, wallets.add(wallet));
    }
  }
  return found;
}

/** A cart's orders lie in other buckets than their checkout; their ids lead there. */
async function paidAmong(
  db: Db,
  ids: readonly string[],
  { sides, start }: { sides: readonly string[]; start: Date },
): Promise<readonly { id: string; wallet: string }[]> {
  return await db.read<{ id: string; wallet: string }>(
    `select o.id, p.wallet from unnest($1::int[], $2::text[]) as w (bucket, id)
     join orders o on o.bucket = w.bucket and o.id = w.id
     join payments p on p.bucket = o.bucket and p.id = o.paid_payment
     where o.created_at < $3 and o.marketplace = any($4)`,
    [ids.map(bucketOf), ids, start, sides],
  );
}

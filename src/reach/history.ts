import { bucketOf, bucketValues, type Db } from "#db";

/** When something was: longer ago than the report reads, in its days before the start, or in those after it. */
export type Phase = "earlier" | "before" | "after";

/** When each buyer first paid with a wallet; who is not in it has bought nothing. */
export type History = ReadonlyMap<string, ReadonlyMap<string, Phase>>;

type Asked = { sides: readonly string[]; buyers: readonly string[]; from: Date; start: Date; to: Date };

const batch = 500;
const phases = ["earlier", "before", "after"] as const;

/** Whether the one came before the other; what never was came before nothing. */
export const isBefore = (one: Phase | null, other: Phase): boolean =>
  one !== null && phases.indexOf(one) < phases.indexOf(other);

/**
 * With which wallets these buyers ever paid until the report's end: every paid order of the sides counts, also one that
 * says nothing about the stage (of another store, or in a pause), before the start and after it alike.
 */
export async function readHistory(db: Db, asked: Asked): Promise<History> {
  const found = new Map<string, Map<string, Phase>>();
  for (let at = 0; at < asked.buyers.length; at += batch) {
    const carts = await db.read<{ reference: string; order_ids: readonly string[] }>(
      `select buyer ->> 'reference' as reference, order_ids from checkouts
       where bucket = any($1) and buyer ->> 'reference' = any($2) and created_at < $3 and marketplace = any($4)`,
      [bucketValues, asked.buyers.slice(at, at + batch), asked.to, asked.sides],
    );
    const buyerOf = new Map(carts.flatMap((cart) => cart.order_ids.map((id) => [id, cart.reference] as const)));
    for (const { id, wallet, created_at } of await paidAmong(db, [...buyerOf.keys()], asked)) {
      const buyer = buyerOf.get(id) as string;
      const wallets = found.get(buyer) ?? new Map<string, Phase>();
      found.set(buyer, keepFirst(wallets, wallet, phaseOf(created_at, asked)));
    }
  }
  return found;
}

/** Where a wallet was known from a later phase, the earlier one stands. */
export function keepFirst(wallets: Map<string, Phase>, wallet: string, phase: Phase): Map<string, Phase> {
  const known = wallets.get(wallet);
  return known === undefined || isBefore(phase, known) ? wallets.set(wallet, phase) : wallets;
}

function phaseOf(at: Date, { from, start }: Asked): Phase {
  if (at < from) return "earlier";
  return at < start ? "before" : "after";
}

/** A cart's orders lie in other buckets than their checkout; their ids lead there. */
async function paidAmong(
  db: Db,
  ids: readonly string[],
  { sides, to }: Asked,
): Promise<readonly { id: string; wallet: string; created_at: Date }[]> {
  return await db.read<{ id: string; wallet: string; created_at: Date }>(
    `select o.id, o.created_at, p.wallet from unnest($1::int[], $2::text[]) as w (bucket, id)
     join orders o on o.bucket = w.bucket and o.id = w.id
     join payments p on p.bucket = o.bucket and p.id = o.paid_payment
     where o.created_at < $3 and o.marketplace = any($4)`,
    [ids.map(bucketOf), ids, to, sides],
  );
}

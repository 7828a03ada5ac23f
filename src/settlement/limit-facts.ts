import { bucketOf, type Tx } from "#db";
import type { Wallet } from "#wallets/protocol";
import type { SettlementContext } from "./context.ts";
import type { LimitFacts } from "./limits.ts";
import { allSigned, parcelsOf } from "./parcels.ts";
import { defaultTerms } from "./terms.ts";

export type LimitRow = LimitFacts & {
  bucket: number;
  payment: string;
  order_id: string;
  marketplace: string;
  store: string;
  wallet_account: string;
  released: boolean;
  /** All of it went back to the buyer. */
  refunded: boolean;
};

/**
 * What the time limits of payments follow from, by payment; only of those that paid their orders. `asOf`: as it stood
 * at an instant, where the money is on its way since then.
 */
export async function limitFacts(
  read: Tx["query"],
  payments: readonly string[],
  asOf: Date | null = null,
): Promise<ReadonlyMap<string, LimitRow>> {
  const rows = await read<LimitRow>(
    `select p.bucket, p.id as payment, p.order_id, p.marketplace, p.store, p.wallet_account, p.paid_at,
       coalesce(t.release_after_days, $3) as release_after_days, coalesce(t.release_from, $4) as release_from,
       coalesce(t.ship_within_days, $5) as ship_within_days, t.release_after_delivery_days,
       jsonb_array_length(o.lines) = 0 or exists (select 1 from jsonb_array_elements(o.lines) as l (line)
         where l.line ->> 'ships' is distinct from 'false') as ships,
       exists (select 1 from shipment_events e where e.bucket = p.bucket and e.order_id = p.order_id
         and e.state = 'returned' and not e.by_store and ($6::timestamptz is null or e.heard_at <= $6)
         and not exists (select 1 from shipment_events l where l.bucket = e.bucket and l.order_id = e.order_id
           and l.state = 'delivered' and not l.by_store and l.heard_at > e.heard_at)) as came_back,
       s.at as shipped_at, case when d.at is not null then (
         select greatest(d.at, w.signed_at) from (${parcelsOf({ bucket: "p.bucket", id: "p.order_id", as_of: "$6" })}) w
         where ${allSigned("w")}
       ) end as delivered_at, x.until, p.refunded = p.amount as refunded,
       exists (select 1 from releases r where r.bucket = p.bucket and r.payment = p.id) as released
     from unnest($1::int[], $2::text[]) as w (bucket, id)
     join payments p on p.bucket = w.bucket and p.id = w.id and p.state = 'paid'
     join orders o on o.bucket = p.bucket and o.id = p.order_id and o.paid_payment = p.id
     left join lateral (
       select * from settlement_terms t
       where t.marketplace = p.marketplace and t.starts_at <= p.paid_at order by t.starts_at desc limit 1
     ) t on true
     left join order_milestones s on s.bucket = p.bucket and s.order_id = p.order_id and s.what = 'shipped'
       and ($6::timestamptz is null or s.at <= $6)
     left join order_milestones d on d.bucket = p.bucket and d.order_id = p.order_id and d.what = 'delivered'
       and ($6::timestamptz is null or d.at <= $6)
     left join release_extensions x on x.bucket = p.bucket and x.payment = p.id`,
    [
      ...[payments.map(bucketOf), payments, defaultTerms.release_after_days, defaultTerms.release_from],
      ...[defaultTerms.ship_within_days, asOf],
    ],
  );
  return new Map(rows.map((row) => [row.payment, row]));
}

/** The same of the payment that paid an order; null while none has. */
export async function limitFactsOf(read: Tx["query"], order: string): Promise<LimitRow | null> {
  const [row] = await read<{ paid_payment: string | null }>(
    "select paid_payment from orders where bucket = $1 and id = $2",
    [bucketOf(order), order],
  );
  const payment = row?.paid_payment;
  return payment ? ((await limitFacts(read, [payment])).get(payment) ?? null) : null;
}

/** After how many days a wallet lets go by itself; null: it holds nothing, or as long as it is told. */
export const holdsDaysOf = (wallet: Pick<Wallet, "release"> | null | undefined): number | null =>
  wallet?.release?.holdsDays ?? null;

/**
 * The same by wallet account. One that cannot be reached just now keeps nobody's limit from being noted; the warning
 * that its hold ends comes all the same.
 */
export async function holdsDaysAt(
  { needs }: SettlementContext,
  accounts: Iterable<string>,
): Promise<ReadonlyMap<string, number | null>> {
  const found = new Map<string, number | null>();
  for (const account of new Set(accounts))
    found.set(account, holdsDaysOf(await needs.wallet(account).catch(() => null)));
  return found;
}

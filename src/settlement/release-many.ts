import { bucketOf, type Tx } from "#db";
import type { Wallet } from "#wallets/protocol";
import { commission, commissionCollected, storeBalance } from "./chart.ts";
import type { SettlementContext } from "./context.ts";
import { notYet } from "./holds.ts";
import { holdsDaysOf, limitFacts } from "./limit-facts.ts";
import { limitOf } from "./limits.ts";
import type { Rates } from "./rate-cards.ts";
import { bookReleases, divisionOf } from "./release-book.ts";
import type { PaidRow } from "./rows.ts";
import { defaultTerms } from "./terms.ts";
import type { ReleaseCause } from "./types.ts";

type Asked = { orders: readonly string[]; cause: ReleaseCause; by: string };

/**
 * Releases what is plain among many orders, in one commit: paid, whole or in part, by a wallet that holds nothing, with
 * no refund open and nothing that keeps it. Everything else is left to `releaseOrder`, which says why or tells the
 * wallet. Answers the orders that were released; twice at once, an order is in one of the two answers.
 */
export async function releaseMany(context: SettlementContext, asked: Asked): Promise<ReadonlySet<string>> {
  const { db, escrow } = context.needs;
  const known = await readPlain(db.read, asked.orders);
  const wallets = new Map<string, Pick<Wallet, "release"> | null>();
  // One that cannot be reached just now keeps no other's money up.
  for (const account of new Set(known.map((row) => row.wallet_account)))
    wallets.set(account, await context.needs.wallet(account).catch(() => null));
  const plain = known.filter((row) => {
    const wallet = wallets.get(row.wallet_account);
    return wallet && (!wallet.release || row.wallet_ref === null);
  });
  if (plain.length === 0) return new Set();
  await context.accounts.ensure(
    plain.flatMap((row) => [escrow(row), storeBalance(row), commission(row), commissionCollected(row)]),
  );
  const orders = plain.map((row) => row.order_id);
  const holdsDays = (account: string) => holdsDaysOf(wallets.get(account));
  return await db.tx((tx) => release(context, tx, { ...asked, orders, holdsDays }));
}

type AskedHere = Asked & { holdsDays(account: string): number | null };

async function release(context: SettlementContext, tx: Tx, asked: AskedHere): Promise<ReadonlySet<string>> {
  // As every writer of a release or a refund: the order first. In one order, so that two batches never wait in a ring.
  await tx.query(
    `select 1 from unnest($1::int[], $2::text[]) as w (bucket, id) join orders o using (bucket, id)
     order by o.bucket, o.id for no key update of o`,
    [asked.orders.map(bucketOf), asked.orders],
  );
  const plain = await readPlain(tx.query, asked.orders);
  const due = asked.cause === "time" ? await ofThoseDue(context, tx, plain, asked) : plain;
  const shares = due.map(({ commission_bp, fixed, ...paid }) => ({
    ...{ paid, division: divisionOf(paid, { commission_bp, fixed }) },
  }));
  if (shares.length === 0) return new Set();
  await bookReleases(context, tx, shares, asked);
  return new Set(shares.map(({ paid }) => paid.order_id));
}

type PlainRow = PaidRow & Rates;

/** Those whose time limit is over. */
async function ofThoseDue(
  { needs }: SettlementContext,
  tx: Tx,
  rows: readonly PlainRow[],
  { holdsDays }: AskedHere,
): Promise<readonly PlainRow[]> {
  const now = needs.clock.now();
  const ids = rows.map((row) => row.id);
  const facts = await limitFacts(tx.query, ids);
  return rows.filter(({ id, wallet_account }) => {
    const one = facts.get(id);
    return one !== undefined && notYet(limitOf(one, holdsDays(wallet_account)), now) === null;
  });
}

/**
 * Orders that may be released as they stand, each with its rates. For all of them at once it says again in SQL what
 * `ratesAt` (store's card, marketplace's, terms), `termsAt` and `heldBack`'s holds say of one: whoever changes those
 * changes this.
 */
async function readPlain(read: Tx["query"], orders: readonly string[]): Promise<PlainRow[]> {
  return await read<PlainRow>(
    `select p.*, coalesce(own.commission_bp, every.commission_bp, terms.commission_bp, $3::int) as commission_bp,
       case when own.commission_bp is not null then own.fixed
         when every.commission_bp is not null then every.fixed else 0 end as fixed
     from unnest($1::int[], $2::text[]) as w (bucket, id)
     join orders o on o.bucket = w.bucket and o.id = w.id
     join payments p on p.bucket = o.bucket and p.id = o.paid_payment and p.state = 'paid'
     left join lateral (
       select commission_bp, fixed from rate_cards c
       where c.marketplace = p.marketplace and c.store = p.store and c.starts_at <= p.paid_at
       order by c.starts_at desc limit 1
     ) own on true
     left join lateral (
       select commission_bp, fixed from rate_cards c
       where c.marketplace = p.marketplace and c.store = '' and c.starts_at <= p.paid_at
       order by c.starts_at desc limit 1
     ) every on true
     left join lateral (
       select commission_bp from settlement_terms t
       where t.marketplace = p.marketplace and t.starts_at <= p.paid_at order by t.starts_at desc limit 1
     ) terms on true
     where p.refunding = 0 and p.refunded < p.amount
       and not exists (select 1 from releases r where r.bucket = p.bucket and r.payment = p.id)
       and not exists (select 1 from wallet_releases r where r.bucket = p.bucket and r.payment = p.id)
       and not exists (select 1 from release_holds h where h.bucket = o.bucket and h.order_id = o.id)`,
    [orders.map(bucketOf), orders, defaultTerms.commission_bp],
  );
}

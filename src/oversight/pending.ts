import { type Currency, money } from "#money";
import { bucketsOf } from "./reach.ts";
import type { Parts, Pending, Reach } from "./types.ts";

type Row = Omit<Pending, "amount" | "proposer_name"> & { amount: bigint | null; currency: Currency | null };

/** Everything that one person proposed and another has to decide, within a reach, the oldest first. */
export async function pendingApprovals({ db }: Parts, reach: Reach): Promise<readonly Pending[]> {
  const place = [reach.marketplace, reach.store];
  const openings = db.read<Row>(
    `select 'opening' as kind, p.opening as id, p.n, o.marketplace, null as store, p.act, p.why, null as amount,
       null as currency, p.proposer, p.at
     from opening_proposals p join openings o on o.id = p.opening
     where p.state = 'pending' and ($1::text is null or o.marketplace = $1) and $2::text is null
     order by p.at limit 200`,
    place,
  );
  const withdrawals = db.read<Row>(
    `select 'withdrawal' as kind, w.id, null::int as n, w.marketplace, w.store, 'confirm' as act, '' as why, w.amount,
       w.currency, w.asked_by as proposer, w.asked_at as at
     from withdrawals w where w.bucket = any($3) and w.state = 'asked'
       and ($1::text is null or w.marketplace = $1) and ($2::text is null or w.store = $2)
     order by w.asked_at limit 200`,
    [...place, bucketsOf(reach)],
  );
  const breaks = db.read<Row>(
    `select 'break' as kind, b.id, null::int as n, b.marketplace, null as store, b.proposed_act as act,
       coalesce(b.proposed_why, '') as why, coalesce(b.theirs, b.ours) as amount, b.currency, b.proposer,
       b.proposed_at as at
     from bill_breaks b where b.bucket = any($3) and b.state = 'proposed'
       and ($1::text is null or b.marketplace = $1) and $2::text is null
     order by b.proposed_at limit 200`,
    [...place, bucketsOf(reach)],
  );
  const hosts = hostApprovals(db, place, bucketsOf(reach));
  const rows = (await Promise.all([openings, withdrawals, breaks, hosts])).flat();
  const names = await namesOf(db, rows);
  return rows
    .map(({ currency, ...row }) => ({
      ...row,
      proposer_name: names.get(row.proposer) ?? null,
      amount: row.amount === null || currency === null ? null : money(row.amount, currency),
    }))
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** Whoever proposed, as people know them. */
async function namesOf(db: Parts["db"], rows: readonly Row[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(rows.map((one) => one.proposer))];
  const found = await db.read<{ id: string; name: string }>("select id, name from people where id = any($1)", [ids]);
  return new Map(found.map((one) => [one.id, one.name]));
}

/** What host apps are billed and paid, and what stores appealed against: the marketplace's people decide. */
async function hostApprovals(
  db: Parts["db"],
  place: readonly (string | null)[],
  buckets: readonly number[],
): Promise<Row[]> {
  return await db.read<Row>(
    `(select 'campaign_bill' as kind, b.id, null::int as n, b.marketplace, null as store, 'bill' as act,
        b.host || ' #' || b.n as why, b.amount, b.currency, b.asked_by as proposer, b.at
      from campaign_bills b where b.bucket = any($3) and b.state = 'proposed'
        and ($1::text is null or b.marketplace = $1) and $2::text is null order by b.at limit 200)
     union all
     (select 'media_payout', p.id, null, p.marketplace, null, 'pay', p.host || ' …' || e.last4, p.amount, p.currency,
        p.asked_by, p.asked_at
      from media_payouts p join media_payees e
        on e.bucket = p.bucket and e.wallet_account = p.wallet_account and e.host = p.host and e.n = p.payee
      where p.bucket = any($3) and p.state = 'asked'
        and ($1::text is null or p.marketplace = $1) and $2::text is null order by p.asked_at limit 200)
     union all
     (select 'screen_appeal', a.id, null, a.marketplace, a.store, 'decide', a.subject || ': ' || a.why, null, null,
        a.appealed_by, a.appealed_at
      from screen_appeals a where a.bucket = any($3) and a.state = 'open'
        and ($1::text is null or a.marketplace = $1) and $2::text is null order by a.appealed_at limit 200)`,
    [...place, buckets],
  );
}

import type { BookCheck } from "#ledger";

/** What no foreign key guards: credits are whole, refunds spread to the fen, bills stand in the book. `$1`: bucket. */
export const campaignChecks: readonly BookCheck[] = [
  {
    name: "every credited payment is credited as a whole",
    sql: `select a.payment as about, format('weights sum to %s, amounts to %s of %s', sum(a.weight), sum(a.amount),
        max(p.amount)) as detail
      from attributions a left join payments p on p.bucket = a.bucket and p.id = a.payment
      where a.bucket = $1 group by a.payment
      having sum(a.weight) <> 10000 or sum(a.amount) is distinct from max(p.amount)`,
  },
  {
    name: "what was taken back of a payment is what was refunded of it",
    sql: `select a.payment as about, format('%s taken back, %s refunded', sum(a.refunded),
        (select coalesce(sum(r.amount), 0) from attribution_refunds r
         where r.bucket = a.bucket and r.payment = a.payment)) as detail
      from attributions a where a.bucket = $1 group by a.bucket, a.payment
      having sum(a.refunded) <> (select coalesce(sum(r.amount), 0) from attribution_refunds r
        where r.bucket = a.bucket and r.payment = a.payment)`,
  },
  {
    name: "every campaign's bill stands in the platform's book",
    sql: `select b.id as about, 'no transfer of its amount' as detail from campaign_bills b
      where b.bucket = $1 and b.state = 'done' and not exists (
        select 1 from transfers t where t.bucket = b.bucket and t.book = b.wallet_account and t.subject = b.id
          and t.amount = abs(b.amount)
          and t.kind = any(case when b.amount > 0 then array['ads_billed', 'ads_store_arrived']
            else array['ads_taken_back', 'ads_store_taken_back'] end))`,
  },
  {
    name: "a campaign's budget is what its clicks and orders cost",
    sql: `select b.campaign as about, format('spent %s, rows say %s', b.spent, f.fees) as detail
      from campaign_budgets b cross join lateral (
        select coalesce((select sum(c.fee) from clicks c where c.campaign = b.campaign), 0)
          + coalesce((select sum(a.fee - a.fee_back) from attributions a where a.campaign = b.campaign), 0)
          + coalesce((select sum(k.fees) from click_sums k where k.campaign = b.campaign), 0) as fees
      ) f where b.bucket = $1 and b.spent <> f.fees`,
  },
  {
    name: "what a store set aside for its campaigns is their budgets less their bills",
    sql: `with said as (
        select c.payer, c.wallet_account, b.currency, sum(b.total - b.billed) as amount
        from campaign_budgets b join campaigns c on c.id = b.campaign and c.payer is not null
        where b.bucket = $1 group by 1, 2, 3
      ), held as (
        select book, held_at, currency, credits - debits as amount from accounts
        where bucket = $1 and code = 'ads_held'
      )
      select coalesce(s.payer, h.book) as about,
        format('account holds %s, budgets say %s', coalesce(h.amount, 0), coalesce(s.amount, 0)) as detail
      from held h full join said s on s.payer = h.book and s.wallet_account = h.held_at and s.currency = h.currency
      where coalesce(h.amount, 0) <> coalesce(s.amount, 0)`,
  },
  {
    name: "what host apps are owed, and what is on its way to them, is their bills less their payouts",
    sql: `with said as (
        select wallet_account, currency, 'media_due' as code, sum(billed - paid_out) as amount from media_accounts
        where bucket = $1 group by 1, 2
        union all
        select wallet_account, currency, 'media_payouts', sum(amount) from media_payouts
        where bucket = $1 and state in ('asked', 'sending', 'processing') group by 1, 2
      ), held as (
        select book, currency, code, credits - debits as amount from accounts
        where bucket = $1 and code in ('media_due', 'media_payouts')
      )
      select coalesce(s.wallet_account, h.book) || ' ' || coalesce(s.code, h.code) as about,
        format('account holds %s, they say %s', coalesce(h.amount, 0), coalesce(s.amount, 0)) as detail
      from held h full join said s on s.wallet_account = h.book and s.currency = h.currency and s.code = h.code
      where coalesce(h.amount, 0) <> coalesce(s.amount, 0)`,
  },
  {
    name: "each host app is paid what its payouts say",
    sql: `select m.wallet_account || ' ' || m.host as about,
        format('row says %s paid, payouts %s', m.paid_out, coalesce(p.amount, 0)) as detail
      from media_accounts m left join (
        select wallet_account, host, currency, sum(amount) as amount from media_payouts
        where bucket = $1 and state not in ('refused', 'cancelled', 'returned') group by 1, 2, 3
      ) p using (wallet_account, host, currency)
      where m.bucket = $1 and m.paid_out <> coalesce(p.amount, 0)`,
  },
  {
    name: "what stores gave for advertisements is what the platform got, but for what is between two steps",
    sql: `with ours as (
        select held_at, currency, debits - credits as amount from accounts
        where bucket = $1 and code = 'ads_between' and book = held_at
      ), between as (
        select b.wallet_account as held_at, b.currency, sum(abs(b.amount)) as amount from campaign_bills b
        where b.bucket = $1 and b.state = 'approved'
          and (exists (select 1 from transfers t where t.subject = b.id and t.book = b.wallet_account)
            <> exists (select 1 from transfers t where t.subject = b.id and t.book <> b.wallet_account))
        group by 1, 2
      )
      select o.held_at as about, format('platform %s, stores %s, between %s', o.amount, t.amount, b.amount) as detail
      from ours o cross join lateral (
        select coalesce(sum(a.debits - a.credits), 0) as amount from accounts a
        where a.code = 'ads_between' and a.held_at = o.held_at and a.currency = o.currency and a.book <> a.held_at
      ) t left join between b using (held_at, currency)
      where o.amount + t.amount + coalesce(b.amount, 0) <> 0`,
  },
];

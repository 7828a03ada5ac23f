import { chartChecks } from "#chart";
import type { BookCheck } from "#ledger";
import { shareChecks } from "./sharing-checks.ts";

/** What the books must agree with once money leaves escrow. `$1` is the bucket. */
export const settlementChecks: readonly BookCheck[] = [
  ...chartChecks,
  ...shareChecks,
  {
    name: "escrow, balance, advances and withdrawals due hold what payments, releases and withdrawals say",
    sql: `with live as (
        select payment, sum(from_commission) as commission, sum(from_advance) as advance from refunds
        where bucket = $1 and cause = 'asked' and state <> 'refused' group by payment
      ), said as (
        select p.store, p.wallet_account, p.currency,
          case when r.payment is null then 'escrow' else 'balance' end as code,
          sum(p.amount - p.refunded - p.refunding - coalesce(r.commission, 0) + coalesce(f.commission + f.advance, 0))
            as amount
        from payments p left join releases r on r.bucket = p.bucket and r.payment = p.id
        left join live f on f.payment = p.id
        where p.bucket = $1 and p.state = 'paid' group by 1, 2, 3, 4
        union all
        select p.store, p.wallet_account, p.currency, 'advances', sum(f.advance)
        from live f join payments p on p.bucket = $1 and p.id = f.payment where f.advance > 0 group by 1, 2, 3
        union all
        select store, wallet_account, currency, c.code, -sum(amount) from advance_returns
        cross join (values ('balance'), ('advances')) as c (code)
        where bucket = $1 and cause = 'recovered' group by 1, 2, 3, 4
        union all
        select a.book, a.held_at, a.currency, 'balance', t.amount from transfers t
        join accounts a on a.bucket = t.bucket and a.id = t.credit
        where t.bucket = $1 and t.kind = 'store_compensated'
        union all
        select a.book, a.held_at, a.currency, 'balance', case a.id when t.credit then t.amount else -t.amount end
        from transfers t join accounts a on a.bucket = t.bucket and a.code = 'balance' and a.id in (t.debit, t.credit)
        where t.bucket = $1 and t.kind in ('ads_set_aside', 'ads_let_go', 'voucher_received')
        union all
        select seller, wallet_account, currency, 'escrow', -sum(value) from vouchers
        where bucket = $1 and money in ('held', 'released') group by 1, 2, 3
        union all
        select store, wallet_account, currency, c.code, sum(amount * c.sign) from withdrawals
        cross join (values ('balance', -1), ('withdrawals_due', 1)) as c (code, sign)
        where bucket = $1 and state not in ('refused', 'cancelled', 'returned')
          and (c.code = 'balance' or state <> 'paid')
        group by 1, 2, 3, 4
        union all
        select store, wallet_account, currency, 'balance', sum(amount) from share_returns
        where bucket = $1 and cause = 'refund' and state = 'returned' group by 1, 2, 3
      ), summed as (
        select store, wallet_account, currency, code, sum(amount) as amount from said group by 1, 2, 3, 4
      ), held as (
        select book, held_at, currency, code,
          case side when 'c' then credits - debits else debits - credits end as amount from accounts
        where bucket = $1 and code in ('escrow', 'balance', 'advances', 'withdrawals_due') and book <> held_at
      )
      select coalesce(h.book, s.store) || ' ' || coalesce(h.code, s.code) as about,
        format('account holds %s, they say %s', coalesce(h.amount, 0), coalesce(s.amount, 0)) as detail
      from held h full join summed s
        on s.store = h.book and s.wallet_account = h.held_at and s.currency = h.currency and s.code = h.code
      where coalesce(h.amount, 0) <> coalesce(s.amount, 0)`,
  },
  {
    name: "the platform's advances and compensations are the stores', but for what is between two steps",
    sql: `with ours as (
        select held_at, currency, code, credits - debits as amount from accounts
        where bucket = $1 and book = held_at and code in ('advances', 'in_transit')
      ), between as (
        select wallet_account as held_at, currency, 'advances' as code, sum(amount) as amount from (
          select a.wallet_account, a.currency, a.amount from advances a
          left join advance_fates f on f.advance = a.id and f.fate = 'used'
          where a.bucket = $1 and a.state = 'given' and f.advance is null
          union all
          select wallet_account, currency, amount from advance_returns r where arrived_at is null
            and not exists (select 1 from transfers t where t.bucket = $1 and t.subject = r.id)
        ) b group by 1, 2
        union all
        select t.book, a.currency, 'in_transit', sum(t.amount) from transfers t
        join accounts a on a.bucket = t.bucket and a.id = t.credit
        where t.bucket = $1 and t.kind = 'compensation_given'
          and not exists (select 1 from transfers s where s.kind = 'store_compensated' and s.subject = t.subject)
        group by 1, 2
      )
      select o.held_at || ' ' || o.code as about,
        format('platform says %s, stores %s, between them %s', o.amount, coalesce(t.amount, 0), coalesce(b.amount, 0))
          as detail
      from ours o
      cross join lateral (
        select sum(debits - credits) as amount from accounts a
        where a.code = o.code and a.held_at = o.held_at and a.currency = o.currency and a.book <> a.held_at
      ) t
      left join between b on b.held_at = o.held_at and b.currency = o.currency and b.code = o.code
      where o.amount <> coalesce(t.amount, 0) + coalesce(b.amount, 0)`,
  },
  {
    name: "releases stand in the books",
    sql: `with posted as (
        select book, subject, sum(amount) as gross,
          coalesce(sum(amount) filter (where kind = 'commission_taken'), 0) as commission
        from transfers where bucket = $1 and kind in ('order_released', 'commission_taken') group by book, subject
      ), noted as (select * from releases where bucket = $1)
      select coalesce(n.payment, t.subject) as about,
        format('released %s, of it commission %s; transfers say %s and %s', n.gross, n.commission, t.gross,
          t.commission) as detail
      from noted n full join posted t on t.subject = n.payment and t.book = n.store
      where n.gross is distinct from t.gross or n.commission is distinct from t.commission`,
  },
  {
    name: "withdrawals' transfers have their withdrawal, and a state that asks for them",
    sql: `select t.id as about,
        format('%s of %s, which is %s', t.kind, t.subject, coalesce(w.state, 'missing')) as detail
      from transfers t left join withdrawals w on w.bucket = t.bucket and w.id = t.subject and w.store = t.book
      where t.bucket = $1 and t.kind ~ '^withdrawal_' and case t.kind
        when 'withdrawal_asked' then w.amount is distinct from t.amount
        when 'withdrawal_paid' then coalesce(w.state, '') not in ('paid', 'returned') or w.amount - w.fee <> t.amount
        when 'withdrawal_fee' then coalesce(w.state, '') not in ('paid', 'returned') or w.fee <> t.amount
        when 'withdrawal_returned' then w.state is distinct from 'returned' or w.amount - w.fee <> t.amount
        when 'withdrawal_fee_returned' then w.state is distinct from 'returned' or w.fee <> t.amount
        else w.state is null or w.state not in ('refused', 'cancelled') end`,
  },
  {
    name: "what was released for its shipment was sent before",
    sql: `select r.payment as about, 'was released for a shipment or delivery that nobody told of before' as detail
      from releases r where r.bucket = $1 and r.counted_from in ('shipment', 'delivery') and not exists (
        select 1 from order_milestones m where m.bucket = r.bucket and m.order_id = r.order_id and m.what = 'shipped'
          and m.at <= r.released_at)`,
  },
  {
    name: "a release has its paid payment",
    sql: `select r.payment as about, 'is missing, not paid, of another order or smaller than what was released' as detail
      from releases r left join payments p on p.bucket = r.bucket and p.id = r.payment and p.state = 'paid'
        and p.order_id = r.order_id and p.store = r.store and p.wallet_account = r.wallet_account
      where r.bucket = $1 and (p.id is null or r.gross > p.amount)`,
  },
];

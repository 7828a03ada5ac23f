import type { BookCheck } from "#ledger";

/** What the clearing books must hold, by what acceptances, refunds and settlements say. `$1` is the bucket. */
export const acceptanceChecks: readonly BookCheck[] = [
  {
    name: "a pair's claim is what was accepted less what went back and what was closed",
    sql: `with said as (
        select issuer_account as held_at, acquirer, issuer,
          sum(amount + case bearer when 'issuer' then fee else -fee end) as owed
        from acceptances where bucket = $1 and state = 'accepted' group by 1, 2, 3
        union all
        select a.issuer_account, a.acquirer, a.issuer,
          sum(-r.amount - case a.bearer when 'issuer' then r.fee_back else -r.fee_back end)
        from acceptance_refunds r join acceptances a on a.bucket = r.bucket and a.id = r.acceptance
        where r.bucket = $1 and r.state = 'done' group by 1, 2, 3
        union all
        select c.account, s.acquirer, s.issuer, sum(-p.net)
        from acceptance_settlement_parts p join acceptance_settlements s on s.id = p.settlement
        join acceptance_pairs c on c.acquirer = s.acquirer and c.issuer = s.issuer
        where p.bucket = $1 group by 1, 2, 3
      ), owed as (
        select held_at, sum(owed) as owed from said group by 1
      ), held as (
        select held_at, sum(debits - credits) filter (where code = 'issuer_claim') as claim,
          sum(credits - debits) filter (where code = 'acquirer_due') as due
        from accounts where bucket = $1 and code in ('issuer_claim', 'acquirer_due') group by 1
      )
      select coalesce(o.held_at, h.held_at) as about,
        format('acceptances say %s, the claim is %s, owed is %s', coalesce(o.owed, 0), h.claim, h.due) as detail
      from owed o full join held h on h.held_at = o.held_at
      where coalesce(o.owed, 0) <> coalesce(h.claim, 0) or coalesce(h.claim, 0) <> coalesce(h.due, 0)`,
  },
  {
    name: "what is in settlement is what closed windows have not settled",
    sql: `with said as (
        select c.account as held_at,
          sum(p.net) filter (where p.step = 'closed' or (p.step = 'paid' and s.net < 0)) as claim,
          sum(p.net) filter (where p.step = 'closed' or (p.step = 'paid' and s.net >= 0)) as due
        from acceptance_settlement_parts p join acceptance_settlements s on s.id = p.settlement
        join acceptance_pairs c on c.acquirer = s.acquirer and c.issuer = s.issuer
        where p.bucket = $1 group by 1
      ), held as (
        select held_at, sum(debits - credits) filter (where code = 'issuer_settling') as claim,
          sum(credits - debits) filter (where code = 'acquirer_settling') as due,
          sum(debits - credits) filter (where code = 'clearing_transit') as transit
        from accounts where bucket = $1 and code in ('issuer_settling', 'acquirer_settling', 'clearing_transit')
        group by 1
      )
      select h.held_at as about, format('claim %s for %s, owed %s for %s', h.claim, s.claim, h.due, s.due) as detail
      from held h left join said s on s.held_at = h.held_at
      where coalesce(h.claim, 0) <> coalesce(s.claim, 0) or coalesce(h.due, 0) <> coalesce(s.due, 0)
        or coalesce(h.transit, 0) <> coalesce(h.due, 0) - coalesce(h.claim, 0)`,
  },
  {
    name: "what was accepted is paid to the store",
    sql: `select a.id as about, format('accepted, but %s is %s', a.payment, coalesce(p.state, 'nowhere')) as detail
      from acceptances a left join payments p on p.bucket = a.bucket and p.id = a.payment
      where a.bucket = $1 and a.state = 'accepted' and p.state is distinct from 'paid'
        and coalesce(p.state, '') not in ('surplus', 'returned', 'waiting', 'starting', 'abandoned')`,
  },
  {
    name: "the issuer's half of a refund is of a refund that is there",
    sql: `select r.id as about, 'there is no such refund, or of another amount' as detail
      from acceptance_refunds r left join refunds f on f.bucket = r.bucket and f.id = r.id
      where r.bucket = $1 and f.amount is distinct from r.amount`,
  },
];

/** What disputes must agree with. `$1` is the bucket; each row is a difference. */
export const disputeChecks = [
  {
    // Vouchers hold the orders that they were sold by, too; their room checks those.
    name: "a dispute that decides nothing yet holds its order's release, and no other does",
    sql: `select coalesce(d.id, h.holder) as about, format('dispute is %s, held: %s', d.state, h.holder is not null)
        as detail
      from (select * from disputes where bucket = $1) d
      full join (select * from release_holds where bucket = $1 and left(holder, 4) <> 'vch_') h
        on h.holder = d.id and h.order_id = d.order_id
      where (h.holder is not null) is distinct from (d.state in ('with_store', 'with_person', 'granted'))`,
  },
  {
    name: "a dispute's record ends in its state",
    sql: `select d.id as about, format('is %s, its last step leads to %s', d.state, s.to_state) as detail
      from disputes d left join lateral (
        select to_state from dispute_steps s where s.bucket = d.bucket and s.dispute = d.id order by n desc limit 1
      ) s on true
      where d.bucket = $1 and s.to_state is distinct from d.state`,
  },
  {
    name: "a refunded dispute has its refund",
    sql: `select d.id as about, format('%s, refund %s is %s', d.state, d.refund, r.state) as detail
      from disputes d left join refunds r on r.bucket = d.bucket and r.id = d.refund
      where d.bucket = $1 and d.state in ('refunded', 'appealed', 'upheld', 'compensating', 'compensated')
        and (r.state is distinct from 'refunded' or r.amount <> d.amount or r.payment <> d.payment)`,
  },
  {
    name: "what a dispute counted for somebody's day goes back exactly where its refund failed",
    sql: `select c.dispute as about, format('is %s, given back %s', d.state, coalesce(c.given_back_at::text, 'never'))
        as detail
      from dispute_counts c left join disputes d on d.bucket = c.bucket and d.id = c.dispute
      where c.bucket = $1 and (d.id is null or (c.given_back_at is not null) is distinct from exists (
        select 1 from dispute_steps s
        where s.bucket = c.bucket and s.dispute = c.dispute and s.event = 'refund_failed'))`,
  },
  {
    name: "compensations are what disputes say",
    sql: `select d.id as about, format('is %s, transfers say %s', d.state, coalesce(t.amount, 0)) as detail
      from disputes d left join transfers t
        on t.bucket = d.bucket and t.book = d.store and t.kind = 'store_compensated' and t.subject = d.id
      where d.bucket = $1 and (d.state = 'compensated' and t.amount is distinct from d.amount
        or d.state not in ('compensated', 'compensating') and t.amount is not null)`,
  },
] as const;

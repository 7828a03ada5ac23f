import type { BookCheck } from "#ledger";

/** What the books must agree with, and the references that no foreign key guards. `$1` is the bucket. */
export const paymentChecks: readonly BookCheck[] = [
  {
    name: "paid payments stand in the books",
    sql: `select p.id as about, format('paid %s, transfers say %s', coalesce(p.received, p.amount),
        coalesce(t.amount, 0)) as detail
      from payments p left join (
        select book, subject, sum(amount) as amount from transfers
        where bucket = $1 and kind in ('payment_paid', 'payment_surplus', 'payment_suspended') group by book, subject
      ) t on t.subject = p.id and t.book = p.store
      where p.bucket = $1 and (p.state in ('paid', 'surplus', 'returned')) <> (t.amount is not null)
        or p.bucket = $1 and t.amount <> coalesce(p.received, p.amount)`,
  },
  {
    name: "money of another amount goes back whole",
    sql: `select p.id as about, format('%s came instead of %s: suspended %s, on its way back or back %s', p.received,
        p.amount, coalesce(t.amount, 0), p.refunded + p.refunding) as detail
      from payments p left join transfers t on t.bucket = $1 and t.kind = 'payment_suspended' and t.subject = p.id
      where p.bucket = $1 and p.received is not null and (p.state not in ('surplus', 'returned')
        or t.amount is distinct from p.received or p.refunded + p.refunding <> p.received)`,
  },
  {
    name: "transfers have a subject",
    sql: `select t.id as about, format('%s names %s', t.kind, t.subject) as detail from transfers t
      left join payments p on p.bucket = t.bucket and p.id = t.subject
      left join refunds r on r.bucket = t.bucket and r.id = t.subject
      where t.bucket = $1 and t.kind ~ '^(payment|refund|suspense)_' and p.id is null and r.id is null`,
  },
  {
    name: "refunds add up",
    sql: `select p.id as about, format('payment says %s back and %s under way, refunds say %s and %s',
        p.refunded, p.refunding, coalesce(r.done, 0), coalesce(r.open, 0)) as detail
      from payments p left join (
        select payment, sum(amount) filter (where state = 'refunded') as done,
          sum(amount) filter (where state in ('created', 'processing', 'abnormal')) as open
        from refunds where bucket = $1 group by payment
      ) r on r.payment = p.id
      where p.bucket = $1 and (p.refunded <> coalesce(r.done, 0) or p.refunding <> coalesce(r.open, 0))`,
  },
  {
    name: "an order is paid once",
    sql: `select o.id as about, format('order is %s, paid by %s, with %s paid payments', o.state, o.paid_payment,
        coalesce(p.paid, 0)) as detail
      from orders o left join (
        select order_id, count(*) as paid from payments where bucket = $1 and state = 'paid' group by order_id
      ) p on p.order_id = o.id
      where o.bucket = $1 and coalesce(p.paid, 0) <> case when o.state in ('unpaid', 'closed') then 0 else 1 end`,
  },
  {
    name: "payments have their order, refunds their payment",
    sql: `select p.id as about, 'order ' || p.order_id || ' is missing or of another amount' as detail
      from payments p left join orders o on o.bucket = p.bucket and o.id = p.order_id
      where p.bucket = $1 and (o.id is null or o.amount <> p.amount or o.currency <> p.currency)
      union all
      select r.id, 'payment ' || r.payment || ' is missing' from refunds r
      left join payments p on p.bucket = r.bucket and p.id = r.payment
      where r.bucket = $1 and p.id is null`,
  },
  {
    name: "refunds stand in the books",
    sql: `select r.id as about, format('%s of %s is %s, transfers say %s asked, %s done, %s refused', r.cause, r.amount,
        r.state, coalesce(t.asked, 0), coalesce(t.done, 0), coalesce(t.refused, 0)) as detail
      from refunds r left join (
        select book, subject, sum(amount)
            filter (where kind in ('refund_asked', 'refund_commission', 'refund_advanced')) as asked,
          sum(amount) filter (where kind = 'refund_done') as done,
          sum(amount) filter (where kind in ('refund_refused', 'refund_commission_kept', 'refund_advance_kept'))
            as refused
        from transfers where bucket = $1 and kind ~ '^refund_' group by book, subject
      ) t on t.subject = r.id and t.book = r.store
      where r.bucket = $1 and (coalesce(t.asked, 0) <> case r.cause when 'asked' then r.amount else 0 end
        or coalesce(t.done, 0) <> case r.state when 'refunded' then r.amount else 0 end
        or coalesce(t.refused, 0) <> case r.state when 'refused' then r.amount else 0 end)`,
  },
  {
    name: "orders say what their payments do",
    sql: `select o.id as about, format('order is %s, %s back, paid by %s, open %s; refunds say %s', o.state, o.refunded,
        o.paid_payment, o.live_payment, coalesce(r.done, 0)) as detail
      from orders o
      left join payments p on p.bucket = o.bucket and p.id = o.paid_payment and p.order_id = o.id and p.state = 'paid'
      left join payments l on l.bucket = o.bucket and l.id = o.live_payment and l.order_id = o.id
        and l.state in ('starting', 'waiting')
      left join (
        select order_id, sum(amount) as done from refunds
        where bucket = $1 and state = 'refunded' and cause = 'asked' group by order_id
      ) r on r.order_id = o.id
      where o.bucket = $1 and (o.refunded <> coalesce(r.done, 0)
        or (o.paid_payment is null) <> (o.state in ('unpaid', 'closed')) or (o.paid_payment is null) <> (p.id is null)
        or (o.live_payment is null) <> (l.id is null))`,
  },
  {
    name: "a wallet's number pays once",
    sql: `select wallet_ref as about, 'pays ' || string_agg(id, ', ') as detail from payments
      where bucket = $1 and wallet_ref is not null group by wallet_account, wallet_ref having count(*) > 1`,
  },
  {
    name: "somebody looks after what is open",
    sql: `select w.id as about, w.state || ', and no work is due for it' as detail from (
        select id, state, 'payment' as kind from payments
        where bucket = $1 and state in ('starting', 'waiting', 'abandoned')
        union all
        select id, state, 'refund' from refunds where bucket = $1 and state in ('created', 'processing', 'abnormal')
        union all
        select id, state, 'checkout' from checkouts where bucket = $1 and state = 'open'
      ) w left join (select distinct kind, subject from due where bucket = $1) d on d.kind = w.kind and d.subject = w.id
      where d.subject is null`,
  },
];

/**
 * What a counter says against what was counted into it, within one bucket: true at every commit, so also while money
 * moves. `$1` is the bucket.
 */
export const capChecks: readonly { name: string; sql: string }[] = [
  {
    name: "a store's day is the sum of its uses",
    sql: `select coalesce(s.store, u.store) as about, format('%s of %s: %s counted, %s in use',
        coalesce(s.opening, u.opening), coalesce(s.day, u.day), coalesce(s.used, 0), coalesce(u.used, 0)) as detail
      from (select * from cap_store_days where bucket = $1) s full join (
        select opening, store, day, sum(amount) as used from cap_uses
        where bucket = $1 and in_store and state in ('held', 'kept') group by opening, store, day
      ) u using (opening, store, day)
      where coalesce(s.used, 0) <> coalesce(u.used, 0)`,
  },
  {
    name: "a buyer's day is the sum of its holds",
    sql: `select coalesce(b.opening, h.opening) as about, format('%s: %s counted, %s held or kept',
        coalesce(b.day, h.day), coalesce(b.used, 0), coalesce(h.used, 0)) as detail
      from (select * from cap_buyer_days where bucket = $1) b full join (
        select opening, buyer, day, sum(amount) as used from cap_holds
        where bucket = $1 and state in ('held', 'kept') group by opening, buyer, day
      ) h using (opening, buyer, day)
      where coalesce(b.used, 0) <> coalesce(h.used, 0)`,
  },
  {
    name: "a lease is the sum of its uses",
    sql: `select l.opening as about, format('%s: %s counted, %s in use', l.day, l.used, coalesce(u.used, 0)) as detail
      from cap_leases l left join (
        select opening, day, sum(amount) as used from cap_uses
        where bucket = $1 and in_total and state in ('held', 'kept') group by opening, day
      ) u using (opening, day)
      where l.bucket = $1 and l.used <> coalesce(u.used, 0)`,
  },
  {
    // What its follower has yet to read is no fault: it counts before its cursor moves.
    name: "what was paid is counted, also after it was given back",
    sql: `select u.payment as about, format('%s of %s is %s', u.amount, u.day, u.state) as detail
      from cap_uses u join payments p on p.bucket = u.bucket and p.id = u.payment
      where u.bucket = $1 and u.state = 'returned' and p.state = 'paid'
        and not exists (select from outbox o
          where o.bucket = $1 and o.subject = p.id and o.type = 'payment.paid')
        and not exists (select from events e
          where e.bucket = $1 and e.subject = p.id and e.type = 'payment.paid' and e.number > coalesce(
            (select c.number from event_cursors c where c.reader = 'second look' and c.bucket = $1), 0))`,
  },
];

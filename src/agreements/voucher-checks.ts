import type { BookCheck } from "#ledger";

/** What vouchers say against what the books hold. `$1`: bucket. */
export const voucherChecks: readonly BookCheck[] = [
  {
    name: "what is owed for vouchers is what was sold and neither redeemed nor returned",
    sql: `with said as (
        select seller, wallet_account, currency, sum(value) as amount from vouchers
        where bucket = $1 and money = 'held' group by 1, 2, 3
      ), held as (
        select book, held_at, currency, credits - debits as amount from accounts
        where bucket = $1 and code = 'vouchers_due'
      )
      select coalesce(s.seller, h.book) as about,
        format('account holds %s, vouchers say %s', coalesce(h.amount, 0), coalesce(s.amount, 0)) as detail
      from held h full join said s on s.seller = h.book and s.wallet_account = h.held_at and s.currency = h.currency
      where coalesce(h.amount, 0) <> coalesce(s.amount, 0)`,
  },
  {
    name: "every redeemed voucher left its seller's book, and where it arrived stands in the redeemer's",
    sql: `select v.id as about, format('left %s, arrived %s', o.amount, i.amount) as detail
      from vouchers v
      left join transfers o on o.bucket = $1 and o.book = v.seller and o.subject = v.id and o.kind = 'voucher_redeemed'
      left join transfers i on i.book = v.store and i.subject = v.id and i.kind = 'voucher_received'
      where v.bucket = $1 and v.money = 'released'
        and (o.amount is distinct from v.value or coalesce(i.amount, v.value) <> v.value
          or (v.arrived_at is not null and i.amount is null))`,
  },
  {
    name: "a voucher is redeemed or its money goes back, never both",
    sql: `select v.id as about, 'redeemed and returned' as detail from vouchers v
      where v.bucket = $1 and v.redeemed_at is not null and (v.returned_at is not null or v.refund is not null)`,
  },
  {
    // For a moment after the wallet's word it may: until the house has asked anew.
    name: "no voucher that ended names a refund that the wallet refused",
    sql: `select v.id as about, format('%s was refused, and nobody has asked anew', v.refund) as detail
      from vouchers v join refunds r on r.bucket = $1 and r.id = v.refund
      where v.bucket = $1 and v.money = 'returned' and r.state = 'refused'`,
  },
  {
    name: "a voucher whose money is apart keeps its order's money from being released, and no other does",
    sql: `select coalesce(v.id, h.holder) as about, format('money is %s, held: %s', v.money, h.holder is not null)
        as detail
      from (select * from vouchers where bucket = $1 and money is not null) v
      full join (select * from release_holds where bucket = $1 and left(holder, 4) = 'vch_') h on h.holder = v.id
      where v.id is null or h.holder is null`,
  },
];

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
      where b.bucket = $1 and not exists (
        select 1 from transfers t where t.bucket = b.bucket and t.book = b.wallet_account and t.subject = b.id
          and t.amount = abs(b.amount)
          and t.kind = case when b.amount > 0 then 'ads_billed' else 'ads_taken_back' end)`,
  },
];

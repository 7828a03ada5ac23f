/**
 * What another wallet's acquirer has in this wallet's bill: payments whose user is this wallet's and whose merchant is
 * the other's (src/acceptance). Each is our own row of that bill, under the payment's number, or its refund's.
 */

/** As payments are told; what went back whole was taken all the same. */
export const paymentState = (a: string): string => `case when ${a}.state = 'started' then 'starting'
  when ${a}.state = 'ended' then 'closed' when ${a}.state in ('debited', 'accepted') then 'paid'
  when ${a}.state is not null then 'returned' end`;
const doneAs = (row: string, word: string): string =>
  `case when ${row}.state = '${word}' then 'refunded' when ${row}.state is not null then 'processing' end`;
export const refundState = (r: string): string => doneAs(r, "done");
export const returnState = (a: string): string => doneAs(a, "returned");

/** Everything of a day: the columns of `ourDay`, with its parameters. No store's: its fee is the acquirer's matter. */
export const issuerDay = `
select a.payment, a.taken, a.currency, ${paymentState("a")}, a.issuer_ref, a.debited_at,
  null::timestamptz, '', null, null
from acceptances a
where a.issuer_account = $1 and a.debited_at >= $2::timestamptz and a.debited_at < $3::timestamptz
union all
select r.id, r.amount, a.currency, ${refundState("r")}, r.issuer_ref, r.asked_at, r.done_at, '', null, null
from acceptance_refunds r join acceptances a on a.bucket = r.bucket and a.id = r.acceptance and a.issuer_account = $1
where r.asked_at >= $2::timestamptz and r.asked_at < $3::timestamptz
union all
select a.return_id, a.taken, a.currency, ${returnState("a")}, null, a.debited_at, a.ended_at, '', null, null
from acceptances a
where a.issuer_account = $1 and a.return_id is not null
  and a.debited_at >= $2::timestamptz and a.debited_at < $3::timestamptz`;

/** What lines of a bill name, whatever its day and state: the columns of `looks`, with its parameters. */
export const issuerLooks = `
select a.payment, coalesce(a.taken, a.amount), a.currency, ${paymentState("a")}, a.issuer_ref, a.debited_at,
  null::timestamptz, '', a.issuer_account, null, null::timestamptz
from unnest($1::int[], $2::text[]) as w (bucket, id)
join acceptances a on a.bucket = w.bucket and a.payment = w.id and a.issuer = $3
union all
select r.id, r.amount, a.currency, ${refundState("r")}, r.issuer_ref, r.asked_at, r.done_at, '', a.issuer_account, null,
  null::timestamptz
from unnest($1::int[], $2::text[]) as w (bucket, id)
join acceptance_refunds r on r.bucket = w.bucket and r.id = w.id
join acceptances a on a.bucket = r.bucket and a.id = r.acceptance and a.issuer = $3
union all
select a.return_id, a.taken, a.currency, ${returnState("a")}, null, a.debited_at, a.ended_at, '',
  a.issuer_account, null, null::timestamptz
from unnest($1::int[], $2::text[]) as w (bucket, id)
join acceptances a on a.bucket = w.bucket and a.return_id = w.id and a.issuer = $3`;

/** What lines of a bill of refunds name: number, amount, state, the wallet's number, and whose run looks after it. */
export const issuerRefunds = `
select r.id, r.amount, ${refundState("r")}, r.issuer_ref, a.issuer_account
from unnest($1::int[], $2::text[]) as w (bucket, id)
join acceptance_refunds r on r.bucket = w.bucket and r.id = w.id
join acceptances a on a.bucket = r.bucket and a.id = r.acceptance and a.issuer = $3
union all
select a.return_id, a.taken, ${returnState("a")}, null, a.issuer_account
from unnest($1::int[], $2::text[]) as w (bucket, id)
join acceptances a on a.bucket = w.bucket and a.return_id = w.id and a.issuer = $3`;

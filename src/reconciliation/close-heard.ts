import { bucketValues } from "#db";
import { endByThemselves } from "./take-back.ts";
import type { ReconciliationNeeds } from "./types.ts";

/**
 * Breaks that are open, or whose entry stands, over what payments hold by now: that very amount and number. What a bill
 * tells as failed is no success that anybody heard of; what was named since its money stands in no book ends by its
 * posting alone (placed-breaks.ts). On an issuer's account, what its half holds; the number under which that wallet
 * sent money back whole is kept nowhere.
 */
const heard = `
with live as (
  select * from bill_breaks where bucket = any($1) and state <> 'closed'
  union all
  select * from bill_breaks where bucket = any($1) and entry is not null and taken_back_at is null
)
select b.bucket, b.id from live b
join payments p on p.bucket = b.bucket and p.id = b.subject
  and p.wallet_account = b.wallet_account and p.wallet_ref = b.wallet_ref
where b.kind = 'payment' and (p.received = b.theirs and b.their_state is distinct from 'failed'
    and (b.class = 'amount' or b.class = 'state' and (b.their_state = 'done' or b.run is null and b.ours <> b.theirs))
  or p.amount = b.theirs and b.class = 'state' and b.run is not null and b.their_state = 'done'
    and p.state in ('paid', 'surplus', 'returned'))
union all
select b.bucket, b.id from live b
join refunds r on r.bucket = b.bucket and r.id = b.subject and r.wallet_refund_ref = b.wallet_ref
where b.kind = 'refund' and b.class = 'state' and b.run is not null and b.their_state = 'done'
  and r.amount = b.theirs and r.state = 'refunded'
union all
select b.bucket, b.id from live b
join acceptances a on a.bucket = b.bucket and a.payment = b.subject
  and a.issuer_account = b.wallet_account and a.issuer_ref = b.wallet_ref
where b.kind = 'payment' and b.class in ('amount', 'state') and b.run is not null and b.their_state = 'done'
  and a.taken = b.theirs
union all
select b.bucket, b.id from live b
join acceptance_refunds h on h.bucket = b.bucket and h.id = b.subject and h.issuer_ref = b.wallet_ref
join acceptances a on a.bucket = h.bucket and a.id = h.acceptance and a.issuer_account = b.wallet_account
where b.kind = 'refund' and b.class = 'state' and b.run is not null and b.their_state = 'done'
  and h.amount = b.theirs and h.state = 'done'
union all
select b.bucket, b.id from live b
join acceptances a on a.bucket = b.bucket and a.return_id = b.subject and a.issuer_account = b.wallet_account
where b.kind = 'refund' and b.class = 'state' and b.run is not null and b.their_state = 'done'
  and a.taken = b.theirs and a.state = 'returned'`;

/**
 * Ends breaks over a success that payments have heard of meanwhile, by whatever road: what the break told is booked as
 * an order's money or as money that goes back, and nobody has to decide anything. What two people had entered for it
 * before is taken back.
 */
export async function closeHeard(needs: ReconciliationNeeds): Promise<void> {
  const found = await needs.db.read<{ bucket: number; id: string }>(heard, [bucketValues]);
  await endByThemselves(needs, found, "heard");
}

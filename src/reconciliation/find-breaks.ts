import type { Db } from "#db";
import type { BreakClass } from "./types.ts";

export type Found = {
  classes: BreakClass[];
  n: number | null;
  kind: "payment" | "refund";
  subject: string | null;
  wallet_ref: string | null;
  currency: string;
  ours: bigint | null;
  theirs: bigint | null;
  fee: bigint | null;
  fee_expected: bigint | null;
  our_state: string | null;
  their_state: string | null;
  /** When the wallet says, or we do where the wallet says nothing. */
  at: Date;
  near_edge: boolean;
};

export type Scope = { bucket: number; run: string; account: string; from: Date; to: Date };

/** Around midnight the wallet's clock and ours may put a payment into neighbouring days. */
export const edgeMinutes = 30;

/**
 * Lines of a bucket that differ from our own payments and refunds; a line may differ in several ways. What has a line
 * under another wallet's number, or a second line, is the wallet's alone.
 */
const linesSql = `
with lines as (
  select l.*, row_number() over (partition by l.kind, l.subject order by l.n) as copy
  from bill_lines l where l.bucket = $1 and l.run = $2
), both_sides as (
  select l.*, p.amount as our_amount, p.currency as our_currency, p.state as our_state, p.wallet_ref as our_ref,
    p.state in ('paid', 'surplus', 'returned') as settled, p.paid_at as day_one, p.paid_at as day_two
  from lines l left join payments p on p.bucket = l.bucket and p.id = l.subject and p.wallet_account = $3
  where l.kind = 'payment'
  union all
  select l.*, r.amount, r.currency, r.state, r.wallet_refund_ref, r.state = 'refunded', r.created_at, r.refunded_at
  from lines l
  left join (refunds r join payments p on p.bucket = r.bucket and p.id = r.payment and p.wallet_account = $3)
    on r.bucket = l.bucket and r.id = l.subject
  where l.kind = 'refund'
), judged as (
  select *,
    case when our_amount is null and state = 'failed' then '{}'::text[]
    when our_amount is null or copy > 1 or our_ref <> wallet_ref then array['theirs_only']
    else array_remove(array[
      case when amount <> our_amount or currency <> our_currency then 'amount' end,
      case when state = 'unknown' or (state = 'done') and not settled or state = 'failed' and settled then 'state' end,
      case when fee <> fee_expected then 'fee' end,
      case when settled and (day_one >= $4 and day_one < $5) is not true
        and (day_two >= $4 and day_two < $5) is not true then 'day_boundary' end
    ], null) end as classes,
    least(abs(extract(epoch from day_one - at)), abs(extract(epoch from day_two - at))) <= $6 as near_edge
  from both_sides
)
select classes, n, kind, subject, wallet_ref, currency, our_amount as ours, amount as theirs, fee, fee_expected,
  our_state, state as their_state, at, coalesce(near_edge, false) as near_edge
from judged where cardinality(classes) > 0 order by n`;

/** What we have on that day and no bill of this account has, of whichever day. $7, $8: ids that may be paid on it. */
const oursSql = `
with ours as (
  select 'payment' as kind, p.bucket, p.id, p.amount, p.currency, p.state, p.wallet_ref, p.paid_at as at
  from payments p
  where p.bucket = $1 and p.id >= $7 and p.id < $8 and p.wallet_account = $3 and p.paid_at >= $4 and p.paid_at < $5
  union all
  select 'refund', r.bucket, r.id, r.amount, r.currency, r.state, r.wallet_refund_ref, r.created_at
  from refunds r join payments p on p.bucket = r.bucket and p.id = r.payment
  where r.bucket = $1 and r.created_at >= $4 and r.created_at < $5 and p.wallet_account = $3
    and r.state in ('processing', 'abnormal', 'refunded')
)
select array['ours_only'] as classes, null::int as n, o.kind, o.id as subject, o.wallet_ref, o.currency,
  o.amount as ours, null::bigint as theirs, null::bigint as fee, null::bigint as fee_expected, o.state as our_state,
  null::text as their_state, o.at,
  extract(epoch from o.at - $4) < $6 or extract(epoch from $5 - o.at) <= $6 as near_edge
from ours o
where $2 <> '' and not exists (
  select 1 from bill_lines l join bill_runs r on r.id = l.run
  where l.bucket = o.bucket and l.subject = o.id and r.wallet_account = $3
) order by o.id`;

export async function findInBill(db: Db, scope: Scope): Promise<Found[]> {
  return await db.read<Found>(linesSql, parametersOf(scope));
}

/** `ids`: the first and the last id (the last not included) that a payment of that day can have. */
export async function findInOurs(db: Db, scope: Scope, ids: { from: string; to: string }): Promise<Found[]> {
  const found = await db.read<Found>(oursSql, [...parametersOf(scope), ids.from, ids.to]);
  return found.map((one) => (one.near_edge ? { ...one, classes: ["day_boundary"] } : one));
}

function parametersOf(scope: Scope): unknown[] {
  return [scope.bucket, scope.run, scope.account, scope.from, scope.to, edgeMinutes * 60];
}

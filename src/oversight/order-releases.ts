import { wordsOf } from "./flow-words.ts";
import type { FlowItem, Parts } from "./types.ts";

type Row = { code: string; at: Date; kind: string; id: string };

/**
 * What let an order's money go, and what moved the limit after which it goes by itself: all of it sent or signed for,
 * the buyer taking longer; or that it was not sent in time.
 */
export async function releaseItems(
  { db }: Pick<Parts, "db">,
  { bucket, order }: { bucket: number; order: string },
): Promise<FlowItem[]> {
  const rows = await db.read<Row>(
    `select case when cause = 'receipt' then 'receipt_confirmed'
         else 'released_by_time' || coalesce('_from_' || counted_from, '') end as code,
       released_at as at, 'payment' as kind, payment as id
     from releases where bucket = $1 and order_id = $2
     union all
     select 'order_' || what, at, 'order', order_id from order_milestones where bucket = $1 and order_id = $2
     union all
     select 'release_extended', at, 'payment', payment from release_extensions
     where bucket = $1 and payment = (select paid_payment from orders where bucket = $1 and id = $2)`,
    [bucket, order],
  );
  return rows.map(({ code, at, kind, id }) => ({
    ...{ flow: "transaction", at, code, words: wordsOf(code), amount: null, evidence: { kind, id }, detail: {} },
  }));
}

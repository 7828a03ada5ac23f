import { bucketValues, moveCursors, readCursors, readEvents } from "#db";
import type { SettlementContext } from "./context.ts";
import { returnForRefund } from "./sharing-return.ts";
import { defaultTerms } from "./terms.ts";

const reader = "settlement";
const batch = 500;

/**
 * Follows what was paid, and notes when each order's money is released by itself. The payment's own commit pays nothing
 * for it; an event that is read twice notes the same. Answers how many events were read.
 */
export async function followPaid(context: SettlementContext): Promise<number> {
  const { db } = context.needs;
  const begun = await readCursors(db, reader);
  const events = await readEvents(db, new Map(bucketValues.map((bucket) => [bucket, begun.get(bucket) ?? 0n])), batch);
  if (events.length === 0) return 0;
  const paid = events.filter((event) => event.type === "payment.paid");
  // Before the cursor moves: whoever reads them again makes the same returns.
  for (const { type, subject, data } of events)
    if (type === "refund.refunded" && "refund" in data && typeof data.refund === "string")
      await returnForRefund(context, subject, data.refund);
  const limits = await holdLimits(context, paid);
  await db.tx(async (tx) => {
    if (paid.length > 0)
      await tx.query(
        `insert into release_due (bucket, at, payment)
         select p.bucket, p.paid_at + make_interval(secs => 86400.0 *
           least(coalesce(t.release_after_days, $3), h.days)), p.id
         from unnest($1::int[], $2::text[]) as w (bucket, id)
         join payments p on p.bucket = w.bucket and p.id = w.id and p.state = 'paid'
         left join lateral (
           select release_after_days from settlement_terms t
           where t.marketplace = p.marketplace and t.starts_at <= p.paid_at order by t.starts_at desc limit 1
         ) t on true
         left join unnest($4::text[], $5::int[]) as h (account, days) on h.account = p.wallet_account
         on conflict do nothing`,
        [
          ...[paid.map((event) => event.bucket), paid.map((event) => event.subject), defaultTerms.release_after_days],
          ...[[...limits.keys()], [...limits.values()]],
        ],
      );
    await moveCursors(tx, reader, new Map(events.map((event) => [event.bucket, event.number])));
  });
  return events.length;
}

/**
 * By wallet account, after how many days the house lets go at the latest: a day before the wallet does it by itself,
 * as it takes the marketplace's share only out of what it still holds.
 */
async function holdLimits(
  { needs }: SettlementContext,
  paid: readonly { bucket: number; subject: string }[],
): Promise<Map<string, number>> {
  if (paid.length === 0) return new Map();
  const accounts = await needs.db.read<{ wallet_account: string }>(
    `select distinct p.wallet_account from unnest($1::int[], $2::text[]) as w (bucket, id)
     join payments p on p.bucket = w.bucket and p.id = w.id`,
    [paid.map((event) => event.bucket), paid.map((event) => event.subject)],
  );
  const limits = new Map<string, number>();
  for (const { wallet_account: account } of accounts) {
    // A wallet that cannot be reached just now keeps nobody's release from being noted; its warning comes all the same.
    const wallet = await needs.wallet(account).catch(() => null);
    const days = wallet?.release?.holdsDays;
    if (days !== undefined) limits.set(account, days - 1);
  }
  return limits;
}

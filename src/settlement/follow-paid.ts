import { bucketValues, moveCursors, readCursors, readEvents } from "#db";
import type { SettlementContext } from "./context.ts";
import { dueAt } from "./holds.ts";
import { holdsDaysAt, limitFacts } from "./limit-facts.ts";
import { limitOf } from "./limits.ts";
import { returnForRefund } from "./sharing-return.ts";

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
  const due = await dueOf(
    context,
    paid.map((event) => event.subject),
  );
  await db.tx(async (tx) => {
    if (due.length > 0)
      await tx.query(
        `insert into release_due (bucket, at, payment) select * from unnest($1::int[], $2::timestamptz[], $3::text[])
         on conflict do nothing`,
        [due.map((one) => one.bucket), due.map((one) => one.at), due.map((one) => one.payment)],
      );
    await moveCursors(tx, reader, new Map(events.map((event) => [event.bucket, event.number])));
  });
  return events.length;
}

/**
 * When the sweep looks at each: what changes its limit from here on notes it anew, and the sweep itself asks what holds
 * when it comes to it.
 */
async function dueOf(context: SettlementContext, payments: readonly string[]) {
  if (payments.length === 0) return [];
  const facts = [...(await limitFacts(context.needs.db.read, payments)).values()];
  const holds = await holdsDaysAt(
    context,
    facts.map((one) => one.wallet_account),
  );
  return facts.flatMap((one) => {
    const at = dueAt(limitOf(one, holds.get(one.wallet_account) ?? null));
    return at ? [{ bucket: one.bucket, at, payment: one.payment }] : [];
  });
}

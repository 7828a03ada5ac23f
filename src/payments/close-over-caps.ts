import { bucketValues } from "#db";
import { amountOf, loadAttempt } from "./attempt.ts";
import type { PaymentsContext } from "./context.ts";
import { loadCheckout } from "./read-checkout.ts";
import type { PaymentRow } from "./rows.ts";
import { closeAttempt } from "./settle-attempt.ts";
import { liveStates } from "./states.ts";
import { overTogether } from "./together.ts";

/**
 * After caps may have been lowered: closes at the wallet every attempt of a marketplace whose amount is above what its
 * opening allows now, so that a code made before can no longer be paid. Answers how many are still open: a start on
 * its way to the wallet, or an attempt that the wallet cannot prove closed (an Alipay code that nobody scanned, which
 * ends with its own time). Whoever paid before the close has paid: that money was within the caps when it was started.
 */
export async function closeOverCaps(context: PaymentsContext, marketplace: string): Promise<number> {
  // Every attempt that may still be paid has a due row, so this reads what is under way and no history.
  const rows = await context.needs.db.read<{ id: string }>(
    `select distinct p.id from unnest($1::int[]) as b (bucket)
     join due d on d.bucket = b.bucket and d.kind = 'payment'
     join payments p on p.bucket = d.bucket and p.id = d.subject
     where p.marketplace = $2 and p.state = any($3)`,
    [bucketValues, marketplace, liveStates],
  );
  let left = 0;
  const done = new Set<string>();
  for (const { id } of rows) {
    const row = await context.loads.payments.submit(id);
    if (!row || done.has(row.combined ?? id) || !(await isOver(context, row))) continue;
    done.add(row.combined ?? id);
    if (!(await closed(context, row))) left++;
  }
  return left;
}

/** Paused or withdrawn is another matter: that shuts starts, and lets end what was begun. */
async function isOver(context: PaymentsContext, row: PaymentRow): Promise<boolean> {
  const checkout = await loadCheckout(context, row.checkout);
  if (!checkout) return false;
  const now = context.needs.clock.now();
  // A combined order is one payment to the buyer: it stays or goes whole.
  const together = row.combined === null ? [] : checkout.payments.filter((one) => one.combined === row.combined);
  const parts = (together.length > 0 ? together : [row]).map(({ store, wallet, method, start, ...one }) => {
    const through = start.by_code ? { by_code: true as const } : {};
    const asked = { store, wallet, method, amount: amountOf(one), buyer: checkout.row.buyer, ...through };
    return { amount: asked.amount, decision: context.needs.decide(asked, now) };
  });
  const reasons = [...parts.flatMap((one) => one.decision.reasons), ...overTogether(parts)];
  return reasons.some((reason) => reason.code.startsWith("over_cap_"));
}

async function closed(context: PaymentsContext, row: PaymentRow): Promise<boolean> {
  try {
    await closeAttempt(context, await loadAttempt(context, row));
  } catch (fault) {
    context.needs.alarm("over_cap_not_closed", { payment: row.id, fault: String(fault) });
  }
  const after = await context.loads.payments.submit(row.id);
  return after !== null && !liveStates.includes(after.state);
}

import { applyMove } from "./apply.ts";
import { type Attempt, loadAttempt } from "./attempt.ts";
import type { PaymentsContext } from "./context.ts";
import { type OrderRow, type PaymentRow, readRows } from "./rows.ts";
import { askAttempt, closeAttempt, offerAttempt } from "./settle-attempt.ts";
import { liveStates } from "./states.ts";
import { undoPayments } from "./undo.ts";

/** After a payment's time at the wallet is over, its clock and ours may still differ by this much. */
const graceMs = 60_000;

/**
 * Looks after a payment that nobody was heard of: asks the wallet, starts again what a crash cut short, closes at the
 * wallet what is over or no longer needed. Never decides by the clock alone: an attempt is closed on the wallet's word,
 * or when the wallet has never seen it and the time that we gave it there is over. `known`: the payment, where it was
 * read just now.
 */
export async function lookAfter(
  context: PaymentsContext,
  id: string,
  known: PaymentRow | null = null,
): Promise<PaymentRow | null> {
  const row = known ?? (await context.loads.payments.submit(id));
  if (!row || !liveStates.includes(row.state)) return row;
  const attempt = await loadAttempt(context, row);
  const orders = await readRows<OrderRow>(
    context.needs.db,
    "orders",
    attempt.payments.map((one) => one.order_id),
  );
  const needed = attempt.payments.every((one) => {
    const order = orders.get(one.order_id);
    return order?.state === "unpaid" && order.live_payment === one.id;
  });
  if (attempt.complete) await tend(context, attempt, needed);
  else await undoPayments(context, attempt.payments);
  return await context.loads.payments.submit(id);
}

async function tend(context: PaymentsContext, attempt: Attempt, needed: boolean): Promise<void> {
  const [first] = attempt.payments;
  const now = context.needs.clock.now().getTime();
  const over = now >= first.expires_at.getTime();
  const heard = await askAttempt(context, attempt);
  const absent = heard.every((one) => one.outcome.kind === "absent");
  const waiting = heard.some((one) => one.outcome.kind === "waiting" || one.outcome.kind === "absent");
  if (absent && now >= first.expires_at.getTime() + graceMs) {
    const what = {
      kind: "closed",
      code: "expired_unseen",
      says: "The wallet never saw it, and its time is over.",
    } as const;
    await Promise.all(attempt.payments.map((row) => applyMove(context, row, what)));
  } else if (waiting && first.action === null && needed && !over && first.method !== "code") {
    // The answer to our start was lost: the same start again, under the same id, gets the code that the buyer needs.
    await offerAttempt(context, attempt);
  } else if (waiting && (over || !needed)) {
    await closeAttempt(context, attempt);
  }
}

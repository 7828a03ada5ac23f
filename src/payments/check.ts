import { loadAttempt } from "./attempt.ts";
import type { PaymentsContext } from "./context.ts";
import { ok, type Result, refuse } from "./faults.ts";
import { lookAfter } from "./look-after.ts";
import { loadCheckout } from "./read-checkout.ts";
import { closeAttempt } from "./settle-attempt.ts";
import { liveStates } from "./states.ts";
import type { PaymentView } from "./types.ts";
import { toPaymentView } from "./views.ts";

/** "Check again": asks the wallets after every attempt that may still be paid, now. */
export async function checkCheckout(context: PaymentsContext, id: string): Promise<void> {
  const loaded = await loadCheckout(context, id);
  const open = loaded?.payments.filter((row) => liveStates.includes(row.state)) ?? [];
  const groups = new Map(open.map((row) => [row.combined ?? row.id, row]));
  await Promise.all([...groups.values()].map((row) => lookAfter(context, row.id)));
}

export async function checkPayment(context: PaymentsContext, id: string): Promise<Result<PaymentView>> {
  const row = await lookAfter(context, id);
  return row ? ok(toPaymentView(row)) : refuse("not_found");
}

/** Closes an attempt at the wallet. Refused when the wallet cannot prove that nobody can pay it any more. */
export async function closePayment(context: PaymentsContext, id: string): Promise<Result<PaymentView>> {
  const row = await context.loads.payments.submit(id);
  if (!row) return refuse("not_found");
  if (!liveStates.includes(row.state)) return closed(row.state) ? ok(toPaymentView(row)) : wrong(row.state);
  await closeAttempt(context, await loadAttempt(context, row));
  const after = await context.loads.payments.submit(id);
  if (!after) return refuse("not_found");
  if (closed(after.state)) return ok(toPaymentView(after));
  return liveStates.includes(after.state) ? refuse("payment_not_closed", { state: after.state }) : wrong(after.state);
}

function closed(state: string): boolean {
  return state === "closed" || state === "refused";
}

function wrong(state: string): Result<never> {
  return refuse("payment_wrong_state", { state });
}

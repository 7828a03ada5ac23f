import { money } from "#money";
import type { AskOutcome } from "#wallets/protocol";
import type { OutcomeMove, OutcomeResult } from "./apply-outcome.ts";
import { completeCheckout } from "./complete-checkout.ts";
import type { PaymentsContext } from "./context.ts";
import type { PaymentRow } from "./rows.ts";
import { settleCaps } from "./start-caps.ts";

/** What a wallet's word means for the payment; null when it changes nothing (not heard, not there, still waiting). */
function toMove(context: PaymentsContext, row: PaymentRow, outcome: AskOutcome): OutcomeMove["what"] | null {
  switch (outcome.kind) {
    case "paid":
      return {
        kind: "paid",
        amount: outcome.amount.minor,
        currency: outcome.amount.currency,
        walletRef: outcome.walletRef,
        paidAt: outcome.paidAt,
      };
    case "refused":
    case "closed":
      return { kind: outcome.kind, code: outcome.code, says: outcome.kind === "refused" ? outcome.says : outcome.code };
    case "waiting": {
      const stage = outcome.stage ?? "offered";
      if (row.state === "waiting" && row.stage === stage && outcome.action === undefined) return null;
      return {
        kind: "offered",
        stage,
        ...(outcome.action === undefined ? {} : { action: outcome.action }),
        ...(outcome.ref === undefined ? {} : { ref: outcome.ref }),
      };
    }
    case "unknown":
      if (outcome.alarm) context.needs.alarm("wallet_word_unknown", { payment: row.id, cause: outcome.cause });
      return null;
    case "absent":
      return null;
  }
}

/** Applies a wallet's word to a payment; every road (answer, notice, question, bill) ends here. Any number of times. */
export async function applyOutcome(
  context: PaymentsContext,
  row: PaymentRow,
  outcome: AskOutcome,
): Promise<OutcomeResult["result"]> {
  const what = toMove(context, row, outcome);
  if (what === null) return "same";
  return await applyMove(context, row, what);
}

/** The buyer turned to another wallet, or the house says what no wallet needs to say (a half-made cart undone). */
export async function applyMove(
  context: PaymentsContext,
  row: PaymentRow,
  what: OutcomeMove["what"],
): Promise<OutcomeResult["result"]> {
  const done = await context.outcomes.submit({
    payment: row.id,
    place: { store: row.store, wallet_account: row.wallet_account, currency: row.currency },
    refunds: row.refunds,
    at: context.needs.clock.now(),
    what,
  });
  if (done.result === "amount_differs" || done.result === "contradiction") raise(context, row, what, done.result);
  // Also on a repeated notice: whoever died after the last order's commit left the cart open.
  if (what.kind === "paid" && done.cart) await completeCheckout(context, row.checkout);
  if (done.result === "moved") {
    context.needs.told?.outcome(row.wallet, done.to_state ?? "");
    // Should we die before it: the sweep finds what is held, the second look what was given back and is paid.
    await settleCaps(context, row, done);
    context.changed(row.checkout);
  }
  return done.result;
}

function raise(context: PaymentsContext, row: PaymentRow, what: OutcomeMove["what"], result: string): void {
  const said = what.kind === "paid" ? money(what.amount, what.currency) : null;
  context.needs.alarm(`payment_${result}`, {
    payment: row.id,
    expected: `${row.amount} ${row.currency}`,
    said: said ? `${said.minor} ${said.currency}` : null,
    wallet_ref: what.kind === "paid" ? what.walletRef : null,
  });
}

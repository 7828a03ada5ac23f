import type { AskOutcome } from "#wallets/protocol";
import { applyMove, applyOutcome } from "./apply.ts";
import type { OutcomeResult } from "./apply-outcome.ts";
import { type Attempt, callStart, loadAttempt, paymentOfWire, toCombinedSubject, toSubject } from "./attempt.ts";
import type { PaymentsContext } from "./context.ts";
import type { PaymentRow } from "./rows.ts";
import { suspendPayment } from "./suspend-payment.ts";
import { undoPayments } from "./undo.ts";
import { isHintOnly } from "./undo-charge.ts";

type Said = { row: PaymentRow; outcome: AskOutcome };
type Applied = Said & { result: OutcomeResult["result"] };

/** The wallet's word on every payment of an attempt. */
async function hear(attempt: Attempt, how: "ask" | "close"): Promise<Said[]> {
  const [first] = attempt.payments;
  if (first.combined === null) return [{ row: first, outcome: await attempt.wallet[how](toSubject(first)) }];
  if (!attempt.wallet.combined) return [];
  const parts = await attempt.wallet.combined[how](toCombinedSubject(attempt.payments));
  return parts.flatMap((part) => {
    const row = attempt.payments.find((one) => one.id === paymentOfWire(part.paymentId));
    return row ? [{ row, outcome: part.outcome }] : [];
  });
}

/** The wallet's answer to our own question: the only word on which another amount than was asked is believed. */
async function applyAnswers(context: PaymentsContext, heard: readonly Said[]): Promise<Applied[]> {
  return await Promise.all(
    heard.map(async ({ row, outcome }) => {
      const result = await applyOutcome(context, row, outcome);
      if (result !== "amount_differs" || outcome.kind !== "paid") return { row, outcome, result };
      return { row, outcome, result: await suspendPayment(context, row, outcome) };
    }),
  );
}

/** Asks the wallet and applies what it says. Answers what was heard and what it did. */
export async function askAttempt(context: PaymentsContext, attempt: Attempt): Promise<Applied[]> {
  return await applyAnswers(context, await hear(attempt, "ask"));
}

/**
 * Applies a word that nobody asked for (a notice, a bill). One of another amount is not believed as it is: the wallet
 * is asked, and what it answers is applied. Where it cannot be asked, the word stays unbelieved (`amount_differs`).
 */
export async function applyUnasked(
  context: PaymentsContext,
  row: PaymentRow,
  outcome: AskOutcome,
): Promise<OutcomeResult["result"]> {
  // What another wallet's user pays has two halves, and this word tells of one alone: both are asked.
  const hint = outcome.kind === "paid" && (await isHintOnly(context, row));
  const result = hint ? "amount_differs" : await applyOutcome(context, row, outcome);
  if (result !== "amount_differs") return result;
  const heard = await askAttempt(context, await loadAttempt(context, row));
  const own = heard.find((one) => one.row.id === row.id);
  return own?.outcome.kind === "paid" ? own.result : result;
}

/** Closes an attempt at the wallet and applies what it says; what it cannot prove closed is left as it is. */
export async function closeAttempt(context: PaymentsContext, attempt: Attempt): Promise<Said[]> {
  return await applyAnswers(context, await hear(attempt, "close"));
}

/** The buyer turns to another wallet: closed if the wallet can prove it, otherwise abandoned (it may still be paid). */
export async function leaveAttempt(context: PaymentsContext, attempt: Attempt): Promise<void> {
  if (!attempt.complete) return await undoPayments(context, attempt.payments);
  const heard = await closeAttempt(context, attempt);
  const unproven = attempt.payments.filter((row) => {
    const kind = heard.find((one) => one.row.id === row.id)?.outcome.kind;
    return kind !== "closed" && kind !== "refused" && kind !== "paid";
  });
  await Promise.all(unproven.map((row) => applyMove(context, row, { kind: "left" })));
}

/**
 * Leaves every attempt that these payments belong to. Where a wallet cannot even be connected (its account is gone, its
 * certificates are out of reach), nothing can be proven: the attempt is abandoned, and the buyer is not held up.
 */
export async function leaveAll(context: PaymentsContext, live: readonly PaymentRow[]): Promise<void> {
  const groups = Map.groupBy(live, (row) => row.combined ?? row.id);
  for (const rows of groups.values()) {
    try {
      await leaveAttempt(context, await loadAttempt(context, rows[0] as PaymentRow));
    } catch (fault) {
      if (await context.needs.wallet((rows[0] as PaymentRow).wallet_account).catch(() => null)) throw fault;
      context.needs.alarm("wallet_not_connected", { payment: rows[0]?.id, fault: String(fault) });
      await Promise.all(rows.map((row) => applyMove(context, row, { kind: "left" })));
    }
  }
}

/** Offers an attempt to the wallet and applies its answer; `moved` when every payment of it moved on that answer. */
export async function offerAttempt(
  context: PaymentsContext,
  attempt: Attempt,
): Promise<{ outcome: AskOutcome; moved: boolean }> {
  const outcome = await callStart(context, attempt);
  const results = await Promise.all(attempt.payments.map((row) => applyOutcome(context, row, outcome)));
  return { outcome, moved: results.every((result) => result === "moved") };
}

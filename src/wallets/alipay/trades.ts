import type { AskOutcome, PayMethod, PayOutcome } from "../protocol.ts";
import { judge, newWord, notKnown, tradeOutcome } from "./outcome.ts";
import { fieldText, type Wire } from "./wire.ts";

/** The trade's state at Alipay. `absent` is normal for a QR that nobody scanned and a page that nobody opened. */
export async function askTrade(wire: Wire, paymentId: string, method: PayMethod, now: () => Date): Promise<AskOutcome> {
  const judged = judge("ask", await wire.call("alipay.trade.query", { out_trade_no: paymentId }));
  if (judged.verdict === "absent") return { kind: "absent" };
  if (judged.verdict !== "ok") return notKnown(judged);
  // An answer about another order, however well signed, says nothing about ours.
  if (fieldText(judged.fields, "out_trade_no") !== paymentId) return newWord("the state of another order");
  return tradeOutcome(judged.fields, method, now());
}

/** As askTrade, where the caller has been told that the trade exists. */
export async function lookAtTrade(
  wire: Wire,
  paymentId: string,
  method: PayMethod,
  now: () => Date,
): Promise<PayOutcome> {
  const outcome = await askTrade(wire, paymentId, method, now);
  return outcome.kind === "absent" ? { kind: "unknown", cause: "Alipay told of this trade, then knew none" } : outcome;
}

/**
 * Closes an unpaid trade. TRADE_NOT_EXIST is no close: the QR or page may still be scanned or opened, so the attempt
 * goes on waiting until its time_expire, and the house leaves it as abandoned.
 */
export async function closeTrade(
  wire: Wire,
  paymentId: string,
  method: PayMethod,
  now: () => Date,
): Promise<PayOutcome> {
  const judged = judge("close", await wire.call("alipay.trade.close", { out_trade_no: paymentId }));
  if (judged.verdict === "ok") return { kind: "closed", code: "TRADE_CLOSED" };
  if (judged.verdict === "unopened") return { kind: "waiting", stage: "offered" };
  if (judged.verdict === "look") return lookAtTrade(wire, paymentId, method, now);
  if (judged.verdict === "waiting") return { kind: "waiting" };
  return notKnown(judged);
}

/** What alipay.trade.cancel did: `closed` an unpaid trade, gave a paid one's money back, or found none. */
export type CancelOutcome = { kind: "closed" | "refunded" | "absent" } | Extract<PayOutcome, { kind: "unknown" }>;

/** Undoes an order whose fate is unclear (for payer codes). Safe to repeat; a paid one's money goes back. */
export async function cancelTrade(wire: Wire, paymentId: string): Promise<CancelOutcome> {
  const judged = judge("close", await wire.call("alipay.trade.cancel", { out_trade_no: paymentId }));
  if (judged.verdict === "unopened") return { kind: "absent" };
  if (judged.verdict !== "ok") return notKnown(judged);
  if (fieldText(judged.fields, "retry_flag") === "Y") return { kind: "unknown", cause: "Alipay asks to cancel again" };
  const action = fieldText(judged.fields, "action");
  if (action === "close") return { kind: "closed" };
  if (action === "refund") return { kind: "refunded" };
  return action === "" ? { kind: "absent" } : newWord(`cancel action "${action}"`);
}

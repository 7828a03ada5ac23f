import type { AcceptOutcome, AcceptRequest, AcquiringWallet } from "../protocol.ts";
import { judge, newWord, notKnown, tradeOutcome } from "./outcome.ts";
import { acceptBiz, type Period } from "./requests.ts";
import { fieldText, type Wire } from "./wire.ts";

/**
 * Pays our merchant for what another wallet's user paid. A SIMULATION: Alipay has published no such call. Its name, its
 * fields and its answer are our own, in the manner of its other calls; the trade that it makes is one like any other,
 * found by Alipay's own queries, notices, refunds and bills.
 */
export const acceptMethod = "alipay.trade.acceptance.create";

export function makeAcquiring(wire: Wire, period: Period, now: () => Date): AcquiringWallet {
  return { accept: (request) => accept(wire, period, request, now) };
}

async function accept(wire: Wire, period: Period, request: AcceptRequest, now: () => Date): Promise<AcceptOutcome> {
  const { noticeUrl, paymentId } = request;
  const judged = judge("start", await wire.call(acceptMethod, acceptBiz(request, period), { noticeUrl }));
  const { verdict, code, says, fields } = judged;
  // That the number stands for something else there proves nothing of this payment: it stays unknown, with an alarm.
  if (verdict === "refused" || verdict === "closed") return { kind: "refused", code, says };
  if (verdict !== "ok") return notKnown(judged);
  if (fieldText(fields, "out_trade_no") !== paymentId) return newWord("the payment of another order");
  const outcome = tradeOutcome({ trade_status: "TRADE_SUCCESS", ...fields }, "code", now());
  if (outcome.kind === "paid")
    return { kind: "accepted", walletRef: outcome.walletRef, amount: outcome.amount, paidAt: outcome.paidAt };
  return outcome.kind === "unknown" ? outcome : newWord(`accepted, yet ${outcome.kind}`);
}

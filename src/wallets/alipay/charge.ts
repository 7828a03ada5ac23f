import type { ChargeRequest, ChargeWallet, PayOutcome } from "../protocol.ts";
import { judge, newWord, notKnown, tradeOutcome } from "./outcome.ts";
import { orderBiz, type Period, productCodes } from "./requests.ts";
import { askTrade, cancelTrade } from "./trades.ts";
import { fieldText, type Wire } from "./wire.ts";

/** alipay.trade.pay with a bar code (or a face token), asked for by trade.query and reversed by trade.cancel. */
export function makeCharge(wire: Wire, period: Period, now: () => Date): ChargeWallet {
  return {
    charge: (request) => charge(wire, period, request, now),
    ask: ({ paymentId, method }) => askTrade(wire, paymentId, method, now),
    async reverse({ paymentId, method }) {
      const found = await askTrade(wire, paymentId, method, now);
      if (found.kind !== "waiting" && found.kind !== "absent") return found;
      const cancelled = await cancelTrade(wire, paymentId);
      if (cancelled.kind === "unknown") return cancelled;
      // Absent: the charge never arrived. A code is dead after a minute, and its request is never sent twice.
      return { kind: "closed", code: `cancel ${cancelled.kind}` };
    },
  };
}

async function charge(wire: Wire, period: Period, request: ChargeRequest, now: () => Date): Promise<PayOutcome> {
  const { payerCode, noticeUrl, ...order } = request;
  const whole = { ...order, noticeUrl, method: "code", device: "phone", returnUrl: "" } as const;
  const biz = {
    ...orderBiz(whole, productCodes.faceToFace, period),
    auth_code: payerCode,
    scene: payerCode.startsWith("fp") ? "security_code" : "bar_code",
  };
  const judged = judge("start", await wire.call("alipay.trade.pay", biz, { noticeUrl }));
  const { verdict, code, says, fields } = judged;
  if (verdict === "ok") {
    if (fieldText(fields, "out_trade_no") !== request.paymentId) return newWord("the payment of another order");
    return tradeOutcome({ trade_status: "TRADE_SUCCESS", ...fields }, "code", now());
  }
  if (verdict === "refused") return { kind: "refused", code, says };
  if (verdict === "closed") return { kind: "closed", code };
  if (verdict === "waiting" && code === "10003") return { kind: "waiting", stage: "paying" };
  // Too little money and the like: the trade stands, and at a till there is no second try.
  if (verdict === "waiting") return { kind: "waiting", stage: "paying", hopeless: { code, says } };
  return notKnown(judged);
}

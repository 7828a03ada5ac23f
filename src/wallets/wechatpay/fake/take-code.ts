import { type Context, newPrepayId, newTransactionId, nowMs, openidOf } from "./context.ts";
import { receivePayment, takeForRefund } from "./funds.ts";
import { checkSubMerchant, newOrder } from "./orders.ts";
import { keyOf, type Order } from "./state.ts";

export type CodeCharge = {
  outTradeNo: string;
  description: string;
  total: number;
  subMchid: string | null;
  sharing: boolean;
  authCode: string;
};

/** `paid` at once, `asking` for a password, or why nothing was taken. */
export type Charged =
  | { kind: "paid"; order: Order }
  | { kind: "asking" | "done" | "not_a_code" | "invalid" | "over" | "poor" };

/** Charges a payer's code, whichever protocol asked for it. The same order again is told what became of it. */
export function takeCode(context: Context, asked: CodeCharge): Charged {
  if (!/^1[0-5]\d{16}$/.test(asked.authCode)) return { kind: "not_a_code" };
  const { appid, mchid } = context.credentials;
  const merchant = asked.subMchid ?? mchid;
  const known = context.store.orders.get(keyOf(merchant, asked.outTradeNo));
  if (known) return { kind: known.state === "NOTPAY" ? "asking" : "done" };
  if (asked.subMchid !== null) checkSubMerchant(context, asked.subMchid);
  const taken = context.payerCodes.take(asked.authCode, asked.outTradeNo);
  if (taken === "unknown" || taken === "used") return { kind: "invalid" };
  if (taken === "over") return { kind: "over" };
  if (taken.mood === "insufficient") return { kind: "poor" };
  const order: Order = {
    ...newOrder(merchant, asked.outTradeNo, "native", { description: asked.description }),
    ...{ path: "micropay", mchid, subMchid: asked.subMchid, appid, subAppid: null },
    ...{ total: asked.total, offer: newPrepayId(context) },
    ...(asked.sharing ? { sharing: true } : {}),
  };
  context.store.addOrder(order);
  if (context.payerCodes.asks(taken, BigInt(order.total))) {
    confirmOnPhone(context, order, taken.code);
    return { kind: "asking" };
  }
  order.state = "SUCCESS";
  order.paidAt = nowMs(context);
  order.transactionId = newTransactionId(context);
  order.payer = openidOf(order.appid, taken.buyer);
  context.store.addOrder(order);
  receivePayment(context, order);
  return { kind: "paid", order };
}

/** The phone knows the payer's code as an order to confirm. No notice follows: code payments have none. */
function confirmOnPhone(context: Context, order: Order, code: string): void {
  context.store.addOffer({
    ...{ prepayId: order.offer, code, path: "native", request: "", notifyUrl: "", combined: null, openid: null },
    ...{ orders: [keyOf(order.merchant, order.outTradeNo)], subOpenid: null },
    ...{ offeredAt: nowMs(context), expireAt: nowMs(context) + 3_600_000 },
  });
}

/** What was not paid ends; what was paid goes back, and stands in no bill here (the real one's line is not known). */
export function reverseOrder(context: Context, order: Order): void {
  if (order.state === "CLOSED" || order.state === "REVOKED") return;
  if (order.paidAt !== null) takeForRefund(context, order, order.total - order.refunded);
  order.state = "REVOKED";
  order.paidAt = null;
}

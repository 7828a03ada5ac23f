import { wireTime } from "../time.ts";
import type { JsonObject } from "../wire.ts";
import { parameterFault, type Result, WireFault } from "./answer.ts";
import { at, canonical, check, noticeUrl, type Rule } from "./check.ts";
import { type Context, newRefundId, nowMs } from "./context.ts";
import { takeAdvance, takeForRefund } from "./funds.ts";
import { queueNotice } from "./notices.ts";
import { text } from "./orders.ts";
import { keyOf, type Order, type Refund } from "./state.ts";
import { sealedNotice } from "./v2-fields.ts";

const yearMs = 365 * 86_400_000;
/** How long a refund is under way; the real one takes seconds to days. */
export const settleMs = 2_000;

/** What every way of asking for a refund demands; each has its own word on the currency. */
export const refundRules: readonly Rule[] = [
  { at: "out_refund_no", is: "text", min: 1, max: 64, like: /^[0-9a-zA-Z_\-|*@]+$/ },
  { at: "reason", is: "text", max: 80, optional: true },
  { at: "notify_url", ...noticeUrl, optional: true },
  { at: "amount", is: "object" },
  { at: "amount.refund", is: "whole", min: 1 },
  { at: "amount.total", is: "whole", min: 1 },
];
const rules: readonly Rule[] = [...refundRules, { at: "amount.currency", is: "text", like: /^CNY$/ }];

const refuse = (message: string): WireFault => new WireFault(400, "INVALID_REQUEST", message, 268_435_461);

export function createRefund(context: Context, body: JsonObject): Result {
  check(body, rules);
  const order = orderOf(context, body);
  const outRefundNo = body["out_refund_no"] as string;
  const request = canonical(body);
  const known = context.store.refunds.get(keyOf(order.merchant, outRefundNo));
  if (known) {
    if (known.request !== request) throw refuse("请求重入时，参数与首次请求时不一致");
    return { status: 200, json: refundView(context, known) };
  }
  const amount = at(body, "amount.refund") as number;
  const fault = refundFault(context, order, amount, at(body, "amount.total"));
  if (fault) throw refuse(refundRefusals[fault]);
  const refund = openRefund(context, order, { outRefundNo, amount, request, notifyUrl: text(body, "notify_url") });
  return { status: 200, json: refundView(context, refund) };
}

export const refundRefusals = {
  unpaid: "订单未支付，不能退款",
  mismatch: "订单金额或退款金额与之前请求不一致，请核实后再试",
  overdue: "订单已超过可退款的最大期限（一年）",
  over: "申请退款金额大于可退金额",
  many: "部分退款次数超过 50 次",
} as const;

/** Why this much of the order cannot go back, whichever protocol asks; null: it can. */
export function refundFault(
  context: Context,
  order: Order,
  amount: number,
  total: unknown,
): keyof typeof refundRefusals | null {
  if (order.paidAt === null) return "unpaid";
  if (total !== order.total) return "mismatch";
  if (nowMs(context) - order.paidAt > yearMs) return "overdue";
  if (order.refunded + amount > order.total) return "over";
  return order.refundCount >= 50 ? "many" : null;
}

type RefundDraft = Pick<Refund, "outRefundNo" | "amount" | "request" | "notifyUrl" | "v2" | "advance">;

/** Takes the money and keeps the refund. */
export function openRefund(context: Context, order: Order, draft: RefundDraft): Refund {
  if (draft.advance) takeAdvance(context, draft.amount);
  else takeForRefund(context, order, draft.amount);
  order.refunded += draft.amount;
  order.refundCount += 1;
  order.state = "REFUND";
  const refund: Refund = {
    ...draft,
    refundId: newRefundId(context),
    order: keyOf(order.merchant, order.outTradeNo),
    createdAt: nowMs(context),
    dueAt: nowMs(context) + settleMs,
    status: "PROCESSING",
    successAt: null,
    signer: context.named,
  };
  context.store.addRefund(refund);
  return refund;
}

/** The order that a refund names, by either number. */
export function orderOf(context: Context, body: JsonObject): Order {
  const transactionId = text(body, "transaction_id");
  const outTradeNo = text(body, "out_trade_no");
  if (!transactionId && !outTradeNo)
    throw parameterFault({
      field: "/transaction_id",
      issue: "transaction_id 与 out_trade_no 必传其一",
      location: "body",
    });
  const merchant = text(body, "sub_mchid") ?? context.credentials.mchid;
  const { orders, byTransaction } = context.store;
  const order = transactionId ? byTransaction.get(transactionId) : orders.get(keyOf(merchant, outTradeNo ?? ""));
  if (!order || order.merchant !== merchant || (outTradeNo && order.outTradeNo !== outTradeNo))
    throw new WireFault(404, "RESOURCE_NOT_EXISTS", "订单不存在", 268_512_771);
  return order;
}

export function findRefund(context: Context, outRefundNo: string, subMchid: string | null): Refund {
  const refund = context.store.refunds.get(keyOf(subMchid ?? context.credentials.mchid, outRefundNo));
  if (!refund) throw new WireFault(404, "RESOURCE_NOT_EXISTS", "退款单不存在", 268_512_771);
  return refund;
}

/** Moves the refunds whose time has come, and tells the merchant. */
export function settleRefunds(context: Context): void {
  if (context.faults.refund_stuck) return;
  for (const refund of context.store.processing) {
    if (refund.dueAt > nowMs(context)) continue;
    context.store.processing.delete(refund);
    refund.status = context.faults.refund_abnormal ? "ABNORMAL" : "SUCCESS";
    refund.successAt = refund.status === "SUCCESS" ? nowMs(context) : null;
    if (!refund.notifyUrl) continue;
    queueNotice(context, {
      to: refund.notifyUrl,
      type: `REFUND.${refund.status}`,
      originalType: "refund",
      summary: refund.status === "SUCCESS" ? "退款成功" : "退款异常",
      about: refund.outRefundNo,
      ...(refund.v2 ? sealedNotice(context, refund) : { plain: refundNotice(context, refund) }),
      signer: refund.signer,
    });
  }
}

const receivedAt = "支付用户零钱";

function amounts(order: Order, refund: Refund): JsonObject {
  return { total: order.total, refund: refund.amount, payer_total: order.total, payer_refund: refund.amount };
}

export function refundView(context: Context, refund: Refund): JsonObject {
  const order = context.store.order(refund.order);
  return {
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    transaction_id: order.transactionId,
    out_trade_no: order.outTradeNo,
    channel: refund.receivedAt === undefined ? "ORIGINAL" : "OTHER_BANKCARD",
    user_received_account: refund.receivedAt ?? receivedAt,
    ...(refund.successAt === null ? {} : { success_time: wireTime(new Date(refund.successAt)) }),
    create_time: wireTime(new Date(refund.createdAt)),
    status: refund.status,
    funds_account: "AVAILABLE",
    amount: {
      ...amounts(order, refund),
      from: [],
      settlement_refund: refund.amount,
      settlement_total: order.total,
      discount_refund: 0,
      currency: "CNY",
    },
    promotion_detail: [],
  };
}

/** The notice says refund_status where the answer says status, and names no currency. */
function refundNotice(context: Context, refund: Refund): JsonObject {
  const order = context.store.order(refund.order);
  return {
    ...(order.subMchid ? { sp_mchid: order.mchid, sub_mchid: order.subMchid } : { mchid: order.mchid }),
    transaction_id: order.transactionId,
    out_trade_no: order.outTradeNo,
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    refund_status: refund.status,
    ...(refund.successAt === null ? {} : { success_time: wireTime(new Date(refund.successAt)) }),
    user_received_account: refund.receivedAt ?? receivedAt,
    amount: amounts(order, refund),
  };
}

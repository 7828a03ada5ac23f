import type { V2Fields } from "../v2.ts";
import type { Context } from "./context.ts";
import { openRefund, refundFault } from "./refunds.ts";
import { keyOf, type Order, type Refund } from "./state.ts";
import { NotTaken, needText, no, refundFields, refundFieldsAt, wholeFen } from "./v2-fields.ts";
import { findV2 } from "./v2-orders.ts";

/** Refunds on the older protocol: /secapi/pay/refund and /pay/refundquery. */

/**
 * Codes from the wallet's table of a refund's errors; ERROR's two sentences are in public programs' logs, which code
 * goes with "many" is remembered, not verified.
 */
const refusals = {
  unpaid: ["ORDERNOTEXIST", "订单不存在或未支付"],
  mismatch: ["REFUND_FEE_MISMATCH", "订单金额或退款金额与之前请求不一致，请核实后再试"],
  overdue: ["TRADE_OVERDUE", "订单已经超过退款期限"],
  over: ["ERROR", "累计退款金额大于支付金额"],
  many: ["ERROR", "部分退款次数超过50次"],
} as const;

function refused(fault: keyof typeof refusals): V2Fields {
  const [code, says] = refusals[fault];
  return no(code, says);
}

export function refundV2(context: Context, fields: V2Fields): V2Fields {
  const outRefundNo = needText(fields, "out_refund_no", 64);
  if (!/^[0-9A-Za-z_\-|*@]+$/.test(outRefundNo)) throw new NotTaken("out_refund_no参数格式错误");
  const total = wholeFen(needText(fields, "total_fee", 11));
  const amount = wholeFen(needText(fields, "refund_fee", 11));
  if (total === null) throw new NotTaken("invalid total_fee");
  if (amount === null || amount > total) throw new NotTaken("invalid refund_fee");
  const notifyUrl = fields["notify_url"] || null;
  if (notifyUrl !== null && !/^https?:\/\/[^?#\s]{1,245}$/.test(notifyUrl)) throw new NotTaken("invalid notify_url");
  const order = findV2(context, fields);
  if (!order) return no("ORDERNOTEXIST", "订单不存在");
  const known = context.store.refunds.get(keyOf(order.merchant, outRefundNo));
  if (known) return repeat(context, order, known, amount);
  const fault = refundFault(context, order, amount, total);
  if (fault === "over" && order.refunded === order.total) return no("ERROR", "订单已全额退款");
  if (fault) return refused(fault);
  const request = `v2 ${order.outTradeNo} ${amount}`;
  return refundFields(order, openRefund(context, order, { outRefundNo, amount, request, notifyUrl, v2: true }));
}

/** The same number is the same refund. */
function repeat(context: Context, order: Order, known: Refund, amount: number): V2Fields {
  const isSame = context.store.order(known.order) === order && known.amount === amount;
  return isSame ? refundFields(order, known) : refused("mismatch");
}

/** Ten at once; further ones by offset. */
const pageSize = 10;

export function refundQueryV2(context: Context, fields: V2Fields): V2Fields {
  const offset = fields["offset"] || "0";
  if (!/^\d{1,4}$/.test(offset)) return no("PARAM_ERROR", "offset 格式错误");
  const found = findRefunds(context, fields);
  const [first] = found;
  if (!first) return no("REFUNDNOTEXIST", "not exist");
  const order = context.store.order(first.order);
  const page = found.slice(Number.parseInt(offset, 10)).slice(0, pageSize);
  if (page.length === 0) return no("PARAM_ERROR", "offset 超过退款笔数");
  const total = order.total.toString();
  const fees = page.reduce((sum, refund) => sum + refund.amount, 0);
  return {
    ...{ transaction_id: order.transactionId ?? "", out_trade_no: order.outTradeNo, total_fee: total },
    ...{ settlement_total_fee: total, fee_type: "CNY", cash_fee: total, refund_fee: fees.toString() },
    ...{ total_refund_count: order.refundCount.toString(), refund_count: page.length.toString() },
    ...Object.fromEntries(page.flatMap((refund, at) => Object.entries(refundFieldsAt(refund, at)))),
  };
}

/** refund_id counts before out_refund_no, that before the order's two numbers. */
function findRefunds(context: Context, fields: V2Fields): Refund[] {
  const { refunds } = context.store;
  const merchant = fields["sub_mch_id"] || context.credentials.mchid;
  const own = [...refunds.values()].filter((one) => context.store.order(one.order).merchant === merchant);
  if (fields["refund_id"]) return own.filter((one) => one.refundId === fields["refund_id"]);
  if (fields["out_refund_no"]) {
    const refund = refunds.get(keyOf(merchant, fields["out_refund_no"]));
    return refund ? [refund] : [];
  }
  const order = findV2(context, fields);
  return order ? own.filter((one) => one.order === keyOf(merchant, order.outTradeNo)) : [];
}

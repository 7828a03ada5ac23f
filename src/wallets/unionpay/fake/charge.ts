import type { Fields } from "../sign.ts";
import { no } from "./check.ts";
import { findOrder, isRefusal, takeOrder } from "./orders.ts";
import { payOrder } from "./phone.ts";
import { paidFields } from "./told.ts";
import { nowMs, type World } from "./world.ts";

const ok = { respCode: "00", respMsg: "成功[0000000]" };

/** Consume by scan: qrNo is the payer's code. 05 while the payer's app asks for a password. */
export function charge(world: World, fields: Fields): Fields {
  const code = fields["qrNo"] ?? "";
  if (!/^62\d{17}$/.test(code)) return no("10", "报文格式错误[qrNo]");
  const known = findOrder(world, fields["orderId"] ?? "", fields["txnTime"] ?? "");
  if (known) return no("12", "重复交易[orderId]");
  const taken = world.payerCodes.take(code, fields["orderId"] ?? "");
  if (typeof taken === "string") return no("60", "付款码无效或已过期[qrNo]");
  const order = takeOrder(world, fields, "charge", code);
  if (isRefusal(order)) return order;
  order.opened = true;
  if (taken.mood === "insufficient") {
    order.failed = "64";
    return no("64", "余额不足");
  }
  if (world.payerCodes.asks(taken, order.amount)) return { respCode: "05", respMsg: "交易处理中，等待付款人输入密码" };
  payOrder(world, order, taken.buyer);
  return { ...ok, ...paidFields(order) };
}

/** 99/01: an unpaid order ends; a paid one's money goes back, without a return of its own. */
export function reverse(world: World, fields: Fields): Fields {
  const order = findOrder(world, fields["orderId"] ?? "", fields["txnTime"] ?? "");
  if (order?.kind !== "charge") return no("34", "查无此交易[orderId,txnTime]");
  order.expiresAt = Math.min(order.expiresAt, nowMs(world));
  order.voided = true;
  return ok;
}

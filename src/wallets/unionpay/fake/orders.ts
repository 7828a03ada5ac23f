import type { Fields } from "../sign.ts";
import { fromShanghaiText, shanghaiText } from "../time.ts";
import { amountOf, fingerprint, no, type Refusal } from "./check.ts";
import { tellOfReturn } from "./notices.ts";
import { type FakeOrder, type FakeReturn, returnedOf } from "./state.ts";
import { paidFields, returnFields } from "./told.ts";
import { newNumber, nowMs, type World } from "./world.ts";

const ok = { respCode: "00", respMsg: "成功[0000000]" };

export function findOrder(world: World, orderId: string, txnTime: string): FakeOrder | undefined {
  return world.state.orders.find((order) => order.orderId === orderId && order.txnTime === txnTime);
}

/** Takes an order in. The same number again: the same answer for the same request, else 12. */
export function takeOrder(world: World, fields: Fields, kind: FakeOrder["kind"], page = ""): FakeOrder | Refusal {
  const amount = amountOf(fields);
  if (amount === null) return no("10", "报文格式错误[txnAmt]");
  if (!/^https?:\/\//.test(fields["backUrl"] ?? "")) return no("10", "报文格式错误[backUrl]");
  const [orderId = "", txnTime = ""] = [fields["orderId"], fields["txnTime"]];
  const known = findOrder(world, orderId, txnTime);
  if (known) return known.fingerprint === fingerprint(fields) ? known : no("12", "重复交易[orderId]");
  const timeout = fromShanghaiText(fields["payTimeout"] ?? "")?.getTime() ?? nowMs(world) + 3_600_000;
  if (timeout <= nowMs(world)) return no("39", "订单已超时[payTimeout]");
  const number = newNumber(world);
  const codes = { charge: page, code: `https://qr.95516.com/00010000/${number}`, app: number, page };
  const order: FakeOrder = {
    ...{ orderId, txnTime, amount, kind, fingerprint: fingerprint(fields), code: codes[kind] },
    ...{ title: fields["orderDesc"] ?? "", backUrl: fields["backUrl"] ?? "", frontUrl: fields["frontUrl"] ?? null },
    ...{ subMerchant: fields["subMerId"] ?? null, expiresAt: timeout, opened: false, failed: null },
    ...{ queryId: null, paidAt: null, buyer: null, voided: false },
  };
  world.state.orders.push(order);
  return order;
}

export const isRefusal = (given: FakeOrder | Refusal): given is Refusal => "respCode" in given;

/** 04 gives back any part of a paid order; 31 all of one that was paid today. */
export function takeReturn(world: World, fields: Fields, kind: FakeReturn["kind"]): Fields {
  const amount = amountOf(fields);
  if (amount === null) return no("10", "报文格式错误[txnAmt]");
  const [orderId = "", txnTime = ""] = [fields["orderId"], fields["txnTime"]];
  const known = world.state.returns.find((one) => one.orderId === orderId && one.txnTime === txnTime);
  if (known) return no("12", "重复交易[orderId]");
  const order = world.state.orders.find(({ queryId }) => queryId !== null && queryId === fields["origQryId"]);
  if (!order || order.paidAt === null || order.voided) return no("35", "原交易不存在或状态不正确[origQryId]");
  const left = order.amount - returnedOf(world.state, order);
  if (amount > left) return no("36", "与原交易信息不符[txnAmt]");
  const today = shanghaiText(world.outside.now()).slice(0, 8);
  if (kind === "void" && (amount !== order.amount || shanghaiText(new Date(order.paidAt)).slice(0, 8) !== today))
    return no("35", "只能撤销当日的整笔交易");
  const { refund_stuck, refund_abnormal } = world.knobs;
  const made: FakeReturn = {
    ...{ kind, orderId, txnTime, amount, fingerprint: fingerprint(fields), of: order.queryId ?? "" },
    ...{ queryId: newNumber(world), backUrl: fields["backUrl"] ?? "", at: nowMs(world) },
    result: refund_stuck ? "05" : refund_abnormal ? "60" : "00",
  };
  world.state.returns.push(made);
  if (kind === "void") order.voided = true;
  if (made.result !== "05") tellOfReturn(world, made);
  return { ...ok, queryId: made.queryId, origQryId: made.of, txnAmt: amount.toString() };
}

/** When the knob is cleared, what was stuck ends well. */
export function finishStuck(world: World): void {
  for (const one of world.state.returns.filter(({ result }) => result === "05")) {
    one.result = "00";
    tellOfReturn(world, one);
  }
}

export function query(world: World, fields: Fields): Fields {
  const [orderId = "", txnTime = ""] = [fields["orderId"], fields["txnTime"]];
  const order = findOrder(world, orderId, txnTime);
  if (order?.opened && !(order.kind === "charge" && order.voided)) return { ...ok, ...orderFields(order) };
  const back = world.state.returns.find((one) => one.orderId === orderId && one.txnTime === txnTime);
  return back ? { ...ok, ...returnFields(back) } : no("34", "查无此交易[orderId,txnTime]");
}

function orderFields(order: FakeOrder): Fields {
  const paid = order.paidAt !== null;
  return {
    txnType: "01",
    origRespCode: paid ? "00" : (order.failed ?? "05"),
    origRespMsg: paid ? "成功[0000000]" : "交易处理中",
    ...paidFields(order),
  };
}

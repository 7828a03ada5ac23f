import { wireTime } from "../time.ts";
import { type JsonObject, objectsAt } from "../wire.ts";
import { parameterFault, type Result, WireFault } from "./answer.ts";
import { canonical, check, type Rule } from "./check.ts";
import { type Context, digits, nowMs } from "./context.ts";
import { fundsSettleMs, holdEnds, notEnough } from "./funds.ts";
import type { FakeShare } from "./funds-state.ts";
import { checkSubMerchant, text } from "./orders.ts";
import { keyOf, type Order } from "./state.ts";

/** The two families of calls name the same things differently. */
export type Form = "partner" | "ecommerce";

const number = { is: "text", min: 1, max: 64, like: /^[0-9a-zA-Z_\-|*@]+$/ } as const;
const accountAt = (form: Form): string => (form === "partner" ? "account" : "receiver_account");
export const receiverTypes = /^(MERCHANT_ID|PERSONAL_OPENID|PERSONAL_SUB_OPENID)$/;

const rules = (form: Form): readonly Rule[] => [
  { at: "transaction_id", is: "text", max: 64 },
  { at: "out_order_no", ...number },
  { at: "receivers", is: "list", min: 1, max: 50 },
  { at: form === "partner" ? "unfreeze_unsplit" : "finish", is: "flag" },
  { at: "sub_mchid", is: "text", max: 32, optional: form === "partner" },
];

const receiverRules = (form: Form): readonly Rule[] => [
  { at: "type", is: "text", like: receiverTypes },
  { at: accountAt(form), is: "text", min: 1, max: 64 },
  { at: "amount", is: "whole", min: 1 },
  { at: "description", is: "text", min: 1, max: 80 },
];

export const refuse = (message: string): WireFault => new WireFault(400, "INVALID_REQUEST", message, 268_435_461);

export function createShare(context: Context, form: Form, body: JsonObject): Result {
  check(body, rules(form));
  const parts = objectsAt(body, "receivers");
  for (const [index, part] of parts.entries()) check(part, receiverRules(form), `/receivers/${index}`);
  const order = heldOrder(context, body);
  const known = repeated(context, order, body);
  if (known) return { status: 200, json: shareView(form, known) };
  checkReady(context, order);
  const receivers = parts.map((part) => ({
    type: part["type"] as string,
    account: part[accountAt(form)] as string,
    amount: part["amount"] as number,
    description: part["description"] as string,
    result: "PENDING" as const,
    failReason: null,
    detailId: `3600${digits(context, 26)}`,
  }));
  const amount = receivers.reduce((sum, part) => sum + part.amount, 0);
  checkShare(context, form, order, receivers, amount);
  order.held = (order.held ?? 0) - amount;
  const letsGo = body[form === "partner" ? "unfreeze_unsplit" : "finish"] === true;
  const share = openShare(context, order, body, { receivers, released: letsGo ? order.held : 0 });
  if (letsGo) order.held = 0;
  return { status: 200, json: shareView(form, share) };
}

/** Lets all that is held go: unfreeze, or finish-order. */
export function finishShares(context: Context, form: Form, body: JsonObject): Result {
  check(body, [
    { at: "transaction_id", is: "text", max: 64 },
    { at: "out_order_no", ...number },
    { at: "description", is: "text", min: 1, max: 80 },
    { at: "sub_mchid", is: "text", max: 32, optional: form === "partner" },
  ]);
  const order = heldOrder(context, body);
  const known = repeated(context, order, body);
  if (!known) checkReady(context, order);
  const share = known ?? openShare(context, order, body, { receivers: [], released: order.held ?? 0 });
  if (!known) order.held = 0;
  if (form === "partner") return { status: 200, json: shareView(form, share) };
  const { status: _, receivers: __, ...named } = shareView(form, share);
  return { status: 200, json: named };
}

/** The paid order that a call names; PROFIT SHARING must have been asked for when it was made. */
function heldOrder(context: Context, body: JsonObject): Order {
  const sub = text(body, "sub_mchid");
  if (sub !== null) checkSubMerchant(context, sub);
  const order = orderOf(context, text(body, "transaction_id") ?? "", sub);
  const appid = text(body, "appid");
  if (appid !== null && appid !== context.credentials.appid)
    throw new WireFault(400, "APPID_MCHID_NOT_MATCH", "appid 与商户号不匹配", 268_445_527);
  return order;
}

export function orderOf(context: Context, transactionId: string, sub: string | null): Order {
  const order = context.store.byTransaction.get(transactionId);
  if (!order || (sub !== null && order.merchant !== sub) || order.paidAt === null)
    throw new WireFault(404, "RESOURCE_NOT_EXISTS", "订单不存在", 268_512_771);
  // That a query for what is left is refused in the same way is remembered, not verified.
  if (order.held === undefined) throw refuse("非分账订单不支持分账");
  return order;
}

function repeated(context: Context, order: Order, body: JsonObject): FakeShare | null {
  const known = context.store.funds.shares.get(keyOf(order.merchant, text(body, "out_order_no") ?? ""));
  if (!known) return null;
  if (known.request !== canonical(body)) throw refuse("商户分账单号重复，且请求参数与首次请求不一致");
  return known;
}

function checkReady(context: Context, order: Order): void {
  // Words of the first are remembered, not verified; that it takes about a minute is documented.
  if (nowMs(context) - (order.paidAt ?? 0) < 60_000) throw refuse("订单处理中，暂时无法分账，请稍后再试");
  if ((order.held ?? 0) <= 0) throw notEnough("订单剩余待分金额不足");
  if (holdEnds(context, order) < nowMs(context)) throw refuse("已超过分账期限");
}

function checkShare(
  context: Context,
  form: Form,
  order: Order,
  receivers: readonly { type: string; account: string }[],
  amount: number,
): void {
  const { funds } = context.store;
  const accounts = receivers.map((part) => part.account);
  if (new Set(accounts).size !== accounts.length)
    throw parameterFault({ field: "/receivers", issue: "接收方重复", location: "body" });
  const stranger = receivers.find((part) => !funds.receivers.has(receiverKey(form, order, part.type, part.account)));
  if (stranger) throw refuse(`分账接收方 ${stranger.account} 未添加`);
  const before = [...funds.shares.values()].filter((share) => share.order === keyOf(order.merchant, order.outTradeNo));
  if (before.length >= 50) throw new WireFault(403, "RULE_LIMIT", "分账次数超过限制", 268_435_471);
  const recent = before.filter((share) => nowMs(context) - share.createdAt < 1000);
  if (recent.length >= 10) throw new WireFault(429, "RATELIMIT_EXCEED", "对同笔订单分账频率过高", 268_435_460);
  const given = before.flatMap((share) => share.receivers).filter((part) => part.result !== "CLOSED");
  const sum = given.reduce((total, part) => total + part.amount, amount);
  if (sum > Math.floor(order.total * 0.3))
    throw new WireFault(403, "RULE_LIMIT", "分账金额超出最大分账比例", 268_435_471);
  if (amount > (order.held ?? 0)) throw notEnough("分账金额大于订单剩余待分金额");
}

/** With a partner a receiver is bound to the sub-merchant, with an e-commerce platform to the platform. */
export function receiverKey(form: Form, order: { merchant: string }, type: string, account: string): string {
  return `${form === "partner" ? order.merchant : "platform"}|${type}|${account}`;
}

function openShare(
  context: Context,
  order: Order,
  body: JsonObject,
  made: Pick<FakeShare, "receivers" | "released">,
): FakeShare {
  const share: FakeShare = {
    ...made,
    merchant: order.merchant,
    subMchid: order.subMchid,
    order: keyOf(order.merchant, order.outTradeNo),
    transactionId: order.transactionId ?? "",
    outOrderNo: body["out_order_no"] as string,
    orderId: `3008${digits(context, 24)}`,
    request: canonical(body),
    createdAt: nowMs(context),
    dueAt: nowMs(context) + fundsSettleMs,
    finishedAt: null,
  };
  context.store.funds.shares.set(keyOf(order.merchant, share.outOrderNo), share);
  context.store.funds.open.add(share);
  return share;
}

export function findShare(context: Context, query: URLSearchParams, outOrderNo: string): FakeShare {
  const merchant = query.get("sub_mchid") ?? context.credentials.mchid;
  const share = context.store.funds.shares.get(keyOf(merchant, outOrderNo));
  if (!share || share.transactionId !== query.get("transaction_id"))
    throw new WireFault(404, "RESOURCE_NOT_EXISTS", "分账单不存在", 268_512_771);
  return share;
}

export function shareView(form: Form, share: FakeShare): JsonObject {
  const at = (ms: number | null) => (ms === null ? {} : { finish_time: wireTime(new Date(ms)) });
  return {
    ...(share.subMchid ? { sub_mchid: share.subMchid } : {}),
    transaction_id: share.transactionId,
    out_order_no: share.outOrderNo,
    order_id: share.orderId,
    [form === "partner" ? "state" : "status"]: share.finishedAt === null ? "PROCESSING" : "FINISHED",
    receivers: share.receivers.map((part) => ({
      type: part.type,
      [accountAt(form)]: part.account,
      amount: part.amount,
      description: part.description,
      result: part.result,
      detail_id: part.detailId,
      ...(form === "partner" ? { create_time: wireTime(new Date(share.createdAt)) } : {}),
      ...at(share.finishedAt),
      ...(part.failReason === null ? {} : { fail_reason: part.failReason }),
    })),
  };
}

import { wireTime } from "../time.ts";
import type { JsonObject } from "../wire.ts";
import { parameterFault, type Result, WireFault } from "./answer.ts";
import { at, check, noticeUrl, type Rule, tradeNumber } from "./check.ts";
import { type Context, isSubMerchant } from "./context.ts";
import { checkAccount, checkExpiry, handOut, openOffer, repeatOffer } from "./offers.ts";
import { keyOf, type Order, type TradePath } from "./state.ts";

const account = { is: "text", min: 1, max: 32 } as const;

const common: readonly Rule[] = [
  { at: "description", is: "text", min: 1, max: 127 },
  { at: "out_trade_no", ...tradeNumber },
  { at: "notify_url", ...noticeUrl },
  { at: "amount", is: "object" },
  { at: "amount.total", is: "whole", min: 1, max: 100_000_000_00 },
  { at: "amount.currency", is: "text", optional: true, like: /^CNY$/ },
  { at: "attach", is: "text", max: 128, optional: true },
  { at: "time_expire", is: "text", max: 64, optional: true },
  { at: "settle_info", is: "object", optional: true },
  { at: "settle_info.profit_sharing", is: "flag", optional: true },
];

const ways: Record<TradePath, readonly Rule[]> = {
  native: [],
  app: [],
  jsapi: [{ at: "payer", is: "object" }],
  h5: [
    { at: "scene_info", is: "object" },
    { at: "scene_info.payer_client_ip", is: "text", max: 45, like: /^[0-9a-fA-F.:]+$/ },
    { at: "scene_info.h5_info", is: "object" },
    { at: "scene_info.h5_info.type", is: "text", max: 32 },
  ],
};

export function createOrder(
  context: Context,
  path: string,
  way: TradePath,
  partner: boolean,
  body: JsonObject,
): Result {
  const [appidAt, mchidAt] = partner ? ["sp_appid", "sp_mchid"] : ["appid", "mchid"];
  const openidRule: Rule = {
    at: partner ? "payer.sp_openid" : "payer.openid",
    is: "text",
    max: 128,
    optional: partner,
  };
  check(body, [
    { at: appidAt, ...account },
    { at: mchidAt, ...account },
    ...(partner ? [{ at: "sub_mchid", ...account }] : []),
    ...common,
    ...ways[way],
    ...(way === "jsapi" ? [openidRule] : []),
  ]);
  checkAccount(context, body, appidAt, mchidAt);
  const subMchid = partner ? (body["sub_mchid"] as string) : null;
  if (subMchid !== null) checkSubMerchant(context, subMchid);
  const openid = text(body, openidRule.at);
  const subOpenid = partner ? text(body, "payer.sub_openid") : null;
  if (way === "jsapi" && !openid && !subOpenid)
    throw parameterFault({ field: "/payer", issue: "sp_openid 与 sub_openid 必传其一", location: "body" });
  const outTradeNo = body["out_trade_no"] as string;
  const merchant = subMchid ?? context.credentials.mchid;
  const known = context.store.orders.get(keyOf(merchant, outTradeNo));
  const offer = known && context.store.offers.get(known.offer);
  if (offer) return repeatOffer(context, offer, path, body);
  checkExpiry(context, body);
  const opened = openOffer(context, path, body, {
    path: way,
    notifyUrl: body["notify_url"] as string,
    orders: [keyOf(merchant, outTradeNo)],
    combined: null,
    openid,
    subOpenid,
  });
  context.store.addOrder({
    ...newOrder(merchant, outTradeNo, way, body),
    mchid: context.credentials.mchid,
    subMchid,
    appid: context.credentials.appid,
    subAppid: text(body, "sub_appid"),
    total: at(body, "amount.total") as number,
    offer: opened.prepayId,
    ...sharingOf(body),
  });
  return handOut(context, opened);
}

/** What is paid is held for sharing, if the order says so. */
export function sharingOf(body: JsonObject): Pick<Order, "sharing"> {
  return at(body, "settle_info.profit_sharing") === true ? { sharing: true } : {};
}

type Blank = Omit<Order, "mchid" | "subMchid" | "appid" | "subAppid" | "total" | "offer">;

export function newOrder(merchant: string, outTradeNo: string, path: TradePath, body: JsonObject): Blank {
  return {
    merchant,
    outTradeNo,
    path,
    description: text(body, "description") ?? "",
    attach: text(body, "attach") ?? "",
    state: "NOTPAY",
    transactionId: null,
    payer: null,
    subPayer: null,
    paidAt: null,
    combined: null,
    refunded: 0,
    refundCount: 0,
  };
}

export function checkSubMerchant(context: Context, number: string): void {
  if (!isSubMerchant(context.credentials, number) && !context.store.applyments.hasSubMerchant(number))
    throw new WireFault(403, "NO_AUTH", `特约商户号 ${number} 未授权给服务商`, 268_445_528);
}

export function text(body: JsonObject, path: string): string | null {
  const value = at(body, path);
  return typeof value === "string" && value !== "" ? value : null;
}

export type Whose = { partner: boolean; mchid: string | null; subMchid: string | null };

/** The order that a query or close names. A part of a combined order is not found here: it has paths of its own. */
export function findOrder(context: Context, whose: Whose, by: "id" | "out-trade-no", number: string): Order {
  const location = whose.mchid === null || (whose.partner && whose.subMchid === null) ? "query" : null;
  const field = whose.partner ? "sp_mchid, sub_mchid" : "mchid";
  if (location) throw parameterFault({ field, issue: "不能为空", location });
  if (whose.mchid !== context.credentials.mchid)
    throw new WireFault(400, "MCH_NOT_EXISTS", "商户号不存在", 268_445_527);
  const merchant = whose.partner ? (whose.subMchid as string) : context.credentials.mchid;
  const { orders, byTransaction } = context.store;
  const order = by === "id" ? byTransaction.get(number) : orders.get(keyOf(merchant, number));
  if (!order || order.combined !== null || order.merchant !== merchant)
    throw new WireFault(404, "ORDER_NOT_EXIST", "订单不存在", 268_512_771);
  return order;
}

/** The knob ask_stale: what was true before the order was paid. */
export function asTold(context: Context, order: Order): Order {
  const isStale = context.faults.ask_stale && order.paidAt !== null;
  return isStale ? { ...order, state: "NOTPAY", paidAt: null, transactionId: null, payer: null } : order;
}

export function closeOrder(context: Context, order: Order): Result {
  if (context.faults.ask_stale && order.paidAt !== null)
    throw new WireFault(500, "SYSTEM_ERROR", "系统异常，请稍后重试", 268_435_457);
  if (order.state === "CLOSED") throw new WireFault(400, "ORDER_CLOSED", "订单已关闭", 268_435_462);
  if (order.state !== "NOTPAY") throw new WireFault(400, "ORDERPAID", "订单已支付，不能关闭", 268_449_538);
  order.state = "CLOSED";
  return { status: 204, json: null };
}

export const tradeDescriptions = {
  NOTPAY: "订单未支付",
  SUCCESS: "支付成功",
  REFUND: "订单发生过退款",
  CLOSED: "订单已关闭",
  REVOKED: "订单已撤销",
};
export const tradeTypes: Record<Order["path"], string> = {
  micropay: "MICROPAY",
  native: "NATIVE",
  jsapi: "JSAPI",
  app: "APP",
  h5: "MWEB",
};

/** What is paid, as a query and a notice tell it. */
export function paidFields(order: Order): JsonObject {
  if (order.paidAt === null) return {};
  return {
    transaction_id: order.transactionId,
    trade_type: tradeTypes[order.path],
    bank_type: order.accepted?.issuer.toUpperCase() ?? "OTHERS",
    success_time: wireTime(new Date(order.paidAt)),
  };
}

export function orderView(order: Order): JsonObject {
  const partner = order.subMchid !== null;
  const payer = partner
    ? { sp_openid: order.payer, ...(order.subPayer ? { sub_openid: order.subPayer } : {}) }
    : { openid: order.payer };
  const paid = order.paidAt === null ? {} : { payer_total: order.total, payer_currency: "CNY" };
  return {
    ...(partner
      ? {
          sp_appid: order.appid,
          sp_mchid: order.mchid,
          ...(order.subAppid ? { sub_appid: order.subAppid } : {}),
          sub_mchid: order.subMchid,
        }
      : { appid: order.appid, mchid: order.mchid }),
    out_trade_no: order.outTradeNo,
    ...paidFields(order),
    trade_state: order.state,
    trade_state_desc: tradeDescriptions[order.state],
    attach: order.attach,
    ...(order.payer === null ? {} : { payer }),
    amount: { total: order.total, currency: "CNY", ...paid },
    promotion_detail: [],
  };
}

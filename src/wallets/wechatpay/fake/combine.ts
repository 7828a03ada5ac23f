import { isObject, type JsonObject, objectsAt } from "../wire.ts";
import { parameterFault, type Result, WireFault } from "./answer.ts";
import { at, check, noticeUrl, type Rule, tradeNumber } from "./check.ts";
import type { Context } from "./context.ts";
import { checkAccount, checkExpiry, handOut, openOffer, repeatOffer } from "./offers.ts";
import { checkSubMerchant, closeOrder, newOrder, paidFields, sharingOf, text } from "./orders.ts";
import { keyOf, type Offer, type Order, type TradePath } from "./state.ts";

const rules: readonly Rule[] = [
  { at: "combine_appid", is: "text", max: 32 },
  { at: "combine_mchid", is: "text", max: 32 },
  { at: "combine_out_trade_no", is: "text", min: 2, max: 32, like: tradeNumber.like },
  { at: "notify_url", ...noticeUrl },
  { at: "sub_orders", is: "list", min: 2, max: 50 },
  { at: "time_expire", is: "text", max: 64, optional: true },
];

const partRules: readonly Rule[] = [
  { at: "mchid", is: "text", max: 32 },
  { at: "sub_mchid", is: "text", max: 32, optional: true },
  { at: "attach", is: "text", max: 128 },
  { at: "amount", is: "object" },
  { at: "amount.total_amount", is: "whole", min: 1, max: 100_000_000_00 },
  { at: "amount.currency", is: "text", like: /^CNY$/ },
  { at: "out_trade_no", ...tradeNumber },
  { at: "description", is: "text", min: 1, max: 127 },
  { at: "settle_info", is: "object", optional: true },
  { at: "settle_info.profit_sharing", is: "flag", optional: true },
];

const wayRules: Partial<Record<TradePath, readonly Rule[]>> = {
  jsapi: [
    { at: "combine_payer_info", is: "object" },
    { at: "combine_payer_info.openid", is: "text", max: 128 },
  ],
  h5: [
    { at: "scene_info", is: "object" },
    { at: "scene_info.payer_client_ip", is: "text", max: 45 },
    { at: "scene_info.h5_info.type", is: "text", max: 32 },
  ],
};

export function createCombined(context: Context, path: string, way: TradePath, body: JsonObject): Result {
  check(body, [...rules, ...(wayRules[way] ?? [])]);
  const parts = objectsAt(body, "sub_orders");
  for (const [index, part] of parts.entries()) check(part, partRules, `/sub_orders/${index}`);
  checkAccount(context, body, "combine_appid", "combine_mchid");
  checkParts(context, body, parts);
  const number = body["combine_out_trade_no"] as string;
  const known = context.store.combined.get(number);
  if (known) return repeatOffer(context, known, path, body);
  checkExpiry(context, body);
  const orders = parts.map((part) => partOrder(context, way, number, part));
  const used = orders.find((order) => context.store.orders.has(keyOf(order.merchant, order.outTradeNo)));
  if (used) throw new WireFault(403, "OUT_TRADE_NO_USED", `子单号 ${used.outTradeNo} 已使用`, 268_498_688);
  const offer = openOffer(context, path, body, {
    path: way,
    notifyUrl: body["notify_url"] as string,
    orders: orders.map((order) => keyOf(order.merchant, order.outTradeNo)),
    combined: number,
    openid: text(body, "combine_payer_info.openid"),
    subOpenid: null,
  });
  for (const order of orders) context.store.addOrder({ ...order, offer: offer.prepayId });
  return handOut(context, offer);
}

function checkParts(context: Context, body: JsonObject, parts: readonly JsonObject[]): void {
  const list = body["sub_orders"] as unknown[];
  if (!list.every(isObject)) throw parameterFault({ field: "/sub_orders", issue: "子单应为对象", location: "body" });
  if (parts.every((part) => !part["sub_mchid"]) && parts.length > 10)
    throw parameterFault({ field: "/sub_orders", issue: "直连商户最多 10 个子单", location: "body" });
  const numbers = parts.map((part) => part["out_trade_no"]);
  if (new Set(numbers).size !== numbers.length)
    throw parameterFault({ field: "/sub_orders", issue: "子单号重复", location: "body" });
  for (const part of parts) {
    if (part["mchid"] !== context.credentials.mchid)
      throw new WireFault(400, "MCH_NOT_EXISTS", `子单商户号 ${String(part["mchid"])} 不存在`, 268_445_527);
    const sub = text(part, "sub_mchid");
    if (sub !== null) checkSubMerchant(context, sub);
  }
}

function partOrder(context: Context, way: TradePath, combined: string, part: JsonObject): Order {
  const subMchid = text(part, "sub_mchid");
  const own = context.credentials;
  return {
    ...newOrder(subMchid ?? own.mchid, part["out_trade_no"] as string, way, part),
    mchid: own.mchid,
    subMchid,
    appid: own.appid,
    subAppid: text(part, "sub_appid"),
    total: at(part, "amount.total_amount") as number,
    combined,
    offer: "",
    ...sharingOf(part),
  };
}

export function findCombined(context: Context, number: string): Offer {
  const offer = context.store.combined.get(number);
  if (!offer) throw new WireFault(404, "ORDER_NOT_EXIST", "合单订单不存在", 268_512_771);
  return offer;
}

/** The list must be the order's own, part by part. */
export function closeCombined(context: Context, offer: Offer, body: JsonObject): Result {
  if (body["combine_appid"] !== context.credentials.appid)
    throw new WireFault(400, "APPID_MCHID_NOT_MATCH", "combine_appid 不匹配", 268_445_527);
  const named = objectsAt(body, "sub_orders").map(
    (part) => `${part["mchid"]} ${part["sub_mchid"] ?? ""} ${part["out_trade_no"]}`,
  );
  const orders = offer.orders.map((key) => context.store.order(key));
  const own = orders.map((order) => `${order.mchid} ${order.subMchid ?? ""} ${order.outTradeNo}`);
  if (named.sort().join("|") !== own.sort().join("|"))
    throw parameterFault({ field: "/sub_orders", issue: "子单列表与下单时不一致", location: "body" });
  for (const order of orders) closeOrder(context, order);
  return { status: 204, json: null };
}

export function combinedView(context: Context, offer: Offer): JsonObject {
  const orders = offer.orders.map((key) => context.store.order(key));
  const payer = orders[0]?.payer;
  return {
    combine_appid: context.credentials.appid,
    combine_mchid: context.credentials.mchid,
    combine_out_trade_no: offer.combined,
    sub_orders: orders.map((order) => ({
      mchid: order.mchid,
      ...(order.subMchid ? { sub_mchid: order.subMchid } : {}),
      out_trade_no: order.outTradeNo,
      ...paidFields(order),
      trade_state: order.state,
      attach: order.attach,
      amount: {
        total_amount: order.total,
        currency: "CNY",
        ...(order.paidAt === null ? {} : { payer_amount: order.total, payer_currency: "CNY" }),
      },
    })),
    ...(payer ? { combine_payer_info: { openid: payer } } : {}),
  };
}

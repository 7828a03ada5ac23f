import { shanghaiDay } from "../time.ts";
import type { V2Fields, V2Sign } from "../v2.ts";
import { canonical } from "./check.ts";
import { type Context, nowMs } from "./context.ts";
import { codeUrl, h5Url, openOffer } from "./offers.ts";
import { asTold, checkSubMerchant, closeOrder, newOrder } from "./orders.ts";
import { keyOf, type Offer, type Order, type TradePath } from "./state.ts";
import { reverseOrder } from "./take-code.ts";
import { NotTaken, needText, no, stateFields, wholeFen } from "./v2-fields.ts";

/** Orders on the older protocol. They are the same orders as v3's: either protocol asks, closes and refunds them. */

const ways: Readonly<Record<string, TradePath>> = { JSAPI: "jsapi", NATIVE: "native", APP: "app", MWEB: "h5" };
/** What may differ when an order is sent again; "the same parameters" is documented, which count is remembered. */
const mayDiffer = new Set(["nonce_str", "sign", "sign_type", "time_start", "spbill_create_ip"]);

type Draft = { number: string; way: TradePath; total: number; expireAt: number | null; subMchid: string | null };

export function unifiedOrder(context: Context, fields: V2Fields, how: V2Sign): V2Fields {
  const draft = readOrder(fields);
  if (draft.subMchid !== null) checkSubMerchant(context, draft.subMchid);
  const merchant = draft.subMchid ?? context.credentials.mchid;
  const request = canonical(Object.fromEntries(Object.entries(fields).filter(([name]) => !mayDiffer.has(name))));
  const known = context.store.orders.get(keyOf(merchant, draft.number));
  if (known) return repeat(context, known, request);
  if (draft.expireAt !== null && draft.expireAt <= nowMs(context))
    return no("INVALID_REQUEST", "time_expire时间过短，刷卡至少1分钟，其他5分钟");
  const offer = openOffer(
    context,
    "",
    {},
    {
      ...{ path: draft.way, notifyUrl: fields["notify_url"] ?? "", orders: [keyOf(merchant, draft.number)] },
      ...{ combined: null, openid: fields["openid"] || null, subOpenid: fields["sub_openid"] || null },
    },
  );
  Object.assign(offer, { request, v2: how, ...(draft.expireAt === null ? {} : { expireAt: draft.expireAt }) });
  const what = { description: fields["body"] ?? "", attach: fields["attach"] ?? "" };
  const { mchid, appid } = context.credentials;
  context.store.addOrder({
    ...newOrder(merchant, draft.number, draft.way, what),
    ...{ mchid, subMchid: draft.subMchid, appid, subAppid: fields["sub_appid"] || null },
    ...{ total: draft.total, offer: offer.prepayId },
    ...(fields["profit_sharing"] === "Y" ? { sharing: true } : {}),
  });
  return handOut(context, offer);
}

function readOrder(fields: V2Fields): Draft {
  needText(fields, "body", 128);
  const number = needText(fields, "out_trade_no", 32);
  if (!/^[0-9A-Za-z_\-|*]+$/.test(number)) throw new NotTaken("out_trade_no参数格式错误");
  const total = wholeFen(needText(fields, "total_fee", 11));
  if (total === null) throw new NotTaken("invalid total_fee");
  if (!/^[0-9a-fA-F.:]{2,64}$/.test(needText(fields, "spbill_create_ip", 64)))
    throw new NotTaken("invalid spbill_create_ip");
  if (!/^https?:\/\/[^?#\s]+$/.test(needText(fields, "notify_url", 256))) throw new NotTaken("invalid notify_url");
  const way = ways[needText(fields, "trade_type", 16)];
  if (!way) throw new NotTaken("invalid trade_type");
  if (way === "jsapi" && !fields["openid"] && !fields["sub_openid"]) throw new NotTaken("JSAPI支付必须传openid");
  if ((fields["fee_type"] || "CNY") !== "CNY") throw new NotTaken("invalid fee_type");
  if ([...(fields["attach"] ?? "")].length > 127) throw new NotTaken("attach参数长度有误");
  return { number, way, total, expireAt: readExpiry(fields), subMchid: fields["sub_mch_id"] || null };
}

/** yyyyMMddHHmmss in Beijing. */
function readExpiry(fields: V2Fields): number | null {
  const text = fields["time_expire"] || null;
  if (text === null) return null;
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  const at = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}+08:00`);
  if (Number.isNaN(at) || shanghaiDay(new Date(at)) !== `${y}-${mo}-${d}`)
    throw new NotTaken("time_expire参数格式错误");
  return at;
}

/** A number that is in use. Its life is over, or it is handed out again if nothing but chance differs. */
function repeat(context: Context, order: Order, request: string): V2Fields {
  const offer = context.store.offers.get(order.offer);
  if (order.state === "CLOSED" || order.state === "REVOKED") return no("ORDERCLOSED", "订单已关闭");
  if (order.state !== "NOTPAY") return no("ORDERPAID", "该订单已支付");
  if (!offer || offer.v2 === undefined) return no("OUT_TRADE_NO_USED", "商户订单号重复");
  if (offer.request !== request) return no("INVALID_REQUEST", "201 商户订单号重复");
  if (nowMs(context) >= offer.expireAt) return no("INVALID_REQUEST", "订单已过期");
  offer.offeredAt = nowMs(context);
  return handOut(context, offer);
}

function handOut(context: Context, offer: Offer): V2Fields {
  const trade_type = Object.keys(ways).find((name) => ways[name] === offer.path) ?? "";
  const answer = { trade_type, prepay_id: offer.prepayId };
  if (offer.path === "native") return { ...answer, code_url: codeUrl(offer) };
  return offer.path === "h5" ? { ...answer, mweb_url: h5Url(context, offer) } : answer;
}

/** By the wallet's own number, which counts first where both are named, or by the merchant's. */
export function findV2(context: Context, fields: V2Fields): Order | undefined {
  const { orders, byTransaction } = context.store;
  const merchant = fields["sub_mch_id"] || context.credentials.mchid;
  const number = fields["transaction_id"] ?? "";
  const order = number === "" ? orders.get(keyOf(merchant, fields["out_trade_no"] ?? "")) : byTransaction.get(number);
  return order?.merchant === merchant ? order : undefined;
}

/** A part of a combined order is asked and closed as a whole, on v3. */
function findWhole(context: Context, fields: V2Fields): Order | undefined {
  const order = findV2(context, fields);
  return order?.combined === null ? order : undefined;
}

export function orderQuery(context: Context, fields: V2Fields): V2Fields {
  const order = findWhole(context, fields);
  return order ? stateFields(context, asTold(context, order)) : no("ORDERNOTEXIST", "订单不存在");
}

export function closeV2(context: Context, fields: V2Fields): V2Fields {
  const order = findWhole(context, fields);
  if (!order) return no("ORDERNOTEXIST", "订单不存在");
  // What a till began is reversed, never closed (the code is documented, its cause remembered).
  if (order.path === "micropay" && order.state === "NOTPAY") return no("TRADE_STATE_ERROR", "订单状态错误");
  closeOrder(context, order);
  return {};
}

export function reverseV2(context: Context, fields: V2Fields): V2Fields {
  const order = findWhole(context, fields);
  if (!order) return { ...no("ORDERNOTEXIST", "订单不存在"), recall: "N" };
  reverseOrder(context, order);
  return { recall: "N" };
}

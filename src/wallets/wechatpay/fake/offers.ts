import { readWireTime } from "../time.ts";
import type { JsonObject } from "../wire.ts";
import { parameterFault, type Result, WireFault } from "./answer.ts";
import { at, canonical } from "./check.ts";
import { type Context, letters, newPrepayId, nowMs } from "./context.ts";
import type { Offer, TradePath } from "./state.ts";

const dayMs = 86_400_000;

/** How long each way in can be paid after it was handed out. */
const lifeMs: Record<TradePath, number> = { native: 7_200_000, jsapi: 7_200_000, app: 7_200_000, h5: 300_000 };

type Draft = Pick<Offer, "path" | "notifyUrl" | "orders" | "combined" | "openid" | "subOpenid">;

export function openOffer(context: Context, requestPath: string, body: JsonObject, draft: Draft): Offer {
  const code = draft.path === "native" ? letters(context, 9) : null;
  const offer: Offer = {
    ...draft,
    prepayId: newPrepayId(context),
    code,
    request: fingerprint(requestPath, body),
    expireAt: expiry(context, body),
    offeredAt: nowMs(context),
    signer: context.named,
  };
  context.store.addOffer(offer);
  return offer;
}

/** Seven days, unless the merchant says otherwise. */
function expiry(context: Context, body: JsonObject): number {
  const given = body["time_expire"];
  if (given === undefined || given === null || given === "") return nowMs(context) + 7 * dayMs;
  const instant = readWireTime(given)?.getTime();
  const issue = instant === undefined ? "应为 RFC3339 格式" : instant <= nowMs(context) ? "必须晚于当前时间" : null;
  if (issue) throw parameterFault({ field: "/time_expire", value: given, issue, location: "body" });
  return instant as number;
}

/** Checks time_expire before anything is kept. */
export const checkExpiry = (context: Context, body: JsonObject): void => void expiry(context, body);

const fingerprint = (path: string, body: JsonObject): string => `${path} ${canonical(body)}`;

/** A number that is in use: the same request is answered as before, anything else is refused. */
export function repeatOffer(context: Context, offer: Offer, requestPath: string, body: JsonObject): Result {
  const states = offer.orders.map((key) => context.store.order(key).state);
  if (offer.request !== fingerprint(requestPath, body))
    throw new WireFault(403, "OUT_TRADE_NO_USED", "商户订单号重复，且请求参数与首次请求不一致", 268_498_688);
  if (states.includes("CLOSED")) throw new WireFault(400, "ORDER_CLOSED", "订单已关闭，请换一个订单号", 268_435_462);
  if (!states.includes("NOTPAY")) throw new WireFault(400, "ORDERPAID", "订单已支付", 268_449_538);
  // The number is documented, the code that goes with it is remembered, not verified.
  if (nowMs(context) >= offer.expireAt) throw new WireFault(400, "INVALID_REQUEST", "订单已过期", 268_447_914);
  offer.offeredAt = nowMs(context);
  return handOut(context, offer);
}

export function handOut(context: Context, offer: Offer): Result {
  if (offer.path === "native") return { status: 200, json: { code_url: codeUrl(offer) } };
  if (offer.path !== "h5") return { status: 200, json: { prepay_id: offer.prepayId } };
  return { status: 200, json: { h5_url: h5Url(context, offer) } };
}

export const codeUrl = (offer: Offer): string => `weixin://wxpay/bizpayurl?pr=${offer.code}`;

export function h5Url(context: Context, offer: Offer): string {
  const page = `${context.outside.origin}/cgi-bin/mmpayweb-bin/checkmweb`;
  const check = Buffer.from(offer.prepayId).readUInt32BE(offer.prepayId.length - 4);
  return `${page}?prepay_id=${offer.prepayId}&package=${check}`;
}

export type Payability = "open" | "expired" | "closed" | "paid";

export function payability(context: Context, offer: Offer): Payability {
  const states = offer.orders.map((key) => context.store.order(key).state);
  if (states.includes("CLOSED") || states.includes("REVOKED")) return "closed";
  if (!states.includes("NOTPAY")) return "paid";
  const until = Math.min(offer.expireAt, offer.offeredAt + lifeMs[offer.path]);
  return nowMs(context) < until ? "open" : "expired";
}

/** The account numbers in a body must be those of the caller. */
export function checkAccount(context: Context, body: JsonObject, appidAt: string, mchidAt: string): void {
  const own = context.credentials;
  if (at(body, mchidAt) !== own.mchid)
    throw new WireFault(400, "MCH_NOT_EXISTS", `${mchidAt} 与请求签名的商户号不一致`, 268_445_527);
  if (at(body, appidAt) !== own.appid)
    throw new WireFault(400, "APPID_MCHID_NOT_MATCH", `${appidAt} 与 ${mchidAt} 不匹配`, 268_445_527);
}

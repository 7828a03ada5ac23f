import { fen, toDecimalText } from "#money";
import type { PhoneDecision, PhoneView } from "../../fake-protocol.ts";
import type { Words } from "../../protocol.ts";
import { provenBy } from "../sign.ts";
import { provenV2, type V2Fields, type V2Sign } from "../v2.ts";
import { isObject, type JsonObject } from "../wire.ts";
import { combinedView } from "./combine.ts";
import { type Context, newTransactionId, nowMs, openidOf } from "./context.ts";
import { receivePayment } from "./funds.ts";
import { queueNotice } from "./notices.ts";
import { payability } from "./offers.ts";
import { orderView } from "./orders.ts";
import type { Offer } from "./state.ts";
import { transferOf } from "./transfers.ts";
import { actOnTransfer, transferView } from "./transfers-phone.ts";
import { paymentNotice } from "./v2-notice.ts";

const words = {
  confirm: { zh: "请确认付款", en: "Confirm the payment" },
  paid: { zh: "支付成功", en: "Paid" },
  cancelled: { zh: "已取消支付", en: "You cancelled the payment" },
  insufficient: { zh: "零钱余额不足", en: "The balance is too low" },
  expired: { zh: "支付已过期，请重新下单", en: "This payment has expired" },
  closed: { zh: "该订单已关闭", en: "This order is closed" },
  unknown_code: { zh: "无法识别这个码", en: "WeChat does not know this code" },
} as const satisfies Record<PhoneView["state"], Words>;

const alreadyPaid: Words = { zh: "该订单已支付", en: "This order is paid already" };
const wrongSign: Words = { zh: "支付验证签名失败", en: "The signature of this payment is wrong" };

type Found = { offer: Offer; returnUrl: string | null };

export function look(context: Context, code: string): PhoneView {
  const transfer = transferOf(context, code.trim());
  if (transfer) return transferView(transfer);
  const found = find(context, code);
  if (found === null) return { ok: false, state: "unknown_code", says: words.unknown_code };
  if (found === "wrong_sign") return { ok: false, state: "unknown_code", says: wrongSign };
  const state = payability(context, found.offer);
  if (state === "open") return view(context, found, "confirm", true, words.confirm);
  return view(context, found, state, false, state === "paid" ? alreadyPaid : words[state]);
}

export function act(context: Context, code: string, decision: PhoneDecision, buyer: string): PhoneView {
  const transfer = transferOf(context, code.trim());
  if (transfer) return actOnTransfer(context, transfer, decision);
  const seen = look(context, code);
  const found = find(context, code);
  if (seen.state !== "confirm" || found === null || found === "wrong_sign") return seen;
  if (decision === "cancel") return view(context, found, "cancelled", true, words.cancelled);
  if (decision === "insufficient") return view(context, found, "insufficient", false, words.insufficient);
  pay(context, found.offer, buyer);
  return view(context, found, "paid", true, words.paid);
}

function pay(context: Context, offer: Offer, buyer: string): void {
  const orders = offer.orders.map((key) => context.store.order(key));
  for (const order of orders) {
    order.state = "SUCCESS";
    order.paidAt = nowMs(context);
    order.transactionId = newTransactionId(context);
    order.payer = offer.openid ?? openidOf(order.appid, buyer);
    order.subPayer = offer.subOpenid ?? (order.subAppid ? openidOf(order.subAppid, buyer) : null);
    context.store.addOrder(order);
    receivePayment(context, order);
  }
  const [first] = orders;
  // A code payment tells nobody: the till asks.
  if (!first || offer.notifyUrl === "") return;
  queueNotice(context, {
    to: offer.notifyUrl,
    type: "TRANSACTION.SUCCESS",
    originalType: "transaction",
    summary: "支付成功",
    about: offer.combined ?? first.outTradeNo,
    ...(offer.v2
      ? { plain: paymentNotice(context, first), v2: offer.v2 }
      : { plain: offer.combined === null ? orderView(first) : combinedView(context, offer) }),
    signer: offer.signer,
  });
}

/** code_url, h5_url, prepay_id (bare or as package), or the JSON of a JSAPI or App hand-over, its signature proven. */
function find(context: Context, code: string): Found | "wrong_sign" | null {
  const { offers, byCode } = context.store;
  const text = code.trim();
  const native = /^weixin:\/\/wxpay\/bizpayurl\?pr=(\w+)$/.exec(text)?.[1];
  if (native !== undefined) return foundOr(byCode.get(native), null);
  if (/^1[0-5]\d{16}$/.test(text)) return foundOr(byCode.get(text), null);
  if (text.startsWith("{")) return fromHandOver(context, text);
  if (/^https?:/.test(text) && URL.canParse(text)) {
    const query = new URL(text).searchParams;
    const offer = offers.get(query.get("prepay_id") ?? "");
    return foundOr(offer?.path === "h5" ? offer : undefined, query.get("redirect_url"));
  }
  const offer = offers.get(text.replace(/^prepay_id=/, ""));
  return foundOr(offer && ["jsapi", "app"].includes(offer.path) ? offer : undefined, null);
}

const foundOr = (offer: Offer | undefined, returnUrl: string | null): Found | null =>
  offer ? { offer, returnUrl } : null;

/** The app that asked for the order, or with a partner the sub-merchant's own, if the order names it. */
function isAppOf(context: Context, offer: Offer, appid: string): boolean {
  const orders = offer.orders.map((key) => context.store.order(key));
  return orders.every((order) => appid === order.appid || appid === order.subAppid);
}

/** Pages write timeStamp, apps either timeStamp or timestamp, the documents of App payment timestamp: all are read. */
function lowerCaseNames(given: JsonObject): (name: string) => string {
  const fields = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => {
    const value = fields.get(name);
    return typeof value === "string" || typeof value === "number" ? value.toString() : "";
  };
}

function fromHandOver(context: Context, text: string): Found | "wrong_sign" | null {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(given)) return null;
  const named = lowerCaseNames(given);
  const isApp = named("sign") !== "";
  const last = isApp ? named("prepayid") : named("package");
  const offer = context.store.offers.get(last.replace(/^prepay_id=/, ""));
  if (!offer) return null;
  const appid = named("appid") || context.credentials.appid;
  const lines = [appid, named("timestamp"), named("noncestr"), last, ""];
  const signature = named(isApp ? "sign" : "paysign");
  const isProven = offer.v2
    ? isProvenV2(context, offer.v2, named, isApp)
    : provenBy(context.keys.merchant, Buffer.from(lines.join("\n")), signature);
  const isRight = offer.path === (isApp ? "app" : "jsapi") && isAppOf(context, offer, appid);
  return isProven && isRight ? { offer, returnUrl: null } : "wrong_sign";
}

/** The older protocol's hand-over: its own fields under its own key, each spelt as the documents spell it. */
function isProvenV2(context: Context, how: V2Sign, named: (name: string) => string, isApp: boolean): boolean {
  const names = isApp
    ? ["appid", "partnerid", "prepayid", "package", "noncestr", "timestamp"]
    : ["appId", "timeStamp", "nonceStr", "package", "signType"];
  const fields: V2Fields = Object.fromEntries(names.map((name) => [name, named(name.toLowerCase())]));
  const sign = named(isApp ? "sign" : "paysign");
  return provenV2({ ...fields, sign }, context.credentials.apiv2_key, how);
}

function view(context: Context, found: Found, state: PhoneView["state"], ok: boolean, says: Words): PhoneView {
  const orders = found.offer.orders.map((key) => context.store.order(key));
  const [first] = orders;
  const total = orders.reduce((sum, order) => sum + BigInt(order.total), 0n);
  const payees = [...new Set(orders.map((order) => payee(order.merchant, order.subMchid !== null)))];
  return {
    ok,
    state,
    says,
    payee: payees.join("、"),
    title: orders.map((order) => order.description).join("；"),
    amount: toDecimalText(fen(total)),
    currency: "CNY",
    out_trade_no: found.offer.combined ?? first?.outTradeNo ?? "",
    ...(first?.transactionId ? { transaction_id: first.transactionId } : {}),
    ...(found.returnUrl === null ? {} : { return_url: found.returnUrl }),
  };
}

const payee = (merchant: string, isSub: boolean): string => `${isSub ? "特约商户" : "商户"} ${merchant}`;

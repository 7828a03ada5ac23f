import type { NoticeReading, RawRequest } from "../protocol.ts";
import type { AlipaySettings } from "./config.ts";
import { tradeOutcome } from "./outcome.ts";
import { signContent, verifyRsa2 } from "./sign.ts";
import { fromShanghaiText } from "./time.ts";
import { readMessage } from "./zft-notice.ts";

/**
 * Proves a notice over its form body. trade_status_sync is signed without sign and sign_type; the one other type with a
 * published vector (servicemarket_order_notify) is signed with sign_type in. The house compares amount and order.
 */
export function readNotice(raw: RawRequest, settings: AlipaySettings, now: Date): NoticeReading {
  const form = readForm(raw.body);
  if (!form) return notGenuine("the form repeats a field or holds none");
  if (form["msg_method"] !== undefined) return readMessage(form, settings, now);
  const why = disbelief(form, settings);
  if (why) return notGenuine(why);
  const sentAt = fromShanghaiText(form["notify_time"] ?? "");
  if (!sentAt || !isFresh(sentAt, now)) return notGenuine("notify_time is not of the last 26 hours");
  const noticeId = form["notify_id"] ?? "";
  if (noticeId === "") return notGenuine("notify_id is missing");
  if (form["notify_type"] !== "trade_status_sync")
    return { kind: "ignored", noticeId, type: form["notify_type"] ?? "unnamed" };
  return tradeNotice(form, noticeId, now);
}

type Form = Readonly<Record<string, string>>;

/** Fields by name; null when empty or when a name comes twice, since readers differ on which one counts. */
function readForm(body: Buffer): Form | null {
  const form: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(body.toString())) {
    if (name in form) return null;
    form[name] = value;
  }
  return Object.keys(form).length > 0 ? form : null;
}

function disbelief(form: Form, settings: AlipaySettings): string | null {
  if ((form["sign_type"] ?? "RSA2") !== "RSA2") return "sign_type is not RSA2";
  if (!isSigned(form, settings)) return "the signature does not fit";
  // A genuine notice for somebody else's app or shop proves nothing about ours.
  if (form["app_id"] !== settings.appId) return "app_id is another app's";
  if (form["seller_id"] !== undefined && form["seller_id"] !== settings.sellerId)
    return "seller_id is another seller's";
  const isTrade = form["notify_type"] === "trade_status_sync";
  if (isTrade && form["seller_id"] === undefined) return "seller_id is missing";
  return null;
}

function isSigned(form: Form, settings: AlipaySettings): boolean {
  const signature = form["sign"] ?? "";
  const leaveOut = form["notify_type"] === "trade_status_sync" ? ["sign", "sign_type"] : ["sign"];
  // A published vector comes without sign_type and is signed as if it were there.
  const whole = { sign_type: "RSA2", ...form };
  const content = signContent(whole, leaveOut, { keepEmpty: true });
  if (verifyRsa2(content, signature, settings.alipayKey)) return true;
  // Sources differ on whether empty fields count; both readings prove every field that says anything.
  const withoutEmpty = signContent(whole, leaveOut);
  return withoutEmpty !== content && verifyRsa2(withoutEmpty, signature, settings.alipayKey);
}

const oldestMs = 26 * 3_600_000; // the last of its tries comes after 25 hours
const earliestMs = 15 * 60_000;

function isFresh(sentAt: Date, now: Date): boolean {
  const age = now.getTime() - sentAt.getTime();
  return age <= oldestMs && age >= -earliestMs;
}

function tradeNotice(form: Form, noticeId: string, now: Date): NoticeReading {
  const paymentId = form["out_trade_no"] ?? "";
  if (paymentId === "") return { kind: "ignored", noticeId, type: "trade_status_sync without out_trade_no" };
  if (form["gmt_refund"] === undefined && form["refund_fee"] === undefined)
    return { kind: "payment", noticeId, paymentId, outcome: tradeOutcome(form, "qr", now) };
  // That a refund's notice names it in out_biz_no is remembered, not verified. Its refund_fee is the trade's total, so
  // the refund itself must be asked for.
  const refundId = form["out_biz_no"] ?? "";
  if (refundId === "") return { kind: "ignored", noticeId, type: "trade_status_sync of an unnamed refund" };
  const cause = "the notice tells only the trade's refunded total: ask for this refund";
  return { kind: "refund", noticeId, refundId, paymentId, outcome: { kind: "unknown", cause } };
}

function notGenuine(why: string): NoticeReading {
  return { kind: "not_genuine", why };
}

import type { NoticeReading, RawRequest } from "../protocol.ts";
import { combinedOutcome, strayedCombined } from "./combine.ts";
import type { WeChatPaySettings } from "./config.ts";
import { keepOpened } from "./opened.ts";
import { payOutcome, refundOutcome } from "./outcome.ts";
import { strayed } from "./pay.ts";
import { openSealed } from "./sign.ts";
import type { Trust } from "./trust.ts";
import { isObject, type JsonObject, objectAt, textAt } from "./wire.ts";

const notGenuine = (why: string): NoticeReading => ({ kind: "not_genuine", why });

/**
 * Believes nothing before the signature over the raw bytes, the clock (300 s) and the seal are proven, and the account
 * in the plain text is ours. A notice may come again with the same id: `noticeId` tells the house.
 */
export async function readNotice(
  settings: WeChatPaySettings,
  trust: Trust,
  onUnknownSerial: () => Promise<boolean>,
  raw: RawRequest,
): Promise<NoticeReading> {
  if (raw.method !== "POST") return notGenuine(`method ${raw.method}`);
  let doubt = trust.doubt(raw.headers, raw.body);
  if (doubt === "unknown_serial" && (await onUnknownSerial())) doubt = trust.doubt(raw.headers, raw.body);
  if (doubt !== null) return notGenuine(doubt);
  const envelope = parsed(raw.body);
  if (!envelope) return notGenuine("no JSON object");
  const noticeId = textAt(envelope, "id");
  const plain = opened(settings, objectAt(envelope, "resource"));
  if (noticeId === "" || !plain) return notGenuine("the resource cannot be opened with our APIv3 key");
  keepOpened(raw.body, { envelope, plain });
  // Who received a share is told so under the event type of a payment.
  const type = textAt(objectAt(envelope, "resource"), "original_type");
  if (type === "profitsharing") return afterReading(settings, noticeId, type, plain);
  return reading(settings, noticeId, textAt(envelope, "event_type"), plain);
}

/**
 * Profit sharing tells a receiver's part, not the order's end, so it only says which share to ask after. A withdrawal's
 * notice (its type begins with WITHDRAW, and out_request_no names it) is remembered, not verified.
 */
function afterReading(settings: WeChatPaySettings, noticeId: string, type: string, plain: JsonObject): NoticeReading {
  const isOurs = ["mchid", "sp_mchid"].some((field) => textAt(plain, field) === settings.mchid);
  const isShare = type === "profitsharing";
  const number = textAt(plain, isShare ? "out_order_no" : "out_request_no");
  if (!isOurs || number === "") return { kind: "ignored", noticeId, type };
  return { kind: "after", noticeId, about: isShare ? "share" : "withdrawal", number };
}

function reading(settings: WeChatPaySettings, noticeId: string, type: string, plain: JsonObject): NoticeReading {
  if (type === "TRANSACTION.SUCCESS" && "combine_out_trade_no" in plain) {
    const field = strayedCombined(settings, plain);
    if (field) return notGenuine(`${field} is not ours`);
    const combinedId = textAt(plain, "combine_out_trade_no");
    return { kind: "combined", noticeId, combinedId, parts: combinedOutcome(plain) };
  }
  if (type === "TRANSACTION.SUCCESS") {
    const field = strayed(settings, plain, {});
    if (field) return notGenuine(`${field} is not ours`);
    return { kind: "payment", noticeId, paymentId: textAt(plain, "out_trade_no"), outcome: payOutcome(plain) };
  }
  if (type.startsWith("REFUND.")) {
    const field = settings.mode === "partner" ? "sp_mchid" : "mchid";
    // Refunds of a combined order's part through a partner say sp_mchid too; a direct merchant's say mchid.
    if (textAt(plain, field) !== settings.mchid) return notGenuine(`${field} is not ours`);
    return {
      kind: "refund",
      noticeId,
      refundId: textAt(plain, "out_refund_no"),
      paymentId: textAt(plain, "out_trade_no"),
      outcome: refundOutcome(plain),
    };
  }
  if (type.startsWith("WITHDRAW")) return afterReading(settings, noticeId, type, plain);
  return { kind: "ignored", noticeId, type };
}

function opened(settings: WeChatPaySettings, resource: JsonObject): JsonObject | null {
  if (textAt(resource, "algorithm") !== "AEAD_AES_256_GCM") return null;
  try {
    const sealed = {
      ciphertext: textAt(resource, "ciphertext"),
      nonce: textAt(resource, "nonce"),
      associated_data: textAt(resource, "associated_data"),
    };
    return parsed(openSealed(settings.apiv3Key, sealed));
  } catch {
    return null;
  }
}

function parsed(bytes: Buffer): JsonObject | null {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

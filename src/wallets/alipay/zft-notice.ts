import type { NoticeReading } from "../protocol.ts";
import type { AlipaySettings } from "./config.ts";
import { signContent, verifyRsa2 } from "./sign.ts";
import { fieldText, isFields } from "./wire.ts";
import { accepted, reasonsIn } from "./zft-words.ts";

type Form = Readonly<Record<string, string>>;
const notGenuine = (why: string): NoticeReading => ({ kind: "not_genuine", why });
const oldestMs = 26 * 3_600_000;
const earliestMs = 15 * 60_000;

const passed = "ant.merchant.expand.indirect.zft.passed";
const rejected = "ant.merchant.expand.indirect.zft.rejected";

/**
 * A message of Alipay's to the app's gateway (msg_method), as public SDKs describe it: biz_content is JSON. Whether
 * sign_type is under the signature is not known for these; both readings prove every field that says anything.
 */
export function readMessage(form: Form, settings: AlipaySettings, now: Date): NoticeReading {
  if ((form["sign_type"] ?? "RSA2") !== "RSA2") return notGenuine("sign_type is not RSA2");
  if (!isSigned(form, settings)) return notGenuine("the signature does not fit");
  if (form["app_id"] !== settings.appId) return notGenuine("app_id is another app's");
  const sentAt = /^\d{13}$/.test(form["utc_timestamp"] ?? "") ? Number.parseInt(form["utc_timestamp"] ?? "", 10) : 0;
  const age = now.getTime() - sentAt;
  if (age > oldestMs || age < -earliestMs) return notGenuine("utc_timestamp is not of the last 26 hours");
  const noticeId = form["notify_id"] ?? "";
  if (noticeId === "") return notGenuine("notify_id is missing");
  const type = form["msg_method"] ?? "";
  const biz = parsed(form["biz_content"] ?? "");
  const applicationId = biz ? fieldText(biz, "external_id") : "";
  if (!biz || applicationId === "" || (type !== passed && type !== rejected))
    return { kind: "ignored", noticeId, type };
  const walletRef = { walletRef: fieldText(biz, "order_id") };
  const outcome =
    type === passed
      ? accepted(fieldText(biz, "smid"), walletRef)
      : ({ kind: "rejected", ...walletRef, reasons: reasonsIn([fieldText(biz, "reason")]) } as const);
  return { kind: "onboarding", noticeId, applicationId, outcome };
}

function isSigned(form: Form, settings: AlipaySettings): boolean {
  const signature = form["sign"] ?? "";
  return [["sign", "sign_type"], ["sign"]].some((leaveOut) =>
    verifyRsa2(signContent(form, leaveOut), signature, settings.alipayKey),
  );
}

function parsed(text: string) {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

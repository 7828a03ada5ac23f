import type { OnboardingOutcome, RejectReason } from "../protocol.ts";
import { newWord } from "./outcome.ts";
import { type Fields, fieldText, isFields } from "./wire.ts";

/**
 * Of an application as zftorder.query tells it. Words: the public Java model ZftSubMerchantOrder (2021): status 99 is
 * done, -1 failed, 031 under review; sub_confirm says whether the merchant has agreed.
 */
export function zftOutcome(order: Fields): OnboardingOutcome {
  const walletRef = { walletRef: fieldText(order, "order_id") };
  const status = fieldText(order, "status");
  if (status === "99") return accepted(fieldText(order, "smid"), walletRef);
  if (status === "-1") {
    const memos = ["reason", "kz_audit_memo", "fk_audit_memo"].map((name) => fieldText(order, name));
    return { kind: "rejected", ...walletRef, reasons: reasonsIn(memos) };
  }
  if (status !== "031") return newWord(`status "${status}" of an application`);
  const confirm = fieldText(order, "sub_confirm");
  if (confirm !== "CREATE" && confirm !== "NOT_CONFIRM") return { kind: "reviewing", ...walletRef };
  const says = "请商户登录支付宝确认协议 (the merchant confirms the agreement in Alipay)";
  return { kind: "action_needed", ...walletRef, what: "sign", says };
}

export function accepted(smid: string, walletRef: { walletRef?: string }): OnboardingOutcome {
  // Only a finished application's number counts.
  return /^2088\d{12}$/.test(smid)
    ? { kind: "accepted", ...walletRef, subMerchant: smid }
    : newWord("an accepted application without a sub-merchant number");
}

/** Alipay gives a text and no field: which field it is about is our reading of it, null where it is not plain. */
const readings: readonly (readonly [RegExp, string])[] = [
  [/营业执照(?:照片|图片|模糊)|执照.*(?:模糊|不清)/, "licence"],
  [/营业执照号|执照编号|信用代码/, "licence_number"],
  [/身份证.*(?:人像|正面)/, "id_front"],
  [/身份证.*(?:国徽|反面)/, "id_back"],
  [/身份证号/, "id_number"],
  [/支付宝账号/, "alipay_account"],
  [/类目|MCC|行业/i, "category"],
  [/网站|网址/, "store_url"],
];

export function reasonsIn(memos: readonly string[]): RejectReason[] {
  const texts = memos.flatMap((memo) => memo.split(/[;；\n]/)).map((text) => text.trim());
  return [...new Set(texts)]
    .filter((text) => text !== "")
    .map((says) => ({ field: readings.find(([words]) => words.test(says))?.[1] ?? null, says }));
}

/** The newest of an application's orders: a mended one makes another under the same number of ours. */
export function newestOrder(fields: Fields, applicationId: string): Fields | null {
  const value = fields["orders"];
  const orders = Array.isArray(value) ? value.filter(isFields) : [];
  const ours = orders.filter((one) => fieldText(one, "external_id") === applicationId);
  return ours.sort((a, b) => (after(a, b) ? -1 : 1))[0] ?? null;
}

const orderKey = (one: Fields): string => `${fieldText(one, "apply_time")} ${fieldText(one, "order_id")}`;
const after = (a: Fields, b: Fields): boolean => orderKey(a) > orderKey(b);

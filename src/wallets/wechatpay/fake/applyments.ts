import { createHash } from "node:crypto";
import { reviewTimes } from "../../fake-onboarding.ts";
import { wireTime } from "../time.ts";
import type { JsonObject } from "../wire.ts";
import { type Result, WireFault } from "./answer.ts";
import { checkApplyment, type Plain } from "./applyments-check.ts";
import type { Applyment } from "./applyments-state.ts";
import { canonical } from "./check.ts";
import { type Context, digits, nowMs } from "./context.ts";
import { ok } from "./route.ts";

/**
 * 收付通's applyments: POST, two ways to ask, revoke. States and fields as the public pages have them; the codes of
 * refusals are from public programs, their HTTP statuses remembered. How long a review takes is the sandbox's own.
 */
export function createApplyment(context: Context, body: JsonObject, serial: string | undefined): Result {
  const plain = checkApplyment(context, body, serial);
  const { applyments } = context.store;
  const before = applyments.byNumber.get(plain.outRequestNo);
  const fingerprint = createHash("sha256").update(canonical(plain.says)).digest("hex");
  // A repeat of what is under review is the same application; anything else under its number waits for the verdict.
  if (before && before.state !== "REJECTED") {
    if (before.fingerprint === fingerprint) return ok(numbersOf(before));
    throw new WireFault(400, "PROCESSING", "存在流程进行中的申请单，请检查是否重入");
  }
  const made = newApplyment(context, plain, fingerprint, before);
  applyments.byNumber.set(made.outRequestNo, made);
  return ok(numbersOf(made));
}

function newApplyment(context: Context, plain: Plain, fingerprint: string, before: Applyment | undefined): Applyment {
  const now = nowMs(context);
  return {
    outRequestNo: plain.outRequestNo,
    // That a mended one keeps its number is remembered, not verified.
    applymentId: before?.applymentId ?? Number.parseInt(`2000${digits(context, 12)}`, 10),
    state: "CHECKING",
    fingerprint,
    merchant: plain.merchant,
    accountLast4: plain.accountLast4,
    findings: plain.findings,
    auditDetail: [],
    subMchid: null,
    submittedAt: now,
    dueAt: now + reviewTimes.checking,
  };
}

const numbersOf = ({ applymentId, outRequestNo }: Applyment) => ({
  applyment_id: applymentId,
  out_request_no: outRequestNo,
});

export function findApplyment(context: Context, way: "id" | "number", value: string): Applyment {
  const { applyments } = context.store;
  const found =
    way === "number"
      ? applyments.byNumber.get(value)
      : /^\d+$/.test(value)
        ? applyments.byId(Number.parseInt(value, 10))
        : undefined;
  if (!found) throw new WireFault(404, "APPLYMENT_NOTEXIST", "申请单不存在");
  return found;
}

const revocable = new Set(["CHECKING", "ACCOUNT_NEED_VERIFY", "AUDITING", "REJECTED", "NEED_SIGN", "FROZEN"]);

/** Until it is accepted. That a second revocation is no error is remembered, not verified. */
export function revokeApplyment(found: Applyment): Result {
  if (found.state !== "CANCELED" && !revocable.has(found.state))
    throw new WireFault(400, "INVALID_REQUEST", "申请单当前状态不允许撤销");
  Object.assign(found, { state: "CANCELED", dueAt: null, auditDetail: [] });
  return ok(numbersOf(found));
}

const words = {
  CHECKING: "资料校验中",
  ACCOUNT_NEED_VERIFY: "待账户验证",
  AUDITING: "审核中",
  REJECTED: "已驳回",
  NEED_SIGN: "待签约",
  FINISH: "完成",
  FROZEN: "已冻结",
  CANCELED: "已作废",
} as const;

export function applymentView(context: Context, found: Applyment): object {
  const { state, subMchid, auditDetail } = found;
  const link = `${context.outside.origin}/public/apply4ec_sign/s?applymentId=${found.applymentId}`;
  const signed = state === "FINISH" ? "SIGNED" : state === "NEED_SIGN" ? "UNSIGNED" : "NOT_SIGNABLE";
  return {
    ...numbersOf(found),
    applyment_state: state,
    applyment_state_desc: words[state],
    sign_state: signed,
    ...(state === "NEED_SIGN" ? { sign_url: link } : {}),
    ...(state === "NEED_SIGN" || state === "FINISH" ? { sub_mchid: subMchid } : {}),
    ...(state === "REJECTED" || state === "FROZEN"
      ? { audit_detail: auditDetail.map(({ field, says }) => ({ param_name: field, reject_reason: says })) }
      : {}),
    ...(state === "ACCOUNT_NEED_VERIFY" ? { legal_validation_url: link, account_validation: toVerify(found) } : {}),
  };
}

function toVerify(found: Applyment): object {
  return {
    pay_amount: 124,
    destination_account_number: "7222223333322332",
    destination_account_name: "财付通支付科技有限公司",
    destination_account_bank: "招商银行威盛大厦支行",
    city: "深圳",
    remark: "入驻账户验证",
    deadline: wireTime(new Date(found.submittedAt + 15 * 86_400_000)),
  };
}

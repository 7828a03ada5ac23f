import {
  type FakeApplication,
  type FakeDecision,
  type FakeOnboarding,
  type FakeReason,
  reviewTimes,
} from "../../fake-onboarding.ts";
import type { Applyment } from "./applyments-state.ts";
import { type Context, digits, nowMs } from "./context.ts";

/** Moves on what time moves on: checked, reviewed, signed. With the knob review_by_hand a person decides instead. */
export function settleApplyments(context: Context): void {
  for (const one of context.store.applyments.byNumber.values())
    while (one.dueAt !== null && one.dueAt <= nowMs(context) && step(context, one, one.dueAt));
}

/** One step, as of the instant at which it came due; false when it waits for somebody. */
function step(context: Context, one: Applyment, at: number): boolean {
  if (one.state === "CHECKING") {
    Object.assign(one, { state: "AUDITING", dueAt: at + reviewTimes.auditing });
    return true;
  }
  if (context.faults.review_by_hand) return false;
  if (one.state === "AUDITING") verdict(context, one, at);
  else if (one.state === "NEED_SIGN") finish(one);
  else one.dueAt = null;
  return true;
}

function verdict(context: Context, one: Applyment, at: number): void {
  if (one.findings.length > 0) reject(one, one.findings);
  else pass(context, one, at);
}

function pass(context: Context, one: Applyment, at: number): void {
  one.subMchid ??= `17${digits(context, 8)}`;
  Object.assign(one, { state: "NEED_SIGN", dueAt: at + reviewTimes.signing, auditDetail: [] });
}

function reject(one: Applyment, reasons: readonly FakeReason[]): void {
  Object.assign(one, { state: "REJECTED", dueAt: null, auditDetail: [...reasons] });
}

function finish(one: Applyment): void {
  Object.assign(one, { state: "FINISH", dueAt: null });
}

const open = new Set(["CHECKING", "ACCOUNT_NEED_VERIFY", "AUDITING", "FROZEN", "NEED_SIGN"]);

/** The reviewers' side, for the sandbox's control port. */
export function reviewersOf(context: Context): FakeOnboarding {
  return {
    list() {
      settleApplyments(context);
      return [...context.store.applyments.byNumber.values()].map(card);
    },
    decide(number, decision, reasons = []) {
      settleApplyments(context);
      const one = context.store.applyments.byNumber.get(number);
      if (!one || !open.has(one.state) || !decided(context, one, decision, reasons)) return null;
      return card(one);
    },
  };
}

function decided(context: Context, one: Applyment, decision: FakeDecision, reasons: readonly FakeReason[]): boolean {
  const now = nowMs(context);
  if (decision === "review") verdict(context, one, now);
  else if (decision === "reject") reject(one, reasons.length > 0 ? reasons : [{ field: "", says: "资料不符合要求" }]);
  else if (decision === "freeze") Object.assign(one, { state: "FROZEN", dueAt: null, auditDetail: [...reasons] });
  else if (decision === "verify") Object.assign(one, { state: "ACCOUNT_NEED_VERIFY", dueAt: null });
  else if (decision === "accept") {
    pass(context, one, now);
    finish(one);
  } else if (one.state === "NEED_SIGN") finish(one);
  else if (one.state === "ACCOUNT_NEED_VERIFY")
    Object.assign(one, { state: "AUDITING", dueAt: now + reviewTimes.auditing });
  else return false;
  return true;
}

function card(one: Applyment): FakeApplication {
  return {
    application: one.outRequestNo,
    wallet_ref: `${one.applymentId}`,
    merchant: one.merchant,
    state: one.state,
    sub_merchant: one.subMchid,
    reasons: one.auditDetail,
    submitted_at: new Date(one.submittedAt).toISOString(),
  };
}

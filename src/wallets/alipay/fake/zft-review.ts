import {
  type FakeApplication,
  type FakeDecision,
  type FakeOnboarding,
  type FakeReason,
  reviewTimes,
} from "../../fake-onboarding.ts";
import { shanghaiText } from "../time.ts";
import { nowMs, type World } from "./world.ts";
import type { ZftOrder } from "./zft-state.ts";

/** Ends the reviews whose time has come; with the knob review_by_hand a person ends them. */
export function settleZft(world: World): void {
  if (world.knobs.review_by_hand) return;
  for (const one of world.state.zft.orders)
    if (one.status === "031" && one.dueAt !== null && one.dueAt <= nowMs(world)) verdict(world, one);
}

/** When the next review ends by itself. */
export function nextReview(world: World): number | null {
  if (world.knobs.review_by_hand) return null;
  const dues = world.state.zft.orders.flatMap((one) => (one.status === "031" && one.dueAt !== null ? [one.dueAt] : []));
  return dues.length === 0 ? null : Math.min(...dues);
}

function verdict(world: World, one: ZftOrder): void {
  if (one.findings.length > 0) reject(world, one, one.findings);
  else pass(world, one);
}

function pass(world: World, one: ZftOrder): void {
  const noise = world.outside.random(6).readUIntBE(0, 6) % 1_000_000_000_000;
  one.smid ??= `2088${noise.toString().padStart(12, "0")}`;
  Object.assign(one, { status: "99", dueAt: null, subConfirm: "FINISH" });
  tell(world, one, "passed", { smid: one.smid, memo: "符合要求，通过" });
}

function reject(world: World, one: ZftOrder, reasons: readonly FakeReason[]): void {
  Object.assign(one, { status: "-1", dueAt: null, reasons: [...reasons] });
  tell(world, one, "rejected", { reason: reasons.map((reason) => reason.says).join("；") });
}

/** A message to the app's gateway, on the schedule of every notice. */
function tell(world: World, one: ZftOrder, what: "passed" | "rejected", more: Record<string, string>): void {
  if (one.noticeUrl === null) return;
  world.state.serial += 1;
  const day = shanghaiText(world.outside.now()).slice(0, 10).replaceAll("-", "");
  const notice = {
    id: `${day}00333${world.state.serial.toString().padStart(21, "0")}`,
    to: one.noticeUrl,
    about: one.externalId,
    fields: {
      ...{ msg_method: `ant.merchant.expand.indirect.zft.${what}`, msg_type: "sys", version: "1.1", charset: "UTF-8" },
      ...{ app_id: world.appId, utc_timestamp: `${nowMs(world)}` },
      biz_content: JSON.stringify({ order_id: one.orderId, external_id: one.externalId, ...more }),
    },
    tries: 0,
    answered: false,
    nextAt: nowMs(world),
  };
  world.state.notices.push(notice);
  world.state.pending.add(notice);
}

/** The reviewers' side, for the sandbox's control port. */
export function reviewersOf(world: World): FakeOnboarding {
  return {
    list() {
      settleZft(world);
      const numbers = [...new Set(world.state.zft.orders.map((one) => one.externalId))];
      return numbers.flatMap((number) => world.state.zft.newest(number) ?? []).map(card);
    },
    decide(number, decision, reasons = []) {
      settleZft(world);
      const one = world.state.zft.newest(number);
      if (one?.status !== "031" || !decided(world, one, decision, reasons)) return null;
      return card(one);
    },
  };
}

function decided(world: World, one: ZftOrder, decision: FakeDecision, reasons: readonly FakeReason[]): boolean {
  if (decision === "review") verdict(world, one);
  else if (decision === "accept") pass(world, one);
  else if (decision === "reject")
    reject(world, one, reasons.length > 0 ? reasons : [{ field: "", says: "资料有问题" }]);
  // The merchant is asked to agree in Alipay, and does.
  else if (decision === "verify") Object.assign(one, { subConfirm: "CREATE", dueAt: null });
  else if (decision === "sign" && one.subConfirm === "CREATE")
    Object.assign(one, { subConfirm: "FINISH", dueAt: nowMs(world) + reviewTimes.auditing });
  else return false;
  return true;
}

function card(one: ZftOrder): FakeApplication {
  return {
    application: one.externalId,
    wallet_ref: one.orderId,
    merchant: one.merchantName,
    state: one.status,
    sub_merchant: one.smid,
    reasons: one.reasons,
    submitted_at: new Date(one.appliedAt).toISOString(),
  };
}

import { wireTime } from "../time.ts";
import { isObject, type JsonObject, objectsAt } from "../wire.ts";
import { parameterFault, type Result, WireFault } from "./answer.ts";
import { canonical, check, noticeUrl, type Rule } from "./check.ts";
import { type Context, digits, nowMs } from "./context.ts";
import { fundsSettleMs, notEnough } from "./funds.ts";
import { queueNotice } from "./notices.ts";
import { checkAccount } from "./offers.ts";
import { text } from "./orders.ts";
import { type Call, ok, type Route } from "./route.ts";
import { openSealed } from "./sealed-field.ts";
import { refuse } from "./sharing.ts";
import type { FakeTransfer } from "./transfers-state.ts";

/**
 * Transfers to users who confirm them on the phone (商家转账). Paths, fields, states and the notice are from public copies
 * of the wallet's pages; remembered, not verified: the day in which one must confirm, OVERDUE_CLOSE, the names that
 * are demanded from 2,000 yuan, NOT_ENOUGH for a poor account, statuses and codes of the refusals.
 */
const confirmMs = 86_400_000;
const namedFrom = 200_000;

const rules: readonly Rule[] = [
  { at: "appid", is: "text", max: 32 },
  { at: "out_bill_no", is: "text", min: 1, max: 32, like: /^[0-9a-zA-Z]+$/ },
  { at: "transfer_scene_id", is: "text", like: /^(1000|1002|1004|1005|1009|1010|1011|1013)$/ },
  { at: "transfer_scene_report_infos", is: "list", min: 1, max: 10 },
  { at: "openid", is: "text", min: 1, max: 64 },
  { at: "transfer_amount", is: "whole", min: 1, max: 100_000_000_00 },
  { at: "transfer_remark", is: "text", min: 1, max: 32 },
  { at: "notify_url", ...noticeUrl, optional: true },
  { at: "user_recv_perception", is: "text", max: 32, optional: true },
  { at: "user_name", is: "text", max: 1024, optional: true },
];
const reportRules: readonly Rule[] = [
  { at: "info_type", is: "text", min: 1, max: 15 },
  { at: "info_content", is: "text", min: 1, max: 32 },
];

function create({ context, body, request }: Call): Result {
  const given = body();
  check(given, rules);
  for (const [at, info] of objectsAt(given, "transfer_scene_report_infos").entries())
    check(info, reportRules, `/transfer_scene_report_infos/${at}`);
  checkAccount(context, { ...given, mchid: context.credentials.mchid }, "appid", "mchid");
  const amount = given["transfer_amount"] as number;
  const userName = text(given, "user_name");
  if (userName === null && amount >= namedFrom)
    throw parameterFault({ field: "/user_name", issue: "转账金额达到2000元时必填", location: "body" });
  if (userName !== null) openSealed(context, request.headers["wechatpay-serial"], given, "user_name", /^\S.{0,30}$/u);
  const known = context.store.transfers.byOwnNo.get(given["out_bill_no"] as string);
  if (known && known.request !== asAsked(given)) throw refuse("商户单号重复，且请求参数与首次请求不一致");
  const one = known ?? open(context, given, userName);
  return ok({
    ...{ out_bill_no: one.outBillNo, transfer_bill_no: one.billNo, create_time: time(one.createdAt), state: one.state },
    ...(one.state === "WAIT_USER_CONFIRM" ? { package_info: one.packageInfo } : {}),
  });
}

/** A sealed name is another text each time. */
const asAsked = (given: JsonObject): string => canonical({ ...given, user_name: undefined });

const time = (ms: number): string => wireTime(new Date(ms));

function open(context: Context, given: JsonObject, userName: string | null): FakeTransfer {
  const { mchid } = context.credentials;
  const amount = given["transfer_amount"] as number;
  if (amount > context.store.funds.balance(mchid)) throw notEnough("商户账户资金不足");
  context.store.funds.move(mchid, -amount);
  const one: FakeTransfer = {
    ...{ outBillNo: given["out_bill_no"] as string, billNo: `1330000${digits(context, 32)}` },
    ...{ packageInfo: context.outside.random(48).toString("base64"), request: asAsked(given), userName, amount },
    ...{ openid: given["openid"] as string, remark: given["transfer_remark"] as string },
    ...{ notifyUrl: text(given, "notify_url"), state: "WAIT_USER_CONFIRM", failReason: null },
    ...{ createdAt: nowMs(context), updatedAt: nowMs(context), dueAt: nowMs(context) + confirmMs },
    signer: context.named,
  };
  context.store.transfers.add(one);
  return one;
}

function view(context: Context, one: FakeTransfer): JsonObject {
  return {
    ...{ mch_id: context.credentials.mchid, out_bill_no: one.outBillNo, transfer_bill_no: one.billNo },
    ...{ appid: context.credentials.appid, state: one.state, transfer_amount: one.amount, openid: one.openid },
    transfer_remark: one.remark,
    ...(one.failReason === null ? {} : { fail_reason: one.failReason }),
    ...(one.userName === null ? {} : { user_name: one.userName }),
    ...{ create_time: time(one.createdAt), update_time: time(one.updatedAt) },
  };
}

function find(context: Context, by: "own" | "wallet", number: string): FakeTransfer {
  const { byOwnNo } = context.store.transfers;
  const found = by === "own" ? byOwnNo.get(number) : [...byOwnNo.values()].find((one) => one.billNo === number);
  if (!found) throw new WireFault(404, "NOT_FOUND", "转账单不存在", 268_512_771);
  return found;
}

function cancel(context: Context, one: FakeTransfer): Result {
  if (one.state !== "WAIT_USER_CONFIRM" && one.state !== "CANCELING") throw refuse("转账单状态不允许撤销");
  if (one.state === "WAIT_USER_CONFIRM")
    Object.assign(one, { state: "CANCELING", updatedAt: nowMs(context), dueAt: nowMs(context) + fundsSettleMs });
  const { outBillNo: out_bill_no, billNo: transfer_bill_no, state, updatedAt } = one;
  return ok({ out_bill_no, transfer_bill_no, state, update_time: time(updatedAt) });
}

/** The user takes it. */
export const takeTransfer = (context: Context, one: FakeTransfer): void => end(context, one, "SUCCESS");

/** What was called back, or waited for too long, goes back to the merchant. */
export function settleTransfers(context: Context): void {
  for (const one of context.store.transfers.open) {
    if (one.dueAt === null || one.dueAt > nowMs(context)) continue;
    context.store.funds.move(context.credentials.mchid, one.amount);
    if (one.state === "WAIT_USER_CONFIRM") one.failReason = "OVERDUE_CLOSE";
    end(context, one, one.state === "CANCELING" ? "CANCELLED" : "FAIL");
  }
}

function end(context: Context, one: FakeTransfer, state: "SUCCESS" | "FAIL" | "CANCELLED"): void {
  Object.assign(one, { state, updatedAt: nowMs(context), dueAt: null });
  context.store.transfers.open.delete(one);
  if (one.notifyUrl === null) return;
  const { mch_id: mchid, appid: _, transfer_remark: __, user_name: ___, ...told } = view(context, one);
  queueNotice(context, {
    ...{ to: one.notifyUrl, type: "MCHTRANSFER.BILL.FINISHED", originalType: "mch_payment" },
    ...{ summary: "商家转账单据终态通知", about: one.outBillNo, plain: { mchid, ...told }, signer: one.signer },
  });
}

/** The package itself, or the JSON that a mini program gives to requestMerchantTransfer (as remembered). */
export function transferOf(context: Context, code: string): FakeTransfer | undefined {
  const { byPackage } = context.store.transfers;
  if (!code.startsWith("{")) return byPackage.get(code);
  try {
    const given: unknown = JSON.parse(code);
    const info = isObject(given) && given["mchId"] === context.credentials.mchid ? given["package"] : undefined;
    return typeof info === "string" ? byPackage.get(info) : undefined;
  } catch {
    return undefined;
  }
}

const root = "/v3/fund-app/mch-transfer/transfer-bills";
export const transferRoutes: readonly Route[] = [
  { method: "POST", at: new RegExp(`^${root}$`), run: create },
  {
    method: "GET",
    at: new RegExp(`^${root}/(out-bill-no|transfer-bill-no)/([^/]+)$`),
    run: ({ context, caught: [by, number = ""] }) =>
      ok(view(context, find(context, by === "out-bill-no" ? "own" : "wallet", number))),
  },
  {
    method: "POST",
    at: new RegExp(`^${root}/out-bill-no/([^/]+)/cancel$`),
    run: ({ context, caught: [number = ""] }) => cancel(context, find(context, "own", number)),
  },
];

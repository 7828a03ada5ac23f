import { wireTime } from "../time.ts";
import type { JsonObject } from "../wire.ts";
import { type Result, WireFault } from "./answer.ts";
import { at, canonical, check, type Rule } from "./check.ts";
import { type Context, digits, nowMs } from "./context.ts";
import { notEnough } from "./funds.ts";
import { checkAccount } from "./offers.ts";
import { checkSubMerchant, text } from "./orders.ts";
import { findRefund, openRefund, orderOf, refundFault, refundRefusals, refundRules } from "./refunds.ts";
import { type Call, ok, type Route } from "./route.ts";
import { refuse } from "./sharing.ts";
import { keyOf, type Refund } from "./state.ts";

/**
 * Refunds of an e-commerce platform (收付通): paid by the sub-merchant, or advanced by the platform and paid back later.
 * Paths and fields are from public copies of the wallet's pages; the codes of refusals are those of ordinary refunds.
 */
const rules: readonly Rule[] = [
  { at: "sub_mchid", is: "text", min: 1, max: 32 },
  { at: "sp_appid", is: "text", min: 1, max: 32 },
  ...refundRules,
  { at: "amount.currency", is: "text", like: /^CNY$/, optional: true },
  { at: "refund_account", is: "text", like: /^REFUND_SOURCE_(SUB_MERCHANT|PARTNER_ADVANCE)$/, optional: true },
];

function apply({ context, body }: Call): Result {
  const given = body();
  check(given, rules);
  checkAccount(context, { ...given, sp_mchid: context.credentials.mchid }, "sp_appid", "sp_mchid");
  checkSubMerchant(context, given["sub_mchid"] as string);
  const order = orderOf(context, given);
  const outRefundNo = given["out_refund_no"] as string;
  const request = canonical(given);
  const known = context.store.refunds.get(keyOf(order.merchant, outRefundNo));
  if (known && known.request !== request) throw refuse("请求重入时，参数与首次请求时不一致");
  if (known) return ok(made(known));
  const amount = at(given, "amount.refund") as number;
  const fault = refundFault(context, order, amount, at(given, "amount.total"));
  if (fault) throw refuse(refundRefusals[fault]);
  const isAdvance = given["refund_account"] === "REFUND_SOURCE_PARTNER_ADVANCE";
  const draft = { outRefundNo, amount, request, notifyUrl: text(given, "notify_url") };
  const advance = isAdvance ? { advance: { returnId: null, returnedAt: null } } : {};
  return ok(made(openRefund(context, order, { ...draft, ...advance })));
}

const sourceOf = (refund: Refund): string =>
  refund.advance ? "REFUND_SOURCE_PARTNER_ADVANCE" : "REFUND_SOURCE_SUB_MERCHANT";

function made(refund: Refund): JsonObject {
  return {
    ...{ refund_id: refund.refundId, out_refund_no: refund.outRefundNo },
    ...{ create_time: wireTime(new Date(refund.createdAt)), amount: amounts(refund), promotion_detail: [] },
    refund_account: sourceOf(refund),
  };
}

function amounts(refund: Refund): JsonObject {
  const own = { refund: refund.amount, from: [], payer_refund: refund.amount, discount_refund: 0, currency: "CNY" };
  return refund.advance ? { ...own, advance: refund.amount } : own;
}

function view(context: Context, refund: Refund): JsonObject {
  const order = context.store.order(refund.order);
  return {
    ...made(refund),
    ...{ transaction_id: order.transactionId, out_trade_no: order.outTradeNo, status: refund.status },
    channel: refund.receivedAt === undefined ? "ORIGINAL" : "OTHER_BANKCARD",
    user_received_account: refund.receivedAt ?? "支付用户零钱",
    ...(refund.successAt === null ? {} : { success_time: wireTime(new Date(refund.successAt)) }),
    funds_account: "AVAILABLE",
  };
}

function byId(context: Context, refundId: string, sub: string | null): Refund {
  const found = [...context.store.refunds.values()].find((one) => one.refundId === refundId);
  if (!found || context.store.order(found.order).merchant !== sub)
    throw new WireFault(404, "RESOURCE_NOT_EXISTS", "退款单不存在", 268_512_771);
  return found;
}

/** The sub-merchant's money pays the platform back what it advanced; once. */
function returnAdvance(context: Context, refund: Refund): Result {
  if (!refund.advance) throw refuse("该退款单没有垫付资金");
  const sub = context.store.order(refund.order).merchant;
  if (refund.advance.returnId === null) {
    if (refund.status !== "SUCCESS") throw refuse("退款未成功，不能回补垫付资金");
    if (refund.amount > context.store.funds.balance(sub)) throw notEnough("二级商户余额不足");
    context.store.funds.move(sub, -refund.amount);
    context.store.funds.move(context.credentials.mchid, refund.amount);
    refund.advance = { returnId: `2${digits(context, 27)}`, returnedAt: nowMs(context) };
  }
  return ok(returnView(context, refund));
}

function returnView(context: Context, refund: Refund): JsonObject {
  const { returnId, returnedAt } = refund.advance ?? { returnId: null, returnedAt: null };
  if (returnId === null || returnedAt === null)
    throw new WireFault(404, "RESOURCE_NOT_EXISTS", "垫付回补单不存在", 268_512_771);
  return {
    ...{ refund_id: refund.refundId, advance_return_id: returnId, return_amount: refund.amount },
    ...{ payer_mchid: context.store.order(refund.order).merchant, payer_account: "BASIC" },
    ...{ payee_mchid: context.credentials.mchid, payee_account: "BASIC", result: "SUCCESS" },
    success_time: wireTime(new Date(returnedAt)),
  };
}

const root = "/v3/ecommerce/refunds";
export const ecommerceRefundRoutes: readonly Route[] = [
  { method: "POST", at: new RegExp(`^${root}/apply$`), run: apply },
  {
    method: "GET",
    at: new RegExp(`^${root}/id/([^/]+)$`),
    run: ({ context, caught, query }) => ok(view(context, byId(context, caught[0] ?? "", query.get("sub_mchid")))),
  },
  {
    method: "GET",
    at: new RegExp(`^${root}/out-refund-no/([^/]+)$`),
    run: ({ context, caught, query }) =>
      ok(view(context, findRefund(context, caught[0] ?? "", query.get("sub_mchid")))),
  },
  {
    method: "POST",
    at: new RegExp(`^${root}/([^/]+)/return-advance$`),
    run: ({ context, caught, body }) =>
      returnAdvance(context, byId(context, caught[0] ?? "", text(body(), "sub_mchid"))),
  },
  {
    method: "GET",
    at: new RegExp(`^${root}/([^/]+)/return-advance$`),
    run: ({ context, caught, query }) =>
      ok(returnView(context, byId(context, caught[0] ?? "", query.get("sub_mchid")))),
  },
  {
    // The ratio that a sub-merchant granted, in hundredths of a percent: the default of all here.
    method: "GET",
    at: /^\/v3\/profitsharing\/merchant-configs\/([^/]+)$/,
    run: ({ context, caught: [sub = ""] }) => {
      checkSubMerchant(context, sub);
      return ok({ sub_mchid: sub, max_ratio: 3000 });
    },
  },
];

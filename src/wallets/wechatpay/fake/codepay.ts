import type { JsonObject } from "../wire.ts";
import { type Result, WireFault } from "./answer.ts";
import { at, check, type Rule, tradeNumber } from "./check.ts";
import type { Context } from "./context.ts";
import { checkAccount } from "./offers.ts";
import { findOrder, orderView, sharingOf, text } from "./orders.ts";
import { type Call, ok, type Route } from "./route.ts";
import { reverseOrder, takeCode } from "./take-code.ts";

/**
 * Code payment on APIv3, as the wallet's own description of 2024 has it: path, fields, and a store that must be named.
 * Whether it is served is not known: public texts disagree. Statuses and codes of its errors are remembered, not
 * verified.
 */
const account = { is: "text", min: 1, max: 32 } as const;
const rules: readonly Rule[] = [
  { at: "description", is: "text", min: 1, max: 127 },
  { at: "out_trade_no", ...tradeNumber },
  { at: "amount", is: "object" },
  { at: "amount.total", is: "whole", min: 1, max: 100_000_000_00 },
  { at: "amount.currency", is: "text", optional: true, like: /^CNY$/ },
  { at: "settle_info", is: "object", optional: true },
  { at: "settle_info.profit_sharing", is: "flag", optional: true },
  { at: "payer", is: "object" },
  { at: "payer.auth_code", is: "text", min: 18, max: 18 },
  { at: "scene_info", is: "object" },
  { at: "scene_info.store_info", is: "object" },
  { at: "scene_info.store_info.id", is: "text", min: 1, max: 32, optional: true },
];

const faults = {
  asking: [202, "USERPAYING", "需要用户输入支付密码"],
  done: [403, "OUT_TRADE_NO_USED", "商户订单号重复"],
  not_a_code: [400, "AUTH_CODE_INVALID", "请扫描微信支付被扫条码"],
  invalid: [400, "AUTH_CODE_ERROR", "付款码无效，请重新扫码"],
  over: [400, "AUTH_CODE_EXPIRED", "付款码已过期，请用户刷新后再试"],
  poor: [403, "NOT_ENOUGH", "余额不足"],
} as const;

function parties(partner: boolean): { appid: string; mchid: string; rules: readonly Rule[] } {
  const [appid, mchid] = partner ? ["sp_appid", "sp_mchid"] : ["appid", "mchid"];
  const whose = [appid, mchid, ...(partner ? ["sub_mchid"] : [])];
  return { appid, mchid, rules: whose.map((name) => ({ at: name, ...account })) };
}

function codepay(context: Context, partner: boolean, body: JsonObject): Result {
  const own = parties(partner);
  check(body, [...own.rules, ...rules]);
  checkAccount(context, body, own.appid, own.mchid);
  const charged = takeCode(context, {
    ...{ outTradeNo: text(body, "out_trade_no") ?? "", description: text(body, "description") ?? "" },
    ...{ total: at(body, "amount.total") as number, subMchid: partner ? text(body, "sub_mchid") : null },
    ...{ sharing: sharingOf(body).sharing === true, authCode: text(body, "payer.auth_code") ?? "" },
  });
  if (charged.kind === "paid") return ok(orderView(charged.order));
  const [status, code, says] = faults[charged.kind];
  throw new WireFault(status, code, says);
}

function reverse({ context, caught: [way = "", number = ""], body }: Call): Result {
  const partner = way !== "";
  const own = parties(partner);
  const given = body();
  // A service provider may leave its app id out.
  check(
    given,
    own.rules.map((rule) => (rule.at === "sp_appid" ? { ...rule, optional: true } : rule)),
  );
  checkAccount(context, { [own.appid]: context.credentials.appid, ...given }, own.appid, own.mchid);
  const whose = { partner, mchid: text(given, own.mchid), subMchid: text(given, "sub_mchid") };
  reverseOrder(context, findOrder(context, whose, "out-trade-no", number));
  const names = partner ? ["sp_appid", "sp_mchid", "sub_appid", "sub_mchid"] : ["appid", "mchid"];
  const said = names.flatMap((name) => (text(given, name) === null ? [] : [[name, text(given, name)]]));
  return ok({ ...Object.fromEntries(said), out_trade_no: number });
}

export const codepayRoutes: readonly Route[] = [
  {
    method: "POST",
    at: /^\/v3\/pay\/(partner\/)?transactions\/codepay$/,
    run: ({ context, caught, body }) => codepay(context, caught[0] !== "", body()),
  },
  { method: "POST", at: /^\/v3\/pay\/(partner\/)?transactions\/out-trade-no\/([^/]+)\/reverse$/, run: reverse },
];

import type { JsonObject } from "../wire.ts";
import { type Result, WireFault } from "./answer.ts";
import { at, canonical, check, noticeUrl, type Rule, tradeNumber } from "./check.ts";
import { type Context, newPrepayId, newTransactionId, nowMs } from "./context.ts";
import { receivePayment } from "./funds.ts";
import { queueNotice } from "./notices.ts";
import { checkAccount } from "./offers.ts";
import { checkSubMerchant, newOrder, orderView, sharingOf, text } from "./orders.ts";
import { keyOf, type Order } from "./state.ts";

const rules: readonly Rule[] = [
  { at: "description", is: "text", min: 1, max: 127 },
  { at: "out_trade_no", ...tradeNumber },
  { at: "notify_url", ...noticeUrl },
  { at: "amount", is: "object" },
  { at: "amount.total", is: "whole", min: 1, max: 100_000_000_00 },
  { at: "amount.currency", is: "text", like: /^CNY$/ },
  { at: "issuer", is: "object" },
  { at: "issuer.wallet", is: "text", min: 1, max: 32 },
  { at: "issuer.transaction_id", is: "text", min: 1, max: 64 },
];

/**
 * Pays a merchant for what another wallet's user paid, and tells it as of any payment. A simulation: the real wallet
 * has published no such call.
 */
export function acceptOrder(context: Context, body: JsonObject): Result {
  const partner = text(body, "sp_mchid") !== null;
  check(body, rules);
  checkAccount(context, body, partner ? "sp_appid" : "appid", partner ? "sp_mchid" : "mchid");
  const sub = partner ? text(body, "sub_mchid") : null;
  if (partner && sub === null) throw new WireFault(400, "PARAM_ERROR", "缺少 sub_mchid", 268_435_461);
  if (sub !== null) checkSubMerchant(context, sub);
  const number = body["out_trade_no"] as string;
  const merchant = sub ?? context.credentials.mchid;
  const request = canonical(body);
  const known = context.store.orders.get(keyOf(merchant, number));
  if (known) {
    if (known.accepted?.request !== request)
      throw new WireFault(403, "OUT_TRADE_NO_USED", "商户订单号重复", 268_435_457);
    return { status: 200, json: orderView(known) };
  }
  const issuer = at(body, "issuer.wallet") as string;
  const order: Order = {
    ...newOrder(merchant, number, "native", body),
    ...{ mchid: context.credentials.mchid, subMchid: sub, appid: context.credentials.appid, subAppid: null },
    ...{ total: at(body, "amount.total") as number, offer: newPrepayId(context), ...sharingOf(body) },
    ...{ state: "SUCCESS", paidAt: nowMs(context), transactionId: newTransactionId(context) },
    accepted: { issuer, request },
  };
  context.store.addOrder(order);
  receivePayment(context, order);
  queueNotice(context, {
    ...{ to: body["notify_url"] as string, type: "TRANSACTION.SUCCESS", originalType: "transaction" },
    ...{ summary: "支付成功", about: number, plain: orderView(order), signer: context.named },
  });
  return { status: 200, json: orderView(order) };
}

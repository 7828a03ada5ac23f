import type { JsonObject } from "../wire.ts";
import { type Result, WireFault } from "./answer.ts";
import { check, type Rule } from "./check.ts";
import { type Context, nowMs } from "./context.ts";
import { text } from "./orders.ts";
import { refundView, settleMs } from "./refunds.ts";
import { openSealed } from "./sealed-field.ts";
import { keyOf, type Refund } from "./state.ts";

const always: readonly Rule[] = [
  { at: "out_refund_no", is: "text", min: 1, max: 64 },
  { at: "type", is: "text", like: /^(USER|MERCHANT)_BANK_CARD$/ },
];
const withCard: readonly Rule[] = [
  { at: "bank_type", is: "text", min: 1, max: 16 },
  { at: "bank_account", is: "text", max: 1024 },
  { at: "real_name", is: "text", max: 1024 },
];

/** A refund that is abnormal goes on to a bank card; strict about whose card, its seals and the refund's state. */
export function applyAbnormal(
  context: Context,
  refundId: string,
  body: JsonObject,
  serial: string | undefined,
): Result {
  check(body, always);
  const toCard = body["type"] === "USER_BANK_CARD";
  const last4 = toCard ? cardIn(context, body, serial) : null;
  const merchant = text(body, "sub_mchid") ?? context.credentials.mchid;
  const refund = context.store.refunds.get(keyOf(merchant, text(body, "out_refund_no") ?? ""));
  if (refund?.refundId !== refundId) throw new WireFault(404, "RESOURCE_NOT_EXISTS", "退款单不存在", 268_512_771);
  if (refund.status !== "ABNORMAL")
    throw new WireFault(400, "INVALID_REQUEST", "退款单状态不是退款异常，无法发起异常退款", 268_435_461);
  send(context, refund, last4);
  return { status: 200, json: refundView(context, refund) };
}

function cardIn(context: Context, body: JsonObject, serial: string | undefined): string {
  check(body, withCard);
  const open = (field: string, like: RegExp): string => openSealed(context, serial, body, field, like);
  open("real_name", /^\S.{0,30}$/u);
  return open("bank_account", /^\d{12,19}$/).slice(-4);
}

function send(context: Context, refund: Refund, last4: string | null): void {
  refund.status = "PROCESSING";
  refund.dueAt = nowMs(context) + settleMs;
  refund.receivedAt = last4 === null ? "商户结算银行账户" : `银行卡${last4}`;
  context.store.processing.add(refund);
}

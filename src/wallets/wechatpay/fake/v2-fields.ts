import { createCipheriv, createHash } from "node:crypto";
import { wireTime } from "../time.ts";
import { type V2Fields, xmlV2 } from "../v2.ts";
import type { Context } from "./context.ts";
import { tradeDescriptions, tradeTypes } from "./orders.ts";
import type { Notice, Order, Refund } from "./state.ts";

/** What the older protocol says of an order, a refund, a refusal. Amounts are texts of whole fen. */

/** A refusal of the business: the answer itself is good and signed. */
export const no = (code: string, says: string): V2Fields => ({
  result_code: "FAIL",
  err_code: code,
  err_code_des: says,
});

/** A request that is refused before it is looked at as business: return_code FAIL, unsigned. */
export class NotTaken extends Error {}

/** Digits, letters and _ - | *, 6 to 32 long, as on v3. */
export const ownNumber = /^[0-9A-Za-z_\-|*]{6,32}$/;

export function wholeFen(text: string | undefined): number | null {
  return /^[1-9]\d{0,10}$/.test(text ?? "") ? Number.parseInt(text ?? "", 10) : null;
}

/** The words of a missing field are in public programs' logs; those of a wrong one too ("invalid total_fee"). */
export function needText(fields: V2Fields, name: string, max: number): string {
  const value = fields[name] ?? "";
  if (value === "") throw new NotTaken(`缺少参数${name}`);
  if ([...value].length > max) throw new NotTaken(`${name}参数长度有误`);
  return value;
}

/** yyyyMMddHHmmss in Beijing, as time_end and time_expire are. */
export const compactTime = (ms: number): string => wireTime(new Date(ms)).slice(0, 19).replaceAll(/\D/g, "");

/** yyyy-MM-dd HH:mm:ss in Beijing, as refunds' times are. */
const spacedTime = (ms: number): string => wireTime(new Date(ms)).slice(0, 19).replace("T", " ");

/** Who takes part, as every answer and notice names them. */
export function parties({ credentials }: Context, subMchid: string | null, subAppid: string | null): V2Fields {
  return {
    ...{ appid: credentials.appid, mch_id: credentials.mchid },
    ...(subMchid === null ? {} : { sub_mch_id: subMchid }),
    ...(subAppid === null ? {} : { sub_appid: subAppid }),
  };
}

/** A payment: its numbers and amounts, and once it is paid who paid it and when. No state. */
export function paymentFields(context: Context, order: Order): V2Fields {
  const total = (order.total + (context.faults.wrong_amount ? 1 : 0)).toString();
  const attach = order.attach === "" ? {} : { attach: order.attach };
  const own = { out_trade_no: order.outTradeNo, total_fee: total, fee_type: "CNY", ...attach };
  if (order.paidAt === null) return own;
  const sub = order.subPayer === null ? {} : { sub_openid: order.subPayer, sub_is_subscribe: "N" };
  return {
    ...{ ...own, transaction_id: order.transactionId ?? "", trade_type: tradeTypes[order.path] },
    ...{ openid: order.payer ?? "", is_subscribe: "N", ...sub, cash_fee: total, cash_fee_type: "CNY" },
    ...{ bank_type: order.accepted?.issuer.toUpperCase() ?? "OTHERS", time_end: compactTime(order.paidAt) },
  };
}

/** What a question is answered: the payment's fields and its state, which a payment's own answer has not. */
export function stateFields(context: Context, order: Order): V2Fields {
  const waiting = order.path === "micropay" && order.state === "NOTPAY";
  return {
    ...paymentFields(context, order),
    trade_state: waiting ? "USERPAYING" : order.state,
    trade_state_desc: waiting ? "用户支付中，需要输入密码" : tradeDescriptions[order.state],
  };
}

const refundStates = { PROCESSING: "PROCESSING", SUCCESS: "SUCCESS", ABNORMAL: "CHANGE" } as const;
const fundsOf = "REFUND_SOURCE_RECHARGE_FUNDS";
export const receivedBy = (refund: Refund): string => refund.receivedAt ?? "支付用户零钱";

/** What the answer to a refund says: taken, and not yet where it ends. */
export function refundFields(order: Order, refund: Refund): V2Fields {
  const [total, back] = [order.total.toString(), refund.amount.toString()];
  return {
    ...{ transaction_id: order.transactionId ?? "", out_trade_no: order.outTradeNo },
    ...{ out_refund_no: refund.outRefundNo, refund_id: refund.refundId, refund_channel: "ORIGINAL" },
    ...{ refund_fee: back, settlement_refund_fee: back, total_fee: total, settlement_total_fee: total },
    ...{ fee_type: "CNY", cash_fee: total, cash_fee_type: "CNY", cash_refund_fee: back },
    ...{ coupon_refund_fee: "0", coupon_refund_count: "0" },
  };
}

/** The same refund as the nth of a question's answer. */
export function refundFieldsAt(refund: Refund, at: number): V2Fields {
  const back = refund.amount.toString();
  const fields = {
    ...{ out_refund_no: refund.outRefundNo, refund_id: refund.refundId, refund_fee: back },
    ...{ refund_channel: refund.receivedAt === undefined ? "ORIGINAL" : "OTHER_BANKCARD" },
    ...{ settlement_refund_fee: back, refund_status: refundStates[refund.status], refund_account: fundsOf },
    refund_recv_accout: receivedBy(refund),
    ...(refund.successAt === null ? {} : { refund_success_time: spacedTime(refund.successAt) }),
  };
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${name}_${at}`, value]));
}

/** The plain text under a refund notice's seal. */
export function sealedNotice(context: Context, refund: Refund): Pick<Notice, "plain" | "v2"> {
  const order = context.store.order(refund.order);
  const [total, back] = [order.total.toString(), refund.amount.toString()];
  const plain = {
    ...{ out_refund_no: refund.outRefundNo, out_trade_no: order.outTradeNo, refund_id: refund.refundId },
    ...{ transaction_id: order.transactionId ?? "", refund_account: fundsOf, refund_request_source: "API" },
    ...{ refund_fee: back, settlement_refund_fee: back, total_fee: total, settlement_total_fee: total },
    ...{ cash_refund_fee: back, refund_recv_accout: receivedBy(refund), refund_status: refundStates[refund.status] },
    ...(refund.successAt === null ? {} : { success_time: spacedTime(refund.successAt) }),
  };
  return { plain: { ...parties(context, order.subMchid, order.subAppid), req_info: plain }, v2: "sealed" };
}

/** AES-256-ECB under the lower hex MD5 of the key, around XML whose element is <root>: as public SDKs open it. */
export function sealRefund(fields: V2Fields, key: string): string {
  const sealed = createCipheriv("aes-256-ecb", createHash("md5").update(key).digest("hex"), null);
  const text = xmlV2(fields, "root");
  return Buffer.concat([sealed.update(text), sealed.final()]).toString("base64");
}

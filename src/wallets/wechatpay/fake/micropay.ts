import type { RawRequest, RawResponse } from "../../protocol.ts";
import { wireTime } from "../time.ts";
import { provenV2, readXmlV2, signV2, type V2Fields, type V2Sign, xmlV2 } from "../v2.ts";
import { type Context, letters } from "./context.ts";
import { asTold } from "./orders.ts";
import { keyOf, type Order } from "./state.ts";
import { reverseOrder, takeCode } from "./take-code.ts";

/** Code payment on the older protocol: /pay/micropay, /pay/orderquery, /secapi/pay/reverse. */
const calls: Readonly<Record<string, (context: Context, fields: V2Fields) => V2Fields>> = {
  "/pay/micropay": micropay,
  "/pay/orderquery": (context, fields) => {
    const order = find(context, fields);
    return order ? stateFields(context, asTold(context, order)) : no("ORDERNOTEXIST", "订单不存在");
  },
  "/secapi/pay/reverse": reverse,
};

/** Anything of the older protocol's trades, so that what is not served here is said in its own words. */
export const isV2 = (request: RawRequest): boolean => /^\/(secapi\/)?pay\/\w+(\?|$)/.test(request.path);

const no = (code: string, says: string): V2Fields => ({
  result_code: "FAIL",
  err_code: code,
  err_code_des: says,
});

export function answerV2(context: Context, request: RawRequest): RawResponse {
  const { apiv2_key: key, appid, mchid } = context.credentials;
  const fields = readXmlV2(request.body.toString());
  const how: V2Sign = fields?.["sign_type"] === "HMAC-SHA256" ? "HMAC-SHA256" : "MD5";
  const call = calls[request.path.split("?", 1)[0] ?? ""];
  if (!call) return xml({ return_code: "FAIL", return_msg: "沙箱的旧版协议只有付款码支付，其余请用 APIv3" });
  const fault = faultOf(context, request, fields, how);
  if (fault || !fields) return xml({ return_code: "FAIL", return_msg: fault ?? "XML格式错误" });
  const body: Record<string, string> = {
    ...{ return_code: "SUCCESS", return_msg: "OK", appid, mch_id: mchid, nonce_str: letters(context, 16) },
    ...{ result_code: "SUCCESS", ...call(context, fields) },
  };
  const sign = signV2(body, key, how);
  return xml({ ...body, sign: context.faults.bad_signature ? sign.split("").reverse().join("") : sign });
}

const xml = (fields: V2Fields): RawResponse => ({
  status: 200,
  headers: { "content-type": "text/xml; charset=utf-8" },
  body: Buffer.from(xmlV2(fields)),
});

function faultOf(context: Context, request: RawRequest, fields: V2Fields | null, how: V2Sign): string | null {
  if (request.method !== "POST") return "请使用post方法";
  if (!fields) return "XML格式错误";
  const needed = ["appid", "mch_id", "nonce_str", "sign"];
  const named = fields["out_trade_no"] || fields["transaction_id"];
  const missing = needed.find((name) => !fields[name]) ?? (named ? undefined : "out_trade_no");
  if (missing) return `缺少参数${missing}`;
  if (fields["mch_id"] !== context.credentials.mchid) return "mch_id参数格式错误";
  if (fields["appid"] !== context.credentials.appid) return "appid和mch_id不匹配";
  return provenV2(fields, context.credentials.apiv2_key, how) ? null : "签名错误";
}

const merchantOf = (context: Context, fields: V2Fields): string => fields["sub_mch_id"] ?? context.credentials.mchid;

/** By the wallet's own number, which counts first where both are named, or by the merchant's. */
function find(context: Context, fields: V2Fields): Order | undefined {
  const { orders, byTransaction } = context.store;
  const merchant = merchantOf(context, fields);
  const number = fields["transaction_id"] ?? "";
  const order = number === "" ? orders.get(keyOf(merchant, fields["out_trade_no"] ?? "")) : byTransaction.get(number);
  return order?.combined === null && order.merchant === merchant ? order : undefined;
}

function micropay(context: Context, fields: V2Fields): V2Fields {
  const number = fields["out_trade_no"] ?? "";
  if (!/^[0-9A-Za-z_\-|*]{6,32}$/.test(number)) return no("PARAM_ERROR", "out_trade_no 格式错误");
  if (!/^[1-9]\d{0,9}$/.test(fields["total_fee"] ?? "")) return no("PARAM_ERROR", "total_fee 格式错误");
  if (!fields["body"] || !fields["spbill_create_ip"]) return no("LACK_PARAMS", "缺少参数");
  const charged = takeCode(context, {
    ...{ outTradeNo: number, description: fields["body"], total: Number.parseInt(fields["total_fee"] ?? "", 10) },
    ...{ subMchid: fields["sub_mch_id"] ?? null, sharing: fields["profit_sharing"] === "Y" },
    ...{ authCode: fields["auth_code"] ?? "" },
  });
  if (charged.kind === "paid") return paymentFields(context, charged.order);
  const [code, says] = refusals[charged.kind];
  return no(code, says);
}

const refusals = {
  asking: ["USERPAYING", "需要用户输入支付密码"],
  done: ["ORDERPAID", "订单已处理"],
  not_a_code: ["AUTH_CODE_INVALID", "请扫描微信支付被扫条码"],
  invalid: ["AUTH_CODE_ERROR", "付款码无效，请重新扫码"],
  over: ["AUTHCODEEXPIRE", "二维码已过期，请用户在微信上刷新后再试"],
  poor: ["NOTENOUGH", "余额不足"],
} as const;

/** What a question is answered: the payment's fields and its state, which a payment's own answer has not. */
function stateFields(context: Context, order: Order): V2Fields {
  const waiting = order.path === "micropay" && order.state === "NOTPAY";
  return { ...paymentFields(context, order), trade_state: waiting ? "USERPAYING" : order.state };
}

function paymentFields(context: Context, order: Order): V2Fields {
  const total = (order.total + (context.faults.wrong_amount ? 1 : 0)).toString();
  const own = { out_trade_no: order.outTradeNo, total_fee: total, fee_type: "CNY" };
  if (order.paidAt === null) return own;
  const end = wireTime(new Date(order.paidAt)).slice(0, 19).replaceAll(/\D/g, "");
  return {
    ...{ ...own, transaction_id: order.transactionId ?? "", trade_type: "MICROPAY", openid: order.payer ?? "" },
    ...{ is_subscribe: "N", cash_fee: total, cash_fee_type: "CNY", bank_type: "OTHERS", time_end: end },
  };
}

function reverse(context: Context, fields: V2Fields): V2Fields {
  const order = find(context, fields);
  if (!order) return { ...no("ORDERNOTEXIST", "订单不存在"), recall: "N" };
  reverseOrder(context, order);
  return { recall: "N" };
}

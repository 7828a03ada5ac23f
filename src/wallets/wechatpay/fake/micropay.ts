import type { V2Fields } from "../v2.ts";
import { type Context, openidOf } from "./context.ts";
import { takeCode } from "./take-code.ts";
import { needText, no, ownNumber, paymentFields, wholeFen } from "./v2-fields.ts";

/** Code payment on the older protocol: /pay/micropay, and the payer behind a code, /tools/authcodetoopenid. */
export function micropay(context: Context, fields: V2Fields): V2Fields {
  const number = fields["out_trade_no"] ?? "";
  if (!ownNumber.test(number)) return no("PARAM_ERROR", "out_trade_no 格式错误");
  const total = wholeFen(fields["total_fee"]);
  if (total === null) return no("PARAM_ERROR", "total_fee 格式错误");
  if (!fields["body"] || !fields["spbill_create_ip"]) return no("LACK_PARAMS", "缺少参数");
  const charged = takeCode(context, {
    ...{ outTradeNo: number, description: fields["body"], total, authCode: fields["auth_code"] ?? "" },
    ...{ subMchid: fields["sub_mch_id"] || null, sharing: fields["profit_sharing"] === "Y" },
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

/** Who shows a code; the code stays good. Which code is refused in which word is remembered, not verified. */
export function authCodeToOpenid(context: Context, fields: V2Fields): V2Fields {
  const code = needText(fields, "auth_code", 128);
  if (!/^1[0-5]\d{16}$/.test(code)) return no("AUTH_CODE_INVALID", "请扫描微信支付被扫条码");
  const buyer = context.payerCodes.buyerOf(code);
  if (buyer !== null) return openids(context, fields, buyer);
  const isOver = context.payerCodes.state(code) === "over";
  return isOver ? no("AUTHCODEEXPIRE", "二维码已过期") : no("AUTH_CODE_ERROR", "付款码无效，请重新扫码");
}

function openids(context: Context, fields: V2Fields, buyer: string): V2Fields {
  const sub = fields["sub_appid"] ?? "";
  return {
    openid: openidOf(context.credentials.appid, buyer),
    ...(sub === "" ? {} : { sub_openid: openidOf(sub, buyer) }),
  };
}

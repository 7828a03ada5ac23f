import type { Fields } from "../wire.ts";

/** What a call of the fake's comes to: fields of a good answer, or a refusal in Alipay's words. */
export type Result = { ok: true; fields: Fields } | Refusal;

/** Neither good nor refused: the buyer is asked for a password (trade.pay). */
export const waitingForBuyer: Fields = { code: "10003", msg: "order success pay inprocess" };
export type Refusal = { ok: false; code: string; msg: string; subCode: string; subMsg: string };

const outer: Readonly<Record<string, string>> = {
  "20000": "Service Currently Unavailable",
  "40001": "Missing Required Arguments",
  "40002": "Invalid Arguments",
  "40004": "Business Failed",
  "40005": "Call Limited",
  "40006": "Insufficient Permissions",
};

/** Words of the gateway itself. Those without a source in README.md are remembered, not verified. */
const gatewayWords = {
  "isv.missing-method": ["40001", "缺少方法名参数"],
  "isv.missing-app-id": ["40001", "缺少 APPID 参数"],
  "isv.missing-signature": ["40001", "缺少签名参数"],
  "isv.missing-signature-type": ["40001", "缺少签名类型参数"],
  "isv.missing-timestamp": ["40001", "缺少时间戳参数"],
  "isv.missing-version": ["40001", "缺少版本参数"],
  "isv.invalid-app-id": ["40002", "无效的 AppID 参数"],
  "isv.invalid-method": ["40002", "不存在的方法名"],
  "isv.invalid-signature": ["40002", "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配"],
  "isv.invalid-signature-type": ["40002", "无效的签名类型，沙箱仅支持 RSA2"],
  "isv.invalid-timestamp": ["40002", "非法的时间戳参数"],
  "isv.invalid-charset": ["40002", "字符集错误，沙箱仅支持 UTF-8"],
  "isv.invalid-format": ["40002", "无效的数据格式"],
  "isv.invalid-cert-sn": ["40002", "证书序列号与应用不符"],
  "isv.decryption-error-unknown": ["40002", "解密出错, 未知错误"],
  "isv.missing-biz-content": ["40001", "缺少 biz_content 参数"],
  "isv.invalid-biz-content": ["40002", "biz_content 不是合法的 JSON 对象"],
  "isv.app-call-limited": ["40005", "应用调用次数超限"],
  "isp.unknow-error": ["20000", "系统繁忙"],
} as const;

export function gatewayRefusal(subCode: keyof typeof gatewayWords, detail = ""): Refusal {
  const [code, subMsg] = gatewayWords[subCode];
  return { ok: false, code, msg: outer[code] ?? "", subCode, subMsg: `${subMsg}${detail}` };
}

const businessWords = {
  SYSTEM_ERROR: "系统错误",
  INVALID_PARAMETER: "参数无效",
  TOTAL_FEE_EXCEED: "订单总金额超过限额",
  CONTEXT_INCONSISTENT: "交易信息被篡改：同一商户订单号的参数与此前不一致",
  PAYMENT_AUTH_CODE_INVALID: "支付授权码无效",
  BUYER_BALANCE_NOT_ENOUGH: "买家余额不足",
  BUYER_SELLER_EQUAL: "买卖家不能相同",
  TRADE_BUYER_NOT_MATCH: "交易买家不匹配",
  TRADE_HAS_SUCCESS: "交易已被支付",
  TRADE_HAS_CLOSE: "交易已经关闭",
  TRADE_HAS_FINISHED: "交易已完结",
  TRADE_NOT_EXIST: "交易不存在",
  TRADE_STATUS_ERROR: "交易状态不合法",
  REASON_TRADE_REFUND_FEE_ERR: "退款金额无效",
  REFUND_AMT_NOT_EQUAL_TOTAL: "退款金额超限",
  DISCORDANT_REPEAT_REQUEST: "请求信息不一致",
  CUSTOMER_VALIDATE_ERROR: "账户已注销或者被冻结，需线下与买家协商",
  SELLER_BALANCE_NOT_ENOUGH: "卖家余额不足",
  TRADE_SETTLE_ERROR: "交易结算异常",
  ROYALTY_ACCOUNT_NOT_EXIST: "分账收入方未绑定",
  ALLOC_AMOUNT_VALIDATE_ERROR: "分账金额超过签约比例",
  TRADE_SETTLE_NOT_EXIST: "分账单不存在",
  PARTNER_ERROR: "应用 APP_ID 填写错误",
  MERCHANT_ORDER_NOT_EXIST: "商户申请单不存在",
} as const;

export function refuse(word: keyof typeof businessWords, detail?: string): Refusal {
  const subMsg = detail === undefined ? businessWords[word] : `${businessWords[word]}：${detail}`;
  return { ok: false, code: "40004", msg: outer["40004"] ?? "", subCode: `ACQ.${word}`, subMsg };
}

/** Fund calls have words without a prefix. */
export const refuseFund = (subCode: string, subMsg: string): Refusal => refuseBill(subCode, subMsg);

export function refuseBill(subCode: string, subMsg: string): Refusal {
  return { ok: false, code: "40004", msg: outer["40004"] ?? "", subCode, subMsg };
}

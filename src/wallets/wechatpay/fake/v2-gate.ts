import { isUtf8 } from "node:buffer";
import type { RawRequest, RawResponse } from "../../protocol.ts";
import { provenV2, readXmlV2, signV2, type V2Fields, type V2Sign, xmlV2 } from "../v2.ts";
import { WireFault } from "./answer.ts";
import { type Context, letters } from "./context.ts";
import { authCodeToOpenid, micropay } from "./micropay.ts";
import { downloadBill, downloadFundFlow, NoBill } from "./v2-bills.ts";
import { NotTaken, no, parties } from "./v2-fields.ts";
import { spoiled } from "./v2-notice.ts";
import { closeV2, orderQuery, reverseV2, unifiedOrder } from "./v2-orders.ts";
import { refundQueryV2, refundV2 } from "./v2-refunds.ts";

/**
 * The older protocol's door: flat XML in, flat XML out, always HTTP 200. The wallet asks for a client's certificate
 * under /secapi and for fund flows; on loopback nobody is asked for one, so their refusal CERT_ERROR never comes.
 */
type Answer = V2Fields | Buffer;
type V2Call = { run: (context: Context, fields: V2Fields, how: V2Sign) => Answer; oneOf: readonly string[] };

const order = ["out_trade_no", "transaction_id"];
const calls: Readonly<Record<string, V2Call>> = {
  "/pay/unifiedorder": { run: unifiedOrder, oneOf: ["out_trade_no"] },
  "/pay/micropay": { run: micropay, oneOf: ["out_trade_no"] },
  "/pay/orderquery": { run: orderQuery, oneOf: order },
  "/pay/closeorder": { run: closeV2, oneOf: ["out_trade_no"] },
  "/secapi/pay/reverse": { run: reverseV2, oneOf: order },
  "/secapi/pay/refund": { run: refundV2, oneOf: order },
  "/pay/refundquery": { run: refundQueryV2, oneOf: ["out_trade_no", "transaction_id", "out_refund_no", "refund_id"] },
  "/pay/downloadbill": { run: downloadBill, oneOf: ["bill_date"] },
  "/pay/downloadfundflow": { run: downloadFundFlow, oneOf: ["bill_date"] },
  "/tools/authcodetoopenid": { run: authCodeToOpenid, oneOf: ["auth_code"] },
  // How fast a call was, as the wallet's own samples report it: heard and not kept.
  "/payitil/report": { run: () => ({}), oneOf: [] },
};

/** Anything of the older protocol's trades, so that what is not served here is said in its own words. */
export const isV2 = (request: RawRequest): boolean =>
  /^\/((secapi\/)?pay\/\w+|(mmpaymkttransfers|deposit)\/\w+|tools\/authcodetoopenid|payitil\/report)(\?|$)/.test(
    request.path,
  );

const bodyMax = 64 * 1024;

/** `checkRate` throws where one call too many came; `settle` moves what is due before anything is told. */
export function answerV2(
  context: Context,
  request: RawRequest,
  checkRate: () => void,
  settle: () => void,
): RawResponse {
  const call = calls[request.path.split("?", 1)[0] ?? ""];
  if (!call) return unsigned({ return_msg: "沙箱的旧版协议没有这个接口，请用 APIv3" });
  try {
    const { fields, how } = readRequest(context, request, call);
    settle();
    const said = business(() => {
      checkRate();
      return call.run(context, fields, how);
    });
    return Buffer.isBuffer(said) ? file(said) : signed(context, fields, said, how);
  } catch (error) {
    if (!(error instanceof NotTaken)) throw error;
    const number = error instanceof NoBill ? { error_code: error.number } : {};
    return unsigned({ return_msg: error.message, ...number });
  }
}

/** v3's words for what both protocols refuse. */
const words: Readonly<Record<string, string>> = {
  ORDER_NOT_EXIST: "ORDERNOTEXIST",
  ORDER_CLOSED: "ORDERCLOSED",
  SYSTEM_ERROR: "SYSTEMERROR",
  NOT_ENOUGH: "NOTENOUGH",
  NO_AUTH: "NOAUTH",
};

function business(run: () => Answer): Answer {
  try {
    return run();
  } catch (error) {
    if (error instanceof WireFault) return no(words[error.code] ?? error.code, error.message);
    throw error;
  }
}

/** Who calls, and that the text is what they signed. */
function readRequest(context: Context, request: RawRequest, call: V2Call): { fields: V2Fields; how: V2Sign } {
  if (request.method !== "POST") throw new NotTaken("请使用post方法");
  if (request.body.length === 0) throw new NotTaken("post数据为空");
  if (!isUtf8(request.body)) throw new NotTaken("编码格式错误");
  const fields = request.body.length > bodyMax ? null : readXmlV2(request.body.toString());
  if (!fields) throw new NotTaken("XML格式错误");
  const missing = ["appid", "mch_id", "nonce_str", "sign"].find((name) => !fields[name]);
  if (missing) throw new NotTaken(`缺少参数${missing}`);
  const type = fields["sign_type"] || "MD5";
  if (type !== "MD5" && type !== "HMAC-SHA256") throw new NotTaken("签名类型错误");
  const own = context.credentials;
  if (fields["mch_id"] !== own.mchid) throw new NotTaken("mch_id参数格式错误");
  if (fields["appid"] !== own.appid) throw new NotTaken("appid和mch_id不匹配");
  if (!provenV2(fields, own.apiv2_key, type)) throw new NotTaken("签名错误");
  if (call.oneOf.length > 0 && !call.oneOf.some((name) => fields[name])) throw new NotTaken(`缺少参数${call.oneOf[0]}`);
  return { fields, how: type };
}

function signed(context: Context, asked: V2Fields, said: V2Fields, how: V2Sign): RawResponse {
  const body: Record<string, string> = {
    ...{ return_code: "SUCCESS", return_msg: "OK" },
    ...parties(context, asked["sub_mch_id"] || null, asked["sub_appid"] || null),
    ...{ nonce_str: letters(context, 16), result_code: "SUCCESS", ...said },
  };
  const sign = signV2(body, context.credentials.apiv2_key, how);
  return xml({ ...body, sign: spoiled(context, sign) });
}

const unsigned = (fields: V2Fields): RawResponse => xml({ return_code: "FAIL", ...fields });

const xml = (fields: V2Fields): RawResponse => ({
  status: 200,
  headers: { "content-type": "text/xml; charset=utf-8" },
  body: Buffer.from(xmlV2(fields)),
});

const file = (body: Buffer): RawResponse => ({
  status: 200,
  headers: { "content-type": body[0] === 0x1f ? "application/x-gzip" : "text/plain; charset=utf-8" },
  body,
});

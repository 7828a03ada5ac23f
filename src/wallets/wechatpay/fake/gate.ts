import type { RawRequest } from "../../protocol.ts";
import { freshSeconds, provenBy, requestMessage, scheme } from "../sign.ts";
import { isFresh } from "../time.ts";
import { isObject, type JsonObject } from "../wire.ts";
import { parameterFault, WireFault } from "./answer.ts";
import { type Context, nowMs } from "./context.ts";
import { signedBody, wantedType } from "./media.ts";

const signFault = (message: string): WireFault => new WireFault(401, "SIGN_ERROR", message, 268_443_699);

/**
 * Who calls, proven over the raw path and the raw body. Fields of the header come in any order (SDKs differ), the
 * serial in any case; the path is judged as it came on the wire, so an SDK that signs another spelling is refused.
 */
export function authenticate(context: Context, request: RawRequest): void {
  const header = request.headers["authorization"] ?? "";
  if (!header.startsWith(`${scheme} `))
    throw signFault("Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》");
  const fields = new Map<string, string>();
  for (const [, name, value] of header.slice(scheme.length + 1).matchAll(/([a-z_]+)="([^"]*)"/g))
    fields.set(name ?? "", value ?? "");
  const need = (name: string): string => {
    const value = fields.get(name);
    if (!value) throw signFault(`Http头Authorization缺少${name}`);
    return value;
  };
  const stamp = { timestamp: need("timestamp"), nonce: need("nonce_str") };
  const [mchid, serial, signature] = [need("mchid"), need("serial_no"), need("signature")];
  const own = context.credentials;
  if (mchid !== own.mchid) throw new WireFault(400, "MCH_NOT_EXISTS", "商户号不存在", 268_445_527);
  if (serial.toUpperCase() !== own.serial_no) throw signFault("商户证书序列号有误，请使用签名私钥匹配的证书序列号");
  if (!isFresh(stamp.timestamp, context.outside.now(), freshSeconds))
    throw signFault("Http头Authorization中的timestamp与发起请求的时间不得超过5分钟");
  const message = requestMessage(request.method, request.path, stamp, signedBody(request));
  if (!provenBy(context.keys.merchant, message, signature)) throw signFault("签名错误，请检查后再试");
}

/** Headers that the real gateway asks for. */
export function requireHeaders(request: RawRequest): void {
  const missing = (field: string, issue: string) => parameterFault({ field, issue, location: "header" });
  if (!request.headers["user-agent"]) throw missing("User-Agent", "不能为空");
  const accept = request.headers["accept"] ?? "";
  if (!/application\/json|application\/\*|\*\/\*/.test(accept)) throw missing("Accept", "应为 application/json");
  const type = wantedType(request);
  if (request.method === "POST" && !(request.headers["content-type"] ?? "").includes(type))
    throw missing("Content-Type", `应为 ${type}`);
}

export function readBody(request: RawRequest): JsonObject {
  try {
    const body: unknown = JSON.parse(request.body.toString("utf8"));
    if (isObject(body)) return body;
  } catch {
    // Told below.
  }
  throw parameterFault({ field: "/", issue: "请求体不是合法的 JSON 对象", location: "body" });
}

/** Counts requests second by second for the rate-limit knob. */
export function makeRate(context: Context): () => void {
  let second = 0;
  let count = 0;
  return () => {
    const limit = context.faults.rate_limit;
    if (limit <= 0) return;
    const current = Math.floor(nowMs(context) / 1000);
    count = current === second ? count + 1 : 1;
    second = current;
    if (count > limit) throw new WireFault(429, "FREQUENCY_LIMITED", "频率超限，请降低请求频率", 268_435_460);
  };
}

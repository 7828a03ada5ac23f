import type { RawRequest, RawResponse } from "../../protocol.ts";
import { verifyRsa2 } from "../sign.ts";
import type { Fields } from "../wire.ts";
import { aesDecrypt, aesEncrypt } from "./aes.ts";
import { calls } from "./calls.ts";
import { parseFields } from "./check.ts";
import { readMultipart, readPairs, splitPath } from "./form.ts";
import { alipaySigns, nowMs, traceId, type World } from "./world.ts";

/** The REST protocol under /v3: signed by headers over the bytes, errors by HTTP status. Tried with npm alipay-sdk. */

type Fault = { status: number; code: string; message: string };

const staleMs = 10 * 60_000;

export async function handleV3(world: World, request: RawRequest): Promise<RawResponse> {
  const { path, query } = splitPath(request.path);
  const authorised = authorise(world, request);
  if ("status" in authorised) return faultAnswer(world, authorised);
  const method = path.slice("/v3/".length).replaceAll("/", ".");
  const call = Object.hasOwn(calls, method) ? calls[method] : undefined;
  if (!call) return faultAnswer(world, { status: 404, code: "invalid-method", message: "不存在的接口" });
  if (!call.v3.some((verb) => verb === request.method))
    return faultAnswer(world, { status: 405, code: "method-not-allowed", message: `请使用 ${call.v3.join(" 或 ")}` });
  const biz = request.method === "GET" ? fieldsOfQuery(query) : parseFields(authorised.bodyText || "{}");
  if (!biz) return faultAnswer(world, { status: 400, code: "invalid-json", message: "请求体不是合法的 JSON 对象" });
  const noticeUrl = typeof biz["notify_url"] === "string" ? biz["notify_url"] : null;
  const result = call.run(world, biz, { noticeUrl, returnUrl: null });
  if (!result.ok) {
    const status = result.code === "20000" ? 500 : 400;
    return faultAnswer(world, { status, code: result.subCode, message: result.subMsg });
  }
  return goodAnswer(world, result.fields, authorised);
}

type Authorised = { bodyText: string; encrypted: boolean; certificateMode: boolean };

/** Checks the header over the bytes as they came; which body text was signed depends on the content type. */
function authorise(world: World, request: RawRequest): Authorised | Fault {
  const header = request.headers["authorization"] ?? "";
  const found = /^ALIPAY-SHA256withRSA (.+),sign=([A-Za-z0-9+/=]+)$/.exec(header);
  const [authString, signature] = [found?.[1] ?? "", found?.[2] ?? ""];
  const said = Object.fromEntries(authString.split(",").map((pair) => splitPair(pair)));
  // Without any header the real gateway is reported to answer this, rather than the documented 401.
  if (!said["timestamp"]) return { status: 400, code: "missing-timestamp", message: "缺少时间戳参数" };
  if (said["app_id"] !== world.appId) return { status: 400, code: "invalid-app-id", message: "无效的AppID参数" };
  if (!said["nonce"]) return { status: 400, code: "missing-nonce", message: "缺少随机串参数" };
  if (!/^\d{13}$/.test(said["timestamp"]) || Math.abs(Number.parseInt(said["timestamp"], 10) - nowMs(world)) > staleMs)
    return { status: 400, code: "invalid-timestamp", message: "时间戳与支付宝相差超过 10 分钟" };
  const type = request.headers["content-type"] ?? "";
  const signedBody = type.startsWith("multipart/form-data")
    ? (readMultipart(type, request.body)["data"] ?? "")
    : request.body.toString();
  const appAuthToken = request.headers["alipay-app-auth-token"];
  const tokenLine = appAuthToken === undefined ? "" : `${appAuthToken}\n`;
  const content = `${authString}\n${request.method}\n${request.path}\n${signedBody}\n${tokenLine}`;
  if (!verifyRsa2(content, signature, world.keys.app))
    return { status: 401, code: "invalid-signature", message: "验签出错" };
  const certificateMode = said["app_cert_sn"] !== undefined;
  const rootSn = request.headers["alipay-root-cert-sn"];
  if (certificateMode && (said["app_cert_sn"] !== world.keys.appCertSn || rootSn !== world.keys.rootCertSn))
    return { status: 400, code: "invalid-cert-sn", message: "证书序列号与应用不符" };
  const encrypted = request.headers["alipay-encrypt-type"] === "AES";
  const bodyText = encrypted && signedBody !== "" ? aesDecrypt(signedBody, world.keys.aes) : signedBody;
  if (bodyText === null) return { status: 400, code: "decryption-error", message: "解密出错" };
  return { bodyText, encrypted, certificateMode };
}

function splitPair(pair: string): [string, string] {
  const at = pair.indexOf("=");
  return at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
}

function fieldsOfQuery(query: string): Fields {
  return readPairs(query);
}

async function goodAnswer(
  world: World,
  fields: Fields,
  { encrypted, certificateMode }: Authorised,
): Promise<RawResponse> {
  const plain = JSON.stringify(fields);
  const body = encrypted ? aesEncrypt(plain, world.keys.aes) : plain;
  const timestamp = nowMs(world).toString();
  const nonce = world.outside.random(16).toString("hex");
  const signature = await alipaySigns(world, `${timestamp}\n${nonce}\n${body}\n`);
  const headers: Record<string, string> = {
    "content-type": encrypted ? "text/plain;charset=utf-8" : "application/json;charset=utf-8",
    "alipay-timestamp": timestamp,
    "alipay-nonce": nonce,
    "alipay-signature": signature,
    "alipay-trace-id": traceId(world),
  };
  if (certificateMode) headers["alipay-sn"] = world.keys.alipayCertSn;
  return { status: 200, headers, body: Buffer.from(body) };
}

/** Errors carry no signature, as reported of the real gateway. */
export function faultAnswer(world: World, { status, code, message }: Fault): RawResponse {
  const links = [{ link: `${world.outside.origin}/errors/${encodeURIComponent(code)}`, desc: "解决方案" }];
  return {
    status,
    headers: { "content-type": "application/json;charset=utf-8", "alipay-trace-id": traceId(world) },
    body: Buffer.from(JSON.stringify({ code, message, links })),
  };
}

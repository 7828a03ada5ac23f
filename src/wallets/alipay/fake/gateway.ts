import type { RawRequest, RawResponse } from "../../protocol.ts";
import type { Fields } from "../wire.ts";
import { aesEncrypt } from "./aes.ts";
import { calls } from "./calls.ts";
import { type Checked, checkParameters } from "./check.ts";
import { isPageMethod, openCode } from "./codes.ts";
import { formText, readParameters } from "./form.ts";
import { errorPage, payPage } from "./pages.ts";
import { gatewayRefusal, type Refusal, type Result } from "./refusal.ts";
import { alipaySigns, traceId, type World } from "./world.ts";
import { imageUploadMethod, uploadImage } from "./zft.ts";

/** gateway.do: always HTTP 200; the answer under the method's key, signed over its exact text. */
export async function handleGateway(world: World, request: RawRequest): Promise<RawResponse> {
  const parameters = readParameters(request);
  const method = parameters["method"] ?? "";
  if (isPageMethod(method)) {
    const opened = openCode(world, formText(parameters));
    return opened.kind === "refused" ? errorPage(opened.refusal) : payPage(world, opened);
  }
  const checked = checkParameters(world, parameters);
  const isImage = checked.ok && checked.method === imageUploadMethod;
  const good = () => (isImage ? uploadImage(world, parameters, request) : checked.ok ? run(world, checked) : checked);
  const result = checked.ok ? good() : checked;
  return answer(world, method, result, checked.ok ? checked : null, Boolean(parameters["app_cert_sn"]));
}

function run(world: World, checked: Checked): Result {
  const call = Object.hasOwn(calls, checked.method) ? calls[checked.method] : undefined;
  return call ? call.run(world, checked.biz, checked) : gatewayRefusal("isv.invalid-method");
}

export async function answer(
  world: World,
  method: string,
  result: Result,
  checked: Checked | null,
  certificateMode: boolean,
): Promise<RawResponse> {
  const plain = plainValue(result);
  // SDKs take the text between the quotes as base64, so its slashes are not escaped.
  const value = checked?.encrypted ? `"${aesEncrypt(plain, world.keys.aes)}"` : plain;
  // Built once, signed as it stands, put together: never serialised again.
  const sign = await alipaySigns(world, value);
  const member = method === "" ? "error_response" : `${method.replaceAll(".", "_")}_response`;
  const certificate = certificateMode ? `"alipay_cert_sn":"${world.keys.alipayCertSn}",` : "";
  return {
    status: 200,
    // What the real gateway says of its JSON, as probes of it are reported in public.
    headers: { "content-type": "text/html;charset=utf-8", trace_id: traceId(world) },
    body: Buffer.from(`{${jsonText(member)}:${value},${certificate}"sign":"${sign}"}`),
  };
}

function plainValue(result: Result): string {
  return jsonText(result.ok ? { code: "10000", msg: "Success", ...result.fields } : refusalFields(result));
}

function refusalFields(refusal: Refusal): Fields {
  return { code: refusal.code, msg: refusal.msg, sub_code: refusal.subCode, sub_msg: refusal.subMsg };
}

/** Slashes are escaped, as Alipay's answers have them. */
function jsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll("/", "\\/");
}

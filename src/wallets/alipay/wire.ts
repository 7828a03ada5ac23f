import type { Outside } from "../protocol.ts";
import { valueText } from "./answer-text.ts";
import type { AlipaySettings } from "./config.ts";
import { type FormFile, multipartBody } from "./form-body.ts";
import { signContent, signRsa2, verifyRsa2 } from "./sign.ts";
import { shanghaiText } from "./time.ts";

/** Members of an answer's body; amounts and instants are texts in gateway.do. */
export type Fields = Readonly<Record<string, unknown>>;

/** What came of a call. Only `proven` may be believed: its signature was checked over the bytes as they came. */
export type Answer =
  | { kind: "proven"; code: string; subCode: string; says: string; fields: Fields }
  | { kind: "unproven"; cause: string };

type CallOptions = { noticeUrl?: string; returnUrl?: string };

/** The form protocol of gateway.do: public parameters in the query, biz_content in the body, all of it signed. */
export type Wire = {
  /** Never rejects: a time-out, a 5xx and an answer that cannot be proven are `unproven`. */
  call(method: string, biz: Fields, options?: CallOptions): Promise<Answer>;
  /** A file beside signed fields; the file itself is under no signature. */
  upload(method: string, fields: Readonly<Record<string, string>>, file: FormFile): Promise<Answer>;
  /** A signed address at the gateway for the buyer's browser (page.pay, wap.pay). */
  pageUrl(method: string, biz: Fields, options: CallOptions): Promise<string>;
  /** A signed order for Alipay's SDK in a native app. */
  orderString(method: string, biz: Fields, options: CallOptions): Promise<string>;
};

const timeoutMs = 8_000;

export function openWire(settings: AlipaySettings, outside: Outside): Wire {
  const signed = (method: string, biz: Fields, options: CallOptions) =>
    signedParameters(settings, outside.now(), method, { biz_content: JSON.stringify(biz) }, options);
  const post = async (
    method: string,
    query: Readonly<Record<string, string>>,
    type: string,
    body: string | Buffer,
  ): Promise<Answer> => {
    const headers = { "content-type": type, accept: "application/json", "user-agent": "hutong" };
    const url = `${settings.gateway}?${formText(query)}`;
    try {
      const response = await outside.http({ method: "POST", url, headers, body, timeoutMs });
      if (response.status !== 200) return { kind: "unproven", cause: `gateway answered HTTP ${response.status}` };
      return proveAnswer(method, response.body.toString(), settings);
    } catch (error) {
      return { kind: "unproven", cause: `no answer: ${error instanceof Error ? error.message : "broken connection"}` };
    }
  };
  return {
    async call(method, biz, options = {}) {
      const { biz_content, ...publicParameters } = await signed(method, biz, options);
      const type = "application/x-www-form-urlencoded; charset=utf-8";
      return await post(method, publicParameters, type, formText({ biz_content: biz_content ?? "" }));
    },
    async upload(method, fields, file) {
      const all = await signedParameters(settings, outside.now(), method, fields, {});
      const own = Object.entries(all).filter(([name]) => !(name in fields));
      const boundary = `hutong${outside.random(12).toString("hex")}`;
      const type = `multipart/form-data; boundary=${boundary}`;
      return await post(method, Object.fromEntries(own), type, multipartBody(boundary, fields, file));
    },
    async pageUrl(method, biz, options) {
      return `${settings.gateway}?${formText(await signed(method, biz, options))}`;
    },
    async orderString(method, biz, options) {
      return formText(await signed(method, biz, options));
    },
  };
}

async function signedParameters(
  settings: AlipaySettings,
  now: Date,
  method: string,
  content: Readonly<Record<string, string>>,
  options: CallOptions,
): Promise<Record<string, string>> {
  const parameters: Record<string, string> = {
    app_id: settings.appId,
    method,
    format: "JSON",
    charset: "utf-8",
    sign_type: "RSA2",
    timestamp: shanghaiText(now),
    version: "1.0",
    ...content,
  };
  if (options.noticeUrl) parameters["notify_url"] = options.noticeUrl;
  if (options.returnUrl) parameters["return_url"] = options.returnUrl;
  if (settings.certificates) {
    parameters["app_cert_sn"] = settings.certificates.appCertSn;
    parameters["alipay_root_cert_sn"] = settings.certificates.rootCertSn;
  }
  parameters["sign"] = await signRsa2(signContent(parameters, ["sign"]), settings.privateKey);
  return parameters;
}

/** RFC 3986 escapes (a space is %20), which every reader of forms understands. */
function formText(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
}

/** Checks an answer's signature over the exact text of its body, then reads it. */
export function proveAnswer(method: string, text: string, settings: AlipaySettings): Answer {
  const member = `${method.replaceAll(".", "_")}_response`;
  const body = valueText(text, member);
  const envelope = parsed(text);
  if (body === null || !envelope) return { kind: "unproven", cause: unreadable(envelope, member) };
  const signature = envelope["sign"];
  if (typeof signature !== "string" || !verifyRsa2(body, signature, settings.alipayKey))
    return { kind: "unproven", cause: unsigned(envelope, member, settings) };
  const fields = envelope[member];
  if (!isFields(fields)) return { kind: "unproven", cause: `${member} is no object` };
  return {
    kind: "proven",
    code: fieldText(fields, "code"),
    subCode: fieldText(fields, "sub_code"),
    says: brief(fieldText(fields, "sub_msg") || fieldText(fields, "msg")),
    fields,
  };
}

/** A member as text, or "" when it is none. */
export function fieldText(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === "string" ? value : "";
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

/** Some messages go on to repeat the whole request, which may name the buyer and has no business in a log. */
function brief(text: string): string {
  return [...text].slice(0, 48).join("");
}

/** The gateway's complaint is worth telling a person, though it is not believed. */
function complaint(value: unknown): string {
  if (!isFields(value)) return "";
  const words = [fieldText(value, "code"), fieldText(value, "sub_code"), brief(fieldText(value, "sub_msg"))];
  return words.filter((word) => word !== "").join(" ");
}

function unreadable(envelope: Fields | null, member: string): string {
  const said = envelope ? complaint(envelope["error_response"]) : "";
  return said ? `gateway error, not signed: ${said}` : `answer holds no ${member}`;
}

function unsigned(envelope: Fields, member: string, settings: AlipaySettings): string {
  const said = complaint(envelope[member]);
  const named = envelope["alipay_cert_sn"];
  const other = settings.certificates && typeof named === "string" && named !== settings.certificates.alipayCertSn;
  return `answer's signature does not fit${other ? ` (it names certificate ${named})` : ""}${said ? `: ${said}` : ""}`;
}

import { streamOf } from "../bill-stream.ts";
import type { Http, HttpStream, Outside, RawResponse } from "../protocol.ts";
import type { WeChatPaySettings } from "./config.ts";
import { type Multipart, multipartBytes } from "./media-form.ts";
import { authorization, requestMessage, type Stamp, signMessage } from "./sign.ts";
import { unixSeconds } from "./time.ts";
import type { Trust } from "./trust.ts";

/** `proven`: the wallet's own, signed word. `silent`: anything else, whatever it looked like. */
export type Answer =
  | { kind: "proven"; status: number; body: JsonObject }
  | { kind: "silent"; cause: string; raw?: RawResponse };

export type JsonObject = Readonly<Record<string, unknown>>;

export type Wire = {
  get(path: string): Promise<Answer>;
  post(path: string, body: JsonObject): Promise<Answer>;
  /** A file with its description, which alone is signed. */
  upload(path: string, file: Omit<Multipart, "boundary">): Promise<Answer>;
  /** A file whose answer carries no signature; the caller checks its hash. */
  download(url: string): ReturnType<HttpStream>;
  stamp(): Stamp;
};

/** Whoever downloads new certificates when an answer names a key that we do not know; false = nothing new. */
export type OnUnknownSerial = () => Promise<boolean>;

const timeoutMs = 8_000;
const userAgent = "Hutong/0.1";

export function makeWire(settings: WeChatPaySettings, outside: Outside, trust: Trust, more: OnUnknownSerial): Wire {
  const stream = streamOf(outside);
  const stamp = (): Stamp => ({
    timestamp: unixSeconds(outside.now()),
    nonce: outside.random(16).toString("hex").toUpperCase(),
  });

  const request = async (
    method: "GET" | "POST",
    path: string,
    body: string,
    form?: { type: string; bytes: Buffer },
  ): Promise<Parameters<Http>[0]> => {
    const signed = stamp();
    const signature = await signMessage(settings.privateKey, requestMessage(method, path, signed, body));
    const serial = trust.preferred()?.serial;
    const headers: Record<string, string> = {
      accept: "application/json",
      "user-agent": userAgent,
      authorization: authorization(settings.mchid, settings.serialNo, signed, signature),
      ...(serial === undefined ? {} : { "wechatpay-serial": serial }),
      ...(method === "POST" ? { "content-type": form?.type ?? "application/json" } : {}),
    };
    const url = settings.apiOrigin + path;
    return { method, url, headers, timeoutMs, ...(method === "POST" ? { body: form?.bytes ?? body } : {}) };
  };

  const call = async (...asked: Parameters<typeof request>): Promise<Answer> => {
    let raw: RawResponse;
    try {
      raw = await outside.http(await request(...asked));
    } catch (error) {
      return { kind: "silent", cause: `no answer: ${error instanceof Error ? error.message : "broken connection"}` };
    }
    let doubt = trust.doubt(raw.headers, raw.body);
    if (doubt === "unknown_serial" && (await more())) doubt = trust.doubt(raw.headers, raw.body);
    if (doubt !== null) return { kind: "silent", cause: `answer ${raw.status} not proven: ${doubt}`, raw };
    return read(raw);
  };

  return {
    stamp,
    get: (path) => call("GET", path, ""),
    post: (path, body) => call("POST", path, JSON.stringify(body)),
    upload: (path, file) => {
      const boundary = `hutong${outside.random(12).toString("hex")}`;
      const bytes = multipartBytes({ ...file, boundary });
      return call("POST", path, file.meta, { type: `multipart/form-data; boundary=${boundary}`, bytes });
    },
    download: async (url) => {
      const { origin, pathname, search } = new URL(url);
      // The Authorization header proves who we are: it is never sent to another host.
      if (origin !== settings.apiOrigin && !officialOrigins.has(origin))
        throw new Error(`foreign download host ${origin}`);
      return await stream(await request("GET", pathname + search, ""));
    },
  };
}

const officialOrigins = new Set([
  "https://api.mch.weixin.qq.com",
  "https://api2.mch.weixin.qq.com",
  "https://api.wechatpay.cn",
]);

function read(raw: RawResponse): Answer {
  if (raw.body.length === 0) return { kind: "proven", status: raw.status, body: {} };
  try {
    const parsed: unknown = JSON.parse(raw.body.toString("utf8"));
    if (isObject(parsed)) return { kind: "proven", status: raw.status, body: parsed };
  } catch {
    // A signed body that is no JSON is as silent as none.
  }
  return { kind: "silent", cause: `answer ${raw.status} is no JSON object`, raw };
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text at a key, or "" when there is none. */
export function textAt(object: JsonObject, key: string): string {
  const value = object[key];
  return typeof value === "string" ? value : "";
}

/** The object at a key, or an empty one. */
export function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isObject(value) ? value : {};
}

/** The objects of the array at a key. */
export function objectsAt(object: JsonObject, key: string): JsonObject[] {
  const value = object[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

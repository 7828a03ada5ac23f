import type { RawResponse, Words } from "#wallets/protocol";
import { rawJson } from "./requests.ts";

/** A refusal of the control port or the shop: a stable code and one clear sentence in each language. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly says: Words;
  constructor(status: number, code: string, says: Words) {
    super(says.en);
    this.name = "Refusal";
    this.status = status;
    this.code = code;
    this.says = says;
  }
}

export function rawRefusal(refusal: Refusal, headers: Record<string, string> = {}): RawResponse {
  return rawJson(refusal.status, { code: refusal.code, says: refusal.says }, headers);
}

/** The JSON object in a body. Programs often forget the content type, so it is not asked for. */
export function readJsonObject(body: Buffer): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(body.toString() || "{}");
    if (typeof read === "object" && read !== null && !Array.isArray(read)) return read as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new Refusal(400, "body_not_json", {
    en: "The body must be one JSON object in UTF-8.",
    zh: "请求体必须是一个 UTF-8 编码的 JSON 对象。",
  });
}

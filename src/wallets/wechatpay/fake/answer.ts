import type { RawResponse } from "../../protocol.ts";
import { answerMessage, scheme, signMessage } from "../sign.ts";
import { unixSeconds } from "../time.ts";
import { type Context, digits, letters, signerFor } from "./context.ts";

/** What a route answers; `file` goes out without a signature, as the wallet's downloads do. */
export type Result =
  | { status: number; json: object | null; detail?: number }
  | { status: 200; file: Buffer; type: string };

export type Detail = { field: string; value?: unknown; issue: string; location: "body" | "query" | "path" | "header" };

/** An error of the wallet, thrown by routes. `number` ends the Request-ID, as the wallet's own troubleshooting says. */
export class WireFault extends Error {
  readonly status: number;
  readonly code: string;
  readonly number: number;
  readonly detail: Detail | undefined;
  constructor(status: number, code: string, message: string, number = 268_435_456, detail?: Detail) {
    super(message);
    this.status = status;
    this.code = code;
    this.number = number;
    this.detail = detail;
  }
  toResult(): Result {
    const json = { code: this.code, message: this.message, ...(this.detail ? { detail: this.detail } : {}) };
    return { status: this.status, json, detail: this.number };
  }
}

export const parameterFault = (detail: Detail): WireFault =>
  new WireFault(400, "PARAM_ERROR", `参数错误：${detail.field} ${detail.issue}`, 268_435_461, detail);

/** Every answer is signed: errors too (remembered: SDKs do not look), and a 204 over its empty body. */
export async function toResponse(context: Context, result: Result): Promise<RawResponse> {
  if ("file" in result) {
    const headers = { "content-type": result.type, "request-id": `${requestId(letters(context, 30))}-0` };
    return { status: result.status, headers, body: result.file };
  }
  const body = result.json === null ? Buffer.alloc(0) : Buffer.from(JSON.stringify(result.json));
  const signed = await signedHeaders(context, body, context.named);
  const headers = {
    ...signed,
    "request-id": `${requestId(signed["wechatpay-nonce"] ?? "")}-${result.detail ?? 0}`,
    ...(body.length > 0 ? { "content-type": "application/json; charset=utf-8" } : {}),
  };
  return { status: result.status, headers, body };
}

/** Opaque text; made of randomness that the answer has already. */
export const requestId = (random: string): string => `08${random.slice(0, 30).toUpperCase()}`;

export async function signedHeaders(context: Context, body: Buffer, named?: string): Promise<Record<string, string>> {
  const signer = signerFor(context, named);
  const stamp = { timestamp: unixSeconds(context.outside.now()), nonce: letters(context, 32) };
  const signature = await signMessage(signer.key, answerMessage(stamp, body));
  return {
    "wechatpay-timestamp": stamp.timestamp,
    "wechatpay-nonce": stamp.nonce,
    "wechatpay-serial": signer.serial,
    "wechatpay-signature": context.faults.bad_signature ? spoiled(signature, digits(context, 1)) : signature,
    "wechatpay-signature-type": scheme,
  };
}

/** Still base64 of 256 bytes, but of other ones. */
function spoiled(signature: string, digit: string): string {
  const first = signature[0] === digit ? "x" : digit;
  return first + signature.slice(1);
}

import { createHmac, timingSafeEqual } from "node:crypto";

/** A webhook in the Standard Webhooks form, as the house sends it. `data` differs by `type`. */
export type WebhookEvent = {
  type: string;
  /** When it happened, RFC 3339. */
  timestamp: string;
  id: string;
  version: number;
  marketplace: string;
  subject: string;
  data: unknown;
};

export type WebhookFaultCode =
  | "secret_malformed"
  | "header_missing"
  | "timestamp_malformed"
  | "timestamp_too_old"
  | "timestamp_too_new"
  | "signature_wrong"
  | "body_malformed";

/** The request is not a webhook of the house, or not a fresh one: answer it 400 and do nothing. */
export class WebhookFault extends Error {
  override readonly name = "WebhookFault";
  readonly code: WebhookFaultCode;

  constructor(code: WebhookFaultCode) {
    super(`The webhook is not proven: ${code}.`);
    this.code = code;
  }
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export type VerifyWebhook = {
  /** `whsec_…`; several while a secret is being rolled. */
  secret: string | readonly string[];
  headers: Headers;
  /** The bytes as they came: parsing and printing again changes them. */
  body: string | Uint8Array;
  /** Milliseconds since 1970; the machine's time if absent. */
  now?: number;
  /** Seconds that the timestamp may differ; 300. */
  tolerance?: number;
};

/** The proven event. Throws WebhookFault. Keep `id`: the same event may come more than once, in any order. */
export function verifyWebhook(given: VerifyWebhook): WebhookEvent {
  const id = headerOf(given.headers, "webhook-id");
  const timestamp = headerOf(given.headers, "webhook-timestamp");
  const signatures = headerOf(given.headers, "webhook-signature");
  checkTimestamp(timestamp, given.now ?? Date.now(), given.tolerance ?? 300);
  const body = typeof given.body === "string" ? Buffer.from(given.body, "utf8") : Buffer.from(given.body);
  const secrets = typeof given.secret === "string" ? [given.secret] : given.secret;
  const wanted = secrets.map((secret) => macOf(secret, id, timestamp, body));
  const sent = signatures
    .split(" ")
    .flatMap((one) => (one.startsWith("v1,") ? [Buffer.from(one.slice(3), "base64")] : []));
  // Every pair is compared, in constant time: nothing tells which secret or signature was near.
  const proven = wanted.flatMap((mac) => sent.map((one) => one.length === mac.length && timingSafeEqual(one, mac)));
  if (!proven.includes(true)) throw new WebhookFault("signature_wrong");
  try {
    return JSON.parse(body.toString("utf8")) as WebhookEvent;
  } catch {
    throw new WebhookFault("body_malformed");
  }
}

/** The three headers of a webhook, for tests of a receiver and for `hutong listen`. `at` in milliseconds. */
export function signWebhook(secret: string, id: string, at: number, body: string): Record<string, string> {
  const timestamp = `${Math.floor(at / 1000)}`;
  const mac = macOf(secret, id, timestamp, Buffer.from(body, "utf8"));
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${mac.toString("base64")}`,
  };
}

function headerOf(headers: Headers, name: string): string {
  // Node gives lower case; other frameworks keep what was sent.
  const found = Object.entries(headers).find(([one]) => one.toLowerCase() === name)?.[1];
  const text = typeof found === "string" ? found : found?.[0];
  if (!text) throw new WebhookFault("header_missing");
  return text;
}

function checkTimestamp(text: string, now: number, tolerance: number): void {
  if (!/^\d{1,12}$/.test(text)) throw new WebhookFault("timestamp_malformed");
  const away = Number.parseInt(text, 10) - Math.floor(now / 1000);
  if (away < -tolerance) throw new WebhookFault("timestamp_too_old");
  if (away > tolerance) throw new WebhookFault("timestamp_too_new");
}

function macOf(secret: string, id: string, timestamp: string, body: Uint8Array): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  if (key.length === 0) throw new WebhookFault("secret_malformed");
  return createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest();
}

import type { Outside } from "../protocol.ts";
import type { UnionPaySettings } from "./config.ts";
import { type Fields, signFields, verifyFields } from "./sign.ts";

/** What came of a call. Only `proven` may be believed: its signature and its certificate were checked. */
export type Answer = { kind: "proven"; fields: Fields } | { kind: "unproven"; cause: string };

/** ACP 5.1.0: a signed form goes out, signed `k=v&…` text comes back. */
export type Wire = {
  /** Never rejects: a time-out, a 5xx and an answer that cannot be proven are `unproven`. */
  call(path: "backTransReq" | "queryTrans" | "appTransReq", fields: Fields): Promise<Answer>;
  /** What the buyer's browser posts to the gateway's pay page. */
  pageForm(fields: Fields): Promise<{ url: string; form: Record<string, string> }>;
};

const timeoutMs = 8_000;

export function openWire(settings: UnionPaySettings, outside: Outside): Wire {
  const url = (path: string) => `${settings.gateway}/gateway/api/${path}.do`;
  return {
    async call(path, fields) {
      try {
        const response = await outside.http({
          method: "POST",
          url: url(path),
          headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8", "user-agent": "hutong" },
          body: new URLSearchParams(await signed(settings, fields)).toString(),
          timeoutMs,
        });
        if (response.status !== 200) return { kind: "unproven", cause: `gateway answered HTTP ${response.status}` };
        return prove(parseAnswer(response.body.toString()), settings, outside.now());
      } catch (error) {
        return { kind: "unproven", cause: `no answer: ${error instanceof Error ? error.message : "broken"}` };
      }
    },
    async pageForm(fields) {
      return { url: url("frontTransReq"), form: await signed(settings, fields) };
    },
  };
}

async function signed(settings: UnionPaySettings, fields: Fields): Promise<Record<string, string>> {
  const whole: Record<string, string> = {
    version: "5.1.0",
    encoding: "UTF-8",
    signMethod: "01",
    accessType: "0",
    certId: settings.certId,
    merId: settings.merId,
    ...fields,
  };
  return { ...whole, signature: await signFields(whole, settings.privateKey) };
}

/**
 * `k=v&k=v`, values as they are, without escapes: a value may hold `=`, and `&` inside braces (`{k=v&k=v}`). A name that
 * comes twice makes the text nobody's: readers differ on which one counts.
 */
export function parseAnswer(text: string): Fields | null {
  const fields: Record<string, string> = Object.create(null);
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const sign = text[at];
    if (sign === "{") depth += 1;
    else if (sign === "}") depth -= 1;
    if (at < text.length && (sign !== "&" || depth > 0)) continue;
    const pair = text.slice(from, at);
    const equals = pair.indexOf("=");
    const name = pair.slice(0, equals);
    if (equals < 1 || name in fields) return null;
    fields[name] = pair.slice(equals + 1);
    from = at + 1;
  }
  return fields;
}

/** Believes fields whose signature fits the certificate that they bring, when that is UnionPay's and they are ours. */
export function prove(fields: Fields | null, settings: UnionPaySettings, now: Date): Answer {
  if (!fields) return { kind: "unproven", cause: "the answer is no text of k=v pairs" };
  const key = settings.prove(fields["signPubKeyCert"] ?? "", now);
  if (!key) return { kind: "unproven", cause: "signPubKeyCert is not UnionPay's" };
  if (!verifyFields(fields, key)) return { kind: "unproven", cause: "the signature does not fit" };
  if (fields["merId"] !== settings.merId) return { kind: "unproven", cause: "merId is another merchant's" };
  return { kind: "proven", fields };
}

import { makeShower, ownReply, shownBody, splitPath } from "../shown.ts";
import type { ShownCall, WireCall } from "../wire-call.ts";
import type { JdPaySettings } from "./config.ts";
import { openHex } from "./seal.ts";
import { type Fields, readXml } from "./xml.ts";

/**
 * What may be kept of JD Pay's messages, which are sealed but for merchant and version. Withheld, because they are on
 * no list: the order's name, where the buyer is sent back to, and `note`, which holds what a person wrote of a refund.
 */
const fields = [
  ...["version", "merchant", "vendorId", "tradeNum", "oTradeNum", "tradeType", "tradeTime", "amount", "currency"],
  ...["orderType", "notifyUrl", "expireTime", "orderId", "status", "result.code"],
];
const words = ["result.desc"];
const inside = (names: readonly string[]) => names.map((name) => `$opened.${name}`);
const shownOf = makeShower({
  values: [...fields, ...inside(fields)],
  words: [...words, ...inside(words)],
  secrets: ["encrypt", "sign", "token"],
  persons: ["ip", "userId", "userName", "cardNo", "mobile"],
});

/** XML whose sealed part is opened with our own key, so that it can be shown by the list. */
export function showCall(settings: Pick<JdPaySettings, "secret">, call: WireCall): ShownCall {
  const withheld = new Set<string>();
  const body = (given: Buffer | string | null) =>
    shownBody(
      given,
      "xml",
      (text) => opened(settings, readXml(text)),
      (value) => shownOf(value, withheld),
    );
  const request = body(call.request);
  const path = splitPath(call.path).pathname;
  if (call.direction === "in") return { path, request, withheld, response: ownReply(call) };
  return { path, request, withheld, response: body(call.response?.body ?? null) };
}

function opened({ secret }: Pick<JdPaySettings, "secret">, message: Fields | null): unknown {
  const encrypt = message?.["encrypt"];
  if (!message || encrypt === undefined) return message && nested(message);
  const text = openHex(Buffer.from(encrypt, "base64").toString(), secret);
  const plain = text === null ? null : readXml(text);
  return { ...nested(message), $opened: plain && nested(plain) };
}

/** "result.code" stands in <result> on the wire, and so here. */
function nested(message: Fields): Record<string, unknown> {
  const whole: Record<string, unknown> = {};
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(message))
    if (name.startsWith("result.")) result[name.slice("result.".length)] = value;
    else whole[name] = value;
  return Object.keys(result).length === 0 ? whole : { ...whole, result };
}

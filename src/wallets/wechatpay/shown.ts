import { formFields, makeShower, nameText, nothing, ownReply, shownBody, splitPath } from "../shown.ts";
import type { ShownBody, ShownCall, WireCall } from "../wire-call.ts";
import type { WeChatPaySettings } from "./config.ts";
import { openedBefore } from "./opened.ts";
import { openSealed } from "./sign.ts";
import { readXmlV2 } from "./v2.ts";
import { isObject, type JsonObject, objectAt, textAt } from "./wire.ts";

/**
 * What may be kept of WeChat Pay's messages. Withheld, because they are on no list: titles and reasons that people
 * wrote, codes that can be paid (code_url, prepay_id), where the buyer came from and which bank they use.
 */
const parties = ["appid", "mchid", "sp_appid", "sp_mchid", "sub_appid", "sub_mchid", "mch_id", "sub_mch_id"];
const numbers = ["out_trade_no", "transaction_id", "out_refund_no", "refund_id", "out_order_no", "order_id"];
const amounts = [
  "total",
  "total_amount",
  "currency",
  "payer_currency",
  "refund",
  "payer_total",
  "payer_refund",
  "settlement_refund",
].map((name) => `amount.${name}`);
const order = [
  ...[...parties, ...numbers, ...amounts, "trade_type", "trade_state", "success_time", "time_expire", "notify_url"],
  ...["settle_info.profit_sharing", "scene_info.h5_info.type", "issuer.wallet", "issuer.transaction_id"],
];
const part = (within: string) => order.map((name) => `${within}.${name}`);
const combined = ["combine_appid", "combine_mchid", "combine_out_trade_no", ...part("sub_orders")];
const refund = ["status", "refund_status", "channel", "create_time", "funds_account", "type"];
const after = [
  ...["out_return_no", "return_id", "return_no", "return_mchid", "state", "result", "fail_reason", "finish"],
  ...["unfreeze_unsplit", "unsplit_amount", "finish_time", "finish_amount", "amount", "out_request_no", "withdraw_id"],
  ...["account_type", "update_time", "receivers.type", "receivers.amount", "receivers.result", "receivers.fail_reason"],
  ...["receivers.detail_id", "receivers.finish_time", "receivers.create_time"],
];
const v2 = [
  ...["return_code", "result_code", "err_code", "fee_type", "total_fee", "cash_fee", "time_end", "recall"],
  ...["sign_type", "profit_sharing"],
];
const words = ["message", "detail.issue", "return_msg", "err_code_des", "trade_state_desc", "close_reason"];
const fault = ["code", "detail.field", "detail.location"];
const notice = ["id", "create_time", "resource_type", "event_type", "summary", "resource.algorithm"];

const list = {
  values: [
    ...[...order, ...combined, ...refund, ...after, ...v2, ...fault, ...notice, "resource.original_type"],
    ...part("resource.$opened"),
    ...[...combined, ...refund, ...after].map((name) => `resource.$opened.${name}`),
  ],
  words: [...words, "resource.$opened.trade_state_desc"],
  secrets: [
    ...["sign", "nonce_str", "nonce", "ciphertext", "associated_data", "encrypt_certificate", "auth_code"],
    ...["prepay_id", "code_url", "h5_url"],
  ],
  persons: [
    ...["openid", "sp_openid", "sub_openid", "combine_payer_info", "payer", "payer_client_ip", "spbill_create_ip"],
    ...["bank_type", "user_received_account", "bank_account", "real_name", "account", "receiver_account", "name"],
    ...["account_number", "account_bank", "receiver_name"],
  ],
};
const shownOf = makeShower(list);
const queries = new Set([...parties, ...numbers, "out_return_no", "account_type"]);

/** APIv3's JSON and v2's XML; a notice is opened with our own key, so that its plain text can be shown by the list. */
export function showCall(settings: Pick<WeChatPaySettings, "apiv3Key">, call: WireCall): ShownCall {
  const withheld = new Set<string>();
  const write = (value: unknown): string => shownOf(value, withheld);
  const body = (given: Buffer | string | null): ShownBody => {
    const known = Buffer.isBuffer(given) ? openedBefore(given) : undefined;
    if (known) return { form: "json", bytes: given?.length ?? 0, json: write(beside(known.envelope, known.plain)) };
    const isXml = given?.at(0) === (typeof given === "string" ? "<" : 0x3c);
    const read = (text: string) => (isXml ? readXmlV2(text) : opened(settings, JSON.parse(text)));
    return shownBody(given, isXml ? "xml" : "json", read, write);
  };
  const request = body(call.request);
  if (call.direction === "in")
    return { path: splitPath(call.path).pathname, request, withheld, response: ownReply(call) };
  const answer = call.response ? body(call.response.body) : nothing;
  return { path: pathText(call.path), request, withheld, response: withNumber(answer, call) };
}

/** Our own names in the query stay; of any other only the name. */
function pathText(path: string): string {
  const { pathname, search } = splitPath(path);
  const shown = Object.entries(formFields(search.toString())).map(([name, value]) =>
    queries.has(name) && /^\w{1,64}$/.test(value) ? `${name}=${value}` : `${nameText(name)}=…`,
  );
  return shown.length === 0 ? pathname : `${pathname}?${shown.join("&")}`;
}

/** The number of the call at WeChat, which its support asks for: it comes as a header. */
function withNumber(shown: ShownBody, call: WireCall): ShownBody {
  const number = call.response?.headers["request-id"] ?? "";
  if (!/^[\w-]{1,80}$/.test(number)) return shown;
  const named = `"$request-id":"${number}"`;
  if (shown.json === "null") return { ...shown, json: `{${named}}` };
  const isPlain = shown.json.startsWith("{") && !shown.json.startsWith('{"$hidden"') && shown.json !== "{}";
  return isPlain ? { ...shown, json: `${shown.json.slice(0, -1)},${named}}` } : shown;
}

/** A notice with what lies under its seal beside the seal. */
function opened({ apiv3Key }: Pick<WeChatPaySettings, "apiv3Key">, value: unknown): unknown {
  if (!isObject(value) || !isObject(value["resource"])) return value;
  return beside(value, plainOf(apiv3Key, objectAt(value, "resource")));
}

function beside(envelope: JsonObject, plain: unknown): JsonObject {
  return { ...envelope, resource: { ...objectAt(envelope, "resource"), $opened: plain } };
}

function plainOf(key: WeChatPaySettings["apiv3Key"], resource: JsonObject): unknown {
  try {
    const [ciphertext, nonce] = [textAt(resource, "ciphertext"), textAt(resource, "nonce")];
    const plain = openSealed(key, { ciphertext, nonce, associated_data: textAt(resource, "associated_data") });
    return JSON.parse(plain.toString("utf8"));
  } catch {
    return null;
  }
}

import { isCurrency, type Money, money } from "#money";
import type { AskOutcome, PayOutcome, RefundOutcome } from "../protocol.ts";
import { readWireTime } from "./time.ts";
import { type JsonObject, objectAt, textAt } from "./wire.ts";

/** What each trade_state means. REFUND is paid: any partial refund turns the state, and the payment did happen. */
const tradeStates = {
  SUCCESS: "paid",
  REFUND: "paid",
  NOTPAY: "offered",
  USERPAYING: "paying",
  // Only code payments say so (remembered, not verified). It stays payable until it is closed, so it is no refusal.
  PAYERROR: "offered",
  CLOSED: "closed",
  REVOKED: "closed",
} as const satisfies Record<string, "paid" | "offered" | "paying" | "closed">;

/** What each refund status means; the API says `status`, the notice `refund_status`. */
const refundStates = {
  SUCCESS: "refunded",
  PROCESSING: "processing",
  ABNORMAL: "abnormal",
  CLOSED: "refused",
} as const satisfies Record<string, RefundOutcome["kind"]>;

/** Of an order's answer, a part of a combined one, or a notice's plain text. */
export function payOutcome(order: JsonObject): PayOutcome {
  const word = textAt(order, "trade_state");
  if (!Object.hasOwn(tradeStates, word))
    return { kind: "unknown", cause: `trade_state ${word || "missing"}`, alarm: true };
  const meaning = tradeStates[word as keyof typeof tradeStates];
  if (meaning === "offered" || meaning === "paying") return { kind: "waiting", stage: meaning };
  if (meaning === "closed") return { kind: "closed", code: word };
  const amounts = objectAt(order, "amount");
  // A combined order's parts say total_amount where a plain order says total.
  const amount = readAmount(amounts["total"] ?? amounts["total_amount"], amounts["currency"]);
  const paidAt = readWireTime(order["success_time"]);
  const walletRef = textAt(order, "transaction_id");
  if (!amount || !paidAt || walletRef === "")
    return { kind: "unknown", cause: "paid without a readable amount, time or number", alarm: true };
  const payer = objectAt(order, "payer");
  const buyerRef = textAt(payer, "openid") || textAt(payer, "sp_openid");
  return { kind: "paid", walletRef, amount, paidAt, ...(buyerRef === "" ? {} : { buyerRef }) };
}

/** Of a refund's answer or a refund notice's plain text. */
export function refundOutcome(refund: JsonObject): RefundOutcome {
  const word = textAt(refund, "status") || textAt(refund, "refund_status");
  if (!Object.hasOwn(refundStates, word))
    return { kind: "unknown", cause: `refund status ${word || "missing"}`, alarm: true };
  const meaning = refundStates[word as keyof typeof refundStates];
  const ref = textAt(refund, "refund_id");
  if (meaning === "processing") return { kind: "processing", ...(ref === "" ? {} : { walletRefundRef: ref }) };
  if (meaning === "abnormal") return { kind: "abnormal", code: word, says: "退款异常，请联系买家换一种退款方式" };
  if (meaning === "refused") return { kind: "refused", code: word, says: "退款已关闭" };
  const amounts = objectAt(refund, "amount");
  // Notices leave the currency out; refunds of domestic orders are in yuan.
  const amount = readAmount(amounts["refund"], amounts["currency"] ?? "CNY");
  const refundedAt = readWireTime(refund["success_time"]);
  if (!amount || !refundedAt || ref === "")
    return { kind: "unknown", cause: "refunded without a readable amount, time or number", alarm: true };
  return { kind: "refunded", walletRefundRef: ref, amount, refundedAt };
}

function readAmount(minor: unknown, currency: unknown): Money | null {
  if (typeof minor !== "number" || !Number.isSafeInteger(minor) || minor < 0) return null;
  if (typeof currency !== "string" || !isCurrency(currency)) return null;
  return money(BigInt(minor), currency);
}

/**
 * What an error code means for the call that got it:
 * - `refused`: explicit, nothing happened and nothing will under this number;
 * - `look`: the number exists at the wallet already, so only a query tells what became of it;
 * - `busy`: try again later; nothing is known;
 * - `ours`: our keys or settings are at fault: unknown, and somebody must look.
 */
export type Meaning = "refused" | "look" | "absent" | "closed" | "abnormal" | "busy" | "ours";

type Call = "start" | "ask" | "close" | "refund" | "askRefund";

const always = {
  SIGN_ERROR: "ours",
  SYSTEM_ERROR: "busy",
  SYSTEMERROR: "busy",
  BANK_ERROR: "busy",
  BANKERROR: "busy",
  FREQUENCY_LIMITED: "busy",
  FREQUENCY_LIMIT_EXCEED: "busy",
  RATELIMIT_EXCEED: "busy",
} as const satisfies Record<string, Meaning>;

/** Spellings with and without underscore stand side by side: the older table and the newer pages differ. */
const refusals = {
  PARAM_ERROR: "refused",
  APPID_MCHID_NOT_MATCH: "refused",
  MCH_NOT_EXISTS: "refused",
  NO_AUTH: "refused",
  NOAUTH: "refused",
  RULE_LIMIT: "refused",
  RULELIMIT: "refused",
  NOT_ENOUGH: "refused",
  NOTENOUGH: "refused",
  ACCOUNT_ERROR: "refused",
  ACCOUNTERROR: "refused",
  INVALID_TRANSACTIONID: "refused",
  OPENID_MISMATCH: "refused",
} as const satisfies Record<string, Meaning>;

/** The same words say nothing about the payment when we merely asked. */
const ours = Object.fromEntries(Object.keys(refusals).map((code) => [code, "ours"])) as Record<string, Meaning>;

export const errorMeanings: Record<Call, Readonly<Record<string, Meaning>>> = {
  start: {
    ...always,
    ...refusals,
    USER_ACCOUNT_ABNORMAL: "refused",
    INVALID_REQUEST: "look",
    OUT_TRADE_NO_USED: "look",
    TRADE_ERROR: "look",
    ORDERPAID: "look",
    ORDER_PAID: "look",
    ORDER_CLOSED: "closed",
    ORDERCLOSED: "closed",
  },
  ask: {
    ...always,
    ...ours,
    INVALID_REQUEST: "ours",
    ORDER_NOT_EXIST: "absent",
    ORDERNOTEXIST: "absent",
    TRADE_ERROR: "busy",
  },
  close: {
    ...always,
    ...ours,
    ORDER_NOT_EXIST: "absent",
    ORDERNOTEXIST: "absent",
    ORDERPAID: "look",
    ORDER_PAID: "look",
    TRADE_ERROR: "look",
    INVALID_REQUEST: "look",
    USERPAYING: "look",
    ORDER_CLOSED: "closed",
    ORDERCLOSED: "closed",
  },
  refund: {
    ...always,
    ...refusals,
    RESOURCE_NOT_EXISTS: "refused",
    ORDER_NOT_EXIST: "refused",
    USER_ACCOUNT_ABNORMAL: "abnormal",
    INVALID_REQUEST: "look",
    TRADE_ERROR: "look",
    REFUND_FEE_MISMATCH: "look",
  },
  askRefund: {
    ...always,
    ...ours,
    INVALID_REQUEST: "ours",
    RESOURCE_NOT_EXISTS: "absent",
    REFUND_NOT_EXISTS: "absent",
  },
};

/** Null for a code that we have never seen. A 5xx is never more than `busy`, whatever its code. */
export function meaningOf(call: Call, status: number, code: string): Meaning | null {
  return meaningIn(errorMeanings[call], status, code);
}

export function meaningIn(table: Readonly<Record<string, Meaning>>, status: number, code: string): Meaning | null {
  if (status >= 500 && code !== "OPENID_MISMATCH" && code !== "INVALID_TRANSACTIONID") return "busy";
  return Object.hasOwn(table, code) ? (table[code] as Meaning) : null;
}

/** Unknown, with the wallet's words kept for whoever looks. */
export function unknownError(
  meaning: Meaning | null,
  status: number,
  body: JsonObject,
): Extract<AskOutcome, { kind: "unknown" }> {
  const cause = `${status} ${textAt(body, "code") || "without code"}: ${textAt(body, "message")}`.slice(0, 200);
  return meaning === "busy" ? { kind: "unknown", cause } : { kind: "unknown", cause, alarm: true };
}

/**
 * Alipay's words and what each means to the four kinds of call, as a table. Codes and sub_codes: Alipay's public SDKs
 * and the pages they quote. Rows marked "remembered" were not found in a source at hand and are not verified.
 */
export type Verdict =
  | "ok"
  /** Explicit: this attempt takes nothing; this refund sends nothing. */
  | "refused"
  | "closed"
  /** The answer does not tell: the trade's (or refund's) own state does, so query it. */
  | "look"
  /** No such trade, or none yet. */
  | "absent"
  /** Nothing to close, because nobody has scanned or opened it yet: it can still be paid. */
  | "unopened"
  | "waiting"
  /** The buyer's account cannot take the money back; a person must choose another way. */
  | "abnormal"
  /** Ask again. */
  | "unknown"
  /** Unknown, and a person should look: our settings or our use of numbers are wrong, or the word is new. */
  | "alarm";

export type CallKind = "start" | "ask" | "close" | "refund";

type Row = readonly [start: Verdict, ask: Verdict, close: Verdict, refund: Verdict];

const column = { start: 0, ask: 1, close: 2, refund: 3 } as const satisfies Record<CallKind, number>;

/** Outer codes. 40004 (business) leaves the word to sub_code. */
export const codeTable: Readonly<Record<string, Row>> = {
  "10000": ["ok", "ok", "ok", "ok"],
  "10003": ["waiting", "waiting", "waiting", "unknown"],
  "20000": ["unknown", "unknown", "unknown", "unknown"],
  "20001": ["alarm", "alarm", "alarm", "alarm"],
  "40001": ["alarm", "alarm", "alarm", "alarm"],
  "40002": ["alarm", "alarm", "alarm", "alarm"],
  "40005": ["unknown", "unknown", "unknown", "unknown"], // call limit: remembered, not verified
  "40006": ["refused", "alarm", "alarm", "refused"],
};

const never = "alarm";

/** sub_codes under 40004, without their prefix "ACQ.". */
export const subCodeTable: Readonly<Record<string, Row>> = {
  SYSTEM_ERROR: ["unknown", "unknown", "unknown", "unknown"],
  INVALID_PARAMETER: ["refused", never, never, "refused"],
  ACCESS_FORBIDDEN: ["refused", never, never, "refused"],
  EXIST_FORBIDDEN_WORD: ["refused", never, never, "refused"],
  PARTNER_ERROR: ["refused", never, never, "refused"],
  TOTAL_FEE_EXCEED: ["refused", never, never, never],
  PAYMENT_AUTH_CODE_INVALID: ["refused", never, never, never],
  // Our number stands for another order there: whether that one is paid we do not know.
  CONTEXT_INCONSISTENT: ["alarm", never, never, "alarm"],
  TRADE_BUYER_NOT_MATCH: ["alarm", never, never, never],
  TRADE_HAS_SUCCESS: ["look", never, "look", never],
  TRADE_HAS_CLOSE: ["closed", never, "look", "look"],
  TRADE_HAS_FINISHED: ["look", never, "look", "look"],
  // The buyer may try again with another card until the order's time is over.
  BUYER_BALANCE_NOT_ENOUGH: ["waiting", never, never, never],
  BUYER_BANKCARD_BALANCE_NOT_ENOUGH: ["waiting", never, never, never],
  PAYMENT_FAIL: ["waiting", never, never, never],
  PULL_MOBILE_CASHIER_FAIL: ["waiting", never, never, never],
  BUYER_SELLER_EQUAL: ["refused", never, never, never],
  TRADE_NOT_EXIST: [never, "absent", "unopened", "refused"],
  TRADE_STATUS_ERROR: ["look", never, "look", "refused"],
  REASON_TRADE_STATUS_INVALID: ["look", never, "look", "refused"],
  REASON_ILLEGAL_STATUS: ["look", never, "look", "refused"],
  SELLER_BALANCE_NOT_ENOUGH: [never, never, never, "refused"],
  // Too much, or too much together with what went back before: a repeat of a done refund must not become a refusal.
  REFUND_AMT_NOT_EQUAL_TOTAL: [never, never, never, "look"],
  REASON_TRADE_REFUND_FEE_ERR: [never, never, never, "look"],
  REFUND_FEE_ERROR: [never, never, never, "look"],
  // This refund number went through before, with another amount.
  DISCORDANT_REPEAT_REQUEST: [never, never, never, "alarm"],
  REASON_TRADE_BEEN_FREEZEN: [never, never, never, "refused"],
  TRADE_NOT_ALLOW_REFUND: [never, never, never, "refused"],
  NOT_ALLOW_PARTIAL_REFUND: [never, never, never, "refused"],
  REFUNDALLOC_UNAUTH_LIMIT: [never, never, never, "refused"],
  CANCEL_NOT_ALLOWED: [never, never, "look", never],
  ROYALTY_ACCOUNT_NOT_EXIST: ["refused", never, never, "refused"],
  TRADE_SETTLE_ERROR: ["refused", never, never, "refused"],
  // The four names are in Alipay's public parameter lists; that they mean a closed account is remembered, not verified.
  CUSTOMER_VALIDATE_ERROR: ["refused", never, never, "abnormal"],
  BUYER_ERROR: ["refused", never, never, "abnormal"],
  BUYER_NOT_EXIST: ["refused", never, never, "abnormal"],
  BUYER_ENABLE_STATUS_FORBID: ["refused", never, never, "abnormal"],
};

/** All of the form SECONDARY_MERCHANT_*: the sub-merchant may not take money now. */
const secondaryMerchant: Row = ["refused", never, never, "refused"];

/** What an answer's code and sub_code mean to a call. A word that the tables do not hold is an alarm. */
export function verdictOf(kind: CallKind, code: string, subCode: string): Verdict {
  if (code !== "40004") return codeTable[code]?.[column[kind]] ?? "alarm";
  const word = subCode.replace(/^(?:aop\.)?ACQ\./, "");
  const row = word.startsWith("SECONDARY_MERCHANT_") ? secondaryMerchant : subCodeTable[word];
  return row?.[column[kind]] ?? "alarm";
}

const tradeStates = ["WAIT_BUYER_PAY", "TRADE_SUCCESS", "TRADE_FINISHED", "TRADE_CLOSED"] as const;
export type TradeState = (typeof tradeStates)[number];

export function isTradeState(text: string): text is TradeState {
  return (tradeStates as readonly string[]).includes(text);
}

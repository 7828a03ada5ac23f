import { fromDecimalText, type Money } from "#money";
import { type Answer, type Fields, fieldText } from "./wire.ts";
import { codeTable } from "./words.ts";

/**
 * What words mean to the calls after the payment. The first block of each is in Alipay's public SDKs; what stands under
 * "remembered" was not found in a source at hand and is not verified.
 */
type Meaning = "refused" | "look" | "absent" | "unknown" | "alarm";

const common = {
  SYSTEM_ERROR: "unknown",
  INVALID_PARAMETER: "refused",
  ACCESS_FORBIDDEN: "refused",
  PARTNER_ERROR: "refused",
  TRADE_NOT_EXIST: "refused",
  TRADE_HAS_CLOSE: "refused",
  // Our number was used for something else there.
  DISCORDANT_REPEAT_REQUEST: "alarm",
  CONTEXT_INCONSISTENT: "alarm",
} as const satisfies Record<string, Meaning>;

export const afterWords = {
  /** settle.confirm. Whether anything is held, the trade's own settlement tells. */
  release: { ...common, TRADE_SETTLE_ERROR: "look", TRADE_STATUS_ERROR: "look" },
  share: {
    ...common,
    TRADE_SETTLE_ERROR: "look",
    TRADE_STATUS_ERROR: "look",
    ROYALTY_ACCOUNT_NOT_EXIST: "refused",
    SELLER_BALANCE_NOT_ENOUGH: "refused",
    // Remembered.
    ALLOC_AMOUNT_VALIDATE_ERROR: "refused",
    ROYALTY_RECEIVER_INVALID: "refused",
  },
  bind: { ...common, USER_NOT_EXIST: "refused" },
  /** order.settle.query and fund.trans.common.query: what is not there may never have arrived. */
  ask: {
    SYSTEM_ERROR: "unknown",
    TRADE_NOT_EXIST: "absent",
    // Remembered.
    TRADE_SETTLE_NOT_EXIST: "absent",
    ORDER_NOT_EXIST: "absent",
  },
  /** fund.trans.uni.transfer. All but the first three are remembered. */
  transfer: {
    SYSTEM_ERROR: "unknown",
    INVALID_PARAMETER: "refused",
    ACCESS_FORBIDDEN: "refused",
    REQUEST_PROCESSING: "unknown",
    PAYER_BALANCE_NOT_ENOUGH: "look",
    BALANCE_IS_NOT_ENOUGH: "look",
    EXCEED_LIMIT_SM_AMOUNT: "look",
    EXCEED_LIMIT_DM_AMOUNT: "look",
    PAYEE_NOT_EXIST: "refused",
    PAYEE_CARD_INFO_ERROR: "refused",
    CARD_BIN_ERROR: "refused",
    PERMIT_CHECK_PERM_LIMITED: "refused",
    NO_PERMISSION_ERROR: "refused",
    DUPLICATE_REQUEST: "alarm",
  },
} as const satisfies Record<string, Readonly<Record<string, Meaning>>>;

export type AfterCall = keyof typeof afterWords;

type Unknown = { kind: "unknown"; cause: string; alarm?: boolean };
type Refused = { kind: "refused"; code: string; says: string };

export type Said =
  | { kind: "ok"; fields: Fields }
  | Refused
  | Unknown
  | { kind: "absent" }
  | { kind: "look"; refused: Refused };

/** What an answer means to the call that got it. Only the wallet's explicit, proven word is more than unknown. */
export function said(call: AfterCall, answer: Answer): Said {
  if (answer.kind === "unproven") return { kind: "unknown", cause: answer.cause };
  if (answer.code === "10000") return { kind: "ok", fields: answer.fields };
  const cause = `${answer.subCode || answer.code}: ${answer.says}`;
  const refused: Refused = { kind: "refused", code: answer.subCode || answer.code, says: answer.says };
  const meaning = meaningOf(call, answer.code, answer.subCode);
  if (meaning === "refused") return refused;
  if (meaning === "absent") return { kind: "absent" };
  if (meaning === "look") return { kind: "look", refused };
  return meaning === "unknown" ? { kind: "unknown", cause } : { kind: "unknown", cause, alarm: true };
}

function meaningOf(call: AfterCall, code: string, subCode: string): Meaning {
  // The gateway's own codes say the same to every call; the third column is that of calls that change something.
  if (code !== "40004") {
    const verdict = codeTable[code]?.[call === "ask" ? 1 : 3];
    return verdict === "refused" || verdict === "unknown" ? verdict : "alarm";
  }
  const word = subCode.replace(/^(?:aop\.)?ACQ\./, "");
  const table: Readonly<Record<string, Meaning>> = afterWords[call];
  return (Object.hasOwn(table, word) ? table[word] : undefined) ?? "alarm";
}

export const stray = (what: string): Unknown => ({ kind: "unknown", cause: what, alarm: true });

/** A yuan text of Alipay's, or null when it is none or negative. */
export function yuanAt(fields: Fields, name: string): Money | null {
  try {
    const amount = fromDecimalText(fieldText(fields, name), "CNY");
    return amount.minor < 0n ? null : amount;
  } catch {
    return null;
  }
}

import { type Currency, isCurrency, type Money, money } from "#money";
import type { Decision } from "#openings";

/**
 * The OpenFeature Remote Evaluation Protocol (OFREP) in our words: a flag is `capability.partner`, such as
 * payment.wechatpay, or an opening's id; its value is whether it is open. The evaluation context carries the facts:
 * `store` (required), `targetingKey` (the buyer's reference), `method`, `amount` (minor units) with `currency`, and the
 * buyer's facts under their own names. Other attributes are not looked at.
 */
export type FlagContext = {
  store: string;
  method: string | null;
  amount: Money | null;
  buyer: Readonly<Record<string, string | number | boolean>>;
};

export type ErrorCode = "PARSE_ERROR" | "FLAG_NOT_FOUND" | "TARGETING_KEY_MISSING" | "INVALID_CONTEXT" | "GENERAL";
export type Failure = { errorCode: ErrorCode; errorDetails: string };

export type Evaluation = {
  key: string;
  value: boolean;
  reason: "STATIC" | "TARGETING_MATCH" | "DEFAULT" | "DISABLED";
  variant: "open" | "shut";
  metadata: Readonly<Record<string, string | number | boolean>>;
};

const buyerFacts = {
  no_bound_card: "boolean",
  no_balance: "boolean",
  city_tier: "number",
  age_band: "string",
  app: "string",
  app_version: "string",
} as const;

const invalid = (errorDetails: string): Failure => ({ errorCode: "INVALID_CONTEXT", errorDetails });

/** Reads an evaluation context; what it names must have its type, or nothing is decided on a misunderstanding. */
export function readContext(body: unknown): FlagContext | Failure {
  const context = fieldOf(body, "context");
  if (typeof context !== "object" || context === null || Array.isArray(context))
    return invalid("The context must be an object that names a store.");
  const { store, method = null, targetingKey } = context as Record<string, unknown>;
  if (typeof store !== "string") return invalid("context.store must be a store's id.");
  if (method !== null && typeof method !== "string") return invalid("context.method must be a text.");
  const amount = readAmount(context as Record<string, unknown>);
  if (amount !== null && "errorCode" in amount) return amount;
  const buyer: Record<string, string | number | boolean> = {};
  if (targetingKey !== undefined && typeof targetingKey !== "string") return invalid("targetingKey must be a text.");
  if (targetingKey) buyer["reference"] = targetingKey;
  for (const [name, type] of Object.entries(buyerFacts)) {
    const value = fieldOf(context, name);
    if (value === undefined || value === null) continue;
    if (typeof value !== type) return invalid(`context.${name} must be a ${type}.`);
    buyer[name] = value as string | number | boolean;
  }
  return { store, method, amount, buyer };
}

function fieldOf(from: unknown, name: string): unknown {
  return typeof from === "object" && from !== null ? (from as Record<string, unknown>)[name] : undefined;
}

function readAmount({ amount, currency = "CNY" }: Record<string, unknown>): Money | Failure | null {
  if (amount === undefined || amount === null) return null;
  const text = typeof amount === "number" && Number.isSafeInteger(amount) ? String(amount) : amount;
  if (typeof text !== "string" || !/^[1-9]\d{0,14}$/.test(text))
    return invalid("context.amount must be whole minor units above zero (fen), as a number or a text.");
  if (typeof currency !== "string" || !isCurrency(currency)) return invalid("context.currency is not known here.");
  return money(BigInt(text), currency satisfies Currency);
}

/** A decision as a flag. `opening`: the flag is this opening alone, so another one's being open does not count. */
export function evaluationOf(key: string, decision: Decision, opening: string | null): Evaluation | Failure {
  const codes = decision.reasons.map((one) => one.code);
  if (!decision.open && codes.includes("buyer_not_known"))
    return { errorCode: "TARGETING_KEY_MISSING", errorDetails: "Send the buyer's reference as targetingKey." };
  const value = decision.open && (opening === null || decision.openingId === opening);
  const { stage, caps } = decision;
  return {
    ...{ key, value, variant: value ? "open" : "shut", reason: whyOf(decision, value) },
    metadata: {
      ...(decision.openingId === null ? {} : { opening: decision.openingId }),
      ...(decision.openingVersion === null ? {} : { opening_version: decision.openingVersion }),
      ...(stage === null ? {} : { stage: `${stage.kind} ${stage.n}` }),
      ...(codes.length === 0 ? {} : { reasons: codes.join(" "), ...wordsOf(decision) }),
      ...(caps.per_payment === null
        ? {}
        : { cap_per_payment: caps.per_payment.minor.toString(), currency: caps.per_payment.currency }),
    },
  };
}

function wordsOf({ reasons }: Decision): { zh: string; en: string } {
  return { zh: reasons.map((one) => one.zh).join(""), en: reasons.map((one) => one.en).join(" ") };
}

function whyOf(decision: Decision, value: boolean): Evaluation["reason"] {
  if (value) return decision.stage === null ? "STATIC" : "TARGETING_MATCH";
  const off = decision.reasons.some((one) => one.code === "paused" || one.code === "withdrawn");
  return off ? "DISABLED" : "DEFAULT";
}

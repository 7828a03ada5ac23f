import { type Money, money } from "#money";
import { type Meaning, meaningIn } from "./outcome.ts";
import { type Answer, type JsonObject, textAt } from "./wire.ts";

/**
 * What an error code means to the calls after the payment. Codes: the official Go SDK's comments, Tencent's own notes,
 * and a public client's comments on the withdrawal pages. `look`: the number may be in use already, so ask first.
 */
const always = {
  SIGN_ERROR: "ours",
  SYSTEM_ERROR: "busy",
  BANK_ERROR: "busy",
  FREQUENCY_LIMITED: "busy",
  FREQUENCY_LIMIT_EXCEED: "busy",
  RATELIMIT_EXCEED: "busy",
} as const satisfies Record<string, Meaning>;

const refusals = {
  PARAM_ERROR: "refused",
  APPID_MCHID_NOT_MATCH: "refused",
  MCH_NOT_EXISTS: "refused",
  NO_AUTH: "refused",
  RULE_LIMIT: "refused",
  RULELIMIT: "refused",
  ACCOUNT_ERROR: "refused",
  USER_ACCOUNT_ABNORMAL: "refused",
  RESOURCE_NOT_EXISTS: "refused",
  ORDER_NOT_EXIST: "refused",
} as const satisfies Record<string, Meaning>;

/** Whoever merely asks learns nothing about the effect from these. */
const asked = {
  ...always,
  ...(Object.fromEntries(Object.keys(refusals).map((code) => [code, "ours"])) as Record<string, Meaning>),
  INVALID_REQUEST: "ours",
  RESOURCE_NOT_EXISTS: "absent",
  ORDER_NOT_EXIST: "absent",
} as const satisfies Record<string, Meaning>;

export const afterMeanings = {
  share: { ...always, ...refusals, INVALID_REQUEST: "look", NOT_ENOUGH: "look" },
  release: { ...always, ...refusals, INVALID_REQUEST: "look", NOT_ENOUGH: "look" },
  takeBack: { ...always, ...refusals, INVALID_REQUEST: "look", NOT_ENOUGH: "look" },
  bind: { ...always, ...refusals, INVALID_REQUEST: "refused", INVALID_PARAMETER: "refused" },
  ask: asked,
  withdraw: {
    ...always,
    ...refusals,
    REQUEST_BLOCKED: "look",
    NOT_ENOUGH: "look",
    CONTRACT_NOT_CONFIRM: "refused",
    ACCOUNT_NOT_VERIFIED: "refused",
    INVALID_REQUEST: "look",
  },
} as const satisfies Record<string, Readonly<Record<string, Meaning>>>;

export type AfterCall = keyof typeof afterMeanings;

type Unknown = { kind: "unknown"; cause: string; alarm?: boolean };
type Refused = { kind: "refused"; code: string; says: string };

/** An answer that is not 200: explicit, to be looked at, absent, or unknown with the wallet's words kept. */
export type Said = { kind: "ok"; body: JsonObject } | Refused | { kind: "look"; refused: Refused; unknown: Unknown };

export function said(call: AfterCall, answer: Answer): Said | { kind: "absent" } | Unknown {
  if (answer.kind === "silent") return { kind: "unknown", cause: answer.cause };
  if (answer.status === 200) return { kind: "ok", body: answer.body };
  const code = textAt(answer.body, "code");
  const says = textAt(answer.body, "message");
  const meaning = meaningIn(afterMeanings[call], answer.status, code);
  const cause = `${answer.status} ${code || "without code"}: ${says}`.slice(0, 200);
  const refused: Refused = { kind: "refused", code, says };
  if (meaning === "refused") return refused;
  if (meaning === "absent") return { kind: "absent" };
  if (meaning === "look") return { kind: "look", refused, unknown: { kind: "unknown", cause } };
  return meaning === "busy" ? { kind: "unknown", cause } : { kind: "unknown", cause, alarm: true };
}

export const stray = (what: string): Unknown => ({ kind: "unknown", cause: what, alarm: true });

/** Whole fen, or null. The wallet's calls after the payment name no currency: all of it is CNY. */
export function fenAt(object: JsonObject, key: string): Money | null {
  const value = object[key];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) return null;
  return money(BigInt(value), "CNY");
}

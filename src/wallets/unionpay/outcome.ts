import { fen, type Money } from "#money";
import type { AskOutcome, PayOutcome, RefundOutcome } from "../protocol.ts";
import type { Fields } from "./sign.ts";
import { fromShanghaiText } from "./time.ts";
import type { Answer } from "./wire.ts";

/**
 * What UnionPay's response codes mean for us. `unknown`: it may have happened, ask. `taken`: this number is there
 * already, ask. `absent`: no such order. `refused`: explicitly, nothing moved. `late`: the money was taken after the
 * order's time, a person must look. 00, 03–05 and 34: protocols of public programs; the rest: remembered, not verified.
 */
const meanings: Readonly<Record<string, Meaning>> = {
  "00": "ok",
  ...all("unknown", ["03", "04", "05", "06"]),
  "12": "taken",
  "34": "absent",
  "42": "late",
  ...all("refused", ["01", "02", "10", "11", "13", "30", "31", "32", "33", "35", "36", "37", "38", "39", "40"]),
  ...all("refused", ["60", "61", "62", "63", "64", "65", "66", "67", "77", "79", "86", "98", "99"]),
};

export type Meaning = "ok" | "unknown" | "taken" | "absent" | "late" | "refused" | "new word";

function all(meaning: Meaning, codes: readonly string[]): Record<string, Meaning> {
  return Object.fromEntries(codes.map((code) => [code, meaning]));
}

export type Judged = { meaning: Meaning; code: string; says: string; fields: Fields } | { unproven: string };

export function meaningOf(code: string): Meaning {
  return meanings[code] ?? "new word";
}

/** The gateway's own word about a call. */
export function judge(answer: Answer): Judged {
  if (answer.kind === "unproven") return { unproven: answer.cause };
  const { fields } = answer;
  const code = fields["respCode"] ?? "";
  return { meaning: meaningOf(code), code, says: fields["respMsg"] ?? "", fields };
}

export type Unknown = Extract<PayOutcome, { kind: "unknown" }>;

/** Whatever no case handles: asked again; a word never seen before, or money taken late, raises an alarm. */
export function notKnown(judged: Judged): Unknown {
  if ("unproven" in judged) return { kind: "unknown", cause: judged.unproven };
  const { meaning, code, says } = judged;
  const alarm = meaning === "new word" || meaning === "late" || meaning === "ok";
  return { kind: "unknown", cause: `UnionPay answered ${code}: ${says}`, ...(alarm ? { alarm: true } : {}) };
}

/** Whole fen in digits. */
export function fenText(text: string | undefined): Money | null {
  return text !== undefined && /^(0|[1-9]\d{0,11})$/.test(text) ? fen(BigInt(text)) : null;
}

/**
 * What a query's or a notice's fields say of an order. `result` is the order's own code (origRespCode in a query,
 * respCode in a notice). A buyer may try another card until the order's time is over, so a failed try still waits.
 */
export function orderOutcome(fields: Fields, result: string, seenAt: Date, expiresAt: Date | null): AskOutcome {
  const meaning = meaningOf(result);
  if (meaning === "ok") {
    const amount = fenText(fields["txnAmt"]);
    const walletRef = fields["queryId"] ?? "";
    if (!amount || walletRef === "")
      return { kind: "unknown", cause: "paid, but without a readable amount or number", alarm: true };
    const buyerRef = fields["accNo"];
    const paidAt = fromShanghaiText(fields["payTime"] ?? "") ?? fromShanghaiText(fields["txnTime"] ?? "") ?? seenAt;
    return { kind: "paid", walletRef, amount, paidAt, ...(buyerRef ? { buyerRef } : {}) };
  }
  if (meaning === "unknown") return { kind: "waiting", stage: "paying" };
  if (meaning === "refused")
    return expiresAt === null || seenAt < expiresAt
      ? { kind: "waiting", stage: "offered" }
      : { kind: "closed", code: result };
  if (meaning === "absent") return { kind: "absent" };
  return { kind: "unknown", cause: `an order with result ${result}`, alarm: true };
}

/** The same for a refund. Its failure is final: UnionPay gives nothing back under that number any more. */
export function refundOutcome(fields: Fields, result: string, seenAt: Date): RefundOutcome | { kind: "absent" } {
  const meaning = meaningOf(result);
  const walletRefundRef = fields["queryId"] ?? "";
  if (meaning === "ok") {
    const amount = fenText(fields["txnAmt"]);
    if (!amount || walletRefundRef === "")
      return { kind: "unknown", cause: "refunded, but without a readable amount or number", alarm: true };
    const refundedAt = fromShanghaiText(fields["payTime"] ?? "") ?? seenAt;
    return { kind: "refunded", walletRefundRef, amount, refundedAt };
  }
  if (meaning === "unknown") return { kind: "processing", ...(walletRefundRef ? { walletRefundRef } : {}) };
  if (meaning === "refused") return { kind: "refused", code: result, says: fields["origRespMsg"] ?? "" };
  if (meaning === "absent") return { kind: "absent" };
  return { kind: "unknown", cause: `a refund with result ${result}`, alarm: true };
}

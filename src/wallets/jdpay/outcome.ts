import { fen, type Money } from "#money";
import type { AskOutcome, PayOutcome, RefundOutcome } from "../protocol.ts";
import { fromShanghaiText } from "./time.ts";
import type { Answer } from "./wire.ts";
import type { Fields } from "./xml.ts";

/**
 * JD Pay's result codes and what they mean for us. 000000: as described by IJPay. All others: remembered, not verified;
 * what the table lacks is `unknown` with an alarm, never a refusal.
 */
const meanings: Readonly<Record<string, Meaning>> = {
  "000000": "ok",
  "000001": "unknown",
  "000002": "unknown",
  JDP0001: "refused",
  JDP0002: "refused",
  JDP0003: "taken",
  JDP0004: "absent",
  JDP0005: "refused",
  JDP0006: "unknown",
};

export type Meaning = "ok" | "unknown" | "taken" | "absent" | "refused" | "new word";
export type Judged = { meaning: Meaning; code: string; says: string; fields: Fields } | { unproven: string };

export function meaningOf(code: string): Meaning {
  return meanings[code] ?? "new word";
}

export function judge(answer: Answer): Judged {
  if (answer.kind === "unproven") return { unproven: answer.cause };
  const { fields } = answer;
  const code = fields["result.code"] ?? "";
  return { meaning: meaningOf(code), code, says: fields["result.desc"] ?? "", fields };
}

/** Whatever no case handles: asked again; a word never seen before raises an alarm. */
export function notKnown(judged: Judged): Extract<PayOutcome, { kind: "unknown" }> {
  if ("unproven" in judged) return { kind: "unknown", cause: judged.unproven };
  const { meaning, code, says } = judged;
  const alarm = meaning === "new word" || meaning === "ok";
  return { kind: "unknown", cause: `JD Pay answered ${code}: ${says}`, ...(alarm ? { alarm: true } : {}) };
}

export function fenText(text: string | undefined): Money | null {
  return text !== undefined && /^(0|[1-9]\d{0,11})$/.test(text) ? fen(BigInt(text)) : null;
}

/** status: 0 made, 1 under way, 2 done, 3 failed, 4 closed: remembered, not verified. */
export function tradeOutcome(fields: Fields, seenAt: Date): AskOutcome {
  const status = fields["status"] ?? "";
  if (status === "2") {
    const amount = fenText(fields["amount"]);
    const walletRef = fields["orderId"] ?? "";
    if (!amount || walletRef === "")
      return { kind: "unknown", cause: "paid, but without a readable amount or number", alarm: true };
    const paidAt = fromShanghaiText(fields["tradeTime"] ?? "") ?? seenAt;
    const buyerRef = fields["userId"];
    return { kind: "paid", walletRef, amount, paidAt, ...(buyerRef ? { buyerRef } : {}) };
  }
  if (status === "0") return { kind: "waiting", stage: "offered" };
  if (status === "1") return { kind: "waiting", stage: "paying" };
  if (status === "3" || status === "4") return { kind: "closed", code: `status ${status}` };
  return { kind: "unknown", cause: `a trade with status "${status}"`, alarm: true };
}

export function refundOutcome(fields: Fields, seenAt: Date): RefundOutcome {
  const status = fields["status"] ?? "";
  const walletRefundRef = fields["orderId"] ?? "";
  const amount = fenText(fields["amount"]);
  if (status === "2" && amount && walletRefundRef !== "") {
    const refundedAt = fromShanghaiText(fields["tradeTime"] ?? "") ?? seenAt;
    return { kind: "refunded", walletRefundRef, amount, refundedAt };
  }
  if (status === "0" || status === "1") return { kind: "processing", ...(walletRefundRef ? { walletRefundRef } : {}) };
  if (status === "3" || status === "4")
    return { kind: "refused", code: `status ${status}`, says: fields["note"] ?? "" };
  return { kind: "unknown", cause: `a refund with status "${status}"`, alarm: true };
}

import { fromDecimalText, type Money } from "#money";
import type { PayMethod, PayOutcome, RefundOutcome } from "../protocol.ts";
import { fromShanghaiText } from "./time.ts";
import { type Answer, type Fields, fieldText } from "./wire.ts";
import { type CallKind, isTradeState, type TradeState, type Verdict, verdictOf } from "./words.ts";

/** What a call's answer means before its fields are read. */
export type Judged = { verdict: Verdict; code: string; says: string; fields: Fields };

export function judge(kind: CallKind, answer: Answer): Judged {
  if (answer.kind === "unproven") return { verdict: "unknown", code: "unproven", says: answer.cause, fields: {} };
  const verdict = verdictOf(kind, answer.code, answer.subCode);
  return { verdict, code: answer.subCode || answer.code, says: answer.says, fields: answer.fields };
}

type Unknown = { kind: "unknown"; cause: string; alarm?: boolean };

/** For every verdict that leaves us not knowing. */
export function notKnown(judged: Judged): Unknown {
  const cause = judged.code === "unproven" ? judged.says : `${judged.code}: ${judged.says}`;
  return judged.verdict === "unknown" ? { kind: "unknown", cause } : { kind: "unknown", cause, alarm: true };
}

export function newWord(what: string): Unknown {
  return { kind: "unknown", cause: `Alipay said ${what}, which this house does not know`, alarm: true };
}

/** A yuan text of Alipay's, or null when it is none or negative. All our trades are in CNY. */
function yuan(text: string): Money | null {
  try {
    const amount = fromDecimalText(text, "CNY");
    return amount.minor < 0n ? null : amount;
  } catch {
    return null;
  }
}

type TradeReader = (fields: Fields, method: PayMethod, seenAt: Date) => PayOutcome;

const tradeReaders: Readonly<Record<TradeState, TradeReader>> = {
  // A trade exists once the buyer has scanned or opened it, except in_app, where our own call makes it.
  WAIT_BUYER_PAY: (_, method) => ({ kind: "waiting", stage: method === "in_app" ? "offered" : "scanned" }),
  TRADE_SUCCESS: paid,
  TRADE_FINISHED: paid,
  // Unpaid time-out, our close, or paid and wholly refunded: only in the last case was it ever paid.
  TRADE_CLOSED: (fields, method, seenAt) =>
    // At a till, what was paid and has gone back whole was cancelled.
    method !== "code" && wasPaid(fields) ? paid(fields, method, seenAt) : { kind: "closed", code: "TRADE_CLOSED" },
};

/** A trade's state, as a query or a notice tells it. */
export function tradeOutcome(fields: Fields, method: PayMethod, seenAt: Date): PayOutcome {
  const state = fieldText(fields, "trade_status");
  return isTradeState(state) ? tradeReaders[state](fields, method, seenAt) : newWord(`trade_status "${state}"`);
}

/** That a closed trade carries an instant of payment only if it was paid is remembered, not verified. */
function wasPaid(fields: Fields): boolean {
  return fieldText(fields, "send_pay_date") !== "" || fieldText(fields, "gmt_payment") !== "";
}

function paid(fields: Fields, _: PayMethod, seenAt: Date): PayOutcome {
  const amount = yuan(fieldText(fields, "total_amount"));
  const walletRef = fieldText(fields, "trade_no");
  if (!amount || walletRef === "") return newWord("paid, but without a readable amount or number");
  // Both may be missing in some products; then the instant at which we learnt of it stands in.
  const paidText = fieldText(fields, "send_pay_date") || fieldText(fields, "gmt_payment");
  const paidAt = fromShanghaiText(paidText) ?? seenAt;
  const buyerRef = buyerNames.map((name) => fieldText(fields, name)).find((text) => text !== "");
  return { kind: "paid", walletRef, amount, paidAt, ...(buyerRef === undefined ? {} : { buyerRef }) };
}

const buyerNames = ["buyer_open_id", "buyer_user_id", "buyer_id"];

/** refund.query's fields; null when they hold nothing about this refund: not received, or failed. */
export function refundQueryOutcome(fields: Fields, refundId: string, seenAt: Date): RefundOutcome | null {
  const status = fieldText(fields, "refund_status");
  const amount = yuan(fieldText(fields, "refund_amount"));
  if (status === "REFUND_SUCCESS" && amount) {
    const refundedAt = fromShanghaiText(fieldText(fields, "gmt_refund_pay")) ?? seenAt;
    return { kind: "refunded", walletRefundRef: fieldText(fields, "out_request_no") || refundId, amount, refundedAt };
  }
  // Words of the asynchronous refund service, which we do not use; seen in its parameter list.
  if (status === "REFUND_PROCESSING") return { kind: "processing", walletRefundRef: refundId };
  if (status !== "") return newWord(`refund_status "${status}"`);
  if (amount) return { kind: "unknown", cause: "Alipay knows the refund but gives it no refund_status" };
  return null;
}

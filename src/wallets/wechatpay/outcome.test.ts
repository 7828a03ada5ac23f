import { describe, expect, it } from "vitest";
import { fen } from "#money";
import { errorMeanings, meaningOf, payOutcome, refundOutcome, unknownError } from "./outcome.ts";

const paid = {
  trade_state: "SUCCESS",
  transaction_id: "4200002402202409121234567890",
  success_time: "2024-09-12T08:00:01+08:00",
  payer: { openid: "o1" },
  amount: { total: 1230, payer_total: 1000, currency: "CNY" },
};

describe("what an order's state means", () => {
  it.each([
    ["SUCCESS", "paid"],
    ["REFUND", "paid"],
    ["NOTPAY", "waiting"],
    ["USERPAYING", "waiting"],
    ["PAYERROR", "waiting"],
    ["CLOSED", "closed"],
    ["REVOKED", "closed"],
  ])("%s is %s", (trade_state, kind) => {
    expect(payOutcome({ ...paid, trade_state }).kind).toBe(kind);
  });

  it("reads the order's amount, not what was left after coupons", () => {
    expect(payOutcome(paid)).toEqual({
      kind: "paid",
      walletRef: paid.transaction_id,
      amount: fen(1230),
      paidAt: new Date("2024-09-12T00:00:01Z"),
      buyerRef: "o1",
    });
  });

  it.each([
    ["a word never seen", { trade_state: "PARTLY_PAID" }],
    ["an inherited word", { trade_state: "toString" }],
    ["no word", { trade_state: undefined }],
    ["no amount", { amount: {} }],
    ["a fraction of a fen", { amount: { total: 0.5, currency: "CNY" } }],
    ["an amount as text", { amount: { total: "1230", currency: "CNY" } }],
    ["an amount beyond exactness", { amount: { total: 2 ** 53, currency: "CNY" } }],
    ["a currency that we do not know", { amount: { total: 1, currency: "XYZ" } }],
    ["no time", { success_time: "yesterday" }],
    ["no number", { transaction_id: "" }],
  ])("%s is unknown, and somebody must look", (_what, change) => {
    expect(payOutcome({ ...paid, ...change })).toMatchObject({ kind: "unknown", alarm: true });
  });
});

describe("what a refund's status means", () => {
  const refund = {
    status: "SUCCESS",
    refund_id: "503",
    success_time: "2024-09-12T08:00:01+08:00",
    amount: { refund: 5, currency: "CNY" },
  };
  it.each([
    ["SUCCESS", "refunded"],
    ["PROCESSING", "processing"],
    ["ABNORMAL", "abnormal"],
    ["CLOSED", "refused"],
    ["RETURNED", "unknown"],
  ])("%s is %s", (status, kind) => {
    expect(refundOutcome({ ...refund, status }).kind).toBe(kind);
  });

  it("reads a notice, which says refund_status and no currency", () => {
    const { status: _, ...rest } = refund;
    const told = refundOutcome({ ...rest, refund_status: "SUCCESS", amount: { refund: 5, total: 10 } });
    expect(told).toMatchObject({ kind: "refunded", amount: fen(5), walletRefundRef: "503" });
    expect(refundOutcome({ ...refund, amount: {} })).toMatchObject({ kind: "unknown", alarm: true });
  });
});

/** Every code of the wallet's error pages, by the call that may get it. */
const table: [keyof typeof errorMeanings, number, string, string][] = [
  ["start", 400, "PARAM_ERROR", "refused"],
  ["start", 400, "APPID_MCHID_NOT_MATCH", "refused"],
  ["start", 400, "MCH_NOT_EXISTS", "refused"],
  ["start", 400, "INVALID_REQUEST", "look"],
  ["start", 400, "ORDER_CLOSED", "closed"],
  ["start", 400, "ORDERPAID", "look"],
  ["start", 401, "SIGN_ERROR", "ours"],
  ["start", 403, "NO_AUTH", "refused"],
  ["start", 403, "OUT_TRADE_NO_USED", "look"],
  ["start", 403, "TRADE_ERROR", "look"],
  ["start", 403, "RULELIMIT", "refused"],
  ["start", 403, "RULE_LIMIT", "refused"],
  ["start", 403, "NOTENOUGH", "refused"],
  ["start", 403, "NOT_ENOUGH", "refused"],
  ["start", 403, "ACCOUNTERROR", "refused"],
  ["start", 403, "ACCOUNT_ERROR", "refused"],
  ["start", 403, "USER_ACCOUNT_ABNORMAL", "refused"],
  ["start", 429, "FREQUENCY_LIMITED", "busy"],
  ["start", 429, "RATELIMIT_EXCEED", "busy"],
  ["start", 500, "SYSTEM_ERROR", "busy"],
  ["start", 500, "BANK_ERROR", "busy"],
  ["start", 500, "OPENID_MISMATCH", "refused"],
  ["start", 500, "INVALID_TRANSACTIONID", "refused"],
  ["start", 502, "PARAM_ERROR", "busy"],
  ["ask", 404, "ORDER_NOT_EXIST", "absent"],
  ["ask", 400, "PARAM_ERROR", "ours"],
  ["ask", 401, "SIGN_ERROR", "ours"],
  ["close", 400, "ORDERPAID", "look"],
  ["close", 400, "ORDER_CLOSED", "closed"],
  ["close", 404, "ORDER_NOT_EXIST", "absent"],
  ["close", 403, "NO_AUTH", "ours"],
  ["refund", 403, "NOT_ENOUGH", "refused"],
  ["refund", 403, "USER_ACCOUNT_ABNORMAL", "abnormal"],
  ["refund", 404, "RESOURCE_NOT_EXISTS", "refused"],
  ["refund", 400, "INVALID_REQUEST", "look"],
  ["refund", 429, "FREQUENCY_LIMITED", "busy"],
  ["askRefund", 404, "RESOURCE_NOT_EXISTS", "absent"],
  ["askRefund", 403, "NO_AUTH", "ours"],
];

describe("what an error code means", () => {
  it.each(table)("%s %i %s is %s", (call, status, code, meaning) => {
    expect(meaningOf(call, status, code)).toBe(meaning);
  });

  it("never takes a code that it has not seen for a refusal", () => {
    for (const call of Object.keys(errorMeanings) as (keyof typeof errorMeanings)[]) {
      expect(meaningOf(call, 400, "SOMETHING_NEW")).toBeNull();
      expect(meaningOf(call, 400, "constructor")).toBeNull();
    }
    expect(unknownError(null, 400, { code: "SOMETHING_NEW" })).toMatchObject({ kind: "unknown", alarm: true });
    expect(unknownError("busy", 429, {})).not.toHaveProperty("alarm");
  });

  it("never believes that asking refused anything", () => {
    for (const call of ["ask", "close", "askRefund"] as const)
      expect(Object.values(errorMeanings[call])).not.toContain("refused");
  });
});

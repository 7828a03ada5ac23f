import { describe, expect, it } from "vitest";
import { codeTable, subCodeTable, verdictOf } from "./words.ts";

/** The sub_codes that the house must know, all with the prefix ACQ. */
const known = `SYSTEM_ERROR INVALID_PARAMETER ACCESS_FORBIDDEN EXIST_FORBIDDEN_WORD PARTNER_ERROR TOTAL_FEE_EXCEED
  PAYMENT_AUTH_CODE_INVALID CONTEXT_INCONSISTENT TRADE_HAS_SUCCESS TRADE_HAS_CLOSE TRADE_BUYER_NOT_MATCH
  BUYER_BALANCE_NOT_ENOUGH BUYER_BANKCARD_BALANCE_NOT_ENOUGH BUYER_SELLER_EQUAL PAYMENT_FAIL PULL_MOBILE_CASHIER_FAIL
  TRADE_NOT_EXIST TRADE_STATUS_ERROR SELLER_BALANCE_NOT_ENOUGH REFUND_AMT_NOT_EQUAL_TOTAL REASON_TRADE_BEEN_FREEZEN
  TRADE_HAS_FINISHED DISCORDANT_REPEAT_REQUEST REASON_TRADE_REFUND_FEE_ERR TRADE_NOT_ALLOW_REFUND REFUND_FEE_ERROR
  CANCEL_NOT_ALLOWED ROYALTY_ACCOUNT_NOT_EXIST TRADE_SETTLE_ERROR`.split(/\s+/);

describe("alipay: words", () => {
  it("has a row for every known sub_code, and for the whole family of sub-merchants", () => {
    expect(known.filter((word) => !Object.hasOwn(subCodeTable, word))).toEqual([]);
    for (const word of ["SECONDARY_MERCHANT_STATUS_ERROR", "SECONDARY_MERCHANT_ID_INVALID"])
      expect(verdictOf("start", "40004", `ACQ.${word}`)).toBe("refused");
  });

  it("takes a word that it does not know for an alarm, never for a refusal", () => {
    for (const kind of ["start", "ask", "close", "refund"] as const) {
      expect(verdictOf(kind, "40004", "ACQ.NEVER_SEEN")).toBe("alarm");
      expect(verdictOf(kind, "40004", "")).toBe("alarm");
      expect(verdictOf(kind, "50000", "")).toBe("alarm");
      expect(verdictOf(kind, "20000", "isp.unknow-error")).toBe("unknown");
      expect(verdictOf(kind, "40002", "isv.invalid-signature")).toBe("alarm");
    }
  });

  it("calls a payment refused or closed only where Alipay says that nothing was or will be taken", () => {
    const refusing = Object.entries(subCodeTable).filter(([, row]) => row[0] === "refused");
    for (const word of ["SYSTEM_ERROR", "CONTEXT_INCONSISTENT", "TRADE_HAS_SUCCESS", "PAYMENT_FAIL"])
      expect(refusing.map(([name]) => name)).not.toContain(word);
    // Asking and closing never refuse; a close by word alone is no close.
    for (const row of [...Object.values(subCodeTable), ...Object.values(codeTable)]) {
      expect(["refused", "closed"]).not.toContain(row[1]);
      expect(["refused", "closed"]).not.toContain(row[2]);
    }
    expect(verdictOf("close", "40004", "ACQ.TRADE_NOT_EXIST")).toBe("unopened");
    expect(verdictOf("ask", "40004", "ACQ.TRADE_NOT_EXIST")).toBe("absent");
  });

  it("knows the prefix that some answers put before ACQ", () => {
    expect(verdictOf("refund", "40004", "aop.ACQ.SYSTEM_ERROR")).toBe("unknown");
  });
});

import { expect, test } from "vitest";
import { feeSplit, rateOf } from "./fee-split.ts";

const card = { rate: 38, fixed: 0n, bearer: "acquirer", on_refund: "returned" } as const;

test("the merchant bears nothing: the acquirer gets so much less, or the issuer pays it on top", () => {
  expect(feeSplit(10_000n, card)).toEqual({ amount: 10_000n, fee: 38n, owed: 9_962n, back: 38n });
  expect(feeSplit(10_000n, { ...card, bearer: "issuer" }).owed).toBe(10_038n);
  expect(feeSplit(10_000n, { ...card, on_refund: "kept" }).back).toBe(0n);
});

test("the share is rounded down, and both parts are never more than the amount", () => {
  expect(feeSplit(199n, card).fee).toBe(0n);
  expect(feeSplit(5_000n, { ...card, fixed: 10n }).fee).toBe(29n);
  expect(feeSplit(5n, { ...card, fixed: 10n })).toEqual({ amount: 5n, fee: 5n, owed: 0n, back: 5n });
});

test("a rate is typed as a percentage with two places at most", () => {
  expect([rateOf("0.38"), rateOf("1"), rateOf("100"), rateOf("0")]).toEqual([38, 100, 10_000, 0]);
  expect([rateOf(""), rateOf("0.385"), rateOf("100.01"), rateOf("-1")]).toEqual([null, null, null, null]);
});

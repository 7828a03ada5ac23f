import { expect, test } from "vitest";
import { addUp, moneyText } from "./money.ts";

test.each([
  ["0", "CNY", "¥0.00"],
  ["7", "CNY", "¥0.07"],
  ["12800", "CNY", "¥128.00"],
  ["128000000", "CNY", "¥1,280,000.00"],
  ["-350", "CNY", "−¥3.50"],
  ["9007199254740993", "CNY", "¥90,071,992,547,409.93"],
  ["1200", "JPY", "JP¥1,200"],
])("%s minor units of %s read %s", (minor, currency, text) => {
  expect(moneyText({ minor, currency })).toBe(text);
});

test("amounts add up beyond what a float can hold", () => {
  const big = { currency: "CNY", minor: "9007199254740993" };
  expect(addUp([big, { currency: "CNY", minor: "2" }])).toEqual({ currency: "CNY", minor: "9007199254740995" });
  expect(addUp([])).toBeNull();
});

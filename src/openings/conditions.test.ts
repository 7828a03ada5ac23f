import { expect, test } from "vitest";
import { fen } from "#money";
import { compileCondition, conditionFault } from "./conditions.ts";
import type { Facts } from "./decide.ts";

const now = new Date("2024-09-11T16:30:00Z"); // 00:30 in Shanghai
const facts: Facts = {
  ...{ marketplace: "mkt_1", store: "sto_1", capability: "payment", partner: "wechatpay", method: "qr" },
  ...{ amount: fen(12_800), standing: "ready", health: "well" },
  buyer: { reference: "b1", city_tier: 3, age_band: "25-34", no_bound_card: true, tags: { member_level: "gold" } },
  storeFacts: { tags: { category: "tea", members: "gold" }, signedUpAt: new Date("2024-09-01T00:00:00Z") },
};
const holds = (text: string, more: Partial<Facts> = {}) => compileCondition(text)({ ...facts, ...more }, now);

test.each([
  ["buyer.city_tier >= 3 && payment.amount < 20000", true],
  ['store.tags.members == "gold" || store.tags.members == "silver"', true],
  ['store.tags["category"] in ["cloth", "books"]', false],
  ['now.getHours("Asia/Shanghai") < 9', true],
  ['now >= timestamp("2024-09-11T16:30:00Z")', true],
  ['store.signed_up_at < timestamp("2024-09-05T00:00:00Z")', true],
  ['buyer.age_band.startsWith("25") && buyer.no_bound_card', true],
  ['payment.method == "qr" && payment.currency == "CNY"', true],
  ["has(buyer.app_version) ? false : true", true],
  ['buyer.tags.member_level == "gold"', true],
  ['has(buyer.tags.since) && buyer.tags.since < "2020"', false],
])("%s", (text, answer) => {
  expect(conditionFault(text)).toBeNull();
  expect(holds(text)).toBe(answer);
});

test("a fact that nobody told makes a condition not hold, also where it is negated", () => {
  const { city_tier: _, ...untold } = facts.buyer;
  expect(holds("buyer.city_tier < 9", { buyer: untold })).toBe(false);
  expect(holds("!(buyer.city_tier < 9)", { buyer: untold })).toBe(false);
  expect(holds("!has(buyer.city_tier) || buyer.city_tier < 9", { buyer: untold })).toBe(true);
  expect(holds("payment.amount > 0", { amount: null })).toBe(false);
  expect(holds('payment.method == "qr"', { method: null })).toBe(false);
  expect(holds('store.tags.members == "gold"', { storeFacts: { tags: {}, signedUpAt: null } })).toBe(false);
  expect(holds("buyer.city_tier < 9", { buyer: { city_tier: 1.5 } })).toBe(false);
  expect(holds("buyer.city_tier < 9", { buyer: { city_tier: "1" } })).toBe(false);
});

test.each([
  ["buyer.city_tier ==", "Unexpected token: EOF"],
  ['buyer.city_tier == "3"', "no such overload: int == string"],
  ["buyer.city_tier", "must be true or false, this is int"],
  ["buyer.income > 3", "No such key: income"],
  ["buyer.tags.income > 3", "no such overload: string > int"],
  ["has(buyer.income)", "No such key: income"],
  ["nobody > 3", "Unknown variable: nobody"],
  ['buyer["city_tier"] == 3', 'write buyer.name instead of buyer["name"]'],
  ['buyer.age_band.matches("(a+)+$")', "matches() is not allowed"],
  ["[1, 2].exists(x, [1, 2].exists(y, x == y))", "exists() is not allowed"],
  ['now.getHours("Nowhere/Land") < 9', "Nowhere/Land"],
  ['now < timestamp("tomorrow")', "timestamp() requires"],
  ["1 / 0 == 1", "division by zero"],
  ["buyer.no_balance", null],
  [`buyer.age_band == "${"x".repeat(1000)}"`, "at most 1000 characters"],
  [Array.from({ length: 120 }, () => "true").join("&&"), ""],
])("%s is refused when it is saved", (text, says) => {
  if (says === null) expect(conditionFault(text)).toBeNull();
  else expect(conditionFault(text)).toContain(says);
});

test("names of every object are no tags", () => {
  for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
    expect(holds(`has(store.tags.${name})`)).toBe(false);
    expect(holds(`store.tags.${name} != "x"`)).toBe(false);
  }
});

test("one that could not have been saved lets nobody in", () => {
  expect(holds("buyer.city_tier ==")).toBe(false);
  expect(holds("true", { buyer: {} })).toBe(true);
});

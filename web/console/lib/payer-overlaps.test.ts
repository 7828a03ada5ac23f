import { expect, test } from "vitest";
import { allOverlaps, overlapsOf } from "./payer-overlaps.ts";
import type { PayerCodeRule } from "./types.ts";

const rule = (wallet: string, prefix: string | null, min = 16, max = 20): PayerCodeRule => ({
  ...{ source: "wallet", wallet, prefix, digits: prefix === null ? null : { min, max } },
  ...{ shape: prefix === null ? "^fp" : null, set_by: null, set_at: null },
});

test("two wallets that claim one code are told, with the longer prefix and the digits that both allow", () => {
  const rules = [
    rule("jdpay", "18", 18, 18),
    rule("unionpay", "185", 16, 20),
    rule("alipay", "28"),
    rule("alipay", null),
  ];
  expect(allOverlaps(rules)).toEqual([{ prefix: "185", digits: { min: 18, max: 18 }, wallets: ["jdpay", "unionpay"] }]);
  expect(overlapsOf(rule("alipay", "18", 19, 20), rules).map((one) => one.wallets)).toEqual([["alipay", "unionpay"]]);
  expect(overlapsOf(rule("alipay", "1", 16, 18), rules).map((one) => one.prefix)).toEqual(["18", "185"]);
});

test("one wallet's own rules, other lengths and other prefixes are no ambiguity", () => {
  expect(allOverlaps([rule("jdpay", "18"), rule("jdpay", "185")])).toEqual([]);
  expect(allOverlaps([rule("jdpay", "18", 16, 17), rule("unionpay", "18", 18, 20)])).toEqual([]);
  expect(allOverlaps([rule("jdpay", "18"), rule("unionpay", "62")])).toEqual([]);
});

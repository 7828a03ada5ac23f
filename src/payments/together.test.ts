import { expect, test } from "vitest";
import { fen, type Money, money } from "#money";
import { overTogether } from "./together.ts";

const part = (amount: Money, opening?: string | null, cap: Money | null = fen(300)) => ({
  amount,
  decision: { open: true, reasons: [], cap, ...(opening === undefined ? {} : { opening }) },
});
const codes = (...parts: Parameters<typeof overTogether>[0]) => overTogether(parts).map((one) => one.code);

test("parts of one opening share its limit a payment, to the fen; those of others, or without one, do not", () => {
  expect(codes(part(fen(200), "a"), part(fen(100), "a"))).toEqual([]);
  expect(codes(part(fen(200), "a"), part(fen(101), "a"))).toEqual(["over_cap_per_payment"]);
  expect(codes(part(fen(150), "a"), part(fen(150), "b"), part(fen(150), "a"), part(fen(151), "b"))).toHaveLength(1);
  expect(codes(part(fen(200), "a"), part(fen(200), "b"))).toEqual([]);
  expect(codes(part(fen(200), "a", null), part(fen(200), "a", null))).toEqual([]);
  expect(codes(part(fen(200)), part(fen(200), null))).toEqual([]);
  expect(codes(part(fen(200), "a"), part(money(200n, "USD"), "a"))).toEqual([]);
  // One part alone is its own decision's matter.
  expect(codes(part(fen(301), "a"))).toEqual([]);
});

import { expect, test } from "vitest";
import { barsOf, stop, valuesOf, widthsOf } from "./code128.ts";

const sumOf = (widths: string): number => [...widths].reduce((sum, one) => sum + Number.parseInt(one, 10), 0);

test("every pattern is eleven modules with an even number of dark ones, and no two are the same", () => {
  const all = Array.from({ length: 106 }, (_, value) => widthsOf(value));
  expect(new Set(all).size).toBe(106);
  for (const widths of all) {
    expect(widths).toMatch(/^[1-4]{6}$/);
    expect(sumOf(widths)).toBe(11);
    expect(sumOf([...widths].filter((_, place) => place % 2 === 0).join("")) % 2).toBe(0);
  }
  expect(sumOf(stop)).toBe(13);
});

test("digits go in pairs, an odd last one alone, and the check is weighted by place", () => {
  // 105 + 1 × 12 + 2 × 34 = 185; 185 mod 103 = 82.
  expect(valuesOf("1234")).toEqual([105, 12, 34, 82]);
  // 105 + 1 × 12 + 2 × 100 + 3 × 19 = 374; 374 mod 103 = 65.
  expect(valuesOf("123")).toEqual([105, 12, 100, 19, 65]);
  expect(barsOf("1234")).toMatchObject({ wide: 4 * 11 + 13 });
  expect(() => valuesOf("fp12")).toThrow("digits alone");
});

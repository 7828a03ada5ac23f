import { expect, test } from "vitest";
import { bandsOf, leastOfAChoice, type Weighed } from "./bands.ts";

const of = (turnover: number, choice: Weighed["choice"]): Weighed => ({ turnover: BigInt(turnover), choice });
/** Turnovers from 0 on, two of three for it, each seventh silent. */
const many = Array.from({ length: 300 }, (_, n) =>
  of(n * n * 10, n % 7 === 0 ? null : n % 3 === 0 ? "re_evaluate" : "support"),
);

test("bands begin at round figures, hold five of each choice, and sum up to all ballots", () => {
  const { bands, bandOf } = bandsOf(many);
  expect(bands.length).toBeGreaterThan(3);
  expect(bands.map((one) => one.n)).toEqual(bands.map((_, index) => index + 1));
  for (const [index, band] of bands.entries()) {
    expect(band.from).toMatch(index === 0 ? /^0$/ : /^[125]0*$/);
    expect(band.to).toBe(bands[index + 1]?.from ?? null);
    for (const choice of ["support", "re_evaluate"] as const) {
      const mine = many.filter((one) => one.choice === choice && bandOf(one.turnover) === band.n);
      expect(mine.length).toBeGreaterThanOrEqual(leastOfAChoice);
      expect(band[choice].stores).toBe(mine.length);
      expect(BigInt(band[choice].turnover)).toBe(mine.reduce((sum, one) => sum + one.turnover, 0n));
    }
  }
  expect(bands.reduce((sum, one) => sum + one.asked, 0)).toBe(300);
});

test("few ballots of a choice, or none: one band, so that no band tells of a single store", () => {
  const fours = Array.from({ length: 50 }, (_, n) => of(n * 100, n < 4 ? "re_evaluate" : "support"));
  expect(bandsOf(fours).bands).toMatchObject([{ n: 1, from: "0", to: null, asked: 50, re_evaluate: { stores: 4 } }]);
  expect(bandsOf(fours.map((one) => ({ ...one, choice: null }))).bands).toHaveLength(1);
  expect(bandsOf([]).bands).toMatchObject([{ asked: 0, support: { stores: 0, turnover: "0" } }]);
  // All alike: no border parts them.
  const alike = Array.from({ length: 40 }, (_, n) => of(777, n % 2 ? "support" : "re_evaluate"));
  expect(bandsOf(alike).bands).toHaveLength(1);
});

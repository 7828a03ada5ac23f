import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { circlesInWords, circlesOf, drawCircles, lensArea } from "./circles.ts";
import { type EffectOrder, effectOf } from "./effect.ts";
import { meanDifference, shareDifference, wilson } from "./intervals.ts";
import { reachOf } from "./reach.ts";
import { along, compareMonths } from "./what-if.ts";

const whole = fc.integer({ min: 0, max: 1_000_000_000 });

test("reach is the size of the union, and segments add up to it", () => {
  const person = fc.record({
    tier: fc.constantFrom(1, 3, 5),
    age: fc.constantFrom("18-26", "55+"),
    a: fc.boolean(),
    b: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(person, { maxLength: 200 }), (people) => {
      const segments = [...Map.groupBy(people, (one) => `${one.tier}|${one.age}`).values()].map((own) => ({
        ...{ city_tier: own[0]?.tier ?? null, age_band: own[0]?.age ?? null },
        ...{ a: own.filter((one) => one.a).length, b: own.filter((one) => one.b).length },
        overlap: own.filter((one) => one.a && one.b).length,
      }));
      const told = reachOf(segments);
      if ("fault" in told) throw new Error(told.fault);
      expect(told.total.reach).toBe(people.filter((one) => one.a || one.b).length);
      for (const parts of [told.by_segment, told.by_tier, told.by_age])
        expect(parts.reduce((sum, one) => sum + one.reach, 0)).toBe(told.total.reach);
    }),
  );
  expect(reachOf([{ city_tier: 1, age_band: null, a: 5, b: 9, overlap: 6 }])).toEqual({
    fault: "overlap_impossible",
    at: 0,
  });
  const twice = { city_tier: 1, age_band: null, a: 5, b: 9, overlap: 1 };
  expect(reachOf([twice, twice])).toEqual({ fault: "segment_twice", at: 1 });
});

describe("the two circles", () => {
  test("circles and lens are true to their areas", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 ** 9 }),
        fc.integer({ min: 1, max: 10 ** 9 }),
        fc.nat(1000),
        (a, b, share) => {
          const overlap = (Math.min(a, b) * share) / 1000;
          const drawn = circlesOf(a, b, overlap);
          expect(Math.abs(Math.PI * drawn.a ** 2 - a)).toBeLessThan(a * 1e-9);
          expect(Math.abs(lensArea(drawn.a, drawn.b, drawn.distance) - overlap)).toBeLessThan(Math.max(a, b) * 1e-6);
        },
      ),
    );
  });

  test("the picture says in words what it shows, and lets nothing through that is no text", () => {
    const names = { a: { zh: "支付宝", en: "Alipay" }, b: { zh: "微信", en: 'We<script>"' } };
    const drawn = { a: 1000, b: 1200, overlap: 700, names };
    expect(circlesInWords({ ...drawn, locale: "zh" })).toContain("合计可触达 1,500 人");
    const svg = drawCircles({ ...drawn, locale: "en" });
    expect(svg).toContain("Together they reach 1,500.");
    expect(svg).not.toContain("<script>");
    const nobody = drawCircles({ a: 0, b: 0, overlap: 0, names, locale: "zh" });
    expect(nobody).not.toContain("NaN");
  });
});

test("what if: nothing changes at the start, nobody is lost or counted twice, and closed stays as it is", () => {
  fc.assert(
    fc.property(whole, whole, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, part) => {
      const overlap = Math.floor(Math.min(a, b) * part);
      const curves = { adoption: { limit: 0.3, half_months: 6 }, displacement: { limit: 0.4, half_months: 9 } };
      const months = compareMonths({ a, b, overlap, months: 24, buying: 0.5, ...curves });
      expect(months[0]?.open.buyers).toBe(months[0]?.closed.buyers);
      for (const { closed, open } of months) {
        expect(open.incumbent + open.other).toBe(open.buyers);
        expect(open.buyers - closed.buyers).toBe(open.new_buyers);
        expect(open.buyers).toBeLessThanOrEqual(a + b - overlap + 1);
      }
    }),
  );
  const curve = { limit: 0.3, half_months: 6 };
  expect([0, 6, 12].map((month) => along(curve, month).toFixed(9))).toEqual([
    "0.000000000",
    "0.150000000",
    "0.270000000",
  ]);
  expect(along(curve, 600)).toBeCloseTo(0.3, 6);
  for (let month = 0; month < 60; month++) expect(along(curve, month + 1)).toBeGreaterThan(along(curve, month));
});

describe("intervals", () => {
  test("Wilson's is that of the published example, and stays within 0 and 1", () => {
    // Newcombe 1998, table I (remembered, not verified): 81 of 263 gives 0.2553 to 0.3662.
    const { low, high } = wilson(81, 263);
    expect([low?.toFixed(4), high?.toFixed(4)]).toEqual(["0.2553", "0.3662"]);
    expect(wilson(0, 0).share).toBeNull();
    expect(wilson(0, 20).low).toBe(0);
  });

  test("Newcombe's is that of the published example", () => {
    // Newcombe 1998, table II (remembered, not verified): 56/70 less 48/80 gives 0.0524 to 0.3339.
    const { low, high } = shareDifference(wilson(56, 70), wilson(48, 80));
    expect([low?.toFixed(4), high?.toFixed(4)]).toEqual(["0.0524", "0.3339"]);
  });

  test("the true difference lies within its bounds about as often as they promise", () => {
    let state = 42;
    const draw = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const drawn = (n: number, share: number): number =>
      Array.from({ length: n }, draw).filter((one) => one < share).length;
    let within = 0;
    for (let i = 0; i < 1000; i++) {
      const { low, high } = shareDifference(wilson(drawn(80, 0.6), 80), wilson(drawn(60, 0.5), 60));
      if ((low ?? 1) <= 0.1 && 0.1 <= (high ?? 0)) within++;
    }
    expect(within).toBeGreaterThan(925);
    expect(within).toBeLessThan(980);
    const same = Array.from({ length: 100 }, (_, i) => i);
    const { value, low, high } = meanDifference(
      same.map((one) => ({ count: 1, sum: one + 50 })),
      same.map((sum) => ({ count: 1, sum })),
      draw,
      300,
    );
    expect(value).toBe(50);
    expect([(low ?? 99) < 50, (high ?? 0) > 50, (high ?? 99) < 65]).toEqual([true, true, true]);
  });
});

test("an effect is what the hold-out's own change does not explain", () => {
  const order = (n: number, change: Partial<EffectOrder>): EffectOrder => ({
    ...{ buyer: `b${n}`, group: "in", period: "after", city_tier: 3, age_band: "55+", wallet: "alipay", amount: 100 },
    ...change,
  });
  const many = (count: number, from: number, change: Partial<EffectOrder>) =>
    Array.from({ length: count }, (_, i) => order(from + i, change));
  const orders = [
    ...many(50, 0, { period: "before" }),
    ...many(50, 50, { period: "before", wallet: null }),
    ...many(50, 1000, { period: "before", group: "out" }),
    ...many(50, 1050, { period: "before", group: "out", wallet: null }),
    // After: of those who are in, 50 as before and 40 new ones with the other wallet; the hold-out grows by ten.
    ...many(50, 0, {}),
    ...many(40, 50, { wallet: "wechatpay", amount: 200 }),
    ...many(10, 90, { wallet: null }),
    ...many(60, 1000, { group: "out" }),
    ...many(40, 1060, { group: "out", wallet: null }),
  ];
  const told = effectOf(orders, "alipay", () => 0.5);
  expect(told.new_buyers.in).toMatchObject({ n: 40, of: 90 });
  expect(told.new_buyers.out).toMatchObject({ n: 10, of: 60 });
  expect(told.without_incumbent.in).toMatchObject({ n: 40, of: 90 });
  expect(told.conversion.change.value).toBeCloseTo(0.9 - 0.5 - (0.6 - 0.5), 10);
  expect(told.conversion_by_tier).toHaveLength(1);
  expect(told.displacement.value).toBeCloseTo(40 / 90, 10);
  expect((told.displacement.low ?? 1) > 0.3).toBe(true);
  expect(told.wallets.map((one) => one.wallet)).toEqual(["alipay", "wechatpay"]);
  expect(effectOf([], "alipay", () => 0).conversion.change.value).toBeNull();
});

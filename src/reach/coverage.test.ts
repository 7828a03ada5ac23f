import { describe, expect, test } from "vitest";
import { type EffectOrder, effectOf } from "./effect.ts";
import { type Draw, shareDifference, wilson } from "./intervals.ts";

/** mulberry32, for this test alone: a seed that says how many of its samples a method may miss. */
function drawsFrom(seed: number): Draw {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Truth = { converts: number; pays: number };
const truth: Record<"in" | "out", Record<"before" | "after", Truth>> = {
  in: { before: { converts: 0.5, pays: 1 }, after: { converts: 0.6, pays: 0.7 } },
  out: { before: { converts: 0.5, pays: 1 }, after: { converts: 0.5, pays: 1 } },
};

/** Buyers of habit: each is given to buying or not, pays nearly always by one wallet, and some have many orders. */
function sample(draw: Draw, buyers: number): EffectOrder[] {
  return Array.from({ length: buyers }, (_, n) => {
    const group = n % 2 === 0 ? ("in" as const) : ("out" as const);
    const [eager, loyal] = [draw(), draw()];
    const worth = 500 + Math.floor(draw() * draw() * 20_000);
    return (["before", "after"] as const).flatMap((period) => {
      const { converts, pays } = truth[group][period];
      const orders = draw() < 0.25 ? 10 : 1 + Math.floor(draw() * 2);
      return Array.from({ length: orders }, (): EffectOrder => {
        // Mean `converts` over buyers, and most of it settled by who the buyer is.
        const paid = draw() < (eager < converts ? 0.9 + 0.1 * converts : 0.1 * converts);
        const wallet = loyal < pays ? "alipay" : "wechatpay";
        const amount = worth + Math.floor(draw() * 100);
        const about = { city_tier: null, age_band: null, amount };
        return { buyer: `${group}-${n}`, group, period, wallet: paid ? wallet : null, ...about };
      });
    });
  }).flat();
}

const rounds = 300;
const holds = ({ low, high }: { low: number | null; high: number | null }, value: number): boolean =>
  low !== null && high !== null && low <= value && value <= high;

describe("against a truth that is known: 95 of 100 intervals hold it, though some buyers have many orders", () => {
  const counts = { share: 0, change: 0, wallet: 0, basket: 0, naiveShare: 0, naiveWallet: 0 };
  const draw = drawsFrom(20261122);
  for (let round = 0; round < rounds; round++) {
    const orders = sample(draw, 240);
    const told = effectOf(orders, "alipay", draw);
    const mean = (c: number): number => c * (0.9 + 0.1 * c) + (1 - c) * 0.1 * c;
    if (holds(told.conversion.after.in, mean(0.6))) counts.share++;
    if (holds(told.conversion.change, mean(0.6) - mean(0.5))) counts.change++;
    if (holds(told.displacement, 0.3)) counts.wallet++;
    if (holds(told.basket, 0)) counts.basket++;
    const made = orders.filter((one) => one.period === "after" && one.group === "in");
    const paid = made.filter((one) => one.wallet !== null);
    if (holds(wilson(paid.length, made.length), mean(0.6))) counts.naiveShare++;
    const others = orders.filter((one) => one.period === "after" && one.group === "out" && one.wallet !== null);
    const naive = shareDifference(
      wilson(others.filter((one) => one.wallet === "alipay").length, others.length),
      wilson(paid.filter((one) => one.wallet === "alipay").length, paid.length),
    );
    if (holds(naive, 0.3)) counts.naiveWallet++;
  }
  const covered = (n: number): number => n / rounds;

  test.each(["share", "change", "wallet", "basket"] as const)("%s", (which) => {
    expect(covered(counts[which])).toBeGreaterThan(0.91);
    expect(covered(counts[which])).toBeLessThanOrEqual(1);
  });

  test("counting orders as if each were a stranger's would have held it far too seldom", () => {
    expect(covered(counts.naiveShare)).toBeLessThan(0.85);
    expect(covered(counts.naiveWallet)).toBeLessThan(0.85);
  });
});

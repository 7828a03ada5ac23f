import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EffectOrder, effectOf } from "./effect.ts";
import { buyerFigures } from "./effect-buyers.ts";
import type { History, Phase } from "./history.ts";
import type { Draw } from "./intervals.ts";

/** What somebody did, with everything in it: `counts`: the report reads it, and does not only know of it. */
type Deed = { buyer: number; phase: Phase; wallet: "alipay" | "wechatpay" | null; counts: boolean };
type Period = EffectOrder["period"];

const groupOf = (buyer: number) => (buyer % 2 === 0 ? ("in" as const) : ("out" as const));
const order = { ...{ city_tier: null, age_band: null, amount: 1 } };

const read = ({ counts, phase }: Deed): boolean => counts && phase !== "earlier";
const ordersOf = (deeds: readonly Deed[]): EffectOrder[] =>
  deeds.filter(read).map(({ buyer, phase, wallet }) => ({
    ...{ ...order, buyer: `${buyer}`, group: groupOf(buyer), period: phase as Period, wallet },
  }));
const stages = ["earlier", "before", "after"] as const;
/** Paid deeds alone, each wallet by its first phase: what the database answers. */
function historyOf(deeds: readonly Deed[]): History {
  const told = new Map<string, Map<string, Phase>>();
  for (const phase of stages.toReversed())
    for (const one of deeds.filter((deed) => deed.phase === phase && deed.wallet !== null)) {
      const wallets = told.get(`${one.buyer}`) ?? new Map<string, Phase>();
      told.set(`${one.buyer}`, wallets.set(one.wallet as string, phase));
    }
  return told;
}

/** By the words of the guide, buyer by buyer, from everything that was done. */
function naive(deeds: readonly Deed[], group: "in" | "out", period: Period) {
  const until = (last: number, one: Deed): boolean => stages.indexOf(one.phase) <= last;
  const now = stages.indexOf(period);
  const told = { fresh: 0, without: 0, paying: 0, gained: 0, asked: 0 };
  for (const buyer of new Set(deeds.map((one) => one.buyer))) {
    if (groupOf(buyer) !== group) continue;
    const mine = deeds.filter((one) => one.buyer === buyer);
    const here = mine.filter((one) => read(one) && one.phase === period);
    const pays = here.some((one) => one.wallet !== null);
    const everPaid = mine.some((one) => until(now - 1, one) && one.wallet !== null);
    const knew = (last: number): boolean => mine.some((one) => until(last, one) && one.wallet === "alipay");
    if (pays) told.paying++;
    if (pays && !everPaid) told.fresh++;
    if (pays && !knew(now)) told.without++;
    if (here.length > 0 && !knew(now - 1)) told.asked++;
    if (here.length > 0 && !knew(now - 1) && pays) told.gained++;
  }
  return told;
}

test("who is new, never with the incumbent, and gained: drawn deeds, counted again one buyer at a time", () => {
  const deed = fc.record<Deed>({
    buyer: fc.nat(9),
    phase: fc.constantFrom(...stages),
    wallet: fc.constantFrom("alipay", "wechatpay", null),
    counts: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 60 }), (deeds) => {
      const told = effectOf(ordersOf(deeds), "alipay", () => 0.5, historyOf(deeds));
      for (const group of ["in", "out"] as const) {
        const [before, after] = [naive(deeds, group, "before"), naive(deeds, group, "after")];
        expect(told.new_buyers[group]).toMatchObject({ n: after.fresh, of: after.paying });
        expect(told.without_incumbent[group]).toMatchObject({ n: after.without, of: after.paying });
        expect(told.without_incumbent.before[group]).toMatchObject({ n: before.without, of: before.paying });
        expect(told.gained.after[group]).toMatchObject({ n: after.gained, of: after.asked });
        expect(told.gained.before[group]).toMatchObject({ n: before.gained, of: before.asked });
      }
    }),
    { numRuns: 300 },
  );
});

/** mulberry32, for this test alone. */
function drawsFrom(seed: number): Draw {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * People with the incumbent alone, with both, and with the other wallet alone (`others` of them): these cannot pay
 * where it is shut. Half of those who can have paid with the incumbent long ago. Where it is open, half of those with
 * both turn to the other wallet.
 */
function world(draw: Draw, people: number, others: number): Deed[] {
  return Array.from({ length: people }, (_, buyer) => {
    const only = draw() < others;
    const both = draw() < 0.6;
    const deeds: Deed[] = [];
    if (!only && draw() < 0.5) deeds.push({ buyer, phase: "earlier", wallet: "alipay", counts: true });
    for (const phase of ["before", "after"] as const) {
      if (draw() < 0.3) continue;
      const open = phase === "after" && groupOf(buyer) === "in";
      const usual = both && open && draw() < 0.5 ? "wechatpay" : "alipay";
      const able = only ? (open ? "wechatpay" : null) : usual;
      deeds.push({ buyer, phase, wallet: draw() < 0.6 ? able : null, counts: true });
    }
    return deeds;
  }).flat();
}

const report = (deeds: readonly Deed[]) => buyerFigures(ordersOf(deeds), "alipay", historyOf(deeds));
const holds = ({ low, high }: { low: number | null; high: number | null }, value: number): boolean =>
  low !== null && high !== null && low <= value && value <= high;

describe("against a truth that is known", () => {
  const rounds = 100;
  const coveredOf = (others: number, truth: { gained: number; without: number }, seed: number) => {
    const draw = drawsFrom(seed);
    const counts = { gained: 0, without: 0, nothing: 0 };
    for (let round = 0; round < rounds; round++) {
      const told = report(world(draw, 400, others));
      if (holds(told.gained.change, truth.gained)) counts.gained++;
      if (holds(told.without_incumbent.change, truth.without)) counts.without++;
      if (holds(told.without_incumbent.change, 0)) counts.nothing++;
    }
    return counts;
  };
  const truthOf = (others: number) => {
    const told = report(world(drawsFrom(7), 40_000, others));
    return { gained: told.gained.change.value ?? NaN, without: told.without_incumbent.change.value ?? NaN };
  };

  test("where nobody has the other wallet alone, nobody is gained, though many turn and so pay without it", () => {
    const truth = truthOf(0);
    expect(Math.abs(truth.gained)).toBeLessThan(0.04);
    expect(truth.without).toBeGreaterThan(0.05);
    const counts = coveredOf(0, { ...truth, gained: 0 }, 1);
    expect(counts.gained / rounds).toBeGreaterThan(0.91);
    expect(counts.without / rounds).toBeGreaterThan(0.91);
    // Whoever read the one figure for the other would nearly always see an effect that is not there.
    expect(counts.nothing / rounds).toBeLessThan(0.2);
  });

  test("where a fifth has the other wallet alone, that is what is gained", () => {
    const truth = truthOf(0.2);
    expect(truth.gained).toBeGreaterThan(0.1);
    const counts = coveredOf(0.2, truth, 2);
    expect(counts.gained / rounds).toBeGreaterThan(0.91);
    expect(counts.without / rounds).toBeGreaterThan(0.91);
  });
});

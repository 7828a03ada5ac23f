import fc from "fast-check";
import { expect, test } from "vitest";
import { audienceGrows } from "./audience-growth.ts";
import { decide, type Facts } from "./decide.ts";
import { drawnFacts, drawnNow, drawnOpenings, drawnStage } from "./model/draw.ts";
import { compile, type Programme } from "./programmes.ts";
import type { Stage } from "./types.ts";

const at = (openings: readonly Programme[], facts: Facts, now: Date) =>
  decide(facts, compile("mkt_1", "Asia/Shanghai", 1n, openings), now);
const questions = fc.array(fc.tuple(drawnFacts, drawnNow), { minLength: 6, maxLength: 6 });
/** In tenths of what is left to everybody. */
const raise = fc.integer({ min: 0, max: 10 });
const raised = (share: number, by: number) => share + Math.floor(((10_000 - share) * by) / 10);

function withShares(stage: Stage, by: number): Stage {
  const { stores, buyers } = stage;
  return {
    ...stage,
    stores: { ...stores, ...(stores.share === undefined ? {} : { share: raised(stores.share, by) }) },
    buyers: {
      ...buyers,
      ...(buyers.share === undefined ? {} : { share: raised(buyers.share, by) }),
      ...(buyers.others === undefined ? {} : { others: raised(buyers.others, by) }),
    },
  };
}

/** The same kinds of conditions, each a little wider or narrower. */
function altered(stage: Stage, by: number): Stage {
  const change = (value: unknown): unknown => {
    if (value instanceof Date) return new Date(value.getTime() + (by - 5) * 3_600_000);
    if (typeof value === "number") return Math.min(10_000, Math.floor((value * by) / 5));
    return Array.isArray(value) && by === 2 ? value.slice(0, 1) : value;
  };
  const each = <T extends object>(of: T) =>
    Object.fromEntries(Object.entries(of).map(([name, value]) => [name, change(value)])) as T;
  return { ...stage, stores: each(stage.stores), buyers: each(stage.buyers) };
}

test("raising every share of a whole snapshot throws nobody out, and the same opening lets them in or a wider one", () => {
  let [kept, joined] = [0, 0];
  const shared = (stage: Stage): Stage => ({ ...stage, buyers: { share: 3000, ...stage.buyers } });
  const property = (drawn: Programme[], by: number, asked: [Facts, Date][]) => {
    const openings = drawn.map((one) => ({ ...one, pilots: one.pilots.map(shared), stages: one.stages.map(shared) }));
    const wider = openings.map((one) => ({
      ...one,
      pilots: one.pilots.map((stage) => withShares(stage, by)),
      stages: one.stages.map((stage) => withShares(stage, by)),
    }));
    for (const [{ buyer, ...rest }, now] of asked) {
      const facts: Facts = { ...rest, buyer: { reference: "b1", ...buyer }, standing: "ready", health: "well" };
      const [before, after] = [at(openings, facts, now), at(wider, facts, now)];
      if (before.open) {
        expect(after.open).toBe(true);
        kept++;
      } else if (after.open) joined++;
    }
  };
  fc.assert(fc.property(drawnOpenings, raise, questions, property), { numRuns: 300 });
  expect(kept).toBeGreaterThan(50);
  // Seeds differ from run to run: some join in each, many in most.
  expect(joined).toBeGreaterThan(1);
}, 60_000);

test("who is in at five in a hundred is in at twenty, stage after stage, at every later instant", () => {
  const [start, day] = [Date.UTC(2024, 8, 11, 16), 86_400_000];
  const shares = fc.uniqueArray(fc.integer({ min: 1, max: 10_000 }), { minLength: 2, maxLength: 5 });
  let everIn = 0;
  const property = (own: Stage, drawn: readonly number[], kind: "stores" | "buyers", { buyer, ...facts }: Facts) => {
    const ladder = drawn
      .toSorted((a, b) => a - b)
      .map((share, n): Stage => {
        // Conditions may ask for the hour, and one rung is taken back by nobody here.
        const rest = { ...own, n: n + 1, condition: null, started_at: null, paused_at: null };
        return { ...rest, [kind]: { ...own[kind], share }, starts_at: n === 0 ? null : new Date(start + n * day) };
      });
    const one: Programme = {
      ...{ id: "opn_1", version: 1, capability: facts.capability, partner: facts.partner, methods: null },
      ...{ state: "opening", effectiveAt: new Date(start), caps: own.caps, pilots: [], stages: ladder, salt: "5a17" },
    };
    const asked: Facts = { ...facts, buyer: { ...buyer, reference: "b1" }, standing: "ready", health: "well" };
    const days = ladder.map((_, n) => at([one], asked, new Date(start + n * day)).open);
    // Shut on some first days, then open for good.
    expect(days).toEqual(days.toSorted((a, b) => Number(a) - Number(b)));
    if (days.includes(true) && days.includes(false)) everIn++;
  };
  const kinds = fc.constantFrom("stores", "buyers");
  fc.assert(fc.property(drawnStage, shares, kinds, drawnFacts, property), { numRuns: 1500 });
  expect(everIn).toBeGreaterThan(50);
}, 60_000);

test("an audience that a change of plan accepts for a running stage holds everybody whom the old one held", () => {
  let [accepted, refused, held] = [0, 0, 0];
  const property = (was: Stage, drawn: Stage, by: number, asked: [Facts, Date][]) => {
    // Mostly a change that somebody might mean: the same audience with another measure.
    const wider = by % 3 === 0 ? drawn : by % 3 === 1 ? withShares(was, by) : altered({ ...was, condition: null }, by);
    const is = { ...wider, n: 1, started_at: null, paused_at: null, caps: was.caps };
    if (!audienceGrows(is, was)) {
      refused++;
      return;
    }
    accepted++;
    for (const [facts, now] of asked) {
      const place = { capability: facts.capability, partner: facts.partner };
      const one = (stage: Stage): Programme => ({
        ...{ id: "opn_1", version: 1, ...place, methods: null, state: "opening" },
        ...{ effectiveAt: new Date(0), caps: was.caps, pilots: [], salt: "bead" },
        stages: [{ ...stage, n: 1, starts_at: null, started_at: null, paused_at: null }],
      });
      if (!at([one(was)], facts, now).open) continue;
      held++;
      expect(at([one(is)], facts, now).open).toBe(true);
    }
  };
  fc.assert(fc.property(drawnStage, drawnStage, raise, questions, property), { numRuns: 2500 });
  for (const count of [accepted, refused, held]) expect(count).toBeGreaterThan(100);
}, 60_000);

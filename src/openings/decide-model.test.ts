import fc from "fast-check";
import { expect, test } from "vitest";
import { fen } from "#money";
import { capsOf } from "./caps.ts";
import { conditionFault } from "./conditions.ts";
import { type Decision, decide, type Facts } from "./decide.ts";
import { drawnCondition, drawnFacts, drawnNow, drawnOpenings, meaningOf } from "./model/draw.ts";
import { evaluate, type Said } from "./model/evaluator.ts";
import { compile, type Programme } from "./programmes.ts";
import { reasonTable } from "./reasons.ts";

const snapshot = (openings: readonly Programme[]) => compile("mkt_1", "Asia/Shanghai", 1n, openings);
const begun = new Date("2024-09-01T00:00:00Z");
const questions = fc.array(fc.tuple(drawnFacts, drawnNow), { minLength: 8, maxLength: 8 });

function saidOf({ open, reasons, caps, openingId, openingVersion, stage }: Decision): Said {
  const codes = reasons.map(({ code }) => code).toSorted();
  const where = stage && `${stage.kind} ${stage.n}`;
  return { open, reasons: codes, caps, opening: openingId, version: openingVersion, stage: where };
}

test("decide says exactly what the rules say: open, every reason, the caps, and which opening and stage decided", () => {
  const seen = new Map<string, number>();
  const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
  fc.assert(
    fc.property(drawnOpenings, questions, (openings, asked) => {
      const programmes = snapshot(openings);
      for (const [facts, now] of asked) {
        const said = saidOf(decide(facts, programmes, now));
        expect(said).toEqual(evaluate(facts, openings, now, meaningOf));
        for (const what of [said.open ? "open" : "shut", ...said.reasons]) count(what);
      }
    }),
    { numRuns: 600 },
  );
  // It would prove nothing if the draws met only some of the rules: every reason that there is was told.
  expect([...Object.keys(reasonTable)].filter((code) => !seen.has(code))).toEqual([]);
  for (const what of ["open", "condition_not_met", "buyer_app_later", "stage_waits"])
    expect([what, (seen.get(what) ?? 0) > 30]).toEqual([what, true]);
}, 60_000);

test("among several that are open while no method is chosen: one without a limit, else the widest, else the oldest", () => {
  let chosen = 0;
  // Most of them with a limit, and nothing else in the way.
  const limited = ({ version, caps }: Programme) =>
    version > 3 ? capsOf({ per_payment: fen(version) }) : { ...caps, per_payment: null };
  const opened = (one: Programme): Programme => ({
    ...{ ...one, state: "open", effectiveAt: begun, caps: limited(one), pilots: [], stages: [] },
  });
  const open = drawnOpenings.map((all) => all.map(opened));
  fc.assert(
    fc.property(open, questions, (openings, asked) => {
      const programmes = snapshot(openings);
      for (const [facts, now] of asked) {
        const free: Facts = { ...facts, method: null, standing: "ready", health: "well" };
        const said = saidOf(decide(free, programmes, now));
        expect(said).toEqual(evaluate(free, openings, now, meaningOf));
        const places = openings.filter((one) => one.capability === free.capability && one.partner === free.partner);
        if (places.filter((one) => decide(free, snapshot([one]), now).open).length > 1) chosen++;
      }
    }),
    { numRuns: 120 },
  );
  expect(chosen).toBeGreaterThan(50);
}, 60_000);

test("every condition that is drawn can be saved, and they hold, fail and cannot be known", () => {
  const met = new Map<unknown, number>();
  fc.assert(
    fc.property(drawnCondition, drawnFacts, drawnNow, (condition, facts, now) => {
      expect([condition, conditionFault(condition)]).toEqual([condition, null]);
      const value = meaningOf(condition)(facts, now);
      met.set(value, (met.get(value) ?? 0) + 1);
    }),
    { numRuns: 1000 },
  );
  for (const value of [true, false, "unknown"]) expect([value, (met.get(value) ?? 0) > 100]).toEqual([value, true]);
});

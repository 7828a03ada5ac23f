import { expect, inject, test } from "vitest";
import { type MoneyRun, simulateMoney } from "./money.ts";

/** As simulation.test.ts: `npm run sim -- 42 100` plays seeds 42 to 141. */
const { from, count } = inject("seeds") ?? { from: 1, count: 5 };

/** How often each act was accepted, over all seeds. */
const total = new Map<string, number>();
let crashes = 0;
const add = ({ done, crashes: died }: MoneyRun): void => {
  crashes += died;
  for (const [name, times] of done) total.set(name, (total.get(name) ?? 0) + times);
};

test.each(Array.from({ length: count }, (_, i) => from + i))(
  "seed %i: books sum to zero after each turn; each morning bills, wallets and the model agree with them to the fen",
  async (seed) => {
    const run = await simulateMoney(seed);
    add(run);
    expect(run.faults, `${run.story.join("\n")}\nAgain: npm run sim -- ${seed}`).toEqual([]);
  },
  240_000,
);

/** What every handful of seeds must have done; a rarer act may be missing from some. */
const common = [
  "checkout",
  "start",
  "phone",
  "refund",
  "receipt",
  "ship",
  "dispute",
  "judge",
  "funds",
  "look",
  "confirm",
];

test("the runs get somewhere: each common act is accepted, whatever died meanwhile", () => {
  if (count < 3) return;
  expect(common.filter((name) => !total.has(name))).toEqual([]);
  // Processes died, and breaks that were planted in the wallets' bills were found and ended by two people.
  expect(crashes).toBeGreaterThan(0);
  expect([...total.keys()].filter((name) => name.startsWith("break "))).not.toEqual([]);
});

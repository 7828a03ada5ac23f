import { expect, inject, test } from "vitest";
import { simulate } from "./simulate.ts";

/** `npm run sim -- 42 100` plays seeds 42 to 141; the suite plays a few that are always the same. */
declare module "vitest" {
  interface ProvidedContext {
    seeds?: { from: number; count: number };
  }
}
const { from, count } = inject("seeds") ?? { from: 1, count: 6 };

test.each(Array.from({ length: count }, (_, i) => from + i))(
  "seed %i: paid once, the wallets' money is ours to the fen, nobody is left waiting",
  async (seed) => {
    const run = await simulate(seed);
    expect(run.faults, `${run.story.join("\n")}\nAgain: npm run sim -- ${seed}`).toEqual([]);
  },
  60_000,
);

test("the same seed tells the same story", async () => {
  expect((await simulate(from, 25)).story).toEqual((await simulate(from, 25)).story);
}, 120_000);

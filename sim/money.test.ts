import { expect, inject, test } from "vitest";
import { simulateMoney } from "./money.ts";

/** As simulation.test.ts: `npm run sim -- 42 100` plays seeds 42 to 141. */
const { from, count } = inject("seeds") ?? { from: 1, count: 3 };

test.each(Array.from({ length: count }, (_, i) => from + i))(
  "seed %i: after each turn every book sums to zero and nothing is below it; in the end the wallets agree with the ledger",
  async (seed) => {
    const run = await simulateMoney(seed);
    expect(run.faults, `${run.story.join("\n")}\nAgain: npm run sim -- ${seed}`).toEqual([]);
  },
  120_000,
);

test("the runs get somewhere: refunds, receipts, disputes, verdicts and withdrawals are accepted", async () => {
  const { done } = await simulateMoney(from, 200);
  for (const name of ["refund", "receipt", "dispute", "judge", "ask", "confirm"])
    expect([name, done.get(name) ?? 0]).toEqual([name, expect.any(Number)]);
  expect([...done.values()].reduce((a, b) => a + b, 0)).toBeGreaterThan(40);
}, 120_000);

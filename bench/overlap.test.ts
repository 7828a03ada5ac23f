import { expect, test } from "vitest";
import { benchOverlap } from "./overlap.ts";

test("the peer runs in the same run, over sets of the same sizes, and both sizes are told", async () => {
  const told = await benchOverlap({ runs: 1, perRun: 150 });
  expect(told.detail).toMatchObject({ ids_a_side: 150, peer_ids_a_side: 150, runs: 1, peer_threads: 1 });
  expect(told.throughput).toBeGreaterThan(0);
  expect(told.ceiling).toBeGreaterThan(0);
  expect(told.ratio).toBeCloseTo(told.throughput / told.ceiling, 1);
});

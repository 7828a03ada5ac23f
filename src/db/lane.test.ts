import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { makeLanes } from "./lane.ts";

/** A lane whose batches end when the test says so. */
function rig(batchMax = 128) {
  const batches: { moves: readonly number[]; end: () => void }[] = [];
  const lanes = makeLanes<number, number>({
    ...{ name: "t", lanes: 1, bucket: () => 0, key: String, batchMax },
    run: (moves) =>
      new Promise((resolve) => {
        batches.push({ moves, end: () => resolve(moves.map((move) => move * 2)) });
      }),
  });
  return { lanes, batches };
}

test("callers of one turn of the loop fold, though each came by an event of its own", async () => {
  const { lanes, batches } = rig();
  const done = [lanes.submit(1)];
  await Promise.resolve();
  done.push(lanes.submit(2));
  await turn();
  expect(batches.map((batch) => batch.moves)).toEqual([[1, 2]]);
  batches[0]?.end();
  expect(await Promise.all(done)).toEqual([2, 4]);
});

test("a full batch is on its way before those of the last one are told, and one statement is in flight", async () => {
  const { lanes, batches } = rig(2);
  const told: number[] = [];
  const done = [1, 2, 3, 4, 5].map((move) => lanes.submit(move).then((result) => told.push(result)));
  await turn();
  expect(batches.map((batch) => batch.moves)).toEqual([[1, 2]]);
  batches[0]?.end();
  await Promise.resolve();
  while (batches.length < 2) await Promise.resolve();
  expect(told).toEqual([]);
  await turn();
  expect(told).toEqual([2, 4]);
  expect(batches.map((batch) => batch.moves)).toEqual([
    [1, 2],
    [3, 4],
  ]);
  batches[1]?.end();
  await turn();
  await turn();
  expect(batches.at(-1)?.moves).toEqual([5]);
  batches[2]?.end();
  await Promise.all(done);
  expect(lanes.figures()).toEqual({ batches: 3, moves: 5 });
});

test("there is room: who was just answered may come along with the next batch", async () => {
  const { lanes, batches } = rig();
  const first = lanes.submit(1).then(() => lanes.submit(10));
  await turn();
  const second = lanes.submit(2);
  batches[0]?.end();
  await turn();
  await turn();
  expect(batches[1]?.moves).toEqual([2, 10]);
  batches[1]?.end();
  expect(await Promise.all([first, second])).toEqual([20, 4]);
});

import { expect, test } from "vitest";
import { makeOverCaps } from "./over-caps.ts";

function rig() {
  let now = 0;
  const versions = new Map<string, bigint>();
  const starts: Date[] = [];
  const looked: string[] = [];
  const left = new Map<string, number>();
  const look = makeOverCaps({
    clock: { now: () => new Date(now) },
    versions: () => versions,
    nextStart: (_, at) => starts.find((one) => one > at) ?? null,
    async close(side) {
      looked.push(side);
      const open = left.get(side) ?? 0;
      if (open < 0) throw new Error("The database is away.");
      return open;
    },
  });
  const turn = async (at: number) => {
    now = at;
    looked.length = 0;
    await look();
    return [...looked];
  };
  return { versions, starts, left, turn };
}

test("looks once at the start and once after each move, and at nothing else", async () => {
  const { versions, turn } = rig();
  versions.set("mkt_1", 1n).set("mkt_2", 5n);
  expect(await turn(0)).toEqual(["mkt_1", "mkt_2"]);
  expect(await turn(3_600_000)).toEqual([]);
  versions.set("mkt_2", 6n);
  expect(await turn(3_600_001)).toEqual(["mkt_2"]);
  expect(await turn(3_600_002)).toEqual([]);
});

test("looks when a stage begins by its date, though nothing moved", async () => {
  const { versions, starts, left, turn } = rig();
  versions.set("mkt_1", 1n);
  starts.push(new Date(7000), new Date(60_000));
  left.set("mkt_1", 1);
  expect(await turn(4000)).toEqual(["mkt_1"]);
  expect(await turn(6999)).toEqual([]);
  left.set("mkt_1", 0);
  expect(await turn(7000)).toEqual(["mkt_1"]);
  expect(await turn(11_999)).toEqual([]);
  // A start that was decided before the date may have committed since.
  expect(await turn(12_000)).toEqual(["mkt_1"]);
  expect(await turn(59_999)).toEqual([]);
  expect(await turn(60_001)).toEqual(["mkt_1"]);
  expect(await turn(65_001)).toEqual(["mkt_1"]);
  expect(await turn(3_600_000)).toEqual([]);
});

test("what could not be closed is tried again every five seconds until it has ended", async () => {
  const { versions, left, turn } = rig();
  versions.set("mkt_1", 1n);
  left.set("mkt_1", 2);
  expect(await turn(0)).toEqual(["mkt_1"]);
  expect(await turn(4999)).toEqual([]);
  expect(await turn(5000)).toEqual(["mkt_1"]);
  left.set("mkt_1", 0);
  expect(await turn(10_000)).toEqual(["mkt_1"]);
  expect(await turn(20_000)).toEqual([]);
});

test("a look that broke counts as none", async () => {
  const { versions, left, turn } = rig();
  versions.set("mkt_1", 1n);
  left.set("mkt_1", -1);
  await expect(turn(0)).rejects.toThrow("away");
  left.set("mkt_1", 0);
  expect(await turn(1)).toEqual(["mkt_1"]);
});

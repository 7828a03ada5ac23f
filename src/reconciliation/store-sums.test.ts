import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import type { Db } from "#db";
import { readOurs } from "./read-ours.ts";
import { StoreSums } from "./store-sums.ts";

const halves = (sum: bigint): [number, number] => [Number(BigInt.asIntN(32, sum >> 32n)), Number(sum & 0xffffffffn)];

test("sums by store are exact: below zero, beyond 2^53, over more stores than the table began with", () => {
  const sums = new StoreSums();
  const expected = new Map<string, bigint>();
  const amounts = [1n, -1n, 0n, 4_294_967_295n, 4_294_967_296n, -4_294_967_297n, 9_007_199_254_740_993n];
  for (let i = 0; i < 6000; i++) {
    const store = `sto_${`${i % 1500}`.padStart(26, "0")}`;
    const amount = amounts[i % amounts.length] as bigint;
    const bytes = Buffer.from(`before${store}after`);
    const [high, low] = halves(amount);
    sums.add(bytes, 6, 30, high, low | 0);
    expected.set(store, (expected.get(store) ?? 0n) + amount);
  }
  expect(new Map(sums.sums())).toEqual(expected);
});

test("our rows that nobody wants any more are read no further, and leave nothing behind", async () => {
  const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith("hutong-reconcile-"));
  const before = new Set(folders());
  let told = 0;
  let ended = false;
  const db: Pick<Db, "copy"> = {
    async *copy() {
      try {
        for (;;) {
          told++;
          await new Promise((resolve) => setImmediate(resolve));
          yield Buffer.alloc(0);
        }
      } finally {
        ended = true;
      }
    },
  };
  const day = { from: new Date("2026-11-21T00:00:00+08:00"), to: new Date("2026-11-22T00:00:00+08:00") };
  const asked = { account: "wac_1", day, methods: false };
  const reading = readOurs(db, asked);
  await reading.drop();
  expect(ended).toBe(true);
  expect(told).toBeLessThan(5);
  const gone = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.alloc(0);
    throw new Error("gone");
  };
  const broken = readOurs({ copy: gone }, asked);
  await expect(broken.rows()).rejects.toThrow("gone");
  await broken.drop();
  expect(folders().filter((name) => !before.has(name))).toEqual([]);
});

import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { report } from "./ask.ts";
import { foundIn } from "./found.ts";
import { tellHouse } from "./house.ts";

const home = mkdtempSync(join(tmpdir(), "hutong-told-"));
const purpose = "conversion";
/** As a house keeps them: the first answer of a repeat key is every later one's; `failed`: those that were ended so. */
const runs = new Map<string, string>();
const failed = new Set<string>();
const server = createServer((asked, answer) => {
  const key = String(asked.headers["idempotency-key"]);
  const id = runs.get(key) ?? `alr_${runs.size + 1}`;
  runs.set(key, id);
  asked.resume().on("end", () => answer.end(JSON.stringify({ id, state: failed.has(id) ? "failed" : "running" })));
});
let house = "";
beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  house = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(home, { recursive: true });
});
afterEach(() => vi.restoreAllMocks());

const found = (run: string) => foundIn(home, run, { purpose, mode: "size" });

/** The house's run that a run of this name is, asked for anew. */
async function begun(run: string): Promise<string | null> {
  found(run).forget();
  const place = { house, token: "hp_test", houseContract: "alc_1", houseDataset: "ald_1" };
  await tellHouse({ ...place, run, purpose }, "size", found(run));
  return found(run).houseRun("alc_1");
}

test("a run's second attempt is no other run's first one, whatever their names", async () => {
  const other = await begun("june-2");
  const first = await begun("june");
  expect(await begun("june")).toBe(first);
  failed.add(first ?? "");
  const second = await begun("june");
  expect([other, first, second, await begun("june-2")]).toEqual(["alr_1", "alr_2", "alr_3", "alr_1"]);
});

test("what was found is forgotten once it is said, and not where saying it fails", async () => {
  const told = { ok: true, value: { count: 30n, sum: null } } as const;
  const again = () => found("said").orAsk({ clear: () => {} }, () => Promise.reject(new Error("It is asked again.")));
  found("said").keep(told.value);
  const print = vi.spyOn(console, "log").mockImplementation(() => {
    throw new Error("EPIPE");
  });
  expect(() => report(told, true, found("said"))).toThrow("EPIPE");
  expect(await again()).toEqual(told);
  print.mockImplementation(() => {});
  expect(report(told, true, found("said"))).toBe(0);
  await expect(again()).rejects.toThrow("It is asked again.");
});

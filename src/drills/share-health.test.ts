import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Db, openDatabase } from "#db";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { makeBreaker, rules } from "./breaker.ts";
import { makeHealthShare } from "./share-health.ts";

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 4, applicationName: "health test" });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

let now = Date.parse("2026-11-22T08:00:00Z");
const clock = { now: () => new Date(now) };
const later = (ms: number): void => {
  now += ms;
};
let told: string[] = [];
let made = 0;
/** A process of its own over the one database. */
function process() {
  const name = `p${++made}`;
  const breaker = makeBreaker(clock, (what) => told.push(`${name} ${what}`));
  const sync = makeHealthShare(db, clock, breaker, name);
  const hear = (times: number, good: boolean): void => {
    for (let n = 0; n < times; n++) breaker.heard(wallet, good);
  };
  return { ...breaker, sync, hear, name, health: () => breaker.healthOf(wallet) };
}
let wallet = "";
beforeEach(() => {
  wallet = `wallet${++made}`;
  told = [];
  later(10 * 60_000);
});

test("a wallet that one process shuts is shut in the others within a turn, and in one that starts afterwards", async () => {
  const [a, b] = [process(), process()];
  a.hear(rules.fewest, false);
  expect([a.health(), b.health()]).toEqual(["degraded", "well"]);
  await a.sync();
  await b.sync();
  expect(b.health()).toBe("degraded");
  const c = process();
  await c.sync();
  expect([c.health(), c.states()[0]?.state]).toEqual(["degraded", "resting"]);
  // One alarm, by who found out.
  expect(told).toEqual([`${a.name} wallet_degraded`]);
});

test("calls of all processes count together: too few in each, enough in all", async () => {
  const [a, b, c] = [process(), process(), process()];
  for (const one of [a, b, c]) one.hear(4, false);
  for (const one of [a, b, c]) expect(one.health()).toBe("well");
  for (const one of [a, b, c, a, b]) await one.sync();
  for (const one of [a, b, c]) expect(one.health()).toBe("degraded");
  // Each was told once, however often.
  const d = process();
  await d.sync();
  await d.sync();
  expect(told.filter((one) => one.endsWith("degraded")).length).toBe(1);
});

test("good calls of the others keep it open, and told twice they count once", async () => {
  const [a, b] = [process(), process()];
  a.hear(40, true);
  for (let turn = 0; turn < 4; turn++) {
    await a.sync();
    await b.sync();
  }
  expect(b.states().find((one) => one.wallet === wallet)).toMatchObject({ calls: 40, bad: 0 });
  b.hear(30, false);
  expect(b.health()).toBe("well");
  b.hear(10, false);
  expect(b.health()).toBe("degraded");
});

test("one process's good probes open it for all; the calls from before count no more", async () => {
  const [a, b] = [process(), process()];
  a.hear(rules.fewest, false);
  await a.sync();
  await b.sync();
  later(rules.restMs);
  expect([a.toProbe(), b.toProbe()].map((one) => one.includes(wallet))).toEqual([true, true]);
  b.hear(rules.goodInRow, true);
  expect([a.health(), b.health()]).toEqual(["degraded", "well"]);
  for (const one of [b, a, b, a]) await one.sync();
  expect([a.health(), b.health()]).toEqual(["well", "well"]);
  expect(told).toEqual([`${a.name} wallet_degraded`, `${b.name} wallet_recovered`]);
});

test("two findings at once: the first that is written stands, in both", async () => {
  const [a, b] = [process(), process()];
  a.hear(rules.fewest, false);
  await a.sync();
  await b.sync();
  later(rules.restMs);
  // One probe fails here while three succeed there.
  a.hear(1, false);
  b.hear(rules.goodInRow, true);
  await Promise.all([a.sync(), b.sync()]);
  await a.sync();
  await b.sync();
  expect(a.health()).toBe(b.health());
  const [row] = await db.read<{ version: bigint }>("select version from wallet_breakers where wallet = $1", [wallet]);
  expect(row?.version).toBe(2n);
});

test("a failed probe of one lets all rest longer", async () => {
  const [a, b] = [process(), process()];
  a.hear(rules.fewest, false);
  await a.sync();
  await b.sync();
  later(rules.restMs);
  a.hear(1, false);
  await a.sync();
  await b.sync();
  later(rules.restMs);
  expect([a.toProbe(), b.toProbe()].map((one) => one.includes(wallet))).toEqual([false, false]);
  later(rules.restMs);
  expect([a.toProbe(), b.toProbe()].map((one) => one.includes(wallet))).toEqual([true, true]);
});

test("what is old is forgotten, in the table too", async () => {
  const [a, b] = [process(), process()];
  a.hear(6, false);
  await a.sync();
  later(rules.windowMs + 10_000);
  b.hear(6, false);
  await b.sync();
  expect(b.health()).toBe("well");
  later(3 * rules.windowMs);
  await b.sync();
  expect(await db.read("select 1 from wallet_calls where wallet = $1", [wallet])).toEqual([]);
});

test("a database that is away changes nothing of what a process knows itself", async () => {
  const away = { ...db, read: () => Promise.reject(new Error("away")) } as unknown as Db;
  const breaker = makeBreaker(clock);
  const sync = makeHealthShare(away, clock, breaker, "alone");
  for (let n = 0; n < rules.fewest; n++) breaker.heard(wallet, false);
  await expect(sync()).rejects.toThrow("away");
  expect(breaker.healthOf(wallet)).toBe("degraded");
});

test("a mended outage leaves its span, written once however many processes found it out", async () => {
  const [a, b] = [process(), process()];
  for (const one of [a, b]) one.hear(rules.fewest, false);
  const began = clock.now();
  for (const one of [a, b, a]) await one.sync();
  const spans = async () =>
    await db.read("select began_at, ended_at from wallet_outages where wallet = $1 order by began_at", [wallet]);
  expect(await spans()).toEqual([{ began_at: began, ended_at: null }]);
  later(rules.restMs);
  a.hear(rules.goodInRow, true);
  await a.sync();
  await b.sync();
  expect([a.health(), b.health()]).toEqual(["well", "well"]);
  expect(await spans()).toEqual([{ began_at: began, ended_at: clock.now() }]);
});

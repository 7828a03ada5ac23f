import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bucketValue, type Db, makeIds, openDatabase, relayEvents, writeEvent } from "#db";
import { freshDatabase, type TestDatabase } from "../tests/database.ts";
import { makeEventsDoor } from "./events-door.ts";

let database: TestDatabase;
let db: Db;
let owner: Db;
beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 4, applicationName: "events test" });
  owner = openDatabase(database.ownerUrl, { poolSize: 2, applicationName: "events test" });
});
afterAll(async () => {
  await db.close();
  await owner.close();
  await database.drop();
});

let now = new Date("2026-11-22T08:00:00Z");
const ids = makeIds({ now: () => now }, randomBytes);
const market = "mkt_01M7ZZZZZZ0000000000000000";
const all = Array.from({ length: 64 }, (_, index) => bucketValue(index));

async function write(count: number, bucket: number, type = "payment.paid", store = "sto_a"): Promise<void> {
  await db.tx(async (tx) => {
    for (let n = 0; n < count; n++) {
      const event = { type, version: 1, marketplace: market, subject: ids.next("pay", bucket), data: { store } };
      await writeEvent(tx, ids, event, now);
    }
  });
}
const relay = async (): Promise<void> => {
  while ((await relayEvents(db, all, 500)).length > 0);
};
beforeEach(async () => {
  await owner.read("truncate events");
  await owner.read("delete from outbox");
});

type Filter = Parameters<ReturnType<typeof makeEventsDoor>["list"]>[0];
async function walk(limit: number, filter: object = {}, between: () => Promise<void> = async () => {}) {
  const door = makeEventsDoor(db);
  const seen: string[] = [];
  const sizes: number[] = [];
  for (let after: string | null = null; ; ) {
    const page = await door.list({ marketplace: market, ...filter } as Filter, { after, limit });
    seen.push(...page.data.map((event) => event.id));
    sizes.push(page.data.length);
    expect(page.next?.length ?? 0).toBeLessThan(600);
    if (page.next === null) return { seen, sizes };
    after = page.next;
    await between();
  }
}

const told = async (): Promise<string[]> =>
  (await db.read<{ id: string }>("select id from events order by id desc")).map((row) => row.id);

test("hundreds of events of one instant in one bucket are all told, each once, whatever a page's size", async () => {
  // Each turn of the relay numbers some, so that ids and numbers stand in different orders.
  for (let turn = 0; turn < 12; turn++) {
    await write(50, 7);
    await relay();
  }
  await write(40, 8);
  await relay();
  for (const limit of [1, 7, 20, 100]) {
    const { seen } = await walk(limit);
    expect([limit, seen.length, new Set(seen).size]).toEqual([limit, 640, 640]);
    expect(seen.toSorted()).toEqual((await told()).toSorted());
  }
});

test("an event that committed late, with an old id and a new number, is told where its number stands", async () => {
  now = new Date("2026-11-22T09:00:00Z");
  for (let second = 0; second < 300; second++) {
    now = new Date(now.getTime() + 1000);
    await write(1, second % 3);
    if (second === 0) await db.tx((tx) => lateInto(tx));
  }
  await relay();
  now = new Date(now.getTime() + 1000);
  await write(150, 0);
  await relay();
  await db.tx((tx) => lateInto(tx));
  await relay();
  const { seen } = await walk(10);
  expect(seen.length).toBe((await told()).length);
  expect(seen.toSorted()).toEqual((await told()).toSorted());
});

async function lateInto(tx: Parameters<typeof writeEvent>[0]): Promise<void> {
  const early = makeIds({ now: () => new Date("2026-11-22T08:30:00Z") }, randomBytes);
  const subject = early.next("pay", 0);
  await writeEvent(tx, early, { type: "late", version: 1, marketplace: market, subject, data: {} }, now);
}

test("pages are newest first over all buckets, full but for the last, and what comes meanwhile is not among them", async () => {
  now = new Date("2026-11-22T10:00:00Z");
  for (let second = 0; second < 60; second++) {
    now = new Date(now.getTime() + 1000);
    await write(1, (second * 5) % 64);
  }
  await relay();
  const before = await told();
  const { seen, sizes } = await walk(7, {}, async () => {
    now = new Date(now.getTime() + 1000);
    await write(2, 3);
    await relay();
  });
  expect(seen).toEqual(before);
  expect(sizes).toEqual([7, 7, 7, 7, 7, 7, 7, 7, 4]);
});

test("a type, a store and a market are filtered page by page; a cursor of nobody's making leads nowhere", async () => {
  for (let n = 0; n < 30; n++) {
    await write(1, n, n % 3 === 0 ? "refund.created" : "payment.paid", n % 2 === 0 ? "sto_a" : "sto_b");
    await relay();
  }
  expect((await walk(4, { type: "refund.created" })).seen.length).toBe(10);
  expect((await walk(4, { store: "sto_b", type: "refund.created" })).seen.length).toBe(5);
  expect((await walk(4, { marketplace: "mkt_other" })).seen).toEqual([]);
  const door = makeEventsDoor(db);
  for (const after of ["x", "evt_01ABC", "____", Buffer.alloc(700, 255).toString("base64url")]) {
    const page = await door.list({ marketplace: "mkt_other" } as Filter, { after, limit: 5 });
    expect(page).toEqual({ data: [], next: null });
  }
});

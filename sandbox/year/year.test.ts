import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Db, openDatabase } from "#db";
import { checkBooks, ledgerChecks } from "#ledger";
import { paymentChecks } from "#payments";
import { wallets } from "#wallets";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { seedYear } from "./index.ts";

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 4, applicationName: "year test" });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

/** Wherever a dispute can stand for longer than a moment, while the platform owes nobody. */
const stages = ["appealed", "refunded", "rejected", "upheld", "with_person", "with_store", "withdrawn"];

test("a small year: days in their order, books that stand, nothing left to do, nothing later than now", async () => {
  const now = new Date("2026-11-22T04:00:00Z");
  const told: number[] = [];
  // These accounts are never called: their settings need not be real.
  const kinds = Object.values(wallets).map((kind) => ({ ...kind, readSettings: (settings: object) => settings }));
  const year = await seedYear({
    ...{ databaseUrl: database.appUrl, kinds, publicUrl: "http://house.test", now, accountSettings: () => ({}) },
    masterKey: { id: "k1", key: randomBytes(32) },
    told: (done) => void told.push(done),
    size: { stores: 16, orders: 900 },
  });
  expect(year.stores.length).toBe(16);
  expect(year.orders).toBeGreaterThanOrEqual(900);
  expect(told.at(-1)).toBe(year.orders);
  expect(await checkBooks(db, [...ledgerChecks, ...paymentChecks])).toEqual([]);
  const [span] = await db.read<{ first: Date; last: Date; days: bigint; paid: bigint; refunded: bigint }>(
    `select min(created_at) as first, max(created_at) as last, count(distinct created_at::date) as days,
       count(*) filter (where paid_at is not null) as paid, count(*) filter (where state = 'refunded') as refunded
     from orders`,
  );
  expect(span?.first.toISOString().slice(0, 10)).toBe("2025-11-23");
  expect(span?.last.getTime()).toBeLessThanOrEqual(now.getTime());
  expect(Number(span?.days)).toBeGreaterThan(300);
  expect(Number(span?.paid)).toBeGreaterThan(year.orders * 0.8);
  expect(Number(span?.refunded)).toBeGreaterThan(0);
  const waiting = await db.read("select 1 from due where at <= $1 union all select 1 from outbox", [now]);
  expect(waiting.length).toBe(0);
  const texts = async (sql: string) => (await db.read<{ one: string }>(sql)).map((row) => row.one);
  expect(await texts("select distinct state as one from disputes order by 1")).toEqual(stages);
  expect(await texts("select distinct class as one from bill_breaks order by 1")).toEqual(
    expect.arrayContaining(["amount", "fee", "ours_only", "theirs_only"]),
  );
  expect(await texts("select distinct state as one from bill_breaks order by 1")).toEqual([
    "closed",
    "open",
    "proposed",
  ]);
  expect((await texts("select distinct code as one from cases")).includes("paid_not_shipped")).toBe(true);
  expect(await texts("select state as one from openings")).toEqual(["decided"]);
});

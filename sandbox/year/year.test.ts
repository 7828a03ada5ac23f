import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acceptanceChecks } from "#acceptance";
import { readConfig } from "#config";
import { type Db, openDatabase } from "#db";
import { checkBooks, ledgerChecks } from "#ledger";
import { createOversight } from "#oversight";
import { paymentChecks } from "#payments";
import { settlementChecks } from "#settlement";
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
  const took: string[] = [];
  const kinds = Object.values(wallets);
  const year = await seedYear({
    ...{ databaseUrl: database.appUrl, kinds, publicUrl: "http://house.test", now, accountSettings: () => ({}) },
    ...{ config: readConfig("sandbox", {}, {}), masterKey: { id: "sandbox-k1", key: randomBytes(32) } },
    took: (part, ms) => void took.push(`${part} ${Math.round(ms)} ms`),
    told: (done, of) => void told.push(done / of),
    size: { stores: 112, orders: 900 },
  });
  console.log(`The small year: ${took.join(", ")}.`);
  expect(year.stores.length).toBe(112);
  expect(year.orders).toBeGreaterThanOrEqual(900);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(told.at(-1)).toBe(1);
  // The bar moves within the great parts, and through those after the orders.
  expect(told.filter((one) => one > 0.12 && one < 0.54).length).toBeGreaterThan(4);
  expect(told.filter((one) => one > 0.56).length).toBeGreaterThan(40);
  expect(await checkBooks(db, [...ledgerChecks, ...paymentChecks, ...settlementChecks, ...acceptanceChecks])).toEqual(
    [],
  );
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
  expect(await texts("select distinct state as one from openings order by 1")).toEqual([
    ...["announced", "consulting", "decided", "draft", "open", "opening", "paused", "piloting", "withdrawn"],
  ]);
  // What stores owe is what the platform's own book has advanced there.
  const oversight = createOversight({
    db,
    clock: { now: () => now },
    ids: null as never,
    agreedFees: async () => new Map(),
  });
  const [own] = await texts(
    "select wallet_account as one from platform_funds group by 1 order by count(*) desc limit 1",
  );
  const today = { days: ["2026-11-22"], timeZone: "Asia/Shanghai", since: new Date("2026-11-20T00:00:00Z") };
  const [day] = await oversight.platformDays(own ?? "", today);
  const owing = await oversight.storesOwing(own ?? "");
  expect(owing.length).toBeGreaterThan(0);
  expect(owing.reduce((sum, one) => sum + one.owed.minor, 0n)).toBe(day?.advanced.minor);
  const count = async (sql: string) => Number((await db.read<{ n: bigint }>(`select count(*) as n from ${sql}`))[0]?.n);
  expect(await count("releases")).toBeGreaterThan(year.orders * 0.7);
  expect(await texts("select distinct state as one from withdrawals order by 1")).toEqual([
    ...["asked", "cancelled", "paid", "returned"],
  ]);
  expect(await count("release_due")).toBeGreaterThan(0);
  for (const [room, least] of Object.entries(rooms)) expect([room, await count(room)]).toEqual([room, atLeast(least)]);
  expect(await texts("select distinct state as one from applications order by 1")).toEqual(steps);
  expect(await texts("select distinct state as one from drills")).toEqual(["passed"]);
  expect(await texts("select distinct state as one from alliance_runs order by 1")).toEqual(["below_crowd", "done"]);
  expect(await texts("select distinct state as one from campaign_bills order by 1")).toEqual(["done", "proposed"]);
  expect(await texts("select distinct state as one from media_payouts order by 1")).toEqual(["asked", "paid"]);
  expect(await texts("select distinct state as one from acceptances order by 1")).toEqual(["accepted", "returned"]);
  expect(await texts("select state as one from acceptance_settlements order by id")).toEqual(["settled", "paid"]);
  expect(await texts("select kind as one from acceptance_changes where state = 'pending' order by 1")).toEqual([
    ...["rates", "received"],
  ]);
  expect(await texts("select distinct state as one from hub_settlements")).toEqual(["settled"]);
  expect(await texts(`select distinct ${voucherState} as one from vouchers order by 1`)).toEqual([
    "expired",
    "redeemed",
  ]);
});

/** As the house itself calls it. */
const voucherState = `case when redeemed_at is not null then 'redeemed' when money = 'returned' then 'refunded'
  when expires_at <= '2026-11-22T04:00:00Z' then 'expired' else 'issued' end`;

const steps = ["accepted", "action_needed", "draft", "rejected", "reviewing", "withdrawn"];

/** What somebody who opens each desk for the first time must find, at least. */
const rooms = {
  ...{ applications: 9, application_documents: 10, onboarding_terms: 1, releases: 500, withdrawals: 30 },
  ...{ campaigns: 4, placements: 4, clicks: 200, attributions: 30, campaign_bills: 2, media_payouts: 2 },
  ...{ drills: 2, alliance_contracts: 2, alliance_datasets: 2, alliance_runs: 6, effect_reports: 1 },
  ...{ merchant_codes: 3, hub_participants: 4, hub_transfers: 80, hub_settlements: 3, hub_changes: 4 },
  ...{ agreements: 6, agreement_steps: 10, interface_grants: 1, vouchers: 1, licences: 3, licence_uses: 12 },
  ...{ links: 12, link_policies: 2, link_blocks: 3, screen_appeals: 3, platform_funds: 6, settlement_terms: 1 },
  ...{ acceptance_pairs: 2, acceptance_rates: 2, acceptances: 9, acceptance_settlements: 2, advances: 1 },
};

const atLeast = (least: number) => expect.toSatisfy((n: number) => n >= least, `at least ${least}`);

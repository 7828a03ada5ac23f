import { afterAll, beforeAll, expect, test } from "vitest";
import { type Db, openDatabase } from "#db";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { getRun, listRuns } from "./lists.ts";
import type { ReconciliationNeeds } from "./types.ts";

let database: TestDatabase;
let db: Db;
const at = new Date("2026-11-22T02:00:00Z");
beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 2, applicationName: "match rate test" });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

test("a line that differs twice is one line; what only we have and movements of funds are none", async () => {
  await db.read(
    `insert into bill_runs (id, marketplace, wallet, wallet_account, day, digest, state, lines, totals, found,
       imported_at)
     values ('rec_1', 'mkt_1', 'alipay', 'wac_1', '2026-11-21', 'h', 'done', 10,
       '{"payments":"0","refunds":"0","fees":"0"}', '{}', $1)`,
    [at],
  );
  const breaks = [
    ["amount", "payment", "pay_1", "w1"],
    ["fee", "payment", "pay_1", "w1"],
    ["theirs_only", "payment", null, "w2"],
    ["ours_only", "payment", "pay_3", null],
    ["amount", "fund", null, "f1"],
  ];
  for (const [n, one] of breaks.entries())
    await db.read(
      `insert into bill_breaks (bucket, id, run, marketplace, wallet_account, day, class, kind, subject, wallet_ref,
         currency, says, owner, advice, state, opened_at)
       values ($1, $2, 'rec_1', 'mkt_1', 'wac_1', '2026-11-21', $3, $4, $5, $6, 'CNY', 's', 'finance', 'wait',
         'open', $7)`,
      [n, `brk_${n}`, ...one, at],
    );
  const needs = { db } as ReconciliationNeeds;
  expect(await getRun(needs, "rec_1")).toMatchObject({ lines: 10n, matched: 8n });
  const page = await listRuns(needs, { marketplace: "mkt_1" }, { after: null, limit: 5 });
  expect(page.data.map((one) => one.matched)).toEqual([8n]);
});

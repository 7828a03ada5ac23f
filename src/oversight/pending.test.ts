import { afterAll, beforeAll, expect, test } from "vitest";
import { type Db, openDatabase } from "#db";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { pendingApprovals } from "./pending.ts";

let database: TestDatabase;
let db: Db;
const start = new Date("2026-11-22T08:00:00.000Z");
const whole = { marketplace: null, store: null };

beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 2, applicationName: "pending test" });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const ask = async () => await pendingApprovals({ db } as Parameters<typeof pendingApprovals>[0], whole);
const propose = async (from: number, to: number) =>
  await db.read(
    `insert into hub_changes (id, kind, participant, currency, amount, why, proposer, at, state)
     select 'hch_' || n, 'cap', 'wallet', 'CNY', n, 'more', 'per_1', $3::timestamptz + n * interval '1 minute',
       'pending'
     from generate_series($1::int, $2::int) n`,
    [from, to, start],
  );

test("two hundred of a kind are all of it; with one more the oldest are shown, and more is said to wait", async () => {
  await propose(1, 200);
  expect(await ask()).toMatchObject({ more: false, data: { length: 200 } });
  await propose(0, 0);
  const { data, more } = await ask();
  expect([more, data.length, data[0]?.id, data.at(-1)?.id]).toEqual([true, 200, "hch_0", "hch_199"]);
  await db.read(
    `update hub_changes set state = 'approved', decided_by = 'per_2', decided_why = '', decided_at = $1
     where id = 'hch_0'`,
    [start],
  );
  expect((await ask()).more).toBe(false);
});

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

const clock = { now: () => start };
const ask = async () => await pendingApprovals({ db, clock } as Parameters<typeof pendingApprovals>[0], whole);
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

test("an appeal against a block names who blocked beside who appealed; of two kinds the oldest comes first", async () => {
  await db.read(
    `insert into link_blocks (id, marketplace, host, code, state, blocked_by, why_zh, why_en, blocked_at, changed_at)
     values ('lbk_1', 'mkt_a', 'bad.example', 'fraud', 'appealed', 'per_mei', '', '', $1, $1)`,
    [start],
  );
  await db.read(
    `insert into screen_appeals (bucket, id, marketplace, store, kind, block, subject, why, state, appealed_by,
       appealed_at)
     values (1, 'lap_1', 'mkt_a', 'sto_1', 'host', 'lbk_1', 'bad.example', 'ours', 'open', 'per_li', $1)`,
    [new Date(start.getTime() + 90_000)],
  );
  const { data } = await ask();
  expect(data.slice(0, 3).map((one) => one.id)).toEqual(["hch_1", "lap_1", "hch_2"]);
  expect(data[1]).toMatchObject({ kind: "screen_appeal", proposer: "per_li", also: "per_mei" });
  expect(data[0]?.also).toBeNull();
});

import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Db, makeIds, openDatabase } from "#db";
import { freshDatabase, type TestDatabase } from "../tests/database.ts";
import { makeAlarmBook } from "./alarm-book.ts";
import { makeAlarms } from "./alarms.ts";
import { toldOf } from "./alarms-missed.ts";

const east = "mkt_01JDREDRED0EREDREDREDREDRE";
let now = new Date("2026-11-22T08:00:00Z");
const clock = { now: () => now };
let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 4, applicationName: "missed alarms test" });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

/** A process of its own, with nothing in its memory. */
function booted() {
  const alarms = makeAlarms(clock);
  const snapshot = { walletAccount: () => null, store: () => null };
  const ids = makeIds(clock, randomBytes);
  const book = makeAlarmBook({ db, clock, ids, directory: { snapshot } as never, alarms });
  const open = async () =>
    (await book.list({ marketplace: east, open: true }, { after: null, limit: 50 })).data.map((one) => one.about);
  /** What the worker does every few seconds. */
  const watch = async () => {
    await book.look();
    await book.flush();
    return await open();
  };
  return { alarms, book, watch };
}

async function switchedOff(reason: "failing" | "gone", since: Date): Promise<string> {
  const endpoint = makeIds(clock, randomBytes).next("whe", 0);
  await db.read(
    `insert into webhook_endpoints (id, marketplace, url, description, events, state, disabled_reason, secret,
       failing_since, created_at)
     values ($1, $2, 'https://shop.example', '', '{*}', 'disabled', $3, 'sealed', $4, $4)`,
    [endpoint, east, reason, since],
  );
  return endpoint;
}

test("a process that dies between switching an endpoint off and its alarm: another tells it, once", async () => {
  for (const reason of ["failing", "gone"] as const) {
    const endpoint = await switchedOff(reason, now);
    const mine = (all: readonly Readonly<Record<string, unknown>>[]) =>
      all.filter((one) => one["endpoint"] === endpoint);
    // It raised its alarm, and was killed before that was written.
    booted().alarms.raise("webhook_disabled", { endpoint, marketplace: east });
    const other = booted();
    const told = [{ endpoint, marketplace: east }];
    expect(mine(await other.watch())).toEqual(told);
    now = new Date(now.getTime() + 3_600_000);
    expect(mine(await booted().watch())).toEqual(told);
    const events = await db.read("select 1 from alarms where about ->> 'endpoint' = $1 and times = 1", [endpoint]);
    expect(events).toHaveLength(1);
    // A person looked into it: it is not told again while it stays off.
    const [row] = await db.read<{ id: string }>("select id from alarms where about ->> 'endpoint' = $1", [endpoint]);
    await other.book.clear(row?.id as string, "per_1", "known");
    expect(mine(await booted().watch())).toEqual([]);
    // On again, and off again later: another thing, and told anew.
    now = new Date(now.getTime() + 3_600_000);
    await db.read("update webhook_endpoints set failing_since = $2 where id = $1", [endpoint, now]);
    expect(mine(await booted().watch())).toEqual(told);
  }
});

test("what was told is found by an index of its own, however many alarms there ever were", async () => {
  const plan = await db.tx(async (tx) => {
    await tx.query("set local enable_seqscan = off");
    return await tx.query(`explain ${toldOf}`, [
      [1, 2],
      ["whe_1", "whe_2"],
    ]);
  });
  const text = JSON.stringify(plan);
  expect(text).toContain("alarms_of_endpoints");
  expect(text).toMatch(/Index Cond[^"]*endpoint/);
});

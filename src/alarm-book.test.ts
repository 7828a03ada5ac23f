import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bucketOf, type Db, makeIds, openDatabase } from "#db";
import { freshDatabase, type TestDatabase } from "../tests/database.ts";
import { makeAlarmBook } from "./alarm-book.ts";
import { makeAlarms } from "./alarms.ts";

const [east, account] = ["mkt_01JDREDRED0EREDREDREDREDRE", "wac_01JDREDRED01REDREDREDREDRE"];
let now = new Date("2026-11-22T08:00:00Z");
const clock = { now: () => now };
let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 4, applicationName: "alarm book test" });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

function opened(on = db) {
  const alarms = makeAlarms(clock);
  const snapshot = {
    walletAccount: (id: string) => (id === account ? { marketplace: east } : null),
    store: () => null,
  };
  const book = makeAlarmBook({
    db: on,
    clock,
    ids: makeIds(clock, randomBytes),
    directory: { snapshot } as never,
    alarms,
  });
  return { alarms, book };
}

let day = 0;
let about: { wallet_account: string; day: string; code: string };
beforeEach(() => {
  about = { wallet_account: account, day: `2026-10-${`${++day}`.padStart(2, "0")}`, code: "bill_truncated" };
});

const ofDay = async (book: ReturnType<typeof opened>["book"], marketplace: string | null = east) =>
  (await book.list({ marketplace }, { after: null, limit: 50 })).data.filter((one) => one.about["day"] === about.day);
const eventsOf = async (id: string) =>
  (await db.read<{ type: string }>("select type from outbox where subject = $1 ", [id])).map((one) => one.type).sort();

test("raised again and again it is one alarm, told once: to webhooks, under the bell, and counted", async () => {
  const { alarms, book } = opened();
  for (const code of ["bill_truncated", "bill_hash_wrong"]) alarms.raise("bill_refused", { ...about, code });
  await book.flush();
  alarms.raise("bill_refused", about);
  await book.flush();
  const [one, ...more] = await ofDay(book);
  expect([one?.what, one?.times, one?.marketplace, more]).toEqual(["bill_refused", 3n, east, []]);
  expect(await eventsOf(one?.id as string)).toEqual(["alarm.raised"]);
  const told = await db.read<{ zh: string; type: string }>("select zh, type from notifications where subject = $1", [
    one?.id,
  ]);
  expect(told).toEqual([{ type: "alarm.raised", zh: one?.words.zh }]);
  expect(await book.look()).toMatchObject({ bill_refused: expect.any(Number) });
  // Another marketplace's people see nothing of it.
  expect(await ofDay(book, "mkt_01JDREDRED0WREDREDREDREDRE")).toEqual([]);
});

test("what is over is cleared by the house, and told; raised again it is a new one", async () => {
  const { alarms, book } = opened();
  alarms.raise("bill_refused", about);
  await book.flush();
  now = new Date(now.getTime() + 120_000);
  await book.look();
  const [open] = await ofDay(book);
  expect(open?.cleared_at).toBeNull();
  await db.read(
    `insert into bill_days (wallet_account, day, marketplace, wallet, state, opened_at) values ($1, $2, $3, 'red', 'done', $4)`,
    [account, about.day, east, now],
  );
  await book.look();
  expect((await ofDay(book))[0]).toMatchObject({ cleared_by: "house", cleared_at: now });
  expect(await eventsOf(open?.id as string)).toEqual(["alarm.cleared", "alarm.raised"]);
  now = new Date(now.getTime() + 1000);
  alarms.raise("bill_refused", about);
  await book.flush();
  expect(await ofDay(book)).toHaveLength(2);
});

test("a person clears what the house cannot judge, once; two at once tell it once", async () => {
  const { alarms, book } = opened();
  alarms.raise("withdrawal_returned", { ...about, says: "the card is closed" });
  await book.flush();
  const [one] = await ofDay(book);
  const id = one?.id as string;
  await Promise.all([book.clear(id, "per_a", "called the bank"), book.clear(id, "per_b", "seen")]);
  expect((await book.get(id))?.cleared_by).toMatch(/^per_/);
  expect(await eventsOf(id)).toEqual(["alarm.cleared", "alarm.raised"]);
});

test("a database that is away loses none of them; one of the whole house rings its bell and no webhook", async () => {
  let away = true;
  const broken: Db = { ...db, tx: (work) => (away ? Promise.reject(new Error("away")) : db.tx(work)) };
  const { alarms, book } = opened(broken);
  alarms.raise("bill_refused", about);
  alarms.raise("work_overdue", { count: 7 });
  await expect(book.flush()).rejects.toThrow("away");
  away = false;
  await book.flush();
  expect(await ofDay(book)).toHaveLength(1);
  const house = (await book.list({ marketplace: null }, { after: null, limit: 50 })).data;
  const work = house.find((one) => one.what === "work_overdue");
  expect(work).toMatchObject({ marketplace: null });
  expect(await eventsOf(work?.id as string)).toEqual([]);
  // Under the bell of the people of the whole house, who are of no marketplace.
  expect(await db.read("select marketplace, store from notifications where subject = $1", [work?.id])).toEqual([
    { marketplace: "", store: "" },
  ]);
  expect(bucketOf(work?.id as string)).toBeTypeOf("number");
});

test("one that cannot be written keeps no other up, and loses no time that it was raised", async () => {
  let refused = true;
  const broken: Db = {
    ...db,
    tx: (work) =>
      db.tx((tx) =>
        work({
          ...tx,
          async query(sql, values) {
            if (!refused || values?.[3] !== "release_refused") return await tx.query(sql, values);
            // Raised once more while it is being written.
            alarms.raise("release_refused", { ...about, turn: "newer" });
            throw new Error("refused");
          },
        }),
      ),
  };
  const { alarms, book } = opened(broken);
  const what = async () => (await ofDay(book)).map((one) => one.what);
  alarms.raise("release_refused", about);
  alarms.raise("bill_refused", about);
  await expect(book.flush()).rejects.toThrow("refused");
  alarms.raise("share_refused", about);
  await expect(book.flush()).rejects.toThrow("refused");
  await expect(book.flush()).rejects.toThrow("refused");
  expect((await what()).sort()).toEqual(["bill_refused", "share_refused"]);
  refused = false;
  await book.flush();
  const found = (await ofDay(book)).find((one) => one.what === "release_refused");
  // Once by hand, and three times while it was being written.
  expect(found).toMatchObject({ times: 4n, about: { turn: "newer" } });
});

test("a text that the database would refuse is written without what it refuses", async () => {
  const { alarms, book } = opened();
  alarms.raise("due_work_failed", { ...about, fault: "a\0b\\u0000 \ud800", more: { says: ["\0"] } });
  await book.flush();
  expect((await ofDay(book))[0]?.about).toEqual({ ...about, fault: "ab\\u0000 \ufffd", more: { says: [""] } });
});

test("what only looks like an id is none: the alarm is of the whole house, and written", async () => {
  const { alarms, book } = opened();
  alarms.raise("release_refused", { ...about, wallet_account: "pay_01JDREDRED0EREDREDREDREDIL" });
  await book.flush();
  expect((await ofDay(book, null))[0]).toMatchObject({ what: "release_refused", marketplace: null });
});

const tick = (): void => {
  now = new Date(now.getTime() + 120_000);
};
const newId = (kind: "pay" | "shr" | "brk" | "vch" | "mpo" | "bil" | "whe"): string =>
  makeIds(clock, randomBytes).next(kind, 7);
async function only(book: ReturnType<typeof opened>["book"], what: string) {
  const { data } = await book.list({ marketplace: null }, { after: null, limit: 1000 });
  return data.find((one) => one.what === what);
}

test("a success whose break nobody could name yet is not over; it is when the break is closed", async () => {
  const { alarms, book } = opened();
  const payment = newId("pay");
  alarms.raise("payment_contradiction", { payment });
  await book.flush();
  tick();
  await book.look();
  expect(await only(book, "payment_contradiction")).toMatchObject({ cleared_at: null });
  const id = newId("brk");
  await db.read(
    `insert into bill_breaks (bucket, id, marketplace, wallet_account, day, class, kind, subject, currency, says, owner,
       advice, state, opened_at)
     values ($1, $2, $3, $4, '2026-11-22', 'state', 'payment', $5, 'CNY', '', 'finance', 'accept', 'open', $6)`,
    [bucketOf(id), id, east, account, payment, now],
  );
  await book.look();
  expect(await only(book, "payment_contradiction")).toMatchObject({ cleared_at: null });
  await db.read("update bill_breaks set state = 'closed', resolution = 'heard', closed_at = $2 where id = $1", [
    ...[id, now],
  ]);
  await book.look();
  expect(await only(book, "payment_contradiction")).toMatchObject({ cleared_by: "house" });
});

test("what is of a share is told to its marketplace", async () => {
  const { alarms, book } = opened();
  const share = newId("shr");
  await db.read(
    `insert into shares (bucket, id, payment, order_id, marketplace, store, wallet_account, wallet_ref, receiver,
       amount, currency, state, made_at, ended_at)
     values ($1, $2, 'pay', 'ord', $3, 'sto', $4, 'w', 'r', 5, 'CNY', 'refused', $5, $5)`,
    [bucketOf(share), share, east, account, now],
  );
  alarms.raise("share_refused", { share, code: "NO" });
  await book.flush();
  expect(await only(book, "share_refused")).toMatchObject({ marketplace: east });
});

test("what is of a voucher, a payout or a bill is told to its marketplace, in both languages", async () => {
  const { alarms, book } = opened();
  const [voucher, payout, bill] = [newId("vch"), newId("mpo"), newId("bil")];
  await db.read(
    `insert into vouchers (bucket, id, code, marketplace, agreement, redeemer, title, value, currency, issued_at,
       expires_at)
     values ($1, $2, 'ABCDEFGHJKMN', $3, 'agr', 'mkt_other', 'tea', 5, 'CNY', $4, $4)`,
    [bucketOf(voucher), voucher, east, now],
  );
  await db.read(
    `insert into media_payouts (bucket, id, marketplace, wallet_account, host, payee, way, amount, currency, state,
       asked_by, asked_at)
     values ($1, $2, $3, $4, 'host', 1, 'hand', 5, 'CNY', 'asked', 'per_a', $5)`,
    [bucketOf(payout), payout, east, account, now],
  );
  await db.read(
    `insert into campaign_bills (bucket, campaign, host, n, id, marketplace, wallet_account, amount, total, currency,
       asked_by, at, state)
     values ($1, 'cmp', 'host', 1, $2, $3, $4, 5, 5, 'CNY', 'per_a', $5, 'proposed')`,
    [bucketOf(bill), bill, east, account, now],
  );
  alarms.raise("voucher_failed", { voucher });
  alarms.raise("payout_failed", { payout });
  alarms.raise("campaign_bill_failed", { bill });
  await book.flush();
  for (const what of ["voucher_failed", "payout_failed", "campaign_bill_failed"]) {
    const one = await only(book, what);
    expect([what, one?.marketplace]).toEqual([what, east]);
    expect(one?.words.zh).not.toContain(what);
  }
});

test("what is of an advance or a drill is told to its marketplace; what is known nowhere, to the house alone", async () => {
  const { alarms, book } = opened();
  const ids = makeIds(clock, randomBytes);
  const [advance, drill, nowhere] = [ids.next("adv", 7), ids.next("drl", 7), ids.next("cmp", 7)];
  await db.read(
    `insert into advances (bucket, id, marketplace, wallet_account, store, payment, amount, currency, state, given_at)
     values ($1, $2, $3, $4, 'sto', 'pay', 5, 'CNY', 'given', $5)`,
    [bucketOf(advance), advance, east, account, now],
  );
  await db.read(
    `insert into drills (id, marketplace, store, wallet, state, started_by, started_at, seen_at, steps)
     values ($1, $2, 'sto', 'red', 'running', 'per_a', $3, $3, '[]')`,
    [drill, east, now],
  );
  alarms.raise("advance_failed", { advance });
  alarms.raise("drill_broke", { drill });
  alarms.raise("campaign_let_go_failed", { campaign: nowhere });
  await book.flush();
  const whose = async (what: string) => (await only(book, what))?.marketplace;
  expect(await whose("advance_failed")).toBe(east);
  expect(await whose("drill_broke")).toBe(east);
  expect(await whose("campaign_let_go_failed")).toBeNull();
});

test("a thousand that a person has to clear hide nothing behind them: counted whole, and the rest cleared", async () => {
  const { alarms, book } = opened();
  for (let i = 0; i < 1001; i++) alarms.raise("withdrawal_returned", { withdrawal: newId("pay") });
  await book.flush();
  tick();
  alarms.raise("bill_refused", about);
  await book.flush();
  tick();
  await db.read(
    `insert into bill_days (wallet_account, day, marketplace, wallet, state, opened_at)
     values ($1, $2, $3, 'red', 'done', $4)`,
    [account, about.day, east, now],
  );
  expect((await book.look())["withdrawal_returned"]).toBeGreaterThan(1000);
  expect((await ofDay(book))[0]).toMatchObject({ cleared_by: "house" });
});

/** Refuses one alarm's row for what it is, as PostgreSQL refuses data. */
function refusing(what: string, code: string): Db {
  const refused = Object.assign(new Error("refused for what it is"), { code });
  return {
    ...db,
    tx: (work) =>
      db.tx((tx) =>
        work({
          ...tx,
          query: (sql, values) => (values?.[3] === what ? Promise.reject(refused) : tx.query(sql, values)),
        }),
      ),
  };
}

test("one that can never be written is given up after three times: counted and told, and the others are written", async () => {
  const { alarms, book } = opened(refusing("release_refused", "22P05"));
  alarms.raise("release_refused", about);
  alarms.raise("release_refused", about);
  for (let turn = 0; turn < 2; turn++) await book.flush();
  alarms.raise("bill_refused", about);
  expect(book.lost()).toBe(0);
  await book.flush();
  expect(book.lost()).toBe(2);
  expect(alarms.kept.at(-1)).toMatchObject({ what: "alarm_not_written", about: { of: "release_refused" } });
  await book.flush();
  expect((await ofDay(book)).map((one) => one.what)).toEqual(["bill_refused"]);
  expect(await only(book, "alarm_not_written")).toMatchObject({ times: 1n, marketplace: null });
  // It is over with it: nothing waits, nothing is counted again.
  await book.flush();
  expect(book.lost()).toBe(2);
});

test("an alarm about giving alarms up that cannot be written itself is counted, and raises no other", async () => {
  const { alarms, book } = opened(refusing("alarm_not_written", "23514"));
  alarms.raise("alarm_not_written", { of: "bill_refused" });
  for (let turn = 0; turn < 4; turn++) await book.flush();
  expect([book.lost(), alarms.kept.length]).toEqual([1, 1]);
});

test("a fault of the database's own keeps an alarm for as long as it lasts", async () => {
  const { alarms, book } = opened(refusing("bill_refused", "53300"));
  alarms.raise("bill_refused", about);
  for (let turn = 0; turn < 8; turn++) await expect(book.flush()).rejects.toThrow("refused for what it is");
  expect([book.lost(), alarms.kept.length]).toEqual([0, 1]);
});

test("more than there is room for are counted, not kept in silence", () => {
  const { alarms, book } = opened();
  for (let i = 0; i < 10_003; i++) alarms.raise("withdrawal_returned", { withdrawal: newId("pay") });
  expect(book.lost()).toBe(3);
});

test("what makes no JSON holds nobody up: whole numbers are texts, names keep no U+0000, a ring is given up", async () => {
  const { alarms, book } = opened();
  alarms.raise("share_refused", { ...about, minor: 12n, "na\0me": { "in\0ner": "x" } });
  const ring: Record<string, unknown> = { ...about };
  ring["ring"] = ring;
  alarms.raise("bill_refused", ring);
  for (let turn = 0; turn < 3; turn++) await book.flush();
  const [one, ...more] = await ofDay(book);
  expect([one?.about, more]).toEqual([{ ...about, minor: "12", name: { inner: "x" } }, []]);
  expect(book.lost()).toBe(1);
});

test("one that cannot be cleared keeps no other open and hides no figure; it is told", async () => {
  let broken = true;
  const failing: Db = {
    ...db,
    read: (sql, values) =>
      broken && values?.[0] === "bill_unmatched" ? Promise.reject(new Error("cannot tell")) : db.read(sql, values),
  };
  const { alarms, book } = opened(failing);
  alarms.raise("bill_unmatched", { run: newId("pay") });
  alarms.raise("refund_abnormal", { refund: newId("pay") });
  await book.flush();
  tick();
  expect(await book.look()).toMatchObject({ bill_unmatched: 1 });
  expect(alarms.kept.at(-1)).toMatchObject({ what: "alarm_not_cleared", about: { of: "bill_unmatched" } });
  expect(await only(book, "refund_abnormal")).toMatchObject({ cleared_by: "house" });
  broken = false;
  expect(await only(book, "bill_unmatched")).toMatchObject({ cleared_at: null });
});

test("alarms of an endpoint that takes nothing: over once it is switched off, and that once it is on again", async () => {
  const { alarms, book } = opened();
  const endpoint = newId("whe");
  await db.read(
    `insert into webhook_endpoints (id, marketplace, url, description, events, state, secret, failing_since, created_at)
     values ($1, $2, 'https://shop.example', '', '{*}', 'enabled', 'sealed', $3, $3)`,
    [endpoint, east, now],
  );
  const is = async (change: string, ...open: string[]) => {
    await db.read(`update webhook_endpoints set ${change} where id = $1`, [endpoint]);
    tick();
    await book.look();
    const kept = (await book.list({ marketplace: east, open: true }, { after: null, limit: 50 })).data;
    expect(kept.filter((one) => one.about["endpoint"] === endpoint).map((one) => one.what)).toEqual(open);
  };
  alarms.raise("webhook_failing", { endpoint, marketplace: east });
  await book.flush();
  await is("state = 'enabled'", "webhook_failing");
  alarms.raise("webhook_disabled", { endpoint, marketplace: east });
  await book.flush();
  await is("state = 'disabled', disabled_reason = 'failing'", "webhook_disabled");
  await is("state = 'enabled', disabled_reason = null, failing_since = null");
});

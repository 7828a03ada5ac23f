import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { accountOf, transferOf } from "#chart";
import { bucketIndex, bucketOf, bucketValues, type Db, makeIds, openDatabase } from "#db";
import { checkBooks, makeAccountOpener, post as postTransfers } from "#ledger";
import { fen } from "#money";
import { BillFault, type BillLine, type FundLine, type Wallet } from "#wallets/protocol";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { makeReconciliation, type Reconciliation, reconciliationChecks } from "./index.ts";

const account = "wac_01JDREDRED01REDREDREDREDRE";
const store = "sto_01JDREDRED0AREDREDREDREDRE";
let database: TestDatabase;
let db: Db;
let now: Date;
let since: Date;
let bill: (day: string) => BillLine[];
let funds: (() => FundLine[]) | null;
let alarms: string[];
let room: Reconciliation;
let ofRoom: Db;

beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 4, applicationName: "reconciliation days test" });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query(
    `truncate bill_runs, bill_lines, bill_breaks, bill_days, payments, outbox, transfers, accounts, stray_notices, due`,
  );
  await client.end();
  now = new Date("2026-11-22T01:59:00Z");
  since = new Date("2026-11-20T12:00:00Z");
  bill = () => [];
  funds = null;
  alarms = [];
  const wallet = {
    async *bill(day: string) {
      yield bill(day);
    },
    ...{ fundBill: (() => asBatch()) as Wallet["fundBill"] },
  } as unknown as Wallet;
  async function* asBatch() {
    yield funds?.() ?? [];
  }
  // A handle of its own: the accounts that the room before has opened are gone.
  ofRoom = { ...db };
  room = makeReconciliation({
    ...{ db: ofRoom, clock: { now: () => now }, ids: makeIds({ now: () => now }, randomBytes) },
    account: (id) => (id === account ? { id, marketplace: "mkt_test", wallet: "red" } : null),
    accounts: () => [{ id: account, marketplace: "mkt_test", wallet: "red", since }],
    wallet: async () => (funds === null ? ({ ...wallet, fundBill: undefined } as unknown as Wallet) : wallet),
    hear: async () => true,
    mayApprove: () => ({ ok: true }),
    alarm: (what) => alarms.push(what),
  });
});

async function work(): Promise<number> {
  let tried = 0;
  while ((await room.tick()) > 0) tried++;
  return tried;
}
const days = async () =>
  (await room.listDays({ marketplace: null }, { after: null, limit: 100 })).data.map(
    (one) => `${one.day} ${one.state} ${one.code} ${one.tries}`,
  );

/** A payment of ours, paid at noon of that day with its posting, and its line in the wallet's bill. */
async function paid(day: string, change: { fee?: number; posted?: boolean; at?: Date } = {}): Promise<BillLine> {
  const at = change.at ?? new Date(`${day}T12:00:00+08:00`);
  const id = makeIds({ now: () => at }, randomBytes).next("pay", bucketIndex(store));
  await db.read(
    `insert into payments (bucket, id, order_id, checkout, marketplace, store, wallet, wallet_account, method, amount,
       currency, state, by_friend, start, wallet_ref, expires_at, created_at, paid_at)
     values ($1, $2, 'ord', 'chk', 'mkt_test', $3, 'red', $4, 'qr', 1000, 'CNY', 'paid', false, '{}', 'w', $5, $5, $5)`,
    [bucketOf(id), id, store, account, at],
  );
  return {
    ...{ kind: "payment", walletRef: "w", paymentId: id.slice(4), refundId: null, amount: fen(1000) },
    ...{ fee: fen(change.fee ?? 6), feeRate: { of: 60n, per: 10_000n }, at, state: "done" },
  };
}

/** As payments post it, late. */
async function post(payment: string): Promise<void> {
  const place = { store, wallet_account: account, currency: "CNY" } as const;
  const sides = { debit: accountOf("receivable", place), credit: accountOf("escrow", place) };
  await makeAccountOpener(db).ensure([sides.debit, sides.credit]);
  const what = { subject: payment, amount: fen(1000), at: now };
  await db.tx((tx) => postTransfers(tx, [[transferOf("payment_paid", sides, what)]]));
}

const books = () => checkBooks(db, reconciliationChecks);
const fees = () =>
  db.read<{ code: string; net: bigint }>(
    "select code, (debits - credits)::bigint as net from accounts where book = $1 order by code",
    [store],
  );

test("a house that could not look for three weeks opens every day that it missed", async () => {
  since = new Date("2026-11-21T00:00:00+08:00");
  await work();
  now = new Date(now.getTime() + 21 * 86_400_000);
  await work();
  const known = new Set((await days()).map((line) => line.slice(0, 10)));
  const wanted = Array.from({ length: 20 }, (_, i) => new Date(Date.UTC(2026, 10, 21 + i)).toISOString().slice(0, 10));
  expect(wanted.filter((day) => !known.has(day))).toEqual([]);
});

describe("by itself", () => {
  test("days are opened at ten in the morning, from the account's first day on, and tried until the bill is in", async () => {
    bill = () => {
      throw new BillFault("bill_not_ready", "later");
    };
    await work();
    expect(await days()).toEqual(["2026-11-20 waiting bill_not_ready 1"]);
    now = new Date("2026-11-22T02:00:00Z");
    expect(await work()).toBe(1);
    expect(await days()).toEqual(["2026-11-21 waiting bill_not_ready 1", "2026-11-20 waiting bill_not_ready 1"]);
    expect(await work()).toBe(0);
    now = new Date("2026-11-22T02:10:00Z");
    bill = () => [];
    expect(await work()).toBe(2);
    expect(await days()).toEqual(["2026-11-21 done null 2", "2026-11-20 done null 2"]);
    now = new Date("2026-11-22T05:00:00Z");
    expect(await work()).toBe(0);
    expect(alarms).toEqual([]);
  });

  test("a wrong bill is refused with its code, told once, and asked for again; a right one then ends it", async () => {
    now = new Date("2026-11-22T03:00:00Z");
    since = new Date("2026-11-21T01:00:00Z");
    const line = await paid("2026-11-21");
    bill = () => {
      throw new BillFault("bill_total_wrong", "off by 1 fen");
    };
    await work();
    now = new Date("2026-11-22T03:11:00Z");
    await work();
    expect(await days()).toEqual(["2026-11-21 refused bill_total_wrong 2"]);
    expect(alarms).toEqual(["bill_refused"]);
    const events = await db.read<{ type: string; data: object }>("select type, data from outbox");
    expect(events).toMatchObject([{ type: "reconciliation.refused", data: { code: "bill_total_wrong" } }]);
    bill = () => [line];
    now = new Date("2026-11-22T04:00:00Z");
    await work();
    expect(await days()).toEqual(["2026-11-21 done null 3"]);
    expect((await room.listRuns({ marketplace: null }, { after: null, limit: 9 })).data[0]).toMatchObject({
      lines: 1n,
    });
  });

  test("somebody asks: a day that is over is tried at once, and compared again when it was done", async () => {
    since = now;
    expect(await room.askForDay({ account, day: "2026-11-22" })).toMatchObject({ fault: "bill_day_invalid" });
    expect(await room.askForDay({ account: "wac_none", day: "2026-11-21" })).toMatchObject({ fault: "not_found" });
    expect(await room.askForDay({ account, day: "2026-11-19" })).toMatchObject({
      ok: true,
      value: { state: "waiting" },
    });
    expect(await work()).toBe(1);
    const line = await paid("2026-11-19");
    bill = () => [line];
    await room.askForDay({ account, day: "2026-11-19" });
    await work();
    expect(await days()).toEqual(["2026-11-19 refused bill_changed 2"]);
  });

  test("a day that nobody could bring in by evening is overdue", async () => {
    bill = () => {
      throw new BillFault("bill_unreachable", "down");
    };
    now = new Date("2026-11-22T03:00:00Z");
    await work();
    expect(await room.watch()).toMatchObject({ days_overdue: 1 });
    now = new Date("2026-11-22T10:00:00Z");
    expect(await room.watch()).toMatchObject({ days_overdue: 2, work_overdue: 0, unplaced: 0 });
    await room.watch();
    expect(alarms).toEqual(["bill_overdue", "bill_overdue"]);
  });
});

describe("an alarm that is over is raised again when it comes again, on the same day too", () => {
  test("work that stalls twice", async () => {
    now = new Date("2026-11-22T03:00:00Z");
    const stall = async () =>
      await db.read("insert into due (bucket, kind, subject, at) values ($1, 'test', 'x', $2)", [
        ...[bucketValues[0], new Date(now.getTime() - 3_600_000)],
      ]);
    const drain = async () => await db.read("delete from due where subject = 'x'");
    await stall();
    for (let i = 0; i < 2; i++) expect(await room.watch()).toMatchObject({ work_overdue: 1 });
    expect(alarms).toEqual(["work_overdue"]);
    await drain();
    expect(await room.watch()).toMatchObject({ work_overdue: 0 });
    await stall();
    await room.watch();
    expect(alarms).toEqual(["work_overdue", "work_overdue"]);
  });
});

describe("fees and funds", () => {
  test("what the wallet kept goes into the store's book once, whoever repeats the run", async () => {
    now = new Date("2026-11-22T03:00:00Z");
    const lines = [await paid("2026-11-21"), await paid("2026-11-21", { fee: 9 })];
    bill = () => lines;
    await room.runDay({ account, day: "2026-11-21" });
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    // As if the process had died before the run's end.
    await owner.query("update bill_runs set state = 'imported'");
    await owner.end();
    const both = await Promise.all([1, 2].map(() => room.runDay({ account, day: "2026-11-21" })));
    expect(both.map((one) => one.ok)).toEqual([true, true]);
    expect(await fees()).toEqual([
      { code: "receivable", net: -15n },
      { code: "wallet_fees", net: 15n },
    ]);
    const { data } = await room.listBreaks({ marketplace: null }, { after: null, limit: 10 });
    expect(data.map((one) => `${one.class} ${one.ours?.minor} ${one.theirs?.minor}`)).toEqual(["fee 6 9"]);
    expect(await books()).toEqual([]);
  });

  test("a line of another account of the same merchant is left to that account's own run", async () => {
    now = new Date("2026-11-22T03:00:00Z");
    const [own, other] = [await paid("2026-11-21"), await paid("2026-11-21")];
    await db.read("update payments set wallet_account = 'wac_other' where id = $1", [`pay_${other.paymentId}`]);
    bill = () => [own, other];
    expect(await room.runDay({ account, day: "2026-11-21" })).toMatchObject({
      ok: true,
      value: { run: { found: {} } },
    });
    expect(await fees()).toContainEqual({ code: "wallet_fees", net: 6n });
  });

  test("the account must have moved by what its trades make; what is of no known kind is named", async () => {
    now = new Date("2026-11-22T03:00:00Z");
    const line = await paid("2026-11-21");
    const flow = (kind: FundLine["kind"], minor: number, walletRef = "w"): FundLine => ({
      ...{ kind, walletRef, ownRef: null, amount: fen(minor), at: line.at, word: "转账" },
    });
    bill = () => [line];
    funds = () => [flow("payment", 1000), flow("fee", -7), flow("other", -50, "x1"), flow("withdrawal", -9, "x2")];
    const done = await room.runDay({ account, day: "2026-11-21" });
    expect(done).toMatchObject({ ok: true, value: { run: { funds: { payment: "1000", fee: "-7", other: "-50" } } } });
    const { data } = await room.listBreaks({ marketplace: null }, { after: null, limit: 10 });
    expect(
      data.map((one) => `${one.kind} ${one.class} ${one.wallet_ref} ${one.ours?.minor} ${one.theirs?.minor}`).sort(),
    ).toEqual(["fund amount null 994 993", "fund theirs_only x1 undefined -50", "fund theirs_only x2 undefined -9"]);
  });
});

describe("the watch", () => {
  const watchAll = async () => {
    let last = await room.watch();
    for (const _ of bucketValues) last = await room.watch();
    return last;
  };

  test("money without a posting is found when its minutes are over, and raises an alarm once", async () => {
    await paid("2026-11-22", { at: new Date(now.getTime() - 10 * 60_000) });
    expect(await watchAll()).toMatchObject({ unplaced: 0 });
    now = new Date(now.getTime() + 10 * 60_000);
    expect(await watchAll()).toMatchObject({ unplaced: 1 });
    await watchAll();
    expect(alarms).toEqual(["wallet_success_unplaced"]);
    const named = async () => (await room.listBreaks({ marketplace: null }, { after: null, limit: 10 })).data;
    expect(await named()).toMatchObject([{ class: "state", run: null, state: "open" }]);
    const [payment] = await named();
    await post(`${payment?.subject}`);
    expect(await watchAll()).toMatchObject({ unplaced: 0 });
    expect(await named()).toMatchObject([{ state: "closed", resolution: "heard" }]);
  });

  test("a refund that arrives days after it was asked for is looked at when it arrives", async () => {
    const asked = new Date(now.getTime() - 5 * 86_400_000);
    const line = await paid("2026-11-17", { at: asked });
    await post(`pay_${line.paymentId}`);
    await db.read(
      `insert into refunds (bucket, id, payment, order_id, marketplace, store, amount, currency, reason, cause, state,
         created_at, from_commission, from_advance, wallet_refund_ref, refunded_at)
       values ($1, $2, $3, 'ord', 'mkt_test', $4, 1000, 'CNY', 'x', 'asked', 'refunded', $5, 0, 0, 'r', $6)`,
      [
        ...[bucketOf(`pay_${line.paymentId}`), `ref_${line.paymentId}`, `pay_${line.paymentId}`, store, asked],
        new Date(now.getTime() - 20 * 60_000),
      ],
    );
    expect(await watchAll()).toMatchObject({ unplaced: 1 });
    expect(alarms).toEqual(["wallet_success_unplaced"]);
  });

  test("however long nobody looked: a house that stood still for days finds what it left", async () => {
    await watchAll();
    await paid("2026-11-22", { at: now });
    now = new Date(now.getTime() + 3 * 86_400_000);
    expect(await watchAll()).toMatchObject({ unplaced: 1 });
    // A process that starts knows of no look before it.
    expect(alarms).toContain("wallet_success_unplaced");
  });

  test("older than every look, and what only a bill told: the slow sweep goes through each day once more", async () => {
    await watchAll();
    const line = await paid("2026-08-01", { at: new Date("2026-08-01T04:00:00Z") });
    expect(await watchAll()).toMatchObject({ unplaced: 0 });
    bill = () => [line];
    await room.askForDay({ account, day: "2026-08-01" });
    expect(await watchAll()).toMatchObject({ unplaced: 1, breaks_open: { state: 1 } });
    const swept = async () =>
      (await db.read<{ swept: number }>("select swept from bill_days where day = '2026-08-01'")).map(
        (row) => row.swept,
      );
    expect(await swept()).toEqual([64]);
    await post(`pay_${line.paymentId}`);
    expect(await watchAll()).toMatchObject({ unplaced: 0, breaks_open: {} });
    // The bill comes in: the day is gone through again.
    for (let n = 0; n < 40 && (await swept())[0] === 64; n++) await room.tick();
    expect(await swept()).toEqual([0]);
  });

  test("a proven notice about nothing of ours, and a success of another amount, are named before any bill", async () => {
    const at = new Date(now.getTime() - 1000);
    const reading = { kind: "payment", outcome: { kind: "paid", walletRef: "w9", amount: { minor: "500" } } };
    await db.read(
      `insert into stray_notices (bucket, wallet_account, notice_id, about, reading, at) values ($1, $2, 'n', 'x', $3, $4)`,
      [bucketOf(account), account, JSON.stringify(reading), at],
    );
    const line = await paid("2026-11-21");
    const payment = `pay_${line.paymentId}`;
    const about = { payment, wallet_ref: "w", said: "999 CNY", expected: "1000 CNY" };
    for (const _ of [1, 2]) await room.name({ what: "payment_amount_differs", about, at });
    await room.name({ what: "due_work_failed", about: {}, at });
    expect(await room.watch()).toMatchObject({ breaks_open: { theirs_only: 1, amount: 1 } });
    // Named once, it opens no transaction again.
    const commits = vi.spyOn(ofRoom, "tx");
    await room.watch();
    expect(commits).not.toHaveBeenCalled();
    commits.mockRestore();
    const list = async () => (await room.listBreaks({ marketplace: null }, { after: null, limit: 10 })).data;
    expect((await list()).map((one) => `${one.class} ${one.run} ${one.theirs?.minor} ${one.state}`).sort()).toEqual([
      "amount null 999 open",
      "theirs_only null 500 open",
    ]);
    now = new Date("2026-11-22T03:00:00Z");
    bill = () => [{ ...line, amount: fen(999), fee: fen(5) }];
    await room.runDay({ account, day: "2026-11-21" });
    expect(
      (await list()).filter((one) => one.class === "amount").map((one) => `${one.state} ${one.resolution}`),
    ).toEqual(expect.arrayContaining(["closed late", "open null"]));
    expect(await books()).toEqual([]);
  });
});

import { randomBytes } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bucketIndex, bucketOf, type Db, derivedId, makeIds, openDatabase } from "#db";
import { fen } from "#money";
import type { FundLine, RefundLine, Wallet } from "#wallets/protocol";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { makeReconciliation } from "./index.ts";
import { LinePacker } from "./line-record.ts";
import { asideOf, packedMove } from "./put-aside.ts";
import { partCount } from "./spill.ts";

/** Bills beside the trades: memory grows neither with their lines, nor with ours, nor with what differs. */
const store = "sto_01JDREDRED0AREDREDREDREDRE";
const bucket = bucketOf(store);
const day = "2026-11-21";
const noon = new Date("2026-11-21T04:00:00Z");
const asked = new Date("2026-11-18T04:00:00Z");

let database: TestDatabase;
let db: Db;
/** One of its own for each test. */
let account: string;
let held: number[];
let mostRows: number;

beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 3, applicationName: "memory test" });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(() => {
  account = makeIds({ now: () => noon }, randomBytes).next("wac", 7);
  held = [];
  mostRows = 0;
});

function noteHeap(): void {
  setFlagsFromString("--expose_gc");
  (runInNewContext("gc") as () => void)();
  held.push(process.memoryUsage().heapUsed);
}

/** No list of a hundred thousand of anything fits into it. */
function expectFlat(): void {
  expect(held.length).toBeGreaterThan(5);
  expect(Math.max(...held) - (held[0] as number)).toBeLessThan(4_000_000);
  expect(mostRows).toBeLessThanOrEqual(1000);
}

/** Tells how much one question answers, and how the heap stands while breaks are written. */
function watched(): Db {
  let commits = 0;
  return {
    ...db,
    async read<Row extends object>(sql: string, parameters?: readonly unknown[]) {
      const rows = await db.read<Row>(sql, parameters);
      mostRows = Math.max(mostRows, rows.length);
      return rows;
    },
    tx(work) {
      if (commits++ % 4 === 0) noteHeap();
      return db.tx(work);
    },
  };
}

async function* batchesOf<Line>(lines: Iterable<Line>): AsyncGenerator<Line[]> {
  let batch: Line[] = [];
  for (const line of lines) {
    if (batch.push(line) < 1000) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

async function run(bills: Partial<Record<"refundBill" | "commissionBill" | "fundBill", () => Iterable<unknown>>>) {
  const read = Object.entries(bills).map(([name, lines]) => [name, () => batchesOf(lines())]);
  const wallet = { bill: () => batchesOf([]), ...Object.fromEntries(read) } as unknown as Wallet;
  const room = makeReconciliation({
    ...{ db: watched(), clock: { now: () => new Date("2026-11-22T08:00:00Z") } },
    ids: makeIds({ now: () => noon }, randomBytes),
    account: (id) => ({ id, marketplace: "mkt_test", wallet: "red" }),
    ...{ wallet: async () => wallet, hear: async () => false, mayApprove: () => ({ ok: true }) },
  });
  const done = await room.runDay({ account, day });
  if (!done.ok) throw new Error(`${done.fault} ${JSON.stringify(done.detail)}`);
  return done.value.run;
}

const paymentIds = (count: number, at: Date): string[] => {
  const ids = makeIds({ now: () => at }, randomBytes);
  return Array.from({ length: count }, () => ids.next("pay", bucketIndex(store)));
};

/** Refunds of ours that arrived on the day; answers their ids. */
async function haveRefunds(count: number): Promise<string[]> {
  const of = paymentIds(count, asked);
  const ids = of.map((id) => derivedId("ref", id, "refund", 1));
  await db.read(
    `insert into payments (bucket, id, order_id, checkout, marketplace, store, wallet, wallet_account, method, amount,
       currency, state, by_friend, start, wallet_ref, expires_at, created_at, paid_at)
     select $1, id, 'ord', 'chk', 'mkt_test', $3, 'red', $4, 'qr', 1000, 'CNY', 'paid', false, '{}', 'w', $5, $5, $5
     from unnest($2::text[]) as u (id)`,
    [bucket, of, store, account, asked],
  );
  await db.read(
    `insert into refunds (bucket, id, payment, order_id, marketplace, store, amount, currency, reason, cause, state,
       wallet_refund_ref, created_at, refunded_at)
     select $1, id, payment, 'ord', 'mkt_test', $4, 100, 'CNY', '', 'asked', 'refunded', 'w' || id, $5, $6
     from unnest($2::text[], $3::text[]) as u (id, payment)`,
    [bucket, ids, of, store, asked, noon],
  );
  return ids;
}

/** Shares of ours that were made and ended on the day; answers their ids. */
async function haveShares(count: number): Promise<string[]> {
  const of = paymentIds(count, noon);
  const ids = of.map((id) => derivedId("shr", id, "share", 0));
  await db.read(
    `insert into shares (bucket, id, payment, order_id, marketplace, store, wallet_account, wallet_ref, receiver,
       amount, currency, state, made_at, ended_at)
     select $1, id, payment, 'ord', 'mkt_test', $4, $5, 'w', 'r', 50, 'CNY', 'shared', $6, $6
     from unnest($2::text[], $3::text[]) as u (id, payment)`,
    [bucket, ids, of, store, account, noon],
  );
  return ids;
}

const move = (kind: FundLine["kind"], ownRef: string | null, n: number): FundLine => ({
  ...{ kind, walletRef: `w${n}`, ownRef, amount: fen(50), at: noon, word: "分账" },
});

test("refunds: a hundred thousand lines, as many of ours as one question would not answer", async () => {
  const ours = await haveRefunds(6000);
  const refund = (id: string, doneAt: Date | null): RefundLine => ({
    ...{ walletRef: `w${id}`, refundId: id.slice(4), amount: fen(100), askedAt: asked, doneAt },
  });
  const lines = function* () {
    for (const id of ours.slice(2000)) yield refund(id, noon);
    const others = makeIds({ now: () => noon }, randomBytes);
    for (let i = 0; i < 100_000; i++) {
      if (i % 20_000 === 10_000) noteHeap();
      yield refund(others.next("ref"), null);
    }
  };
  expect((await run({ refundBill: lines })).found).toEqual({ ours_only: 2000 });
  expectFlat();
}, 60_000);

test("commission: thousands of shares, of lines, and of breaks", async () => {
  const ours = await haveShares(6000);
  const lines = function* () {
    for (const [n, id] of ours.slice(2000).entries()) yield move("sharing", id.slice(4), n);
    for (let n = 0; n < 6000; n++) yield move("sharing", null, n);
  };
  expect((await run({ commissionBill: lines })).found).toEqual({ ours_only: 2000, theirs_only: 6000 });
  expectFlat();
}, 60_000);

test("the account: thousands of movements that nobody knows, several under one number", async () => {
  const lines = function* () {
    for (let n = 0; n < 6000; n++) yield move(n % 2 === 0 ? "other" : "withdrawal", null, n % 3000);
  };
  expect((await run({ fundBill: lines })).found).toEqual({ theirs_only: 6000 });
  expectFlat();
}, 60_000);

test("lines without a number of ours lie in every part, and not all in one", async () => {
  const lines = Array.from({ length: 12_800 }, (_, n) => move("other", null, n));
  const aside = await asideOf(batchesOf(lines), (line) => packedMove(line, "refund"), false);
  const packer = new LinePacker();
  packer.add(packedMove(move("other", null, 12_799), "refund"), 0);
  const longest = packer.take().length;
  const sizes = Array.from({ length: partCount }, (_, part) => aside.read(part).length);
  aside.remove();
  expect(Math.max(...sizes)).toBeLessThanOrEqual(longest * 150);
  expect(Math.min(...sizes)).toBeGreaterThan(0);
});

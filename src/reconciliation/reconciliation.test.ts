import { randomBytes } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bucketIndex, bucketOf, type Db, makeIds, openDatabase } from "#db";
import { fen } from "#money";
import { BillFault, type BillLine, type Wallet } from "#wallets/protocol";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { makeReconciliation, type Reconciliation, type ReconciliationNeeds } from "./index.ts";

const account = "wac_01JDREDRED01REDREDREDREDRE";
const store = "sto_01JDREDRED0AREDREDREDREDRE";
const day = "2026-11-21";
const noon = new Date("2026-11-21T04:00:00Z");
const caller = (id: string) => ({ kind: "person", id, marketplace: "mkt_test" });

let database: TestDatabase;
let db: Db;
let now = new Date("2026-11-22T03:00:00Z");
let bills = new Map<string, BillLine[] | BillFault>();
let heard: string[] = [];
let hearing: ReconciliationNeeds["hear"] = async () => true;
let room: Reconciliation;
const idsAt = (at: Date) => makeIds({ now: () => at }, randomBytes);

beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 4, applicationName: "reconciliation test" });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query(
    "truncate bill_runs, bill_lines, bill_breaks, bill_days, payments, refunds, outbox, transfers, accounts",
  );
  await client.end();
  now = new Date("2026-11-22T03:00:00Z");
  bills = new Map();
  heard = [];
  hearing = async () => true;
  const wallet = {
    async *bill(of: string) {
      const bill = bills.get(of) ?? new BillFault("bill_missing", "none");
      if (bill instanceof BillFault) throw bill;
      let batch: BillLine[] = [];
      for (const line of bill) {
        if (batch.push(line) < 1000) continue;
        yield batch;
        batch = [];
      }
      yield batch;
    },
  } as unknown as Wallet;
  room = makeReconciliation({
    // A handle of its own: the accounts that the room before has opened are gone.
    db: { ...db },
    clock: { now: () => now },
    ids: makeIds({ now: () => now }, randomBytes),
    account: (id) => (id === account ? { id, marketplace: "mkt_test", wallet: "red" } : null),
    wallet: async () => wallet,
    hear: (of, subject, line) => {
      heard.push(subject);
      return hearing(of, subject, line);
    },
    mayApprove: (who, _marketplace, proposer) =>
      who.id === proposer ? { ok: false, detail: { why: "approver_is_proposer" } } : { ok: true },
  });
});

type Ours = { id: string; at: Date | null; amount?: bigint; state?: string };

/** Our payments as the payments room would have left them. */
async function havePayments(rows: readonly Ours[]): Promise<void> {
  await db.read(
    `insert into payments (bucket, id, order_id, checkout, marketplace, store, wallet, wallet_account, method, amount,
       currency, state, by_friend, start, wallet_ref, expires_at, created_at, paid_at)
     select bucket, id, 'ord', 'chk', 'mkt_test', '${store}', 'red', $1, 'qr', amount, 'CNY', state, false, '{}',
       case when at is not null then 'w' || id end, $2, $2, at
     from unnest($3::int[], $4::text[], $5::bigint[], $6::text[], $7::timestamptz[])
       as u (bucket, id, amount, state, at)`,
    [
      ...[account, noon, bucketsOf(rows), rows.map((row) => row.id), rows.map((row) => row.amount ?? 1000n)],
      ...[rows.map((row) => row.state ?? "paid"), rows.map((row) => row.at)],
    ],
  );
}

async function haveRefunds(rows: readonly (Ours & { payment: string })[]): Promise<void> {
  await db.read(
    `insert into refunds (bucket, id, payment, order_id, marketplace, store, amount, currency, reason, cause, state,
       wallet_refund_ref, created_at, refunded_at)
     select bucket, id, payment, 'ord', 'mkt_test', '${store}', amount, 'CNY', '', 'asked', state, 'w' || id, $1, at
     from unnest($2::int[], $3::text[], $4::bigint[], $5::text[], $6::timestamptz[], $7::text[])
       as u (bucket, id, amount, state, at, payment)`,
    [
      ...[noon, bucketsOf(rows), rows.map((row) => row.id), rows.map((row) => row.amount ?? 100n)],
      ...[rows.map((row) => row.state ?? "refunded"), rows.map((row) => row.at), rows.map((row) => row.payment)],
    ],
  );
}

const bucketsOf = (rows: readonly { id: string }[]): number[] => rows.map((row) => bucketOf(row.id));

const fee = (amount: bigint): bigint => (amount * 6n) / 1000n;

function paid(id: string, change: Partial<BillLine> = {}): BillLine {
  const amount = change.amount ?? fen(1000);
  return {
    ...{ kind: "payment", walletRef: `w${id}`, paymentId: id.slice(4), refundId: null, amount, at: noon },
    ...{ fee: fen(fee(amount.minor)), feeRate: { of: 60n, per: 10_000n }, state: "done" },
    ...change,
  };
}

function sentBack(id: string, payment: string, change: Partial<BillLine> = {}): BillLine {
  const amount = change.amount ?? fen(100);
  const back = { amount, fee: fen(-fee(amount.minor)) };
  return { ...paid(payment), kind: "refund", walletRef: `w${id}`, refundId: id.slice(4), ...back, ...change };
}

const run = async (of = day) => {
  const done = await room.runDay({ account, day: of });
  if (!done.ok) throw new Error(`${done.fault} ${JSON.stringify(done.detail)}`);
  return done.value;
};
const breaks = async (filter: { run?: string; state?: string } = {}) =>
  (await room.listBreaks({ marketplace: null, ...filter }, { after: null, limit: 1000 })).data;
const brief = async () =>
  (await breaks()).map((one) => `${one.class} ${one.subject} ${one.state} ${one.resolution}`).sort();

function payments(count: number, at = noon): string[] {
  const ids = idsAt(new Date(at.getTime() - 60_000));
  return Array.from({ length: count }, () => ids.next("pay"));
}

describe("a day of thousands of lines", () => {
  test("every planted break is found, with its class, and none is invented", async () => {
    const all = payments(3000);
    const [amount, feeOff, state, ours, edge, otherDay, twice, both, alien, failed] = all as [string, ...string[]];
    const refunds = all.slice(100, 400).map((payment) => ({ payment, id: idsAt(noon).next("ref", 3), at: noon }));
    const at: Record<string, Date | null> = {
      [edge as string]: new Date("2026-11-21T15:59:58Z"),
      [otherDay as string]: new Date("2026-11-20T04:00:00Z"),
      [state as string]: null,
    };
    const rows = all.map((id) => ({ id, at: id in at ? (at[id] ?? null) : noon }));
    await havePayments(rows.map((row) => (row.at === null ? { ...row, state: "waiting" } : row)));
    const bucketed = refunds.map((one) => ({ ...one, id: refundBeside(one.payment) }));
    await haveRefunds(bucketed.map((one, i) => (i === 1 ? { ...one, at: null, state: "refused" } : one)));
    const [refundOurs, refundState] = bucketed.slice(0, 2) as unknown as [{ id: string }, { id: string }];
    const stranger = payments(1)[0] as string;
    hearing = async (_account, subject) => subject === state;
    const changed: Record<string, Partial<BillLine>> = {
      [amount]: { amount: fen(1001) },
      [feeOff as string]: { fee: fen(7) },
      [both as string]: { amount: fen(900), fee: fen(90) },
      [failed as string]: { state: "failed" },
    };
    const left = new Set([ours, edge, refundOurs.id]);
    bills.set(day, [
      ...all.filter((id) => !left.has(id)).map((id) => paid(id, changed[id])),
      paid(twice as string, { walletRef: "another" }),
      paid(stranger),
      paid(alien as string, { paymentId: "SOMEBODY-ELSES", walletRef: "x1" }),
      ...bucketed.filter((one) => !left.has(one.id)).map((one) => sentBack(one.id, one.payment)),
    ]);
    const done = await run();
    expect(done.run).toMatchObject({ state: "done", lines: 3300n });
    expect(await brief()).toEqual(
      [
        `amount ${amount} open null`,
        `fee ${feeOff} open null`,
        `state ${state} closed heard`,
        `ours_only ${ours} open null`,
        `day_boundary ${edge} open null`,
        `day_boundary ${otherDay} open null`,
        `theirs_only ${twice} open null`,
        `theirs_only ${stranger} open null`,
        `theirs_only null open null`,
        `amount ${both} open null`,
        `fee ${both} open null`,
        `state ${failed} open null`,
        `ours_only ${refundOurs.id} open null`,
        `state ${refundState.id} open null`,
      ].sort(),
    );
    expect(done.run.found).toEqual({ amount: 2, fee: 2, state: 3, ours_only: 2, day_boundary: 2, theirs_only: 3 });
    expect(heard.sort()).toEqual([state, refundState.id].sort());
  });

  test("a hundred thousand lines leave memory flat: lines come in batches, nothing keeps them", async () => {
    const ids = idsAt(noon);
    const held: number[] = [];
    bills.set(day, {
      *[Symbol.iterator]() {
        for (let i = 0; i < 100_000; i++) {
          if (i % 20_000 === 10_000) held.push(heapAfterCollection());
          yield paid(ids.next("pay"), { state: "failed" });
        }
      },
    } as unknown as BillLine[]);
    expect((await run()).run).toMatchObject({ lines: 100_000n, found: {} });
    expect(Math.max(...held) - (held[0] as number)).toBeLessThan(8_000_000);
  }, 60_000);
});

function heapAfterCollection(): number {
  setFlagsFromString("--expose_gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

/** A refund's id in its payment's bucket, as the payments room gives it. */
function refundBeside(payment: string): string {
  return idsAt(noon).next("ref", bucketIndex(payment));
}

describe("bills that are refused", () => {
  test("the same bill twice changes nothing; another one for the same day is refused", async () => {
    const [one, two] = payments(2) as [string, string];
    await havePayments([{ id: one, at: noon }]);
    bills.set(day, [paid(one), paid(two)]);
    const first = await run();
    expect(first).toMatchObject({ repeated: false, run: { totals: { payments: "2000", refunds: "0", fees: "12" } } });
    expect(await run()).toEqual({ run: expect.objectContaining({ id: first.run.id }), repeated: true });
    expect(await breaks()).toHaveLength(1);
    bills.set(day, [paid(one)]);
    expect(await room.runDay({ account, day })).toMatchObject({ ok: false, fault: "bill_changed" });
    const events = await db.read<{ type: string; data: unknown }>("select type, data from outbox order by type");
    expect(events).toMatchObject([
      { type: "reconciliation.break_opened", data: { class: "theirs_only", theirs: { minor: "1000" }, state: "open" } },
      { type: "reconciliation.finished", data: { day, found: { theirs_only: 1 } } },
    ]);
  });

  test("a bill that breaks off, or whose total is wrong, leaves nothing behind", async () => {
    const lines = payments(5000).map((id) => paid(id));
    bills.set(day, {
      *[Symbol.iterator]() {
        yield* lines;
        throw new BillFault("bill_total_wrong", "off by 1");
      },
    } as unknown as BillLine[]);
    expect(await room.runDay({ account, day })).toMatchObject({ ok: false, fault: "bill_total_wrong" });
    expect(await db.read("select 1 from bill_lines")).toEqual([]);
    expect(await db.read("select 1 from bill_runs")).toEqual([]);
  });

  test("a missing bill is an empty day only when we have nothing on it; a day that is not over has none", async () => {
    expect((await run()).run).toMatchObject({ lines: 0n, found: {} });
    const before = new Date("2026-11-20T04:00:00Z");
    await havePayments([{ id: payments(1, before)[0] as string, at: before }]);
    expect(await room.runDay({ account, day: "2026-11-20" })).toMatchObject({ ok: false, fault: "bill_missing" });
    const fault = async (asked: string) => room.runDay({ account, day: asked });
    expect(await fault("2026-11-22")).toMatchObject({ fault: "bill_not_ready" });
    expect(await fault("2026-02-30")).toMatchObject({ fault: "bill_day_invalid" });
    expect(await room.runDay({ account: "wac_none", day })).toMatchObject({ fault: "not_found" });
  });
});

describe("late items", () => {
  test("what the next day's bill has closes by itself; what it has not is ours alone", async () => {
    const late = new Date("2026-11-21T15:59:59Z");
    const [one, two, lost] = payments(3, late) as [string, string, string];
    await havePayments([
      { id: one, at: late },
      { id: two, at: noon },
      { id: lost, at: late },
    ]);
    bills.set(day, [paid(payments(1)[0] as string, { state: "failed" })]);
    await run();
    const open = async () => (await breaks({ state: "open" })).filter((b) => b.subject !== null && b.ours !== null);
    expect((await open()).map((b) => `${b.class} ${b.advice}`).sort()).toEqual([
      "day_boundary wait",
      "day_boundary wait",
      "ours_only enter",
    ]);
    now = new Date("2026-11-23T03:00:00Z");
    const next = new Date("2026-11-21T16:00:01Z");
    bills.set("2026-11-22", [paid(one, { at: next }), paid(two, { at: next })]);
    await run("2026-11-22");
    const left = (await open()).map((b) => `${b.class} ${b.subject} ${b.day} ${b.age_days}`).sort();
    expect(left).toEqual([`day_boundary ${two} 2026-11-22 0`, `ours_only ${lost} 2026-11-21 1`]);
    const about = async (id: string) => (await breaks()).filter((b) => b.subject === id).map((b) => b.resolution);
    expect(await about(one)).toEqual(["late", "late"]);
    expect(new Set(await about(two))).toEqual(new Set(["late", null]));
    expect((await breaks()).find((b) => b.subject === lost)).toMatchObject({ class: "ours_only", state: "open" });
  });
});

describe("two people", () => {
  test("one proposes, another decides; never the same one", async () => {
    const [stranger] = payments(1) as [string];
    bills.set(day, [paid(stranger)]);
    await run();
    const id = (await breaks())[0]?.id as string;
    const decide = async (who: string, approve: boolean) => {
      const proposed_at = (await room.getBreak(id))?.proposed_at ?? new Date(0);
      return await room.decideEnd(caller(who), id, { approve, why: "seen", proposed_at });
    };
    expect(await decide("per_b", true)).toMatchObject({ fault: "break_wrong_state" });
    const proposal = await room.proposeEnd(caller("per_a"), id, { act: "accept", why: "a test of the wallet's own" });
    expect(proposal).toMatchObject({ ok: true, value: { state: "proposed", proposer: "per_a" } });
    expect(await decide("per_a", true)).toMatchObject({ fault: "second_person_needed" });
    expect(await decide("per_b", false)).toMatchObject({ value: { state: "open", decided_by: "per_b" } });
    await room.proposeEnd(caller("per_a"), id, { act: "hear", why: "try again" });
    hearing = async () => false;
    expect(await decide("per_b", true)).toMatchObject({ fault: "break_not_heard" });
    hearing = async () => true;
    expect(await decide("per_b", true)).toMatchObject({ value: { state: "closed", resolution: "heard" } });
    expect(await decide("per_b", true)).toMatchObject({ fault: "break_wrong_state" });
    expect(await room.proposeEnd(caller("per_a"), id, { act: "accept", why: "x" })).toMatchObject({
      fault: "break_wrong_state",
    });
  });
});

test("a fee that the bill tells no rate of is held against what was agreed, by method; the books have what was kept", async () => {
  const [right, wrong, other, refunded] = payments(4) as [string, string, string, string];
  await havePayments([right, wrong, other, refunded].map((id) => ({ id, at: noon })));
  await db.read("update payments set method = 'till' where id = $1", [other]);
  const back = { id: refundBeside(refunded), payment: refunded, at: noon };
  await haveRefunds([back]);
  const agree = (method: string, rate: number) =>
    room.setAgreedRate("per_a", {
      ...{ wallet_account: account, method, starts_at: new Date("2026-11-01T00:00:00Z") },
      figures: { rate, minimum: fen(0), rounding: "half_up", refunds_return: false },
    });
  await agree("*", 600);
  await agree("till", 380);
  // The till's fee is right, though the bill's own rate would have it otherwise.
  bills.set(day, [
    paid(right, { feeRate: null }),
    paid(wrong, { feeRate: null, fee: fen(7) }),
    paid(other, { fee: fen(4) }),
    paid(refunded, { feeRate: null }),
    sentBack(back.id, refunded, { feeRate: null, fee: fen(-1) }),
  ]);
  await run();
  expect(await brief()).toEqual([`fee ${wrong} open null`, `fee ${back.id} open null`].sort());
  expect((await breaks()).map((one) => one.says).sort()).toEqual([
    "The wallet kept -1; by its rate it is 0, in minor units.",
    "The wallet kept 7; by its rate it is 6, in minor units.",
  ]);
  const [kept] = await db.read<{ sum: bigint }>("select sum(amount)::bigint as sum from transfers");
  expect(kept?.sum).toBe(22n);
});

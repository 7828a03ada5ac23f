import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { bucketIndex, bucketOf, bucketValues, makeIds } from "#db";
import { checkBooks } from "#ledger";
import { fen } from "#money";
import { reconciliationChecks } from "./index.ts";
import { account, type DaysRig, makeDaysRig, store } from "./testing/days-rig.ts";

let rig: DaysRig;
beforeAll(async () => {
  rig = await makeDaysRig();
});
afterAll(() => rig.end());
beforeEach(() => rig.begin());

const watchAll = async () => {
  let last = await rig.room.watch();
  for (const _ of bucketValues) last = await rig.room.watch();
  return last;
};

test("money without a posting is found when its minutes are over, and raises an alarm once", async () => {
  await rig.paid("2026-11-22", { at: new Date(rig.now.getTime() - 10 * 60_000) });
  expect(await watchAll()).toMatchObject({ unplaced: 0 });
  rig.now = new Date(rig.now.getTime() + 10 * 60_000);
  expect(await watchAll()).toMatchObject({ unplaced: 1 });
  await watchAll();
  expect(rig.alarms).toEqual(["wallet_success_unplaced"]);
  expect(await rig.breaks()).toMatchObject([{ class: "state", run: null, state: "open" }]);
  const [payment] = await rig.breaks();
  await rig.post(`${payment?.subject}`);
  expect(await watchAll()).toMatchObject({ unplaced: 0 });
  expect(await rig.breaks()).toMatchObject([{ state: "closed", resolution: "heard" }]);
});

test("whoever starts anew counts what was named long ago, and closes it when its posting comes", async () => {
  const line = await rig.paid("2026-11-22", { at: new Date(rig.now.getTime() - 20 * 60_000) });
  expect(await watchAll()).toMatchObject({ unplaced: 1 });
  rig.now = new Date(rig.now.getTime() + 5 * 86_400_000);
  rig.restart();
  expect(await watchAll()).toMatchObject({ unplaced: 1, breaks_open: { state: 1 } });
  await rig.post(`pay_${line.paymentId}`);
  expect(await watchAll()).toMatchObject({ unplaced: 0, breaks_open: {} });
  expect(await rig.breaks()).toMatchObject([{ state: "closed", resolution: "heard" }]);
});

test("more than a page that will never be placed: what lies behind them is closed when its posting comes", async () => {
  const at = new Date(rig.now.getTime() - 5 * 86_400_000);
  const ids = makeIds({ now: () => at }, randomBytes);
  const all = Array.from({ length: 1101 }, () => ids.next("pay", bucketIndex(store)));
  await rig.havePayments(all, at);
  await rig.db.read(
    `insert into bill_breaks (bucket, id, marketplace, wallet_account, day, class, kind, subject, wallet_ref, currency,
       ours, theirs, says, owner, advice, state, opened_at)
     select $1, 'brk_' || substr(id, 5), 'mkt_test', $3, '2026-11-17', 'state', 'payment', id, 'w', 'CNY', 1000, 1000,
       'x', 'finance', 'accept', 'open', $4 from unnest($2::text[]) as u (id)`,
    [bucketOf(store), all, account, at],
  );
  const last = all.toSorted().at(-1) as string;
  await rig.post(last);
  for (const _ of [1, 2]) await rig.room.watch();
  expect(await rig.room.watch()).toMatchObject({ unplaced: 1100 });
  const closed = await rig.db.read<{ subject: string }>("select subject from bill_breaks where state = 'closed'");
  expect(closed).toEqual([{ subject: last }]);
});

test("money of another amount without a posting stays named until the posting comes", async () => {
  const line = await rig.paid("2026-11-22", { at: new Date(rig.now.getTime() - 20 * 60_000) });
  await rig.db.read("update payments set state = 'surplus', received = 777 where id = $1", [`pay_${line.paymentId}`]);
  expect(await watchAll()).toMatchObject({ unplaced: 1, breaks_open: { state: 1 } });
  expect(await watchAll()).toMatchObject({ unplaced: 1, breaks_open: { state: 1 } });
  await rig.post(`pay_${line.paymentId}`);
  expect(await watchAll()).toMatchObject({ unplaced: 0, breaks_open: {} });
});

test("what a wallet took a second time is none of these: another number, and no posting of the first ends it", async () => {
  const line = await rig.paid("2026-11-22", { at: rig.now });
  const payment = `pay_${line.paymentId}`;
  await rig.post(payment);
  const about = { payment, wallet_ref: "w-second", said: "1000 CNY", expected: "1000 CNY" };
  await rig.room.name({ what: "payment_contradiction", about, at: rig.now });
  for (const _ of [1, 2]) expect(await watchAll()).toMatchObject({ unplaced: 0, breaks_open: { state: 1 } });
});

test("a refund that arrives days after it was asked for is looked at when it arrives", async () => {
  const asked = new Date(rig.now.getTime() - 5 * 86_400_000);
  const line = await rig.paid("2026-11-17", { at: asked });
  await rig.post(`pay_${line.paymentId}`);
  await rig.db.read(
    `insert into refunds (bucket, id, payment, order_id, marketplace, store, amount, currency, reason, cause, state,
       created_at, from_commission, from_advance, wallet_refund_ref, refunded_at)
     values ($1, $2, $3, 'ord', 'mkt_test', $4, 1000, 'CNY', 'x', 'asked', 'refunded', $5, 0, 0, 'r', $6)`,
    [
      ...[bucketOf(`pay_${line.paymentId}`), `ref_${line.paymentId}`, `pay_${line.paymentId}`, store, asked],
      new Date(rig.now.getTime() - 20 * 60_000),
    ],
  );
  expect(await watchAll()).toMatchObject({ unplaced: 1 });
  expect(rig.alarms).toEqual(["wallet_success_unplaced"]);
});

test("however long nobody looked: a house that stood still for days finds what it left", async () => {
  await watchAll();
  await rig.paid("2026-11-22", { at: rig.now });
  rig.now = new Date(rig.now.getTime() + 3 * 86_400_000);
  expect(await watchAll()).toMatchObject({ unplaced: 1 });
  // A process that starts knows of no look before it.
  expect(rig.alarms).toContain("wallet_success_unplaced");
});

test("older than every look, and what only a bill told: the slow sweep goes through each day once more", async () => {
  await watchAll();
  const line = await rig.paid("2026-08-01", { at: new Date("2026-08-01T04:00:00Z") });
  expect(await watchAll()).toMatchObject({ unplaced: 0 });
  rig.bill = () => [line];
  await rig.room.askForDay({ account, day: "2026-08-01" });
  expect(await watchAll()).toMatchObject({ unplaced: 1, breaks_open: { state: 1 } });
  const swept = async () =>
    (await rig.db.read<{ swept: number }>("select swept from bill_days where day = '2026-08-01'")).map(
      (row) => row.swept,
    );
  expect(await swept()).toEqual([64]);
  await rig.post(`pay_${line.paymentId}`);
  expect(await watchAll()).toMatchObject({ unplaced: 0, breaks_open: {} });
  // The bill comes in: the day is gone through again.
  for (let n = 0; n < 40 && (await swept())[0] === 64; n++) await rig.room.tick();
  expect(await swept()).toEqual([0]);
});

test("a proven notice about nothing of ours, and a success of another amount, are named before any bill", async () => {
  const at = new Date(rig.now.getTime() - 1000);
  const reading = { kind: "payment", outcome: { kind: "paid", walletRef: "w9", amount: { minor: "500" } } };
  await rig.db.read(
    `insert into stray_notices (bucket, wallet_account, notice_id, about, reading, at) values ($1, $2, 'n', 'x', $3, $4)`,
    [bucketOf(account), account, JSON.stringify(reading), at],
  );
  const line = await rig.paid("2026-11-21");
  const payment = `pay_${line.paymentId}`;
  const about = { payment, wallet_ref: "w", said: "999 CNY", expected: "1000 CNY" };
  for (const _ of [1, 2]) await rig.room.name({ what: "payment_amount_differs", about, at });
  await rig.room.name({ what: "due_work_failed", about: {}, at });
  expect(await rig.room.watch()).toMatchObject({ breaks_open: { theirs_only: 1, amount: 1 } });
  // Named once, it opens no transaction again.
  const commits = vi.spyOn(rig.ofRoom, "tx");
  await rig.room.watch();
  expect(commits).not.toHaveBeenCalled();
  commits.mockRestore();
  expect((await rig.breaks()).map((one) => `${one.class} ${one.run} ${one.theirs?.minor} ${one.state}`).sort()).toEqual(
    ["amount null 999 open", "theirs_only null 500 open"],
  );
  rig.now = new Date("2026-11-22T03:00:00Z");
  rig.bill = () => [{ ...line, amount: fen(999), fee: fen(5) }];
  await rig.room.runDay({ account, day: "2026-11-21" });
  expect(
    (await rig.breaks()).filter((one) => one.class === "amount").map((one) => `${one.state} ${one.resolution}`),
  ).toEqual(expect.arrayContaining(["closed late", "open null"]));
  expect(await checkBooks(rig.db, reconciliationChecks)).toEqual([]);
});

/** A notice that payments kept, since it was about nothing of ours. */
const stray = async (id: string, about: string, reading: object) =>
  await rig.db.read(
    `insert into stray_notices (bucket, wallet_account, notice_id, about, reading, at) values ($1, $2, $3, $4, $5, $6)`,
    [bucketOf(account), account, id, about, JSON.stringify(reading), rig.now],
  );

test("a proven refund that is none of ours is named before any bill, and is the bill's once that tells it", async () => {
  rig.now = new Date("2026-11-21T04:00:00Z");
  const [payment, refund] = ["01JDSTRANGE0REDREDREDREDRE", "01JDSTRANGF0REDREDREDREDRE"];
  const outcome = { kind: "refunded", walletRefundRef: "w-back", amount: { minor: "300" }, refundedAt: rig.now };
  await stray("n-1", refund, { kind: "refund", refundId: refund, paymentId: payment, outcome });
  await stray("n-2", "x", { kind: "refund", refundId: "x", outcome: { kind: "processing", walletRefundRef: "p" } });
  expect(await rig.room.watch()).toMatchObject({ breaks_open: { theirs_only: 1 } });
  expect(await rig.breaks()).toMatchObject([
    { class: "theirs_only", kind: "refund", run: null, wallet_ref: "w-back", theirs: fen(300), state: "open" },
  ]);
  rig.now = new Date("2026-11-22T03:00:00Z");
  const line = {
    kind: "refund",
    walletRef: "w-back",
    paymentId: payment,
    refundId: refund,
    amount: fen(300),
  } as const;
  rig.bill = () => [{ ...line, fee: fen(0), feeRate: null, at: new Date("2026-11-21T04:00:00Z"), state: "done" }];
  await rig.room.runDay({ account, day: "2026-11-21" });
  const ends = (await rig.breaks()).map((one) => `${one.run === null} ${one.kind} ${one.state} ${one.resolution}`);
  expect(ends.sort()).toEqual(["false refund open null", "true refund closed late"]);
});

test("a part of a combined order that is none of ours is named too", async () => {
  const part = (paymentId: string, walletRef: string) => ({
    ...{ paymentId, outcome: { kind: "paid", walletRef, amount: { minor: "500" }, paidAt: rig.now } },
  });
  await stray("n-3", "THEIRS", {
    kind: "combined",
    combinedId: "c",
    parts: [part("OURS", "w1"), part("THEIRS", "w2")],
  });
  expect(await rig.room.watch()).toMatchObject({ breaks_open: { theirs_only: 1 } });
  expect(await rig.breaks()).toMatchObject([{ kind: "payment", wallet_ref: "w2", theirs: fen(500) }]);
});

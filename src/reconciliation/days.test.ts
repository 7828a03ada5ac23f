import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bucketValues } from "#db";
import { checkBooks } from "#ledger";
import { fen } from "#money";
import { BillFault, type FundLine } from "#wallets/protocol";
import { reconciliationChecks } from "./index.ts";
import { account, type DaysRig, makeDaysRig, store } from "./testing/days-rig.ts";

let rig: DaysRig;
beforeAll(async () => {
  rig = await makeDaysRig();
});
afterAll(() => rig.end());
beforeEach(() => rig.begin());

async function work(): Promise<number> {
  let tried = 0;
  while ((await rig.room.tick()) > 0) tried++;
  return tried;
}
const days = async () =>
  (await rig.room.listDays({ marketplace: null }, { after: null, limit: 100 })).data.map(
    (one) => `${one.day} ${one.state} ${one.code} ${one.tries}`,
  );

const books = () => checkBooks(rig.db, reconciliationChecks);
const fees = () =>
  rig.db.read<{ code: string; net: bigint }>(
    "select code, (debits - credits)::bigint as net from accounts where book = $1 order by code",
    [store],
  );

test("a house that could not look for three weeks opens every day that it missed", async () => {
  rig.since = new Date("2026-11-21T00:00:00+08:00");
  await work();
  rig.now = new Date(rig.now.getTime() + 21 * 86_400_000);
  await work();
  const known = new Set((await days()).map((line) => line.slice(0, 10)));
  const wanted = Array.from({ length: 20 }, (_, i) => new Date(Date.UTC(2026, 10, 21 + i)).toISOString().slice(0, 10));
  expect(wanted.filter((day) => !known.has(day))).toEqual([]);
});

describe("by itself", () => {
  test("days are opened at ten in the morning, from the account's first day on, and tried until the bill is in", async () => {
    rig.bill = () => {
      throw new BillFault("bill_not_ready", "later");
    };
    await work();
    expect(await days()).toEqual(["2026-11-20 waiting bill_not_ready 1"]);
    rig.now = new Date("2026-11-22T02:00:00Z");
    expect(await work()).toBe(1);
    expect(await days()).toEqual(["2026-11-21 waiting bill_not_ready 1", "2026-11-20 waiting bill_not_ready 1"]);
    expect(await work()).toBe(0);
    rig.now = new Date("2026-11-22T02:10:00Z");
    rig.bill = () => [];
    expect(await work()).toBe(2);
    expect(await days()).toEqual(["2026-11-21 done null 2", "2026-11-20 done null 2"]);
    rig.now = new Date("2026-11-22T05:00:00Z");
    expect(await work()).toBe(0);
    expect(rig.alarms).toEqual([]);
  });

  test("a wrong bill is refused with its code, told once, and asked for again; a right one then ends it", async () => {
    rig.now = new Date("2026-11-22T03:00:00Z");
    rig.since = new Date("2026-11-21T01:00:00Z");
    const line = await rig.paid("2026-11-21");
    rig.bill = () => {
      throw new BillFault("bill_total_wrong", "off by 1 fen");
    };
    await work();
    rig.now = new Date("2026-11-22T03:11:00Z");
    await work();
    expect(await days()).toEqual(["2026-11-21 refused bill_total_wrong 2"]);
    expect(rig.alarms).toEqual(["bill_refused"]);
    const events = await rig.db.read<{ type: string; data: object }>("select type, data from outbox");
    expect(events).toMatchObject([{ type: "reconciliation.refused", data: { code: "bill_total_wrong" } }]);
    rig.bill = () => [line];
    rig.now = new Date("2026-11-22T04:00:00Z");
    await work();
    expect(await days()).toEqual(["2026-11-21 done null 3"]);
    expect((await rig.room.listRuns({ marketplace: null }, { after: null, limit: 9 })).data[0]).toMatchObject({
      lines: 1n,
    });
  });

  test("somebody asks: a day that is over is tried at once, and compared again when it was done", async () => {
    rig.since = rig.now;
    expect(await rig.room.askForDay({ account, day: "2026-11-22" })).toMatchObject({ fault: "bill_day_invalid" });
    expect(await rig.room.askForDay({ account: "wac_none", day: "2026-11-21" })).toMatchObject({ fault: "not_found" });
    expect(await rig.room.askForDay({ account, day: "2026-11-19" })).toMatchObject({
      ok: true,
      value: { state: "waiting" },
    });
    expect(await work()).toBe(1);
    const line = await rig.paid("2026-11-19");
    rig.bill = () => [line];
    await rig.room.askForDay({ account, day: "2026-11-19" });
    await work();
    expect(await days()).toEqual(["2026-11-19 refused bill_changed 2"]);
  });

  test("a day that nobody could bring in by evening is overdue", async () => {
    rig.bill = () => {
      throw new BillFault("bill_unreachable", "down");
    };
    rig.now = new Date("2026-11-22T03:00:00Z");
    await work();
    expect(await rig.room.watch()).toMatchObject({ days_overdue: 1 });
    rig.now = new Date("2026-11-22T10:00:00Z");
    expect(await rig.room.watch()).toMatchObject({ days_overdue: 2, work_overdue: 0, unplaced: 0 });
    await rig.room.watch();
    expect(rig.alarms).toEqual(["bill_overdue", "bill_overdue"]);
  });
});

describe("an alarm that is over is raised again when it comes again, on the same day too", () => {
  test("work that stalls twice", async () => {
    rig.now = new Date("2026-11-22T03:00:00Z");
    const stall = async () =>
      await rig.db.read("insert into due (bucket, kind, subject, at) values ($1, 'test', 'x', $2)", [
        ...[bucketValues[0], new Date(rig.now.getTime() - 3_600_000)],
      ]);
    const drain = async () => await rig.db.read("delete from due where subject = 'x'");
    await stall();
    for (let i = 0; i < 2; i++) expect(await rig.room.watch()).toMatchObject({ work_overdue: 1 });
    expect(rig.alarms).toEqual(["work_overdue"]);
    await drain();
    expect(await rig.room.watch()).toMatchObject({ work_overdue: 0 });
    await stall();
    await rig.room.watch();
    expect(rig.alarms).toEqual(["work_overdue", "work_overdue"]);
  });
});

describe("fees and funds", () => {
  test("what the wallet kept goes into the store's book once, whoever repeats the run", async () => {
    rig.now = new Date("2026-11-22T03:00:00Z");
    const lines = [await rig.paid("2026-11-21"), await rig.paid("2026-11-21", { fee: 9 })];
    rig.bill = () => lines;
    await rig.room.runDay({ account, day: "2026-11-21" });
    // As if the process had died before the run's end.
    await rig.asOwner("update bill_runs set state = 'imported'");
    const both = await Promise.all([1, 2].map(() => rig.room.runDay({ account, day: "2026-11-21" })));
    expect(both.map((one) => one.ok)).toEqual([true, true]);
    expect(await fees()).toEqual([
      { code: "receivable", net: -15n },
      { code: "wallet_fees", net: 15n },
    ]);
    const { data } = await rig.room.listBreaks({ marketplace: null }, { after: null, limit: 10 });
    expect(data.map((one) => `${one.class} ${one.ours?.minor} ${one.theirs?.minor}`)).toEqual(["fee 6 9"]);
    expect(await books()).toEqual([]);
  });

  test("a line of another account of the same merchant is left to that account's own run", async () => {
    rig.now = new Date("2026-11-22T03:00:00Z");
    const [own, other] = [await rig.paid("2026-11-21"), await rig.paid("2026-11-21")];
    await rig.db.read("update payments set wallet_account = 'wac_other' where id = $1", [`pay_${other.paymentId}`]);
    rig.bill = () => [own, other];
    expect(await rig.room.runDay({ account, day: "2026-11-21" })).toMatchObject({
      ok: true,
      value: { run: { found: {} } },
    });
    expect(await fees()).toContainEqual({ code: "wallet_fees", net: 6n });
  });

  test("the account must have moved by what its trades make; what is of no known kind is named", async () => {
    rig.now = new Date("2026-11-22T03:00:00Z");
    const line = await rig.paid("2026-11-21");
    const flow = (kind: FundLine["kind"], minor: number, walletRef = "w"): FundLine => ({
      ...{ kind, walletRef, ownRef: null, amount: fen(minor), at: line.at, word: "转账" },
    });
    rig.bill = () => [line];
    rig.funds = () => [flow("payment", 1000), flow("fee", -7), flow("other", -50, "x1"), flow("withdrawal", -9, "x2")];
    const done = await rig.room.runDay({ account, day: "2026-11-21" });
    expect(done).toMatchObject({ ok: true, value: { run: { funds: { payment: "1000", fee: "-7", other: "-50" } } } });
    const { data } = await rig.room.listBreaks({ marketplace: null }, { after: null, limit: 10 });
    expect(
      data.map((one) => `${one.kind} ${one.class} ${one.wallet_ref} ${one.ours?.minor} ${one.theirs?.minor}`).sort(),
    ).toEqual(["fund amount null 994 993", "fund theirs_only x1 undefined -50", "fund theirs_only x2 undefined -9"]);
  });
});

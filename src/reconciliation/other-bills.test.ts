import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bucketIndex, bucketOf, type Db, derivedId, makeIds, openDatabase } from "#db";
import { checkBooks } from "#ledger";
import { fen } from "#money";
import { BillFault, type BillLine, type FundLine, type RefundLine, type Wallet } from "#wallets/protocol";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { type BreakView, makeReconciliation, type Reconciliation, reconciliationChecks } from "./index.ts";

const account = "wac_01JDREDRED01REDREDREDREDRE";
const store = "sto_01JDREDRED0AREDREDREDREDRE";
const bucket = bucketOf(store);
let database: TestDatabase;
let db: Db;
let n = 0;
let day: string;
let noon: Date;
let trades: BillLine[] | null;
let refunds: RefundLine[] | null;
let commission: FundLine[] | null;
let heard: string[];
let room: Reconciliation;

beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 3, applicationName: "other bills test" });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(() => {
  // A day of its own for each test.
  day = `2026-10-${`${++n}`.padStart(2, "0")}`;
  noon = new Date(`${day}T12:00:00+08:00`);
  [trades, refunds, commission, heard] = [null, null, null, []];
  const missing = new BillFault("bill_missing", "none");
  const wallet = {
    async *bill() {
      if (trades === null) throw missing;
      yield trades;
    },
    async *refundBill() {
      if (refunds === null) throw missing;
      for (const line of refunds) yield [line];
    },
    async *commissionBill() {
      if (commission === null) throw missing;
      for (const line of commission) yield [line];
    },
  } as unknown as Wallet;
  room = makeReconciliation({
    ...{ db, clock: { now: () => new Date("2026-11-22T08:00:00Z") } },
    ids: makeIds({ now: () => noon }, randomBytes),
    account: (id) => (id === account ? { id, marketplace: "mkt_test", wallet: "red" } : null),
    wallet: async () => wallet,
    hear: async (_account, subject) => heard.push(subject) > 0,
    mayApprove: () => ({ ok: true }),
  });
});

const person = (id: string) => ({ kind: "person", id, marketplace: "mkt_test" });
const newPayment = (at = noon): string => makeIds({ now: () => at }, randomBytes).next("pay", bucketIndex(store));

/** A refund of ours, asked for some days before the bill's. */
async function refund(state: string, amount = 100): Promise<{ id: string; line: RefundLine }> {
  const asked = new Date(noon.getTime() - 3 * 86_400_000);
  const payment = newPayment(asked);
  const id = derivedId("ref", payment, "refund", 1);
  await db.read(
    `insert into payments (bucket, id, order_id, checkout, marketplace, store, wallet, wallet_account, method, amount,
       currency, state, by_friend, start, wallet_ref, expires_at, created_at, paid_at)
     values ($1, $2, 'ord', 'chk', 'mkt_test', $3, 'red', $4, 'qr', 1000, 'CNY', 'paid', false, '{}', 'w', $5, $5, $5)`,
    [bucket, payment, store, account, asked],
  );
  await db.read(
    `insert into refunds (bucket, id, payment, order_id, marketplace, store, amount, currency, reason, cause, state,
       wallet_refund_ref, created_at, refunded_at)
     values ($1, $2, $3, 'ord', 'mkt_test', $4, 100, 'CNY', '', 'asked', $5::text, $6, $7,
       case when $5::text = 'refunded' then $7::timestamptz end)`,
    [bucket, id, payment, store, state, `w${id}`, asked],
  );
  const line = { walletRef: `w${id}`, refundId: id.slice(4), amount: fen(amount), askedAt: asked, doneAt: noon };
  return { id, line };
}

async function share(state = "shared", amount = 50, made = noon): Promise<string> {
  const payment = newPayment(made);
  const id = derivedId("shr", payment, "share", 0);
  await db.read(
    `insert into shares (bucket, id, payment, order_id, marketplace, store, wallet_account, wallet_ref, receiver,
       amount, currency, state, made_at, ended_at)
     values ($1, $2, $3, 'ord', 'mkt_test', $4, $5, 'w', 'r', $6, 'CNY', $7, $8, $8)`,
    [bucket, id, payment, store, account, amount, state, made],
  );
  return id;
}

async function giveBack(of: string, amount: number): Promise<string> {
  const id = derivedId("srt", of, "return", 1);
  await db.read(
    `insert into share_returns (bucket, id, share, payment, marketplace, store, wallet_account, amount, currency, cause,
       asked_by, state, made_at, ended_at)
     values ($1, $2, $3, 'pay', 'mkt_test', $4, $5, $6, 'CNY', 'refund', 'house', 'returned', $7, $7)`,
    [bucket, id, of, store, account, amount, noon],
  );
  return id;
}

const flow = (kind: FundLine["kind"], own: string | null, minor: number): FundLine => ({
  ...{ kind, walletRef: `w${own}`, ownRef: own?.slice(4) ?? null, amount: fen(minor), at: noon, word: "分账" },
});

async function run() {
  const done = await room.runDay({ account, day });
  if (!done.ok) throw new Error(`${done.fault} ${JSON.stringify(done.detail)}`);
  const { data } = await room.listBreaks({ marketplace: null, run: done.value.run.id }, { after: null, limit: 100 });
  const brief = data.map((one) => `${one.kind} ${one.class} ${one.subject} ${one.state} ${one.resolution}`).sort();
  return { run: done.value.run, brief, says: data.map((one) => one.says) };
}

describe("a bill of refunds", () => {
  test("tells what arrived days after it was asked for: heard once, and nothing said of what agrees", async () => {
    const [old, known, other] = [await refund("processing"), await refund("refunded"), await refund("refunded", 101)];
    const pending = { ...(await refund("processing")).line, doneAt: null };
    const stranger = { ...known.line, refundId: null, walletRef: "w-strange" };
    refunds = [old.line, known.line, other.line, pending, stranger];
    const { brief } = await run();
    expect(heard).toEqual([old.id]);
    expect(brief).toEqual(
      [
        `refund state ${old.id} closed heard`,
        `refund amount ${other.id} open null`,
        "refund theirs_only null open null",
      ].sort(),
    );
  });

  test("ours that arrived on the day and that it lacks is ours alone; what a later one has ends by itself", async () => {
    const asked = await refund("processing");
    const arrived = async (id: string, at: Date) =>
      await db.read("update refunds set state = 'refunded', refunded_at = $2 where id = $1", [id, at]);
    await arrived(asked.id, noon);
    const edge = await refund("processing");
    await arrived(edge.id, new Date(`${day}T23:50:00+08:00`));
    refunds = [];
    const first = await run();
    expect(first.brief).toEqual(
      [`refund ours_only ${asked.id} open null`, `refund day_boundary ${edge.id} open null`].sort(),
    );
    const [entry] = (await room.listBreaks({ marketplace: null, run: first.run.id }, { after: null, limit: 9 })).data
      .filter((one) => one.subject === asked.id)
      .flatMap((one) => one.entries);
    // The money never left: the wallet holds more than our books say.
    expect(entry?.moves.map((move) => [move.kind, move.amount.minor])).toEqual([["bill_more", 100n]]);
    day = `2026-10-${`${++n}`.padStart(2, "0")}`;
    refunds = [asked.line, edge.line];
    expect((await run()).brief).toEqual([]);
    const { data } = await room.listBreaks({ marketplace: null, run: first.run.id }, { after: null, limit: 9 });
    expect(data.map((one) => one.resolution)).toEqual(["late", "late"]);
  });

  test("under way and then done in one file: done is what counts, and the break of the day before ends", async () => {
    const asked = await refund("processing");
    await db.read("update refunds set state = 'refunded', refunded_at = $2 where id = $1", [asked.id, noon]);
    refunds = [];
    const first = await run();
    expect(first.brief).toEqual([`refund ours_only ${asked.id} open null`]);
    day = `2026-10-${`${++n}`.padStart(2, "0")}`;
    refunds = [{ ...asked.line, doneAt: null }, asked.line];
    await run();
    const { data } = await room.listBreaks({ marketplace: null, run: first.run.id }, { after: null, limit: 9 });
    expect(data.map((one) => one.resolution)).toEqual(["late"]);
  });

  test("none is right for a day on which nothing went back; an empty one too", async () => {
    expect((await run()).brief).toEqual([]);
    refunds = [];
    expect((await run()).brief).toEqual([]);
  });

  test("one that breaks off is heard in nothing, and the day is tried again; so is one of commission", async () => {
    const [asked, taken] = [await refund("processing"), await share("refused")];
    const breaksOff = <Line>(line: Line): Line[] =>
      ({
        *[Symbol.iterator]() {
          for (let n = 0; n < 3; n++) yield line;
          throw new BillFault("bill_total_wrong", "off by 1");
        },
      }) as unknown as Line[];
    const left = async () => await db.read("select 1 from bill_breaks where day = $1", [day]);
    refunds = breaksOff(asked.line);
    expect(await room.runDay({ account, day })).toMatchObject({ ok: false, fault: "bill_total_wrong" });
    [refunds, commission] = [[], breaksOff(flow("sharing", taken, 50))];
    expect(await room.runDay({ account, day })).toMatchObject({ ok: false, fault: "bill_total_wrong" });
    expect([heard, await left()]).toEqual([[], []]);
    [refunds, commission] = [[asked.line], [flow("sharing", taken, 50)]];
    expect((await run()).brief).toEqual(["fund theirs_only null open null", `refund state ${asked.id} closed heard`]);
  });
});

describe("one refund in the bills of two days", () => {
  const laterDay = (days: number): void => {
    n += days;
    day = `2026-10-${`${n}`.padStart(2, "0")}`;
    noon = new Date(`${day}T12:00:00+08:00`);
  };
  const only = async (): Promise<BreakView> => {
    const { run: of } = await run();
    const { data } = await room.listBreaks({ marketplace: null, run: of.id }, { after: null, limit: 9 });
    expect(data).toHaveLength(1);
    return data[0] as BreakView;
  };
  const propose = ({ id }: BreakView) => room.proposeEnd(person("per_a"), id, { act: "enter", why: "by letter" });
  const approve = async ({ id }: BreakView) => {
    const proposed_at = (await room.getBreak(id))?.proposed_at ?? new Date(0);
    return await room.decideEnd(person("per_b"), id, { approve: true, why: "seen", proposed_at });
  };
  const linesOf = async (breaks: readonly BreakView[]) =>
    await db.read<{ kind: string }>("select kind from transfers where subject = any($1)", [breaks.map(({ id }) => id)]);

  /** Asked for on a day, arrived on a later one, and neither bill has it. */
  async function lackedTwice(): Promise<[BreakView, BreakView]> {
    const { id } = await refund("processing");
    await db.read("update refunds set created_at = $2 where id = $1", [id, noon]);
    [trades, refunds] = [[], []];
    const first = await only();
    expect([first.class, first.subject, first.entries]).toEqual(["ours_only", id, []]);
    laterDay(2);
    await db.read("update refunds set state = 'refunded', refunded_at = $2 where id = $1", [id, noon]);
    const second = await only();
    expect([second.class, second.subject]).toEqual(["ours_only", id]);
    return [first, second];
  }

  test("ours alone on both: entered for one of them, refused for the other, whose end is to accept", async () => {
    const both = await lackedTwice();
    for (const one of both) expect(await propose(one)).toMatchObject({ ok: true });
    expect(await approve(both[1])).toMatchObject({ value: { resolution: "entered" } });
    const refusal = { fault: "break_entered_elsewhere", detail: { break: both[0].id, entered: both[1].id } };
    expect(await approve(both[0])).toMatchObject(refusal);
    expect(await linesOf(both)).toEqual([{ kind: "bill_more" }]);
    await room.proposeEnd(person("per_a"), both[0].id, { act: "accept", why: "entered two days later" });
    expect(await approve(both[0])).toMatchObject({ value: { resolution: "accepted" } });
    expect(await checkBooks(db, reconciliationChecks)).toEqual([]);
  });

  test("both approved at once: one is entered, the other is told of it; the books' check would find two", async () => {
    const both = await lackedTwice();
    for (const one of both) await propose(one);
    const said = await Promise.all(both.map((one) => approve(one)));
    const ends = said.map((one) => (one.ok ? one.value.resolution : one.fault)).sort();
    expect(ends).toEqual(["break_entered_elsewhere", "entered"]);
    expect(await linesOf(both)).toEqual([{ kind: "bill_more" }]);
    const refusedOne = both[said.findIndex((one) => !one.ok)] as BreakView;
    const force = async (state: string, ended: string | null) =>
      await db.read(
        `update bill_breaks set state = $2, resolution = $3::text, decided_by = 'per_b', closed_at = opened_at,
           entry = case when $3::text = 'entered' then proposed_entry end where id = $1`,
        [refusedOne.id, state, ended],
      );
    await force("closed", "entered");
    expect((await checkBooks(db, reconciliationChecks)).map((fault) => fault.check)).toContain(
      "what the bills of several days tell was entered once",
    );
    await force("proposed", null);
  });

  /** Made at the wallet's own desk, in the trade bill of a day and in the bill of refunds of a later one. */
  async function theirsTwice(state: BillLine["state"]): Promise<[BreakView, BreakView]> {
    const walletRef = `w-desk-${n}`;
    const line = { walletRef, refundId: null, amount: fen(70), fee: fen(0), feeRate: null } as const;
    trades = [{ ...line, kind: "refund", paymentId: newPayment().slice(4), at: noon, state }];
    const first = await only();
    const asked = noon;
    laterDay(2);
    [trades, refunds] = [[], [{ walletRef, refundId: null, amount: fen(70), askedAt: asked, doneAt: noon }]];
    const second = await only();
    expect([first.class, second.class]).toEqual(["theirs_only", "theirs_only"]);
    return [first, second];
  }

  test("theirs alone, under way on the first day: that has no entry, since nothing has moved", async () => {
    const [first, second] = await theirsTwice("under_way");
    expect(first.entries).toEqual([]);
    expect(await propose(first)).toMatchObject({ fault: "break_no_entry" });
    await propose(second);
    expect(await approve(second)).toMatchObject({ value: { resolution: "entered" } });
  });

  test("theirs alone and done in both: entered once", async () => {
    const both = await theirsTwice("done");
    for (const one of both) expect(await propose(one)).toMatchObject({ ok: true });
    expect(await approve(both[0])).toMatchObject({ value: { resolution: "entered" } });
    expect(await approve(both[1])).toMatchObject({
      fault: "break_entered_elsewhere",
      detail: { entered: both[0].id },
    });
    expect(await linesOf(both)).toEqual([{ kind: "bill_less" }]);
    expect(await checkBooks(db, reconciliationChecks)).toEqual([]);
  });

  /** Each is entered, whatever number the wallet gave them, and the books' check agrees. */
  async function bothEntered(both: readonly [BreakView, BreakView]): Promise<void> {
    for (const one of both) {
      expect(await propose(one)).toMatchObject({ ok: true });
      expect(await approve(one)).toMatchObject({ value: { resolution: "entered" } });
    }
    expect(await linesOf(both)).toHaveLength(2);
    expect(await checkBooks(db, reconciliationChecks)).toEqual([]);
  }

  test("two from the wallet's desk under one number, of different amounts: two things, and both are entered", async () => {
    const desk = (amount: number): RefundLine[] => [
      { walletRef: `w-desk-${n}`, refundId: null, amount: fen(amount), askedAt: noon, doneAt: noon },
    ];
    refunds = desk(70);
    const [{ walletRef }] = refunds as [RefundLine];
    const first = await only();
    laterDay(2);
    refunds = desk(30).map((line) => ({ ...line, walletRef }));
    const second = await only();
    expect(second.wallet_ref).toBe(first.wallet_ref);
    await bothEntered([first, second]);
  });

  test("two refunds of ours under one number of the wallet: each is entered for itself", async () => {
    const walletRef = `w-both-${n}`;
    const wrong = async (): Promise<BreakView> => {
      const { id, line } = await refund("refunded", 101);
      await db.read("update refunds set wallet_refund_ref = $2 where id = $1", [id, walletRef]);
      refunds = [{ ...line, walletRef }];
      return await only();
    };
    const first = await wrong();
    laterDay(2);
    const second = await wrong();
    expect([first.wallet_ref, second.wallet_ref]).toEqual([walletRef, walletRef]);
    expect(first.subject).not.toBe(second.subject);
    await bothEntered([first, second]);
  });
});

describe("commission at the wallet", () => {
  test("each share and return has its line, at its amount; the sums stand apart in the run", async () => {
    const taken = await share();
    const back = await giveBack(taken, 20);
    commission = [flow("sharing", taken, 50), flow("sharing_return", back, -20), flow("payment", null, 999)];
    const { brief, run: done } = await run();
    expect(brief).toEqual([]);
    expect(done.funds).toEqual({ sharing: "50", sharing_return: "-20" });
  });

  test("a line twice, of another amount, of what was refused, of nobody; and ours without a line", async () => {
    const [twice, wrong, refused, alone] = [await share(), await share(), await share("refused"), await share()];
    const back = await giveBack(twice, 20);
    const early = await share("shared", 50, new Date(noon.getTime() - 86_400_000));
    await db.read("update shares set ended_at = $2 where id = $1", [early, noon]);
    commission = [
      ...[flow("sharing", twice, 50), flow("sharing", twice, 50), flow("sharing", wrong, 49)],
      ...[flow("sharing", refused, 50), flow("sharing_return", null, -7)],
    ];
    commission[1] = { ...(commission[1] as FundLine), walletRef: "another" };
    const { brief, says } = await run();
    expect(brief).toEqual(
      [
        ...["fund theirs_only null open null", "fund theirs_only null open null", "fund theirs_only null open null"],
        ...[`fund amount ${wrong} open null`, `fund ours_only ${alone} open null`, `fund ours_only ${back} open null`],
      ].sort(),
    );
    expect(says).toContain(
      "We have this returned commission; the marketplace's account at the wallet did not move by it.",
    );
    // Again: nothing is written twice.
    expect((await run()).brief).toEqual(brief);
  });

  test("no file at all: what we have on the day is ours alone", async () => {
    const taken = await share();
    expect((await run()).brief).toEqual([`fund ours_only ${taken} open null`]);
  });
});

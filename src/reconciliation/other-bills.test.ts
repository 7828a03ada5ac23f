import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bucketIndex, bucketOf, type Db, derivedId, makeIds, openDatabase } from "#db";
import { fen } from "#money";
import { BillFault, type FundLine, type RefundLine, type Wallet } from "#wallets/protocol";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { makeReconciliation, type Reconciliation } from "./index.ts";

const account = "wac_01JDREDRED01REDREDREDREDRE";
const store = "sto_01JDREDRED0AREDREDREDREDRE";
const bucket = bucketOf(store);
let database: TestDatabase;
let db: Db;
let n = 0;
let day: string;
let noon: Date;
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
  [refunds, commission, heard] = [null, null, []];
  const missing = new BillFault("bill_missing", "none");
  const wallet = {
    bill: async function* () {
      yield* await Promise.reject<never[]>(missing);
    },
    async *refundBill() {
      if (refunds === null) throw missing;
      yield refunds;
    },
    async *commissionBill() {
      if (commission === null) throw missing;
      yield commission;
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

  test("none is right for a day on which nothing went back; one that breaks off leaves the day to be tried again", async () => {
    expect((await run()).brief).toEqual([]);
    refunds = [];
    expect((await run()).brief).toEqual([]);
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

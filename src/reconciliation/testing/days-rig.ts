import { randomBytes } from "node:crypto";
import pg from "pg";
import { accountOf, transferOf } from "#chart";
import { bucketIndex, bucketOf, type Db, makeIds, openDatabase } from "#db";
import { makeAccountOpener, post } from "#ledger";
import { fen } from "#money";
import type { BillLine, FundLine, Wallet } from "#wallets/protocol";
import { freshDatabase } from "../../../tests/database.ts";
import { makeReconciliation, type Reconciliation } from "../index.ts";

export const account = "wac_01JDREDRED01REDREDREDREDRE";
export const store = "sto_01JDREDRED0AREDREDREDREDRE";

/** A room over its own database, whose wallet tells the bills that a test puts there, at the instant that it says. */
export async function makeDaysRig() {
  const database = await freshDatabase();
  const db = openDatabase(database.appUrl, { poolSize: 4, applicationName: "reconciliation days test" });
  const roomOn = (on: Db): Reconciliation =>
    makeReconciliation({
      ...{ db: on, clock: { now: () => rig.now }, ids: makeIds({ now: () => rig.now }, randomBytes) },
      account: (id) => (id === account ? { id, marketplace: "mkt_test", wallet: "red" } : null),
      accounts: () => [{ id: account, marketplace: "mkt_test", wallet: "red", since: rig.since }],
      wallet: async () => walletOf(rig),
      hear: async () => true,
      mayApprove: () => ({ ok: true }),
      alarm: (what) => rig.alarms.push(what),
    });
  const rig = {
    ...{ db, ofRoom: db, room: roomOn(db) },
    ...{ now: new Date(0), since: new Date(0), alarms: [] as string[] },
    bill: (_day: string): BillLine[] => [],
    funds: null as (() => FundLine[]) | null,
    async begin(): Promise<void> {
      await rig.asOwner("truncate bill_runs, bill_lines, bill_breaks, bill_days, payments, refunds, outbox, transfers");
      await rig.asOwner("truncate accounts, stray_notices, due");
      rig.now = new Date("2026-11-22T01:59:00Z");
      rig.since = new Date("2026-11-20T12:00:00Z");
      rig.bill = () => [];
      rig.funds = null;
      rig.alarms = [];
      rig.restart();
    },
    /** Another process: it knows what lies in the database. */
    restart(): void {
      // A handle of its own: the accounts that the room before has opened are gone.
      rig.ofRoom = { ...db };
      rig.room = roomOn(rig.ofRoom);
    },
    async asOwner(sql: string): Promise<void> {
      const owner = new pg.Client({ connectionString: database.ownerUrl });
      await owner.connect();
      await owner.query(sql);
      await owner.end();
    },
    /** A payment of ours, paid at noon of that day, and its line in the wallet's bill. */
    async paid(day: string, change: { fee?: number; at?: Date } = {}): Promise<BillLine> {
      const at = change.at ?? new Date(`${day}T12:00:00+08:00`);
      const id = makeIds({ now: () => at }, randomBytes).next("pay", bucketIndex(store));
      await havePayments(db, [id], at);
      return {
        ...{ kind: "payment", walletRef: "w", paymentId: id.slice(4), refundId: null, amount: fen(1000) },
        ...{ fee: fen(change.fee ?? 6), feeRate: { of: 60n, per: 10_000n }, at, state: "done" },
      };
    },
    havePayments: (ids: readonly string[], at: Date) => havePayments(db, ids, at),
    /** As payments post it, late. */
    async post(payment: string): Promise<void> {
      const place = { store, wallet_account: account, currency: "CNY" } as const;
      const sides = { debit: accountOf("receivable", place), credit: accountOf("escrow", place) };
      await makeAccountOpener(db).ensure([sides.debit, sides.credit]);
      const what = { subject: payment, amount: fen(1000), at: rig.now };
      await db.tx((tx) => post(tx, [[transferOf("payment_paid", sides, what)]]));
    },
    breaks: async () => (await rig.room.listBreaks({ marketplace: null }, { after: null, limit: 1000 })).data,
    async end(): Promise<void> {
      await db.close();
      await database.drop();
    },
  };
  return rig;
}

export type DaysRig = Awaited<ReturnType<typeof makeDaysRig>>;

async function havePayments(db: Db, ids: readonly string[], at: Date): Promise<void> {
  await db.read(
    `insert into payments (bucket, id, order_id, checkout, marketplace, store, wallet, wallet_account, method, amount,
       currency, state, by_friend, start, wallet_ref, expires_at, created_at, paid_at)
     select $1, id, 'ord', 'chk', 'mkt_test', $3, 'red', $4, 'qr', 1000, 'CNY', 'paid', false, '{}', 'w', $5, $5, $5
     from unnest($2::text[]) as u (id)`,
    [bucketOf(store), ids, store, account, at],
  );
}

function walletOf(rig: { bill(day: string): BillLine[]; funds: (() => FundLine[]) | null }): Wallet {
  const fundBill = async function* () {
    yield rig.funds?.() ?? [];
  };
  return {
    async *bill(day: string) {
      yield rig.bill(day);
    },
    ...(rig.funds === null ? {} : { fundBill }),
  } as unknown as Wallet;
}

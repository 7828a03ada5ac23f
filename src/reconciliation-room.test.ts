import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accountOf, transferOf } from "#chart";
import { bucketIndex, bucketOf, bucketValues, type Db, makeIds, openDatabase } from "#db";
import type { Directory } from "#directory";
import { createMetrics } from "#http";
import { makeAccountOpener, post } from "#ledger";
import { fen } from "#money";
import type { Payments } from "#payments";
import type { Reconciliation } from "#reconciliation";
import { freshDatabase, type TestDatabase } from "../tests/database.ts";
import { makeAlarmBook } from "./alarm-book.ts";
import { makeAlarms } from "./alarms.ts";
import { openReconciliation, reconciliationChores } from "./reconciliation-room.ts";
import type { WalletConnections } from "./wallet-connections.ts";

const account = "wac_01JDREDRED01REDREDREDREDRE";
const store = "sto_01JDREDRED0AREDREDREDREDRE";
let now = new Date("2026-11-22T08:00:00Z");
const clock = { now: () => now };
let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 2, applicationName: "reconciliation room test" });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

function opened() {
  const metrics = createMetrics();
  const alarms = makeAlarms(clock);
  const one = {
    id: account,
    marketplace: "mkt_01JDREDRED0EREDREDREDREDRE",
    wallet: "red",
    state: "enabled",
    created_at: now,
  };
  const snapshot = {
    walletAccount: (id: string) => (id === account ? one : null),
    walletAccounts: () => [one],
    store: () => null,
  };
  const room = openReconciliation({
    ...{ db, clock, ids: makeIds(clock, randomBytes), alarms },
    directory: { snapshot, mayApprove: () => ({ ok: true }) } as unknown as Directory,
    payments: { hearBill: async () => true } as unknown as Payments,
    connections: { connect: async () => null } as unknown as WalletConnections,
    sealer: { seal: (plain) => plain, open: (sealed) => sealed },
  });
  const book = makeAlarmBook({ db, clock, ids: makeIds(clock, randomBytes), directory: { snapshot } as never, alarms });
  const watch = reconciliationChores(room, metrics, book).find((chore) => chore.name === "watch");
  return {
    alarms,
    book,
    metrics,
    /** As long as a round of all buckets takes. */
    async round() {
      for (const _ of bucketValues) await watch?.run();
    },
    async gauge(what: string) {
      return new RegExp(`^hutong_watch\\{what="${what}"\\} (\\d+)$`, "m").exec(await metrics.text())?.[1];
    },
  };
}

/** A success that a wallet told, and that nobody posted. */
async function paidNowhere(): Promise<string> {
  const id = makeIds(clock, randomBytes).next("pay", bucketIndex(store));
  await db.read(
    `insert into payments (bucket, id, order_id, checkout, marketplace, store, wallet, wallet_account, method, amount,
       currency, state, by_friend, start, wallet_ref, expires_at, created_at, paid_at)
     values ($1, $2, 'ord', 'chk', 'mkt_01JDREDRED0EREDREDREDREDRE', $3, 'red', $4, 'qr', 1000, 'CNY', 'paid', false,
       '{}', 'w', $5, $5, $5)`,
    [bucketOf(id), id, store, account, now],
  );
  return id;
}

async function postLate(payment: string): Promise<void> {
  const place = { store, wallet_account: account, currency: "CNY" } as const;
  const sides = { debit: accountOf("receivable", place), credit: accountOf("escrow", place) };
  await makeAccountOpener(db).ensure([sides.debit, sides.credit]);
  const what = { subject: payment, amount: fen(1000), at: now };
  await db.tx((tx) => post(tx, [[transferOf("payment_paid", sides, what)]]));
}

test("a success without a place turns the gauge on /metrics to 1 and raises the alarm; placed, both are over", async () => {
  const { alarms, metrics, round, gauge } = opened();
  const raised = () => alarms.kept.map(({ what, about }) => [what, about]);
  // Until somebody has looked there is no figure: none is not nought.
  expect(await metrics.text()).not.toMatch(/^hutong_watch\{/m);
  const payment = await paidNowhere();
  await round();
  expect([await gauge("unplaced"), raised()]).toEqual(["0", []]);
  now = new Date(now.getTime() + 16 * 60_000);
  await round();
  expect([await gauge("unplaced"), await gauge("breaks_open_state")]).toEqual(["1", "1"]);
  expect(raised()).toEqual([["wallet_success_unplaced", { payment }]]);
  await postLate(payment);
  await round();
  expect([await gauge("unplaced"), await gauge("breaks_open_state")]).toEqual(["0", undefined]);
  expect(raised()).toHaveLength(1);
});

test("alarms that cannot be written are told, and every figure goes on", async () => {
  const { book, metrics, gauge } = opened();
  const room = { watch: async () => ({ unplaced: 7, breaks_open: {} }) } as unknown as Reconciliation;
  const flush = () => Promise.reject(new Error("refused"));
  const chores = reconciliationChores(room, metrics, { ...book, flush });
  await expect(chores.find(({ name }) => name === "watch")?.run()).rejects.toThrow("refused");
  expect([await gauge("unplaced"), await gauge("alarms_open")]).toEqual(["7", expect.stringMatching(/^\d+$/)]);
});

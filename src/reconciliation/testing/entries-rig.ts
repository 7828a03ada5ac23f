import { randomBytes } from "node:crypto";
import { chartChecks, platformAccount, transferOf } from "#chart";
import { bucketIndex, bucketOf, type Db, makeIds, openDatabase } from "#db";
import { checkBooks, ledgerChecks, makeAccountOpener, post, readBook } from "#ledger";
import { fen } from "#money";
import type { BillLine, FundLine, Wallet } from "#wallets/protocol";
import { freshDatabase } from "../../../tests/database.ts";
import { makeReconciliation, reconciliationChecks } from "../index.ts";

const store = "sto_01JDREDRED0AREDREDREDREDRE";
export const day = "2026-11-21";

/** A person of the marketplace. */
export const caller = (id: string) => ({ kind: "person", id, marketplace: "mkt_test" });

export const newPayment = (at: Date): string => makeIds({ now: () => at }, randomBytes).next("pay", bucketIndex(store));

export const line = (id: string, at: Date, change: Partial<BillLine> = {}): BillLine => ({
  ...{ kind: "payment", walletRef: `w${id}`, paymentId: id.slice(4), refundId: null, amount: fen(1000), at },
  ...{ fee: fen(6), feeRate: { of: 60n, per: 10_000n }, state: "done", ...change },
});

/** Who may be given breaks there. */
const keepers = [
  { id: "per_han", name: "韩梅梅", role: "operator", marketplace: null },
  { id: "per_lei", name: "李雷", role: "finance", marketplace: "mkt_test" },
];

/** A room over its own database, whose wallet tells the bills that a test puts there. */
export async function makeEntriesRig() {
  const database = await freshDatabase();
  const db = openDatabase(database.appUrl, { poolSize: 6, applicationName: "entries test" });
  const rig = {
    db,
    now: new Date("2026-11-22T03:00:00Z"),
    account: "",
    bills: new Map<string, BillLine[]>(),
    funds: new Map<string, FundLine[]>(),
    /** A wallet account of its own for each test: its book is empty. */
    begin(): void {
      rig.now = new Date("2026-11-22T03:00:00Z");
      rig.account = makeIds({ now: () => rig.now }, randomBytes).next("wac", 7);
      rig.bills.clear();
      rig.funds.clear();
    },
    roomOn: (on: Db) =>
      makeReconciliation({
        ...{ db: on, clock: { now: () => rig.now }, ids: makeIds({ now: () => rig.now }, randomBytes) },
        account: (id) => ({ id, marketplace: "mkt_test", wallet: "red" }),
        wallet: async () => walletOf(rig),
        hear: async () => false,
        mayApprove: (who, _, proposer) => (who.id === proposer ? { ok: false } : { ok: true }),
        mayKeep: (who) => keepers.some((one) => one.id === who),
        keepers: () => keepers,
      }),
    async have(id: string, at: Date, state = "paid"): Promise<void> {
      await db.read(
        `insert into payments (bucket, id, order_id, checkout, marketplace, store, wallet, wallet_account, method,
           amount, currency, state, by_friend, start, wallet_ref, expires_at, created_at, paid_at)
         values ($1, $2, 'ord', 'chk', 'mkt_test', $3, 'red', $4, 'qr', 1000, 'CNY', $5::text, false, '{}',
           case when $5::text = 'paid' then $6 end, $7, $7, case when $5::text = 'paid' then $7::timestamptz end)`,
        [bucketOf(id), id, store, rig.account, state, `w${id}`, at],
      );
    },
    async run(of = day): Promise<void> {
      const done = await rig.roomOn(db).runDay({ account: rig.account, day: of });
      if (!done.ok) throw new Error(done.fault);
    },
    async breaksOf(of: string) {
      const { data } = await rig.roomOn(db).listBreaks({ marketplace: null }, { after: null, limit: 1000 });
      return data.filter((one) => one.wallet_account === rig.account && one.day === of);
    },
    async addFunds(minor: number): Promise<void> {
      const place = { wallet_account: rig.account, currency: "CNY" } as const;
      const sides = { debit: platformAccount("receivable", place), credit: platformAccount("funds", place) };
      await makeAccountOpener(db).ensure(Object.values(sides));
      const what = { subject: rig.account, amount: fen(minor), at: rig.now };
      await db.tx((tx) => post(tx, [[transferOf("funds_added", sides, what)]]));
    },
    /** What the platform's book holds, in fen. */
    async platform(): Promise<Record<string, bigint>> {
      const book = await readBook(db, rig.account);
      const held = book.filter((one) => one.balance.minor !== 0n);
      return Object.fromEntries(held.map((one) => [one.code, one.balance.minor]));
    },
    books: () => checkBooks(db, [...ledgerChecks, ...chartChecks, ...reconciliationChecks]),
    async events(id: string): Promise<string[]> {
      const rows = await db.read<{ type: string }>("select type from outbox where subject = $1 order by id", [id]);
      return rows.map((one) => one.type.replace("reconciliation.", ""));
    },
    async end(): Promise<void> {
      await db.close();
      await database.drop();
    },
  };
  return rig;
}

export type EntriesRig = Awaited<ReturnType<typeof makeEntriesRig>>;

function walletOf(rig: { bills: Map<string, BillLine[]>; funds: Map<string, FundLine[]> }): Wallet {
  const funds = {
    async *fundBill(of: string) {
      yield rig.funds.get(of) ?? [];
    },
  };
  return {
    async *bill(of: string) {
      yield rig.bills.get(of) ?? [];
    },
    ...(rig.funds.size === 0 ? {} : funds),
  } as unknown as Wallet;
}

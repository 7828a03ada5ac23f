import { createHmac, randomBytes } from "node:crypto";
import { type Db, makeIds, openDatabase, type Random } from "#db";
import { checkBooks, ledgerChecks, readBook } from "#ledger";
import { fen } from "#money";
import { freshDatabase } from "../../../tests/database.ts";
import {
  type Decision,
  makePayments,
  type NewCheckout,
  type Payments,
  type PaymentsNeeds,
  paymentChecks,
} from "../index.ts";
import { makeToy, type Toy } from "./toy-wallet.ts";

/** The payments room on a real PostgreSQL, between two toy wallets, with a clock that only tests move. */
export type Rig = Awaited<ReturnType<typeof makeRig>>;

export const caller = { kind: "key", id: "key_test", marketplace: "mkt_test", store: null };

export async function makeRig(options: { random?: Random; startAt?: Date } = {}) {
  const database = await freshDatabase();
  const db = openDatabase(database.appUrl, { poolSize: 8, applicationName: "payments test" });
  let now = options.startAt ?? new Date("2026-11-22T08:00:00Z");
  const clock = { now: () => now };
  const ids = makeIds(clock, options.random ?? randomBytes);
  const toys = { red: makeToy("red", clock.now), blue: makeToy("blue", clock.now) };
  const alarms: string[] = [];
  const stores = [0, 1, 2].map((n) => ids.next("sto", n * 7 + 1));
  const decisions = new Map<string, Decision>();
  const version = { value: 0n, refreshed: 0 };
  const boot = (
    life: Partial<
      Pick<
        PaymentsNeeds,
        "db" | "wallet" | "caps" | "decide" | "released" | "store" | "acceptance" | "startVersion" | "refresh"
      >
    > = {},
  ): Payments =>
    makePayments({
      db,
      clock,
      lanes: 2,
      ids,
      hmac: (text) => createHmac("sha256", "test").update(text).digest(),
      mode: "test",
      publicUrl: "http://house.test",
      store: (id) =>
        stores.includes(id) ? { id, marketplace: "mkt_test", title: { zh: "店", en: "Store" }, open: true } : null,
      marketplace: (id) => ({ id, title: { zh: "集市", en: "Bazaar" } }),
      accountFor: (_, wallet) => ({ id: accountOf(wallet), wallet, subMerchant: null }),
      decide: (asked) => decisions.get(asked.wallet) ?? { open: true, reasons: [], cap: null },
      startVersion: () => version.value,
      refresh: async () => {
        version.refreshed++;
        version.value = 0n;
      },
      kinds: [toys.red.kind, toys.blue.kind],
      wallet: async (account) => (account === accountOf("red") ? toys.red.wallet : toys.blue.wallet),
      seal: (text) => `sealed:${text}`,
      open: (sealed) => sealed.slice("sealed:".length),
      alarm: (what) => alarms.push(what),
      ...life,
    });
  return {
    db,
    /** For pools of their own. */
    url: database.appUrl,
    owner: database.ownerUrl,
    clock,
    ids,
    toys,
    alarms,
    stores,
    decisions,
    version,
    payments: boot(),
    /** Another process over the same database. */
    boot,
    advance: (seconds: number) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
    books: () => checkBooks(db, [...ledgerChecks, ...paymentChecks]),
    /** As another connection sees them. */
    booksOf: (other: Pick<Db, "read">) => checkBooks(other, [...ledgerChecks, ...paymentChecks]),
    balance: (store: string) => balances(db, store),
    end: async () => {
      await db.close();
      await database.drop();
    },
  };
}

// A fixed account a toy, with an id of the house's shape.
export function accountOf(wallet: string): string {
  return wallet === "red" ? "wac_01JDREDRED01REDREDREDREDRE" : "wac_01JDBBBBBB01BBBBBBBBBBBBBB";
}

async function balances(db: Db, store: string): Promise<Record<string, number>> {
  const book = await readBook(db, store);
  const name = (heldAt: string) => (heldAt === accountOf("red") ? "red" : "blue");
  return Object.fromEntries(book.map((one) => [`${name(one.held_at)} ${one.code}`, Number(one.balance.minor)]));
}

export function newCheckout(stores: readonly string[], amount = 1230): NewCheckout {
  return {
    marketplace: "mkt_test",
    orders: stores.map((store, index) => ({
      store,
      number: `ORDER-NUMBER-${index}`,
      title: `Order ${index}`,
      amount: fen(amount + index),
      lines: [{ title: "Tea", quantity: 1, amount: fen(amount + index) }],
    })),
    buyer: {},
    success_url: "http://shop.test/ok",
    cancel_url: "http://shop.test/back",
    locale: "zh-CN",
    expires_in: 3600,
    metadata: {},
  };
}

/** A checkout over the given stores, made; its id. */
export async function made(rig: Rig, stores = rig.stores.slice(0, 1)): Promise<string> {
  const done = await rig.payments.createCheckout(caller, newCheckout(stores), null);
  if (!done.ok) throw new Error(done.fault);
  return done.value.checkout.id;
}

export function start(
  rig: Pick<Rig, "payments">,
  checkout: string,
  wallet: "red" | "blue" = "red",
  key: string | null = null,
) {
  const repeat = key === null ? null : { caller: caller.id, route: "POST /v1/payments", key, requestHash: wallet };
  return rig.payments.startPayment(
    caller,
    { checkout, wallet, method: "qr", device: "desktop", buyer: {}, by_friend: false },
    repeat,
  );
}

/** Started, and the ids of its payments. */
export async function started(rig: Rig, checkout: string, wallet: "red" | "blue" = "red"): Promise<string[]> {
  const done = await start(rig, checkout, wallet);
  if (!done.ok) throw new Error(`${done.fault} ${JSON.stringify(done.detail)}`);
  return done.value.payments.map((one) => one.id);
}

export function notify(rig: Pick<Rig, "payments">, toy: Toy, payment: string, change?: Parameters<Toy["notice"]>[1]) {
  const account = accountOf(toy.kind.id);
  return rig.payments.takeNotice(toy.kind.id, account, toy.notice(payment.slice(4), change));
}

/** Works until nothing is due. */
export async function drain(rig: Pick<Rig, "payments">): Promise<void> {
  for (let turn = 0; (await rig.payments.workDue()) > 0; turn++) if (turn > 50) throw new Error("The work never ends.");
}

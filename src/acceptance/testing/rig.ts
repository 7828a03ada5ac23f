import { randomBytes } from "node:crypto";
import { bucketIndex, type Db } from "#db";
import { checkBooks, ledgerChecks, readBook } from "#ledger";
import type { Money } from "#money";
import { type CapPlan, type CapsDoor, type CapsParts, capChecks, createCaps } from "#openings";
import { type Payments, paymentChecks } from "#payments";
import { accountOf, caller, drain, makeRig as makePaymentsRig, newCheckout } from "#payments/testing";
import type { AcceptOutcome, Wallet } from "#wallets/protocol";
import { clearingBook } from "../book.ts";
import { type AcceptanceRoom, acceptanceChecks, makeAcceptance } from "../index.ts";
import { agree } from "./agree.ts";

/** The toy "red" pays the stores, "blue" is the wallet whose users pay there. */
export const pair = { acquirer: "red", issuer: "blue" } as const;

export type Rig = Awaited<ReturnType<typeof makeRig>>;
export type House = { payments: Payments; room: AcceptanceRoom; caps: CapsDoor };

/** Payments with an acceptance room between two toy wallets, on a real PostgreSQL. */
export async function makeRig() {
  const base = await makePaymentsRig();
  const { db, clock, ids, toys } = base;
  const knobs = {
    accept: "ok" as "ok" | "lost_before" | "lost_after" | "refused",
    open: true,
    accepts: 0,
    version: 0n,
    shutOnRefresh: false,
    /** What the opening between the two limits by the day. */
    limits: {} as { buyer?: Money; store?: Money; total?: Money },
    opening: "",
  };
  const plan = (payer: string | undefined): CapPlan | null => {
    const { buyer, store = null, total = null } = knobs.limits;
    if (!buyer && !store && !total) return null;
    const { opening } = knobs;
    return { opening, day: "2026-11-22", store, total, buyer: buyer ? { name: `${payer}`, limit: buyer } : null };
  };
  const makeCapsOf = (on: Db) =>
    createCaps({ db: on, clock, random: randomBytes, endOf: endsOf(on), alarm: (what) => void base.alarms.push(what) });
  const paid = new Map<string, Money>();

  /** Red, as the acquirer: what it accepts stands there as an order that is paid. */
  const acquirer: Wallet = {
    ...toys.red.wallet,
    acquiring: {
      async accept({ paymentId, amount }): Promise<AcceptOutcome> {
        knobs.accepts++;
        if (knobs.accept === "refused") return { kind: "refused", code: "NO_AUTH", says: "not allowed" };
        if (knobs.accept === "lost_before") return { kind: "unknown", cause: "time-out" };
        if (!paid.has(paymentId)) {
          toys.red.orders.set(paymentId, { amount, state: "paid", ref: `red-${paymentId}`, group: null });
          paid.set(paymentId, amount);
        }
        if (knobs.accept === "lost_after") return { kind: "unknown", cause: "time-out" };
        return { kind: "accepted", walletRef: `red-${paymentId}`, amount, paidAt: clock.now() };
      },
    },
  };
  const wallets = async (account: string) => (account === accountOf("red") ? acquirer : toys.blue.wallet);

  const boot = (life: { db?: Db; wallet?: (real: Wallet) => Wallet } = {}): House => {
    const wallet = async (account: string) => (life.wallet ?? ((real) => real))(await wallets(account));
    const caps = makeCapsOf(life.db ?? db);
    const room = makeAcceptance({
      ...{ db: life.db ?? db, clock, ids, publicUrl: "http://house.test", wallet },
      titleOf: (id) => (id === "red" || id === "blue" ? { zh: id, en: id } : null),
      acquires: (id) => id === "red",
      walletOf: (account) => (account === accountOf("blue") ? "blue" : null),
      caps,
      permit: ({ payer }) => ({ open: knobs.open, reasons: knobs.open ? [] : [shut], plan: plan(payer) }),
      openingsVersion: () => knobs.version,
      refresh: async () => {
        knobs.version = 0n;
        if (knobs.shutOnRefresh) knobs.open = false;
      },
      alarm: (what) => base.alarms.push(what),
    });
    const { through, isClearing, settleCaps, paymentOfReturn, isHalfDone } = room;
    const acceptance = { through, isClearing, settleCaps, paymentOfReturn, isHalfDone };
    return { room, caps, payments: base.boot({ ...(life.db && { db: life.db }), wallet, acceptance, caps }) };
  };
  const house = boot();
  await agree(house.room, { kind: "pair", pair: { ...pair, account: accountOf("blue") } });
  return {
    ...base,
    ...{ ...house, boot, knobs, acquirer },
    /** In the pair's book in a payment's bucket; in minor units. */
    async clearing(payment: string) {
      const bucket = bucketIndex(payment);
      const book = await readBook(db, clearingBook(pair, bucket));
      return Object.fromEntries(book.map((one) => [one.code, Number(one.balance.minor)]));
    },
    /** From now on the opening between the two is another one, with these limits of a day. */
    under(limits: (typeof knobs)["limits"]): void {
      Object.assign(knobs, { limits, opening: ids.next("opn") });
    },
    books: () => checkBooks(db, [...ledgerChecks, ...paymentChecks, ...acceptanceChecks, ...capChecks]),
  };
}

const ends: Record<string, "paid" | "unpaid"> = {
  paid: "paid",
  closed: "unpaid",
  refused: "unpaid",
  surplus: "unpaid",
};

const endsOf =
  (db: Db): CapsParts["endOf"] =>
  async (payments) => {
    const sql = "select id, state from payments where id = any($1)";
    const rows = await db.read<{ id: string; state: string }>(sql, [payments]);
    return new Map(rows.map((row) => [row.id, ends[row.state] ?? "open"]));
  };

const shut = { code: "not_opened", zh: "尚未开放。", en: "Not opened." };

/** A sale to one of blue's users at a store of red's; the payment's id. */
export async function startThrough(
  house: Pick<House, "payments">,
  stores: readonly string[],
  key: string,
  amount = 10_000,
  buyer: { reference?: string } = {},
  code?: { payer_code: string },
) {
  const repeat = (step: string) => ({ caller: caller.id, route: step, key, requestHash: step });
  const made = await house.payments.createCheckout(caller, { ...newCheckout(stores, amount), buyer }, repeat("sale"));
  if (!made.ok) throw new Error(made.fault);
  const checkout = made.value.checkout.id;
  const how = { checkout, wallet: "red", issuer: "blue", method: code ? "code" : "jump", device: "phone" } as const;
  const start = { ...how, ...code, buyer: {}, by_friend: false };
  const done = await house.payments.startPayment(caller, start, repeat("start"));
  if (!done.ok) throw new Error(`${done.fault} ${JSON.stringify(done.detail)}`);
  return { checkout, payment: done.value.payments[0]?.id ?? "", action: done.value.action };
}

export async function settle(rig: Pick<Rig, "advance">, house: Pick<House, "payments">, seconds = 61): Promise<void> {
  rig.advance(seconds);
  await drain(house);
}

/** What the counters of the opening between the two say, and what they must: the sum of what has not ended unpaid. */
export async function counted({ db, knobs }: Pick<Rig, "db" | "knobs">) {
  const [row] = await db.read<Record<"live" | "store" | "lease" | "buyer", number>>(
    `select
       (select coalesce(sum(a.amount), 0)::int from acceptances a join cap_uses u on u.bucket = a.bucket
          and u.id = a.cap_use join payments p on p.bucket = a.bucket and p.id = a.payment
        where u.opening = $1 and p.state not in ('closed', 'refused')) as live,
       (select coalesce(sum(used), 0)::int from cap_store_days where opening = $1) as store,
       (select coalesce(sum(used), 0)::int from cap_leases where opening = $1) as lease,
       (select coalesce(sum(used), 0)::int from cap_buyer_days where opening = $1) as buyer`,
    [knobs.opening],
  );
  return row;
}

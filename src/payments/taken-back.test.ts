import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { fen } from "#money";
import { reason } from "#openings";
import type { Payments, PaymentsNeeds } from "./index.ts";
import { Dead, makeMortal } from "./testing/mortal.ts";
import { accountOf, drain, made, makeRig, type Rig, started } from "./testing/rig.ts";

/**
 * A limit a payment is lowered below what is under way. The red toy stands for a wallet that cannot prove an unscanned
 * code closed (`unproven`) or that can (`ok`).
 */
let rig: Rig;
let limit: bigint;
const decide: PaymentsNeeds["decide"] = ({ amount }) => {
  const cap = fen(limit);
  const over = amount.minor > limit ? [reason("over_cap_per_payment", { cap })] : [];
  return { open: over.length === 0, reasons: over, cap, opening: "opn_1" };
};
let processes: [Payments, Payments];

beforeAll(async () => {
  rig = await makeRig();
  processes = [rig.boot({ decide }), rig.boot({ decide })];
  rig.payments = processes[0];
});
afterAll(() => rig.end());
beforeEach(() => {
  limit = 2000n;
  rig.advance(3600);
  for (const toy of Object.values(rig.toys)) toy.knobs = { start: "ok", ask: "ok", close: "ok", refund: "ok" };
});

async function lower(): Promise<void> {
  rig.advance(2);
  limit = 1000n;
}

const close = (by: Payments = processes[0]) => by.closeOverCaps("mkt_test");
const bare = (payment: string) => payment.slice(4);
const word = (payment: string) => rig.toys.red.notice(bare(payment));
const hear = (payment: string, raw = word(payment)) => rig.payments.takeNotice("red", accountOf("red"), raw);
const backAtWallet = () => [...rig.toys.red.refunds.values()].reduce((sum, one) => sum + one, 0n);

async function stands(checkout: string) {
  const view = await rig.payments.getCheckout(checkout);
  return { state: view?.state, payments: view?.payments.map((one) => one.state).toSorted() };
}

async function start(stores = rig.stores.slice(0, 1)): Promise<{ checkout: string; first: string }> {
  const checkout = await made(rig, stores);
  const [first] = (await started(rig, checkout)) as [string];
  return { checkout, first };
}

test("where the wallet can, it is closed there; where it cannot, the page has no code any more and says why", async () => {
  const closed = await start();
  await lower();
  expect(await close()).toBe(0);
  expect(await stands(closed.checkout)).toEqual({ state: "open", payments: ["closed"] });
  expect(() => rig.toys.red.pay(bare(closed.first))).toThrow("cannot be paid");
  limit = 2000n;
  const open = await start();
  rig.toys.red.knobs.close = "unproven";
  await lower();
  expect(await close()).toBe(1);
  const [payment] = (await rig.payments.getCheckout(open.checkout))?.payments ?? [];
  expect(payment).toMatchObject({ state: "abandoned", action: null, reason: { code: "revoked" } });
  rig.toys.red.knobs.close = "ok";
  expect(await close()).toBe(0);
});

test("what is paid after it was taken back goes back whole, and the order can be paid by another wallet", async () => {
  const { checkout, first } = await start();
  rig.toys.red.knobs.close = "unproven";
  await lower();
  await close();
  const before = backAtWallet();
  rig.toys.red.pay(bare(first));
  // Twice and by two roads, as wallets do.
  await Promise.all([hear(first), hear(first), processes[1].checkPayment(first)]);
  await drain(rig);
  expect(backAtWallet() - before).toBe(1230n);
  expect(await stands(checkout)).toEqual({ state: "open", payments: ["returned"] });
  limit = 2000n;
  const [second] = (await started(rig, checkout, "blue")) as [string];
  rig.toys.blue.pay(bare(second));
  await processes[1].takeNotice("blue", accountOf("blue"), rig.toys.blue.notice(bare(second)));
  expect(await stands(checkout)).toEqual({ state: "complete", payments: ["paid", "returned"] });
  expect(await rig.books()).toEqual([]);
});

test("who paid before has paid, though the word of it comes after; in the same second it goes back", async () => {
  const [early, same] = [await start(), await start()];
  rig.toys.red.knobs = { ...rig.toys.red.knobs, close: "unproven" };
  rig.toys.red.pay(bare(early.first));
  const earlyWord = word(early.first);
  await lower();
  rig.toys.red.pay(bare(same.first));
  const sameWord = word(same.first);
  expect(await close()).toBe(2);
  rig.advance(1);
  await hear(early.first, earlyWord);
  await hear(same.first, sameWord);
  await drain(rig);
  expect(await stands(early.checkout)).toEqual({ state: "complete", payments: ["paid"] });
  expect(await stands(same.checkout)).toEqual({ state: "open", payments: ["returned"] });
});

test("raised again, it stays taken back: the buyer gets a new code, and the old one's money goes back", async () => {
  const { checkout, first } = await start();
  rig.toys.red.knobs.close = "unproven";
  await lower();
  await close();
  limit = 2000n;
  const [second] = (await started(rig, checkout)) as [string];
  expect(second).not.toBe(first);
  expect(await close()).toBe(1);
  rig.toys.red.pay(bare(second));
  rig.toys.red.pay(bare(first));
  await hear(second);
  await hear(first);
  await drain(rig);
  expect(await stands(checkout)).toEqual({ state: "complete", payments: ["paid", "returned"] });
});

test("money that comes twice says it was taken back only where it was paid after that", async () => {
  const [early, late] = [await start(), await start()];
  rig.toys.red.knobs.close = "unproven";
  rig.toys.red.pay(bare(early.first));
  const earlyWord = word(early.first);
  await lower();
  expect(await close()).toBe(2);
  rig.advance(2);
  limit = 2000n;
  for (const { checkout } of [early, late]) {
    const [second] = (await started(rig, checkout, "blue")) as [string];
    rig.toys.blue.pay(bare(second));
    await rig.payments.takeNotice("blue", accountOf("blue"), rig.toys.blue.notice(bare(second)));
  }
  rig.toys.red.pay(bare(late.first));
  await hear(early.first, earlyWord);
  await hear(late.first);
  await drain(rig);
  const told = async ({ first }: { first: string }) => {
    const view = await rig.payments.getPayment(first);
    const [refund] = await rig.db.read<{ reason: string }>("select reason from refunds where payment = $1", [first]);
    return [view?.state, view?.reason?.code ?? null, refund?.reason];
  };
  expect(await told(early)).toEqual(["returned", null, "This order was already settled"]);
  expect(await told(late)).toEqual(["returned", "revoked", expect.stringMatching(/after its code was taken back/)]);
  expect(await rig.books()).toEqual([]);
});

test("two workers at once, again and again: one event, one refund, and what is within the limit is left alone", async () => {
  const one = await start();
  const small = rig.boot({ decide });
  limit = 5000n;
  const cart = await start(rig.stores);
  rig.toys.red.knobs.close = "unproven";
  await lower();
  await Promise.all([close(), close(processes[1]), close(), close(small)]);
  await close();
  const rows = await rig.db.read<{ subject: string; n: number }>(
    `select subject, count(*)::int as n from outbox where type = 'payment.abandoned' and subject = any($1) group by 1`,
    [[one.first, cart.first]],
  );
  expect(rows.map((row) => row.n)).toEqual([1, 1]);
  expect((await stands(cart.checkout)).payments).toEqual(["abandoned", "abandoned", "abandoned"]);
  rig.toys.red.knobs.close = "ok";
  expect(await close()).toBe(0);
  limit = 2000n;
  const fits = await start();
  expect(await close()).toBe(0);
  expect((await stands(fits.checkout)).payments).toEqual(["waiting"]);
});

test.each(["before", "after"] as const)(
  "dying just %s any contact: another process takes it back, and what is paid meanwhile is paid or goes back",
  async (when) => {
    let deaths = 0;
    for (let at = 1; at < 60; at++) {
      limit = 5000n;
      rig.toys.red.knobs = { start: "ok", ask: "ok", close: "unproven", refund: "ok" };
      const { checkout, first } = await start(rig.stores.slice(0, 1 + (at % 2)));
      await lower();
      const mortal = makeMortal(at, when);
      const wallet = async () => mortal.wallet(rig.toys.red.wallet);
      const dying = rig.boot({ decide, db: mortal.db(rig.db), wallet });
      // An alarm is no death: a wallet that cannot be reached is told and tried again.
      const done = await dying.closeOverCaps("mkt_test").catch((fault: unknown) => {
        if (!(fault instanceof Dead) && !mortal.died()) throw fault;
      });
      // The buyer pays just now.
      rig.toys.red.pay(bare(first));
      const back = backAtWallet();
      await close(processes[1]);
      await hear(first);
      rig.advance(61);
      await drain(rig);
      const { state, payments } = await stands(checkout);
      expect(state, `died ${when} contact ${at}`).toBe("open");
      expect(new Set(payments), `died ${when} contact ${at}`).toEqual(new Set(["returned"]));
      expect(backAtWallet() - back).toBe(1230n + (payments?.length === 2 ? 1231n : 0n));
      if (done !== undefined && !mortal.died()) break;
      deaths++;
    }
    expect(deaths).toBeGreaterThan(4);
    expect(await rig.books()).toEqual([]);
  },
  60_000,
);

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { drain, notify } from "#payments/testing";
import { Dead, makeMortal } from "#payments/testing/mortal";
import type { Wallet } from "#wallets/protocol";
import { type House, makeRig, type Rig, startThrough } from "./testing/rig.ts";

/**
 * A payer's code that two processes look after: one undoes it while the other hears that it was paid. Whatever went
 * back to the payer at the issuer, no acquirer pays for.
 */
let rig: Rig;
let between: (order: string) => Promise<void> = async () => undefined;
let asked: (order: string) => Promise<void> = async () => undefined;
const nothing = async () => undefined;
beforeAll(async () => {
  rig = await makeRig();
});
afterAll(() => rig.end());
beforeEach(() => {
  [between, asked] = [nothing, nothing];
});

/** At the toy issuer, undoing closes the order whether or not it was paid meanwhile, as wallets do. */
function undoing(real: Wallet): Wallet {
  return {
    ...real,
    async ask(subject) {
      const said = await real.ask(subject);
      await asked(subject.paymentId);
      return said;
    },
    async close({ paymentId }) {
      const order = rig.toys.blue.orders.get(paymentId);
      if (order) order.state = "closed";
      return { kind: "closed", code: "undone" };
    },
  };
}

const withCharge = (wallet: Wallet): Wallet => ({
  ...wallet,
  charge: {
    async charge({ payerCode, ...request }) {
      await wallet.start({ ...request, method: "code", device: "phone", returnUrl: "" });
      return { kind: "waiting", stage: "paying" };
    },
    ask: wallet.ask,
    async reverse(subject) {
      const found = await wallet.ask(subject);
      if (found.kind !== "waiting" && found.kind !== "absent") return found;
      await between(subject.paymentId);
      return await wallet.close(subject);
    },
  },
});

const process = async (life: Parameters<Rig["boot"]>[0] = {}): Promise<House> => {
  const { wallet = (real: Wallet) => real } = life;
  const house = rig.boot({
    ...life,
    wallet: (real) => (real.acquiring ? wallet(real) : withCharge(wallet(undoing(real)))),
  });
  await house.room.refresh();
  return house;
};
let n = 0;
const charge = async (house: House) =>
  (await startThrough(house, rig.stores.slice(0, 1), `till ${++n}`, 10_000, {}, { payer_code: `28${n}` })).payment;

/** What the payer's money, the payment and the acquirer say in the end. */
async function end(house: House, payment: string) {
  for (let turn = 0; turn < 5; turn++) {
    rig.advance(61);
    await drain(house);
  }
  return {
    issuer: rig.toys.blue.orders.get(payment.slice(4))?.state,
    payment: (await rig.payments.getPayment(payment))?.state,
    acceptance: (await rig.room.ofPayment(payment))?.state,
    acquirer: rig.toys.red.orders.get(payment.slice(4))?.state,
  };
}
const undone = { issuer: "closed", payment: "closed", acceptance: "ended", acquirer: undefined };
const paid = { issuer: "paid", payment: "paid", acceptance: "accepted", acquirer: "paid" };

test("paid between a reversal's two calls, and another process hears of it first: nobody accepts it", async () => {
  const [one, other] = [await process(), await process()];
  const payment = await charge(one);
  between = async (order) => {
    between = nothing;
    rig.toys.blue.pay(order);
    await notify(one, rig.toys.blue, payment);
    expect(await rig.room.ofPayment(payment)).toMatchObject({ state: "started" });
    await one.payments.closePayment(payment);
  };
  await other.payments.closePayment(payment);
  expect(await end(one, payment)).toEqual(undone);
  expect(await rig.books()).toEqual([]);
});

test("paid between a reversal's two calls, and a process that heard of it comes last: its word is too old", async () => {
  const [one, other] = [await process(), await process()];
  const payment = await charge(one);
  rig.toys.blue.pay(payment.slice(4));
  asked = async (order) => {
    asked = nothing;
    // As the other's question found it, just before it was paid.
    const paidOrder = rig.toys.blue.orders.get(order);
    if (paidOrder) paidOrder.state = "open";
    between = async () => rig.toys.blue.pay(order);
    await other.payments.closePayment(payment);
  };
  await notify(one, rig.toys.blue, payment);
  expect(await end(one, payment)).toEqual(undone);
  expect(await rig.books()).toEqual([]);
});

test("what a reversal finds paid is accepted; so is what was paid after its process died, once nothing can undo it", async () => {
  const [one, other] = [await process(), await process()];
  const found = await charge(one);
  rig.toys.blue.pay(found.slice(4));
  await other.payments.closePayment(found);
  expect(await end(one, found)).toEqual(paid);
  const left = await charge(one);
  between = async (order) => {
    between = nothing;
    rig.toys.blue.pay(order);
    throw new Dead();
  };
  await other.payments.closePayment(left).catch(() => undefined);
  await notify(one, rig.toys.blue, left);
  expect(await rig.room.ofPayment(left)).toMatchObject({ state: "started" });
  expect(await end(one, left)).toEqual(paid);
});

test("a charge that comes late, after its reversal found none, is not paid for", async () => {
  const one = await process();
  const before = rig.toys.blue.calls.start;
  const wallet = (real: Wallet): Wallet => ({
    ...real,
    start: async (request) => {
      await one.payments.closePayment(`pay_${request.paymentId}`);
      return await real.start(request);
    },
  });
  const payment = await charge(await process({ wallet }));
  // The charge came late, after its reversal found none: it stands open at the issuer and is undone in turn.
  expect(rig.toys.blue.calls.start).toBe(before + 1);
  expect((await end(one, payment)).acquirer).toBeUndefined();
});

test("who sleeps for a minute between the two calls undoes what another has heard was taken: a person is told", async () => {
  const [one, other] = [await process(), await process()];
  const payment = await charge(one);
  rig.knobs.accept = "lost_before";
  between = async (order) => {
    between = nothing;
    rig.toys.blue.pay(order);
    rig.advance(61);
    await one.payments.checkPayment(payment);
  };
  await other.payments.closePayment(payment);
  expect(await rig.room.ofPayment(payment)).toMatchObject({ state: "debited" });
  expect(rig.alarms.splice(0)).toEqual(["payment_contradiction"]);
  rig.knobs.accept = "ok";
});

test.each(["before", "after"] as const)(
  "a reversal dies just %s each contact",
  async (when) => {
    const witness = await process();
    let played = false;
    for (let at = 1; at < 90 && !played; at++) {
      const payment = await charge(witness);
      between = async (order) => {
        between = nothing;
        rig.toys.blue.pay(order);
        await notify(witness, rig.toys.blue, payment);
      };
      const mortal = makeMortal(at, when);
      const house = await process({ db: mortal.db(rig.db), wallet: mortal.wallet }).catch(() => null);
      await house?.payments.closePayment(payment).catch((fault: unknown) => {
        if (!(fault instanceof Dead) && !mortal.died()) throw fault;
      });
      played = !mortal.died();
      between = nothing;
      const order = rig.toys.blue.orders.get(payment.slice(4));
      const where = `died ${when} contact ${at}: ${order?.state}`;
      expect(await end(witness, payment), where).toEqual(order?.state === "paid" ? paid : undone);
    }
    expect(played).toBe(true);
    expect(await rig.books()).toEqual([]);
  },
  60_000,
);

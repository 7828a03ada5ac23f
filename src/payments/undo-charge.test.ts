import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { AskOutcome, PayOutcome, Wallet } from "#wallets/protocol";
import type { Payments } from "./index.ts";
import { Dead, makeMortal } from "./testing/mortal.ts";
import { accountOf, caller, drain, makeRig, newCheckout, notify, type Rig } from "./testing/rig.ts";

/**
 * A payer's code that one process charges while another undoes it, and it is paid between the reversal's two calls.
 * Whoever hears what first, and whoever dies: the house says paid where the wallet keeps the money, and nowhere else.
 */
let rig: Rig;
const nothing = async (_order: string): Promise<void> => undefined;
let charging = nothing;
let asked = nothing;
let between = nothing;
/** Every order that was paid at any time, and how often each was undone. */
const wasPaid = new Map<string, AskOutcome>();
const undone = new Map<string, number>();
beforeAll(async () => {
  rig = await makeRig();
});
afterAll(() => rig.end());
beforeEach(() => {
  [charging, asked, between] = [nothing, nothing, nothing];
});

async function pay(order: string): Promise<void> {
  if (rig.toys.red.orders.get(order)?.state === "open") rig.toys.red.pay(order);
  const said = await rig.toys.red.wallet.ask({ paymentId: order } as never);
  if (said.kind === "paid") wasPaid.set(order, said);
}

/** Undoing closes the order whether or not it was paid meanwhile, as wallets do. */
function undoing(): Wallet {
  const { wallet, orders } = rig.toys.red;
  return {
    ...wallet,
    async start(request): Promise<PayOutcome> {
      await wallet.start(request);
      await charging(request.paymentId);
      await pay(request.paymentId);
      return (wasPaid.get(request.paymentId) ?? { kind: "closed", code: "undone" }) as PayOutcome;
    },
    async ask(subject) {
      const said = await wallet.ask(subject);
      await asked(subject.paymentId);
      return said;
    },
    async close({ paymentId }) {
      const order = orders.get(paymentId);
      if (order) order.state = "closed";
      undone.set(paymentId, (undone.get(paymentId) ?? 0) + 1);
      return { kind: "closed", code: "undone" };
    },
  };
}

const withCharge = (wallet: Wallet): Wallet => ({
  ...wallet,
  charge: {
    charge: ({ payerCode: _code, ...request }) =>
      wallet.start({ ...request, method: "code", device: "phone", returnUrl: "" }),
    ask: wallet.ask,
    async reverse(subject) {
      const found = await wallet.ask(subject);
      if (found.kind !== "waiting" && found.kind !== "absent") return found;
      await between(subject.paymentId);
      return await wallet.close(subject);
    },
  },
});

const process = (mortal?: ReturnType<typeof makeMortal>): Payments =>
  rig.boot({
    ...(mortal && { db: mortal.db(rig.db) }),
    wallet: async () => withCharge(mortal ? mortal.wallet(undoing()) : undoing()),
  });

async function sell(room: Payments, checkout: string): Promise<void> {
  const how = { checkout, wallet: "red", method: "code", device: "phone", buyer: {}, by_friend: false } as const;
  await room.startPayment(caller, { ...how, payer_code: `28${checkout}` }, null);
}
async function sale(): Promise<string> {
  const made = await rig.payments.createCheckout(caller, newCheckout(rig.stores.slice(0, 1)), null);
  if (!made.ok) throw new Error(made.fault);
  return made.value.checkout.id;
}
const unlessDead = (mortal?: ReturnType<typeof makeMortal>) => (fault: unknown) => {
  if (!(fault instanceof Dead) && !mortal?.died()) throw fault;
};

/** What the payer's money and the payments say in the end. */
async function end(checkout: string, where = "") {
  [charging, asked, between] = [nothing, nothing, nothing];
  const heir = process();
  for (let turn = 0; turn < 6; turn++) {
    rig.advance(61);
    await drain({ payments: heir });
  }
  const view = await heir.getCheckout(checkout);
  for (const { id, state } of view?.payments ?? []) {
    const held = rig.toys.red.orders.get(id.slice(4))?.state === "paid";
    expect(state, where).toBe(held ? "paid" : "closed");
  }
  return view?.payments.map((one) => one.state) ?? [];
}

type First = "charge" | "reversal";
/** `other` reverses while `one` charges; it is paid between the two calls, and `first` is applied first. */
async function race(one: Payments, other: Payments, first: First, mortal?: ReturnType<typeof makeMortal>) {
  const checkout = await sale();
  let heard = (): void => undefined;
  const paid = new Promise<void>((done) => {
    heard = done;
  });
  let selling: Promise<void> = Promise.resolve();
  let closing: Promise<unknown> = Promise.resolve();
  between = async (order) => {
    between = nothing;
    await pay(order);
    heard();
    if (first === "charge") await selling;
  };
  charging = async (order) => {
    charging = nothing;
    closing = other.closePayment(`pay_${order}`).catch(unlessDead(mortal));
    await (first === "charge" ? Promise.race([paid, closing]) : closing);
  };
  selling = sell(one, checkout).catch(unlessDead(mortal));
  await selling;
  await closing;
  return checkout;
}

test.each(["charge", "reversal"] as const)(
  "paid between a reversal's two calls, and the %s is heard first: not paid, and nothing goes back twice",
  async (first) => {
    const checkout = await race(process(), process(), first);
    expect(await end(checkout)).toEqual(["closed"]);
    expect(rig.toys.red.calls.refund).toBe(0);
    expect(await rig.books()).toEqual([]);
  },
);

test.each(["one", "other"] as const)(
  "%s of the two dies at any contact, whichever is heard first",
  async (who) => {
    for (const first of ["charge", "reversal"] as const)
      for (const when of ["before", "after"] as const)
        for (let at = 1, played = false; !played; at++) {
          const mortal = makeMortal(at, when);
          const [one, other] = who === "one" ? [process(mortal), process()] : [process(), process(mortal)];
          const checkout = await race(one, other, first, mortal);
          played = !mortal.died();
          const states = await end(checkout, `${who} died ${when} contact ${at}, ${first} first`);
          if (played) expect([states, at > 3]).toEqual([["closed"], true]);
        }
    expect(await rig.books()).toEqual([]);
  },
  60_000,
);

/** Its charge was answered with a word that told nothing, so it stands open at the wallet. */
async function open(): Promise<{ checkout: string; payment: string }> {
  const checkout = await sale();
  charging = async () => {
    charging = nothing;
    throw new Dead();
  };
  await sell(process(), checkout).catch(unlessDead());
  const view = await rig.payments.getCheckout(checkout);
  return { checkout, payment: view?.payments[0]?.id ?? "" };
}
const stateOf = async (payment: string) => (await rig.payments.getPayment(payment))?.state;

test("a notice and another's question tell of it while it is undone: neither is believed", async () => {
  const [one, other] = [process(), process()];
  const { checkout, payment } = await open();
  between = async (order) => {
    between = nothing;
    await pay(order);
    expect((await notify({ payments: one }, rig.toys.red, payment))?.status).toBe(500);
    await one.checkPayment(payment);
    expect(await stateOf(payment)).toBe("starting");
  };
  await other.closePayment(payment);
  expect(await end(checkout)).toEqual(["closed"]);
});

test("a notice of before comes after it was undone: the wallet is asked, and says what is left", async () => {
  const { checkout, payment } = await open();
  let told = rig.toys.red.notice(payment.slice(4));
  between = async (order) => {
    await pay(order);
    told = rig.toys.red.notice(order);
  };
  await process().closePayment(payment);
  rig.advance(600);
  await process().takeNotice("red", accountOf("red"), told);
  expect(await stateOf(payment)).toBe("closed");
  expect(await end(checkout)).toEqual(["closed"]);
});

test("a question that heard of it before somebody set out to undo it is too old", async () => {
  const [one, other] = [process(), process()];
  const { checkout, payment } = await open();
  const order = rig.toys.red.orders.get(payment.slice(4));
  await pay(payment.slice(4));
  asked = async (id) => {
    asked = nothing;
    // As the other's question finds it, just before it is paid.
    if (order) order.state = "open";
    between = pay;
    await other.closePayment(`pay_${id}`);
  };
  await one.checkPayment(payment);
  expect(await end(checkout)).toEqual(["closed"]);
});

test("two who undo it: one does, and what the other would have found paid stays unsaid", async () => {
  const [one, other] = [process(), process()];
  const { checkout, payment } = await open();
  between = async (order) => {
    between = nothing;
    await pay(order);
    expect(await one.closePayment(payment)).toMatchObject({ ok: false, fault: "payment_not_closed" });
    await one.cancelCheckout(checkout);
  };
  await other.closePayment(payment);
  expect(undone.get(payment.slice(4))).toBe(1);
  expect(await end(checkout)).toEqual(["closed"]);
});

test("who undoes it finds it paid: paid; paid after its process died: so too, when nothing can undo it any more", async () => {
  const [one, other] = [process(), process()];
  const found = await open();
  await pay(found.payment.slice(4));
  await other.closePayment(found.payment);
  expect(await stateOf(found.payment)).toBe("paid");
  const left = await open();
  between = async (order) => {
    between = nothing;
    await pay(order);
    throw new Dead();
  };
  await other.closePayment(left.payment).catch(unlessDead());
  await notify({ payments: one }, rig.toys.red, left.payment);
  expect(await stateOf(left.payment)).toBe("starting");
  expect(await end(left.checkout)).toEqual(["paid"]);
});

test("a charge that comes after its reversal found none is held by the wallet, and said to be paid", async () => {
  const checkout = await sale();
  const real = rig.toys.red.wallet.start;
  rig.toys.red.wallet.start = async (request) => {
    rig.toys.red.wallet.start = real;
    await process().closePayment(`pay_${request.paymentId}`);
    return await real(request);
  };
  await sell(process(), checkout);
  expect(await end(checkout)).toEqual(["paid"]);
  expect(await rig.books()).toEqual([]);
});

test("nothing is charged after somebody set out to undo it", async () => {
  const checkout = await sale();
  const before = rig.toys.red.calls.start;
  const db: Rig["db"] = {
    ...rig.db,
    // Somebody is faster than the charge, right after its intent.
    async read(sql, parameters) {
      const rows = await rig.db.read(sql, parameters);
      const view = undo ? await rig.payments.getCheckout(checkout) : null;
      const [payment] = view?.payments ?? [];
      if (payment && undo) {
        undo = false;
        await process().closePayment(payment.id);
      }
      return rows as never;
    },
  };
  let undo = true;
  await sell(rig.boot({ db, wallet: async () => withCharge(undoing()) }), checkout);
  expect(undo).toBe(false);
  expect(rig.toys.red.calls.start).toBe(before);
  expect(await end(checkout)).toEqual(["closed"]);
});

/** The wallet says at once that the payer has too little money, while its order stands there. */
async function poor(atWallet: (order: string) => Promise<void>): Promise<{ checkout: string; answer: string }> {
  const checkout = await sale();
  const own = undoing();
  const wallet: Wallet = {
    ...own,
    async start(request) {
      await rig.toys.red.wallet.start(request);
      await atWallet(request.paymentId);
      return { kind: "waiting", stage: "paying", hopeless: { code: "TOO_LITTLE", says: "Too little money." } };
    },
  };
  const room = rig.boot({ wallet: async () => withCharge(wallet) });
  const how = { checkout, wallet: "red", method: "code", device: "phone", buyer: {}, by_friend: false } as const;
  const done = await room.startPayment(caller, { ...how, payer_code: `28${checkout}` }, null);
  return { checkout, answer: done.ok ? (done.value.payments[0]?.state ?? "") : done.fault };
}

test("a charge without hope is undone by whoever charged it, intent first, and the till is told no", async () => {
  let intents: unknown[] = [];
  between = async (order) => {
    const sql = "select reversing_at from payments where id = $1 and reversing_at is not null";
    intents = await rig.db.read(sql, [`pay_${order}`]);
  };
  const { checkout, answer } = await poor(nothing);
  expect([answer, intents.length]).toEqual(["wallet_refused", 1]);
  const view = await rig.payments.getCheckout(checkout);
  expect(view?.payments).toMatchObject([{ state: "refused" }]);
  expect(undone.get(view?.payments[0]?.id.slice(4) ?? "")).toBe(1);
});

test("a charge without hope, paid between its reversal's two calls while another hears of it: not paid", async () => {
  const other = process();
  between = async (order) => {
    between = nothing;
    await pay(order);
    await notify({ payments: other }, rig.toys.red, `pay_${order}`);
    await other.checkPayment(`pay_${order}`);
    expect(await stateOf(`pay_${order}`)).toBe("starting");
  };
  const { checkout, answer } = await poor(nothing);
  expect(answer).toBe("wallet_refused");
  expect((await rig.payments.getCheckout(checkout))?.payments).toMatchObject([{ state: "refused" }]);
  expect(await rig.books()).toEqual([]);
});

test("a charge without hope that another process undoes, or that was paid all the same, is told as it is", async () => {
  const other = process();
  const two = await poor(async (order) => {
    between = async () => {
      between = nothing;
      throw new Dead();
    };
    await other.closePayment(`pay_${order}`).catch(unlessDead());
  });
  expect(two.answer).toBe("starting");
  expect(await end(two.checkout)).toEqual(["closed"]);
  const paid = await poor(pay);
  expect(paid.answer).toBe("paid");
  expect(await rig.books()).toEqual([]);
});

test("who sleeps for a minute between the two calls undoes what is paid by then: a person is told", async () => {
  const { payment } = await open();
  between = async (order) => {
    between = nothing;
    await pay(order);
    rig.advance(61);
    await process().checkPayment(payment);
  };
  await process().closePayment(payment);
  expect(await stateOf(payment)).toBe("paid");
  expect(rig.alarms).toEqual(["payment_contradiction"]);
});

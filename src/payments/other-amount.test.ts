import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fen, money } from "#money";
import type { Payments } from "./index.ts";
import { Dead, makeMortal } from "./testing/mortal.ts";
import { accountOf, drain, made, makeRig, notify, type Rig, start, started } from "./testing/rig.ts";

/** The wallet took another amount than was asked: never the order's, never the store's, back whole by itself. */
let rig: Rig;
beforeAll(async () => {
  rig = await makeRig();
});
afterAll(() => rig.end());
beforeEach(() => {
  for (const toy of Object.values(rig.toys)) toy.knobs = { start: "ok", ask: "ok", close: "ok", refund: "ok" };
  rig.alarms.length = 0;
});
afterEach(async () => expect(await rig.books()).toEqual([]));

const store = () => rig.stores[0] as string;
const payment = async (id: string) => {
  const found = await rig.payments.getPayment(id);
  if (!found) throw new Error(`${id} is not there`);
  return found;
};

/** Started, and paid at the wallet with so many fen. */
async function paidWith(amount: number, asked = rig.stores.slice(0, 1)): Promise<{ checkout: string; id: string }> {
  const checkout = await made(rig, asked);
  const [id] = (await started(rig, checkout)) as [string];
  rig.toys.red.pay(id.slice(4));
  const order = rig.toys.red.orders.get(id.slice(4));
  if (order) order.amount = fen(amount);
  return { checkout, id };
}

const kinds = async (about: string) => {
  const rows = await rig.db.read<{ kind: string; amount: bigint }>(
    `select kind, amount from transfers where subject = $1 or subject in (select id from refunds where payment = $1)
     order by kind`,
    [about],
  );
  return rows.map((row) => `${row.kind} ${row.amount}`);
};

const allBack = (amount: number) => [
  `payment_suspended ${amount}`,
  `refund_done ${amount}`,
  `suspense_returned ${amount}`,
];

describe("another amount than was asked", () => {
  test.each([1231, 1229, 1])("%s fen of 1230: suspended, back whole, the order stays to be paid", async (came) => {
    const before = await rig.balance(store());
    const { checkout, id } = await paidWith(came);
    expect((await notify(rig, rig.toys.red, id))?.status).toBe(200);
    expect(new Set(rig.alarms)).toEqual(new Set(["payment_amount_differs"]));
    const held = await payment(id);
    expect(held).toMatchObject({ state: "surplus", reason: { code: "other_amount" }, amount: fen(1230) });
    expect(held.received).toEqual(fen(came));
    await drain(rig);
    expect((await payment(id)).state).toBe("returned");
    expect(await kinds(id)).toEqual(allBack(came));
    expect(await rig.balance(store())).toMatchObject({ ...before, "red suspense": 0, "red refunds_due": 0 });
    expect(rig.toys.red.refunds.size).toBeGreaterThan(0);
    // The buyer pays again, what was asked.
    const view = await rig.payments.getCheckout(checkout);
    expect([view?.state, view?.orders[0]?.state]).toEqual(["open", "unpaid"]);
    expect((await start(rig, checkout, "blue")).ok).toBe(true);
  });

  test("found by the worker's own question, with no notice ever", async () => {
    const { id } = await paidWith(2000);
    rig.advance(20);
    await drain(rig);
    expect(await payment(id)).toMatchObject({ state: "returned", received: fen(2000) });
  });

  test("of an attempt that was closed, refused or left: it goes back just the same", async () => {
    const { checkout, id } = await paidWith(1500);
    rig.toys.red.knobs.close = "unproven";
    rig.toys.red.knobs.ask = "unknown";
    expect((await start(rig, checkout, "blue")).ok).toBe(true);
    expect((await payment(id)).state).toBe("abandoned");
    rig.toys.red.knobs.ask = "ok";
    await notify(rig, rig.toys.red, id);
    await drain(rig);
    expect((await payment(id)).state).toBe("returned");
    const open = (await rig.payments.getCheckout(checkout))?.payments.filter((one) => one.state === "waiting");
    expect(open?.map((one) => one.wallet)).toEqual(["blue"]);
  });

  test("one part of a cart over two stores: the other part is paid", async () => {
    const { checkout, id } = await paidWith(99, rig.stores.slice(0, 2));
    const other = (await rig.payments.getCheckout(checkout))?.payments.find((one) => one.id !== id)?.id as string;
    await notify(rig, rig.toys.red, other);
    await notify(rig, rig.toys.red, id);
    await drain(rig);
    expect((await payment(other)).state).toBe("paid");
    expect(await payment(id)).toMatchObject({ state: "returned", received: fen(99) });
    expect((await rig.payments.getCheckout(checkout))?.state).toBe("open");
  });

  test("the notice ten times at once on two processes, with the worker between: once", async () => {
    const { id } = await paidWith(1300);
    const other = { payments: rig.boot() };
    rig.advance(20);
    const all = Array.from({ length: 10 }, (_, i) => notify(i % 2 ? rig : other, rig.toys.red, id));
    const replies = await Promise.all([...all, drain(rig), drain(other)].map((one) => one.then((done) => done)));
    expect(replies.slice(0, 10).map((reply) => reply?.status)).toEqual(Array.from({ length: 10 }, () => 200));
    await drain(rig);
    expect(await kinds(id)).toEqual(allBack(1300));
    expect(new Set(rig.alarms)).toEqual(new Set(["payment_amount_differs"]));
  });

  test("a wallet that refuses to send it back leaves it to be tried again until it does", async () => {
    const { id } = await paidWith(1300);
    rig.toys.red.knobs.refund = "refused";
    await notify(rig, rig.toys.red, id);
    await drain(rig);
    expect([(await payment(id)).state, rig.alarms.includes("refund_abnormal")]).toEqual(["surplus", true]);
    rig.toys.red.knobs.refund = "ok";
    rig.advance(7 * 3600);
    await drain(rig);
    expect((await payment(id)).state).toBe("returned");
  });

  test("another transaction number afterwards, or another currency, is a person's: alarm, nothing moves", async () => {
    const { id } = await paidWith(1300);
    await notify(rig, rig.toys.red, id);
    await notify(rig, rig.toys.red, id, { walletRef: "another" });
    expect(rig.alarms).toContain("payment_contradiction");
    const odd = await paidWith(1300);
    const order = rig.toys.red.orders.get(odd.id.slice(4));
    if (order) order.amount = money(1230n, "HKD");
    expect((await notify(rig, rig.toys.red, odd.id))?.status).toBe(500);
    expect((await payment(odd.id)).state).toBe("waiting");
    if (order) order.amount = fen(1230);
    await drain(rig);
  });
});

describe("dying anywhere", () => {
  test.each(["before", "after"] as const)(
    "just %s each contact with the world: back whole, once",
    async (when) => {
      let deaths = 0;
      for (let at = 1; at < 60; at++) {
        const { id } = await paidWith(1400);
        const mortal = makeMortal(at, when);
        const room = rig.boot({ db: mortal.db(rig.db), wallet: async () => mortal.wallet(rig.toys.red.wallet) });
        await play(room, id).catch((fault: unknown) => {
          if (!(fault instanceof Dead) && !mortal.died()) throw fault;
        });
        const alive = !mortal.died();
        if (!alive) deaths++;
        for (let turn = 0; turn < 4; turn++) {
          rig.advance(61);
          await notify(rig, rig.toys.red, id);
          await drain(rig);
        }
        expect((await payment(id)).state, `died ${when} contact ${at}`).toBe("returned");
        expect(await kinds(id), `died ${when} contact ${at}`).toEqual(allBack(1400));
        if (alive) break;
      }
      expect(deaths).toBeGreaterThan(10);
    },
    60_000,
  );
});

async function play(room: Payments, id: string): Promise<void> {
  await room.takeNotice("red", accountOf("red"), rig.toys.red.notice(id.slice(4)));
  await drain({ payments: room });
}

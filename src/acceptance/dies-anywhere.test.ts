import { afterAll, beforeAll, expect, test } from "vitest";
import { fen } from "#money";
import { caller, drain, notify } from "#payments/testing";
import { Dead, makeMortal } from "#payments/testing/mortal";
import { agree } from "./testing/agree.ts";
import { counted, type House, makeRig, pair, type Rig, startThrough } from "./testing/rig.ts";

/**
 * The story below is played once for every contact with the database or one of the two wallets, dying just before or
 * just after it. Then another process takes over: the payment is paid once, refunded once, and both sides of the
 * clearing say the same.
 */
let rig: Rig;
beforeAll(async () => {
  rig = await makeRig();
  const card = {
    ...pair,
    starts_at: null,
    rate: 38,
    fixed: fen(0),
    bearer: "acquirer",
    on_refund: "returned",
  } as const;
  await agree(rig.room, { kind: "rates", card });
  rig.advance(1);
});
afterAll(() => rig.end());

async function play(house: House, key: string): Promise<string> {
  const { payment } = await startThrough(house, rig.stores.slice(0, 1), key, 10_000, { reference: "b1" });
  const order = rig.toys.blue.orders.get(payment.slice(4));
  if (order?.state === "open") rig.toys.blue.pay(payment.slice(4));
  if (order) await notify(house, rig.toys.blue, payment);
  const ask = { payment, amount: fen(2_500), reason: "too much" };
  const repeat = { caller: caller.id, route: "refund", key, requestHash: "refund" };
  const made = await house.payments.createRefund(caller, ask, repeat);
  if (!made.ok) throw new Error(made.fault);
  return payment;
}

async function recover(key: string): Promise<string> {
  const heir = rig.boot();
  await heir.room.refresh();
  for (let turn = 0; turn < 8; turn++) {
    rig.advance(61);
    await heir.caps.sweep();
    await drain(heir);
    await play(heir, key).catch(() => undefined);
  }
  const payment = await play(heir, key);
  rig.advance(4000);
  await drain(heir);
  return payment;
}

test.each(["before", "after"] as const)(
  "dying just %s each contact",
  async (when) => {
    let deaths = 0;
    for (let at = 1; at < 120; at++) {
      const mortal = makeMortal(at, when);
      const house = rig.boot({ db: mortal.db(rig.db), wallet: mortal.wallet });
      const key = `${when} ${at}`;
      rig.toys.blue.refunds.clear();
      // Room for one: what a dead start reserved has to come back before another begins.
      rig.under({ buyer: fen(15_000), store: fen(15_000), total: fen(15_000) });
      const played = await house.room
        .refresh()
        .then(() => play(house, key))
        .catch((fault: unknown) => {
          if (!(fault instanceof Dead) && !mortal.died()) throw fault;
        });
      if (played && !mortal.died()) break;
      deaths++;
      const payment = await recover(key);
      const where = `died ${when} contact ${at}`;
      expect(await rig.payments.getPayment(payment), where).toMatchObject({ state: "paid", refunded: fen(2_500) });
      expect(await rig.room.ofPayment(payment), where).toMatchObject({
        ...{ state: "accepted", fee: fen(38), fee_back: fen(10), refunded: fen(2_500) },
      });
      expect([...rig.toys.blue.refunds.values()], where).toEqual([2_500n]);
      expect(await counted(rig), where).toEqual({ live: 10_000, store: 10_000, lease: 10_000, buyer: 10_000 });
    }
    expect(deaths).toBeGreaterThan(15);
    expect(await rig.books()).toEqual([]);
    expect(rig.alarms).toEqual([]);
  },
  180_000,
);

test("a settlement dies between any two buckets: the next one goes on", async () => {
  const net = Number((await sum("issuer_claim")) ?? 0);
  expect(net).toBeGreaterThan(0);
  let id = "";
  for (let at = 5; at < 700; at += 97) {
    const mortal = makeMortal(at, "after");
    const house = rig.boot({ db: mortal.db(rig.db) });
    const [open] = (await rig.room.listClearings()).filter((one) => one.state !== "settled");
    const step = open?.state === "open" ? "paid" : open?.state === "paid" ? "received" : null;
    const work = async () =>
      open && step
        ? await agree(house.room, { kind: step, clearing: open.id })
        : await house.room.closeWindow(pair, "per_1");
    await work().catch((fault: unknown) => {
      if (!(fault instanceof Dead) && !mortal.died()) throw fault;
    });
    id = (await rig.room.listClearings())[0]?.id ?? "";
    while ((await rig.room.tick()) > 0);
    expect(await rig.books()).toEqual([]);
    if ((await rig.room.getClearing(id))?.state === "settled") break;
  }
  expect(await rig.room.getClearing(id)).toMatchObject({ state: "settled", net: fen(net) });
  expect(Number(await sum("clearing_transit"))).toBe(0);
}, 120_000);

async function sum(code: string): Promise<string | undefined> {
  const [row] = await rig.db.read<{ sum: string }>(
    "select sum(debits - credits)::text as sum from accounts where code = $1",
    [code],
  );
  return row?.sum;
}

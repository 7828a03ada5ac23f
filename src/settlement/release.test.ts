import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bucketValues, openDatabase, relayEvents } from "#db";
import { fen } from "#money";
import { accountOf, drain } from "#payments/testing";
import { Dead, makeMortal } from "#payments/testing/mortal";
import { makeSettlementRig, paidOrder, refund, type SettlementRig } from "./testing/rig.ts";

let rig: SettlementRig;
beforeAll(async () => {
  rig = await makeSettlementRig();
});
afterAll(() => rig.end());
beforeEach(() => {
  for (const toy of Object.values(rig.toys)) toy.knobs = { start: "ok", ask: "ok", close: "ok", refund: "ok" };
  rig.alarms.length = 0;
});
afterEach(async () => expect(await rig.books()).toEqual([]));

const day = 86_400;
const receipt = (order: string, room = rig.settlement) => room.confirmReceipt("key_test", order, null);
const book = async (store = 0) => {
  const all = await rig.balance(rig.stores[store] as string);
  return { escrow: all["red escrow"] ?? 0, balance: all["red balance"] ?? 0, commission: all["red commission"] ?? 0 };
};
const grown = async (work: () => Promise<unknown>, store = 0) => {
  const before = await book(store);
  await work();
  const after = await book(store);
  return {
    escrow: after.escrow - before.escrow,
    balance: after.balance - before.balance,
    commission: after.commission - before.commission,
  };
};
/** Numbers events and does what is due until nothing is left. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    const relayed = await relayEvents(rig.db, bucketValues, 500);
    if (relayed.length + (await rig.settlement.tick()) === 0) return;
  }
  throw new Error("Settlement never rests.");
}

describe("receipt", () => {
  test("escrow becomes the store's balance, once, and says so in one event", async () => {
    const { order, payment } = await paidOrder(rig);
    const moved = await grown(async () => {
      expect(await receipt(order)).toMatchObject({ ok: true, value: { payment, net: { minor: 1000n } } });
      expect(await receipt(order)).toMatchObject({ ok: true, repeated: true, value: { payment, cause: "receipt" } });
    });
    expect(moved).toEqual({ escrow: -1000, balance: 1000, commission: 0 });
    await settle();
    const events = await rig.db.read("select data from events where type = 'order.released' and subject = $1", [order]);
    expect(events).toMatchObject([{ data: { order, payment, cause: "receipt", net: { minor: "1000" } } }]);
  });

  test("confirmed twenty times at once on two processes with connections of their own: one release", async () => {
    const { order } = await paidOrder(rig);
    const other = openDatabase(rig.owner, {
      poolSize: 8,
      applicationName: "second process",
    });
    const rooms = [rig.settlement, rig.bootSettlement({ db: other })];
    const moved = await grown(async () => {
      const all = await Promise.all(
        Array.from({ length: 20 }, (_, i) => receipt(order, rooms[i % 2] as (typeof rooms)[number])),
      );
      expect(all.filter((one) => one.ok && !one.repeated).length).toBe(1);
      expect(all.every((one) => one.ok)).toBe(true);
    });
    await other.close();
    expect(moved).toEqual({ escrow: -1000, balance: 1000, commission: 0 });
  });

  test("an unpaid order, an unknown one and a wholly refunded one are refused", async () => {
    const { order, payment } = await paidOrder(rig);
    expect(await refund(rig, payment, 1000)).toMatchObject({ ok: true });
    expect(await receipt(order)).toMatchObject({ fault: "order_refunded" });
    expect(await receipt(rig.ids.next("ord"))).toMatchObject({ fault: "order_not_paid" });
    expect(await receipt("nonsense")).toMatchObject({ fault: "not_found" });
  });

  test("a repeat key that served another order is refused", async () => {
    const [one, two] = [await paidOrder(rig), await paidOrder(rig)];
    const key = (requestHash: string) => ({ caller: "key_test", route: "receipt", key: "r-1", requestHash });
    expect(await rig.settlement.confirmReceipt("key_test", one.order, key("a"))).toMatchObject({ ok: true });
    expect(await rig.settlement.confirmReceipt("key_test", two.order, key("b"))).toMatchObject({
      fault: "idempotency_key_reused",
    });
  });
});

describe("refunds", () => {
  test("what went back before is not released", async () => {
    const { order, payment } = await paidOrder(rig);
    await refund(rig, payment, 300);
    expect(await grown(() => receipt(order))).toEqual({ escrow: -700, balance: 700, commission: 0 });
  });

  test("while one is open nothing is released; when it was refused, all of it is", async () => {
    const { order, payment } = await paidOrder(rig);
    rig.toys.red.knobs.refund = "processing";
    await refund(rig, payment, 300);
    expect(await receipt(order)).toMatchObject({ ok: false, fault: "refund_in_progress" });
    rig.toys.red.knobs.refund = "refused";
    const refused = await grown(async () => {
      rig.toys.red.refunds.clear();
      rig.advance(120);
      await drain(rig);
      rig.advance(4000);
      await drain(rig);
    });
    expect(refused.escrow).toBe(300);
    expect(await grown(() => receipt(order))).toEqual({ escrow: -1000, balance: 1000, commission: 0 });
  });

  test("after the release one is taken from the balance; a refused one puts it back there", async () => {
    const { order, payment } = await paidOrder(rig);
    await receipt(order);
    expect(await grown(() => refund(rig, payment, 300))).toEqual({ escrow: 0, balance: -300, commission: 0 });
    rig.toys.red.knobs.refund = "refused";
    expect(await grown(() => refund(rig, payment, 700))).toEqual({ escrow: 0, balance: 0, commission: 0 });
  });

  test("commission is given back by what the store keeps: nothing of it is left once all went back", async () => {
    await rig.settlement.setTerms("key_test", "mkt_test", { release_after_days: 10, commission_bp: 1000 });
    rig.advance(1);
    const { order, payment } = await paidOrder(rig, 1005, "red", 1);
    expect(await grown(() => receipt(order), 1)).toEqual({ escrow: -1005, balance: 905, commission: 100 });
    // Kept: 1000, of which 100; 1 fen is rounded away in the marketplace's favour nowhere.
    expect(await grown(() => refund(rig, payment, 5), 1)).toEqual({ escrow: 0, balance: -5, commission: 0 });
    expect(await grown(() => refund(rig, payment, 333), 1)).toEqual({ escrow: 0, balance: -299, commission: -34 });
    expect(await grown(() => refund(rig, payment, 667), 1)).toEqual({ escrow: 0, balance: -601, commission: -66 });
    await rig.settlement.setTerms("key_test", "mkt_test", { release_after_days: 10, commission_bp: 0 });
    rig.advance(1);
  });

  test("releases and refunds of the same orders at once, on two processes: the books stand, nothing twice", async () => {
    const orders = await Promise.all(Array.from({ length: 8 }, () => paidOrder(rig, 1000, "red", 2)));
    const payments = rig.bootPayments();
    await Promise.all(
      orders.flatMap(({ order, payment }) => [
        refund(rig, payment, 600),
        receipt(order),
        refund(rig, payment, 600, payments),
        receipt(order, rig.bootSettlement()),
      ]),
    );
    for (const { order } of orders) expect(await receipt(order)).toMatchObject({ ok: true });
    const all = await rig.balance(rig.stores[2] as string);
    expect(all["red escrow"]).toBe(0);
    expect(all["red balance"]).toBe(8 * 400);
  });
});

describe("terms", () => {
  test("the commission is a share rounded down, by the terms under which the order was paid", async () => {
    await rig.settlement.setTerms("key_test", "mkt_test", { release_after_days: 10, commission_bp: 60 });
    rig.advance(1);
    const { order } = await paidOrder(rig, 1999);
    rig.advance(1);
    await rig.settlement.setTerms("key_test", "mkt_test", { release_after_days: 10, commission_bp: 0 });
    expect(await grown(() => receipt(order))).toEqual({ escrow: -1999, balance: 1988, commission: 11 });
    expect(await rig.settlement.terms("mkt_test")).toMatchObject({ commission_bp: 0 });
    rig.advance(1);
  });
});

describe("time", () => {
  test("ten days after the payment, and not a second before, it is released by itself", async () => {
    await settle();
    const { order, payment } = await paidOrder(rig);
    await settle();
    rig.advance(10 * day - 1);
    const release = async () => rig.db.read("select cause from releases where payment = $1", [payment]);
    await settle();
    expect(await release()).toEqual([]);
    rig.advance(1);
    await settle();
    expect(await release()).toEqual([{ cause: "time" }]);
    expect(await receipt(order)).toMatchObject({ ok: true, repeated: true });
    expect(await rig.db.read("select * from release_due")).toEqual([]);
  });

  test("an open refund holds it; it is released within the hour after the refund ended", async () => {
    const { payment } = await paidOrder(rig);
    rig.toys.red.knobs.refund = "processing";
    const asked = await refund(rig, payment, 300);
    rig.advance(10 * day);
    await settle();
    const due = () => rig.db.read("select payment from release_due where payment = $1", [payment]);
    expect(await due()).toHaveLength(1);
    if (!asked.ok) throw new Error(asked.fault);
    const notice = rig.toys.red.refundNotice(asked.value.id.slice(4), payment.slice(4), asked.value.amount);
    await rig.payments.takeNotice("red", accountOf("red"), notice);
    rig.advance(3600);
    expect(await grown(settle)).toMatchObject({ escrow: -700, balance: 700 });
    expect(await due()).toEqual([]);
  });

  test("dying at any contact with the database, another process releases it once", async () => {
    for (const when of ["before", "after"] as const)
      for (let at = 1; at < 60; at++) {
        const { payment } = await paidOrder(rig);
        await relayEvents(rig.db, bucketValues, 500);
        const mortal = makeMortal(at, when);
        const room = rig.bootSettlement({ db: mortal.db(rig.db) });
        const life = async () => {
          await room.tick();
          rig.advance(10 * day);
          await room.tick();
        };
        await life().catch((fault: unknown) => {
          if (!(fault instanceof Dead) && !mortal.died()) throw fault;
        });
        const died = mortal.died();
        rig.advance(10 * day);
        await settle();
        rig.advance(3600);
        await settle();
        const done = await rig.db.read("select gross from releases where payment = $1", [payment]);
        expect(done, `died ${when} contact ${at}`).toEqual([{ gross: 1000n }]);
        if (!died) break;
        expect(at).toBeLessThan(59);
      }
  });
});

test("balances tell what waits, what is the store's, and what is on its way back, by wallet account", async () => {
  const { order } = await paidOrder(rig, 500, "blue", 1);
  const of = async () =>
    (await rig.settlement.balances(rig.stores[1] as string)).find((one) => one.wallet_account === accountOf("blue"));
  expect(await of()).toMatchObject({ escrow: { minor: 500n }, available: { minor: 0n } });
  await receipt(order);
  expect(await of()).toMatchObject({ escrow: { minor: 0n }, available: { minor: 500n }, refunds_due: { minor: 0n } });
});

test("a wallet account that cannot be reached keeps no other store's money up", async () => {
  const down = rig.bootSettlement({
    wallet: async (account) => {
      if (account === accountOf("blue")) throw new Error("its settings cannot be read");
      return { withdrawals: rig.bank.wallet };
    },
  });
  const [there, here] = [await paidOrder(rig, 400, "blue"), await paidOrder(rig, 500, "red", 1)];
  const work = async () => {
    await relayEvents(rig.db, bucketValues, 500);
    await down.tick();
  };
  await work();
  rig.advance(40 * 86_400);
  await work();
  expect(await down.getRelease(here.payment)).toMatchObject({ state: "released" });
  expect(await down.getRelease(there.payment)).toBe(null);
  expect(rig.alarms).toContain("release_failed");
  // It can be reached again: the due row is still there.
  rig.advance(2 * 3600);
  await rig.settlement.tick();
  expect(await rig.settlement.getRelease(there.payment)).toMatchObject({ state: "released" });
});

test("a part of the worker's turn that fails keeps no other part from its own", async () => {
  const { payment } = await paidOrder(rig, 600);
  await relayEvents(rig.db, bucketValues, 500);
  await rig.settlement.tick();
  rig.advance(40 * 86_400);
  await paidOrder(rig, 100, "blue");
  await relayEvents(rig.db, bucketValues, 500);
  // What follows the events cannot read them.
  const read: typeof rig.db.read = (sql, parameters) =>
    sql.includes("cursors") ? Promise.reject(new Error("not today")) : rig.db.read(sql, parameters);
  const broken = rig.bootSettlement({ db: { ...rig.db, read } });
  await expect(broken.tick()).rejects.toThrow("not today");
  expect(await rig.settlement.getRelease(payment)).toMatchObject({ state: "released" });
  await rig.settlement.tick();
});

test("a time limit is made longer once: a refusal burns no repeat key and is told again, a done one is told as done", async () => {
  const [one, other] = [await paidOrder(rig), await paidOrder(rig)];
  const longer = (order: string, key: string, hash = order) =>
    rig.settlement.extendRelease("key_test", order, { caller: "key_test", route: "extend", key, requestHash: hash });
  const all = await Promise.all([1, 2, 3].map(() => longer(one.order, "e-1")));
  expect(all.every((done) => done.ok)).toBe(true);
  expect(all.filter((done) => done.ok && !done.repeated)).toHaveLength(1);
  for (let turn = 0; turn < 2; turn++)
    expect(await longer(one.order, "e-2")).toMatchObject({ fault: "release_extended" });
  // The key that was refused is free; the one that was used is not.
  expect(await longer(other.order, "e-1")).toMatchObject({ fault: "idempotency_key_reused" });
  expect(await longer(other.order, "e-1", one.order)).toMatchObject({ fault: "idempotency_key_reused" });
  expect(await longer(other.order, "e-2")).toMatchObject({ ok: true });
  await Promise.all([receipt(one.order), receipt(other.order)]);
});

describe("many at once", () => {
  const many = (orders: readonly string[], room = rig.settlement) => room.confirmReceipts("key_test", orders);

  test("one commit, each under its own rates and less what went back; what is not plain is left to be asked alone", async () => {
    await rig.settlement.setTerms("key_test", "mkt_test", { release_after_days: 10, commission_bp: 60 });
    rig.advance(1);
    const [whole, part, open, back] = [1999, 1000, 500, 400].map((amount) => paidOrder(rig, amount, "red", 1));
    const card = { marketplace: "mkt_test", store: rig.stores[2] as string, starts_at: null };
    await rig.settlement.setRateCard("key_test", { ...card, commission_bp: 100, fixed: fen(7) });
    rig.advance(1);
    const own = await paidOrder(rig, 1000, "red", 2);
    await refund(rig, (await part)?.payment ?? "", 300);
    await refund(rig, (await back)?.payment ?? "", 400);
    rig.toys.red.knobs.refund = "processing";
    await refund(rig, (await open)?.payment ?? "", 100);
    const orders = await Promise.all([whole, part, open, back].map(async (one) => (await one)?.order ?? ""));
    const all = [...orders, own.order, rig.ids.next("ord")];
    const moved = await grown(async () => {
      expect([...(await many(all))].sort()).toEqual([orders[0], orders[1], own.order].sort());
    }, 1);
    expect(moved).toEqual({ escrow: -2699, balance: 1988 + 696, commission: 11 + 4 });
    expect(await many(all)).toEqual(new Set());
    expect(await receipt(orders[2] ?? "")).toMatchObject({ fault: "refund_in_progress" });
    expect(await receipt(orders[3] ?? "")).toMatchObject({ fault: "order_refunded" });
    expect(await receipt(own.order)).toMatchObject({ repeated: true, value: { net: { minor: 983n } } });
    const told = await rig.db.read("select subject from outbox where type = 'order.released' and subject = any($1)", [
      all,
    ]);
    expect(told.length).toBe(3);
    await rig.settlement.setTerms("key_test", "mkt_test", { release_after_days: 10, commission_bp: 0 });
    rig.advance(1);
  });

  test("many, singles and refunds of the same orders at once on two processes: each once, and the books stand", async () => {
    const orders = await Promise.all(Array.from({ length: 8 }, () => paidOrder(rig, 1000, "blue", 1)));
    const ids = orders.map(({ order }) => order);
    const other = rig.bootSettlement();
    const before = (await rig.balance(rig.stores[1] as string))["blue balance"] ?? 0;
    await Promise.all([
      ...[many(ids), many(ids.toReversed(), other), many(ids.slice(4), other)],
      ...orders.map(({ order, payment }, n) => (n % 2 === 0 ? receipt(order) : refund(rig, payment, 100))),
    ]);
    await many(ids);
    const rows = await rig.db.read("select 1 from releases where order_id = any($1)", [ids]);
    expect(rows.length).toBe(8);
    expect((await rig.balance(rig.stores[1] as string))["blue balance"]).toBe(before + 8 * 1000 - 4 * 100);
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bucketValues, openDatabase, relayEvents } from "#db";
import { fen } from "#money";
import { caller, newCheckout, notify, started } from "#payments/testing";
import { Dead, makeMortal } from "#payments/testing/mortal";
import type { NewShipment, Settlement } from "./index.ts";
import { makeSettlementRig, paidOrder, type SettlementRig } from "./testing/rig.ts";
import { makeToyVault } from "./testing/toy-vault.ts";

const day = 86_400;
const terms = { release_after_days: 10, commission_bp: 0, release_from: "shipment", ship_within_days: 3 } as const;
let rig: SettlementRig;
beforeAll(async () => {
  rig = await makeSettlementRig();
  await rig.settlement.setTerms("per_boss", "mkt_test", terms);
  rig.advance(1);
});
afterAll(() => rig.end());
beforeEach(() => {
  rig.alarms.length = 0;
});
afterEach(async () => expect(await rig.books()).toEqual([]));

async function settle(room: Settlement = rig.settlement): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    const relayed = await relayEvents(rig.db, bucketValues, 500);
    if (relayed.length + (await room.tick()) === 0) return;
  }
  throw new Error("Settlement never rests.");
}

async function after(days: number, room?: Settlement): Promise<void> {
  rig.advance(days * day);
  await settle(room);
}

type Told = Partial<NewShipment> & { by_store?: boolean };

async function tell(order: string, told: Told = {}, room: Settlement = rig.settlement) {
  const { by_store = false, ...rest } = told;
  const teller = { by: "key_carrier", marketplace: "mkt_test", store: rig.stores[0] as string, by_store };
  const parcel = { carrier: "SF", number: "SF1", state: "picked_up", place: "", at: rig.clock.now(), parcels: null };
  return await room.tellShipment(teller, { order, ...(parcel as Omit<NewShipment, "order">), ...rest });
}

const released = (payment: string) =>
  rig.db.read("select cause, counted_from, counted_since from releases where payment = $1", [payment]);
const told = async (order: string, type: string) =>
  (await rig.db.read<{ data: object }>("select data from events where subject = $1 and type = $2", [order, type])).map(
    (one) => one.data,
  );

/** A paid order of which nothing is sent. */
async function virtualOrder(): Promise<{ order: string; payment: string }> {
  const input = newCheckout([rig.stores[0] as string], 1000);
  const [first] = input.orders;
  const line = { title: "points", quantity: 1, amount: fen(1000), ships: false };
  const done = await rig.payments.createCheckout(
    caller,
    { ...input, orders: [{ ...(first as (typeof input.orders)[number]), lines: [line] }] },
    null,
  );
  if (!done.ok) throw new Error(done.fault);
  const [payment] = (await started(rig, done.value.checkout.id, "red")) as [string];
  rig.toys.red.pay(payment.slice(4));
  await notify(rig, rig.toys.red, payment);
  return { payment, order: done.value.checkout.orders[0]?.id as string };
}

describe("an order that is paid and never sent", () => {
  test("is not released by time; it is told once as late; sent at last, it is released ten days after that", async () => {
    const { order, payment } = await paidOrder(rig);
    await after(3 - 1 / day);
    expect(await told(order, "order.ship_overdue")).toEqual([]);
    await after(1 / day);
    await after(40);
    expect(await told(order, "order.ship_overdue")).toMatchObject([{ order, payment }]);
    expect(rig.alarms).toEqual(["ship_overdue"]);
    expect(await released(payment)).toEqual([]);
    expect(await rig.db.read("select * from release_due where payment = $1", [payment])).toEqual([]);
    expect(await rig.settlement.releaseLimit(order)).toMatchObject({ release_at: null, counts_from: "shipment" });
    await tell(order);
    const sent = rig.clock.now();
    await after(10 - 1 / day);
    expect(await released(payment)).toEqual([]);
    await after(1 / day);
    expect(await released(payment)).toEqual([{ cause: "time", counted_from: "shipment", counted_since: sent }]);
  });

  test("is released all the same when its buyer confirms receipt", async () => {
    const { order, payment } = await paidOrder(rig);
    expect(await rig.settlement.confirmReceipt("key", order, null)).toMatchObject({ ok: true });
    expect(await released(payment)).toEqual([{ cause: "receipt", counted_from: null, counted_since: null }]);
  });

  test("of which nothing is to be sent, is released ten days after its payment", async () => {
    const { order, payment } = await virtualOrder();
    expect(await rig.settlement.releaseLimit(order)).toMatchObject({ counts_from: "payment", ship_by: null });
    await after(10 - 1 / day);
    expect(await released(payment)).toEqual([]);
    await after(1 / day);
    expect(await released(payment)).toMatchObject([{ cause: "time", counted_from: "payment" }]);
    expect(await told(order, "order.ship_overdue")).toEqual([]);
  });

  test("after the wallet's own time is over, is not released either; somebody is told before", async () => {
    const vault = makeToyVault("before_release");
    Object.assign(vault.wallet.release, { holdsDays: 30 });
    const room = rig.bootSettlement({ wallet: async () => vault.wallet });
    const { order, payment } = await paidOrder(rig, 700);
    await after(4, room);
    expect(rig.alarms).toEqual(["ship_overdue"]);
    await after(22, room);
    expect(rig.alarms).toEqual(["ship_overdue", "wallet_hold_ending"]);
    await tell(order, {}, room);
    expect(await room.releaseLimit(order)).toMatchObject({ ended_by_wallet: true });
    expect(await room.extendRelease("chk_buyer", order, null)).toMatchObject({ fault: "release_hold_ends" });
    await after(2, room);
    expect(await room.getRelease(payment)).toBe(null);
    await after(1, room);
    await after(0.1, room);
    expect(await room.getRelease(payment)).toMatchObject({ state: "released", counted_from: "shipment" });
  });
});

describe("what carriers tell", () => {
  test("twice, out of order, on two processes at once: the limit begins once, with the first word", async () => {
    const { order, payment } = await paidOrder(rig);
    const other = openDatabase(rig.owner, { poolSize: 8, applicationName: "second process" });
    const rooms = [rig.settlement, rig.bootSettlement({ db: other })];
    const first = rig.clock.now();
    const at = (minutes: number) => new Date(first.getTime() - minutes * 60_000);
    const legs = [
      { state: "in_transit" as const, at: at(5) },
      { state: "picked_up" as const, at: at(9) },
    ];
    await Promise.all(
      Array.from({ length: 12 }, (_, n) => tell(order, legs[n % 2], rooms[(n >> 1) % 2] as Settlement)),
    );
    await other.close();
    rig.advance(day);
    await tell(order, { state: "out_for_delivery" });
    await settle();
    expect(await rig.db.read("select 1 from shipment_events where order_id = $1", [order])).toHaveLength(3);
    const begun = { payment, counts_from: "shipment", counted_since: first.toISOString() };
    expect(await told(order, "order.shipped")).toMatchObject([begun]);
    expect(await rig.settlement.releaseLimit(order)).toMatchObject({ counted_since: first });
    await after(9);
    expect(await released(payment)).toMatchObject([{ cause: "time", counted_since: first }]);
  });

  test("an instant that the carrier names moves no limit: only when the house heard of it counts", async () => {
    const { order } = await paidOrder(rig);
    await tell(order, { at: new Date("2020-01-01T00:00:00.000Z") });
    expect(await rig.settlement.releaseLimit(order)).toMatchObject({ counted_since: rig.clock.now() });
  });

  test("of several parcels the last one counts; one that only came back was never sent", async () => {
    const { order } = await paidOrder(rig);
    await tell(order, { number: "SF1", parcels: 2 });
    await tell(order, { number: "SF9", state: "returned" });
    expect(await rig.settlement.releaseLimit(order)).toMatchObject({ shipped_at: null, release_at: null });
    rig.advance(day);
    await tell(order, { number: "SF2" });
    expect(await rig.settlement.releaseLimit(order)).toMatchObject({ shipped_at: rig.clock.now() });
  });

  test("before the payment counts from the payment", async () => {
    const made = await rig.payments.createCheckout(caller, newCheckout([rig.stores[0] as string], 500), null);
    if (!made.ok) throw new Error(made.fault);
    const order = made.value.checkout.orders[0]?.id as string;
    await tell(order);
    rig.advance(60);
    const [payment] = (await started(rig, made.value.checkout.id, "red")) as [string];
    rig.toys.red.pay(payment.slice(4));
    await notify(rig, rig.toys.red, payment);
    await settle();
    const [row] = await rig.db.read<{ paid_at: Date }>("select paid_at from payments where id = $1", [payment]);
    expect(await rig.settlement.releaseLimit(order)).toMatchObject({ counted_since: row?.paid_at });
    await after(10);
    expect(await released(payment)).toMatchObject([{ counted_from: "shipment", counted_since: row?.paid_at }]);
  });

  test("dying at any contact with the database, told again: it begins once, and is released once", async () => {
    for (const when of ["before", "after"] as const)
      for (let at = 1; at < 40; at++) {
        const { order, payment } = await paidOrder(rig);
        const leg = { at: rig.clock.now() };
        const mortal = makeMortal(at, when);
        const room = rig.bootSettlement({ db: mortal.db(rig.db) });
        await tell(order, leg, room).catch((fault: unknown) => {
          if (!(fault instanceof Dead)) throw fault;
        });
        const died = mortal.died();
        await tell(order, leg);
        await after(10);
        expect(await released(payment), `died ${when} contact ${at}`).toMatchObject([{ counted_from: "shipment" }]);
        expect(await told(order, "order.shipped"), `died ${when} contact ${at}`).toHaveLength(1);
        if (!died) break;
        expect(at).toBeLessThan(39);
      }
  }, 60_000);
});

describe("what is told otherwise later", () => {
  test("parcels that come back are not paid by the time; a person is told, and delivered anew it goes on", async () => {
    const { order, payment } = await paidOrder(rig);
    await tell(order);
    // A store's own word stops nothing.
    await tell(order, { state: "returned", by_store: true });
    expect(await rig.settlement.releaseLimit(order)).toMatchObject({ release_at: expect.any(Date) });
    await after(1);
    const back = { state: "returned", at: rig.clock.now() } as const;
    await tell(order, back);
    await tell(order, back);
    expect(rig.alarms.filter((what) => what === "shipment_returned")).toHaveLength(1);
    expect(await rig.settlement.releaseLimit(order)).toMatchObject({ release_at: null });
    await after(20);
    expect(await released(payment)).toEqual([]);
    await tell(order, { state: "delivered", number: "SF2" });
    await settle();
    expect(await released(payment)).toMatchObject([{ cause: "time" }]);
  });

  test("a count of parcels told wrong is put right by the marketplace telling it again", async () => {
    const { order } = await paidOrder(rig);
    const at = rig.clock.now();
    await tell(order, { at, parcels: 99, by_store: true });
    await tell(order, { at, parcels: 12 });
    rig.advance(1);
    // A store's later word does not stand over the marketplace's.
    await tell(order, { at, parcels: 1, by_store: true });
    expect(await rig.settlement.releaseLimit(order)).toMatchObject({ shipped_at: null });
    rig.advance(60);
    await tell(order, { at, parcels: 1 });
    expect(await rig.settlement.releaseLimit(order)).toMatchObject({ shipped_at: rig.clock.now() });
  });
});

test("two who set terms at once: the later one waits, and finds what the earlier one set", async () => {
  const market = "mkt_terms";
  await rig.settlement.setTerms("per_boss", market, { ...terms, release_from: "payment" });
  // The first has read what holds, and goes on only when the second is done or waits for it.
  let second: Promise<unknown> = Promise.resolve();
  let over = false;
  const other = openDatabase(rig.owner, { poolSize: 2, applicationName: "second setter" });
  const waits = async () => {
    const sql = `select 1 from pg_stat_activity where application_name like '%second setter%' and wait_event = 'advisory'`;
    for (let turn = 0; !over && turn < 5000; turn++) if ((await other.read(sql)).length > 0) return;
  };
  const slow: typeof rig.db = {
    ...rig.db,
    tx: (work) =>
      rig.db.tx(async (tx) => {
        const query: typeof tx.query = async (sql, parameters) => {
          const rows = await tx.query<never>(sql, parameters);
          if (!sql.startsWith("select marketplace")) return rows;
          const set = { release_after_days: 20, commission_bp: 0, release_from: "shipment" } as const;
          second = rig.bootSettlement({ db: other }).setTerms("per_b", market, set);
          void second.finally(() => {
            over = true;
          });
          await waits();
          return rows;
        };
        return await work({ ...tx, query });
      }),
  };
  const first = rig.bootSettlement({ db: slow });
  await first.setTerms("per_a", market, { release_after_days: 20, commission_bp: 0, ship_within_days: 7 });
  await second;
  await other.close();
  rig.advance(1);
  expect(await rig.settlement.terms(market)).toMatchObject({ release_from: "shipment", ship_within_days: 7 });
});

test("sent in time, it is looked at once when it would have been late, and then no more before its limit", async () => {
  const { order, payment } = await paidOrder(rig);
  await after(1);
  await tell(order);
  const limit = new Date(rig.clock.now().getTime() + 10 * day * 1000);
  await after(2);
  expect(await rig.db.read("select at from release_due where payment = $1", [payment])).toEqual([{ at: limit }]);
  await after(8);
  expect(await released(payment)).toMatchObject([{ cause: "time", counted_from: "shipment" }]);
  expect(await rig.db.read("select at from release_due where payment = $1", [payment])).toEqual([]);
});

describe("the buyer takes longer", () => {
  test("once the order is sent, and from that limit on; before, there is nothing to make longer", async () => {
    const { order, payment } = await paidOrder(rig);
    const longer = () => rig.settlement.extendRelease("chk_buyer", order, null);
    expect(await longer()).toMatchObject({ fault: "release_not_begun" });
    await after(2);
    await tell(order);
    const sent = rig.clock.now().getTime();
    const until = new Date(sent + 15 * day * 1000);
    expect(await longer()).toMatchObject({ ok: true, value: { until } });
    expect(await longer()).toMatchObject({ fault: "release_extended" });
    expect(
      await rig.db.read("select at from release_due where payment = $1 and at > $2", [payment, rig.clock.now()]),
    ).toContainEqual({ at: until });
    await after(15 - 1 / day);
    expect(await released(payment)).toEqual([]);
    await after(1 / day);
    expect(await released(payment)).toMatchObject([{ cause: "time", counted_from: "shipment" }]);
  });

  test("while it is sent, on two processes: whichever is first, the buyer has his five days or is told why not", async () => {
    for (let turn = 0; turn < 6; turn++) {
      const { order } = await paidOrder(rig);
      const other = rig.bootSettlement();
      const [longer] = await Promise.all([other.extendRelease("chk_buyer", order, null), tell(order)]);
      const limit = await rig.settlement.releaseLimit(order);
      const days = ((limit?.release_at?.getTime() ?? 0) - (limit?.shipped_at?.getTime() ?? 0)) / (day * 1000);
      expect(longer.ok ? days : longer.fault).toBe(longer.ok ? 15 : "release_not_begun");
      if (!longer.ok) expect(days).toBe(10);
    }
  });
});

test("many at once: of sent, unsent, longer and held ones only those whose limit is over", async () => {
  const orders = await Promise.all(Array.from({ length: 8 }, () => paidOrder(rig, 300, "blue", 1)));
  const [sent, unsent, longer, held] = [0, 2, 4, 6].map((n) => orders.slice(n, n + 2).map((one) => one.order));
  await settle();
  for (const order of [...(sent ?? []), ...(longer ?? []), ...(held ?? [])]) await tell(order);
  for (const order of longer ?? []) await rig.settlement.extendRelease("chk", order, null);
  const holder = "dsp_01JDREDRED0AREDREDREDREDRE";
  const now = () => rig.clock.now();
  await rig.db.tx((tx) => rig.settlement.hold(tx, held?.[0] as string, holder, now()));
  await rig.db.tx((tx) => rig.settlement.hold(tx, unsent?.[0] as string, holder, now()));
  await after(10);
  const done = async () =>
    (
      await rig.db.read<{ order_id: string }>("select order_id from releases where order_id = any($1)", [
        orders.map((one) => one.order),
      ])
    ).map((one) => one.order_id);
  expect((await done()).sort()).toEqual([...(sent ?? []), held?.[1]].sort());
  // Let go of, what is over goes at once; what was never sent waits on.
  await rig.db.tx((tx) => rig.settlement.unhold(tx, held?.[0] as string, holder, now()));
  await rig.db.tx((tx) => rig.settlement.unhold(tx, unsent?.[0] as string, holder, now()));
  await after(0.1);
  expect((await done()).sort()).toEqual([...(sent ?? []), ...(held ?? [])].sort());
  await after(5);
  expect((await done()).sort()).toEqual([...(sent ?? []), ...(held ?? []), ...(longer ?? [])].sort());
});

test("terms that name nothing of shipments leave what was said of them; what was paid before keeps its own", async () => {
  const { order } = await paidOrder(rig);
  await rig.settlement.setTerms("per_boss", "mkt_test", { release_after_days: 7, commission_bp: 0 });
  expect(await rig.settlement.terms("mkt_test")).toMatchObject({ release_from: "shipment", ship_within_days: 3 });
  rig.advance(1);
  await rig.settlement.setTerms("per_boss", "mkt_test", { ...terms, release_from: "payment" });
  rig.advance(1);
  const later = await paidOrder(rig);
  expect(await rig.settlement.releaseLimit(order)).toMatchObject({ release_at: null });
  expect(await rig.settlement.releaseLimit(later.order)).toMatchObject({ counts_from: "payment", ship_by: null });
});

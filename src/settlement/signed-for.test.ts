import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { bucketValues, relayEvents } from "#db";
import type { NewShipment } from "./index.ts";
import { makeSettlementRig, paidOrder, type SettlementRig } from "./testing/rig.ts";

const day = 86_400;
const days = { release_after_days: 10, ship_within_days: 3, release_after_delivery_days: 2 };
const terms = { ...days, commission_bp: 0, release_from: "shipment" } as const;
let rig: SettlementRig;
beforeAll(async () => {
  rig = await makeSettlementRig();
  await rig.settlement.setTerms("per_boss", "mkt_test", terms);
  rig.advance(1);
});
afterAll(() => rig.end());
afterEach(async () => expect(await rig.books()).toEqual([]));

async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    const relayed = await relayEvents(rig.db, bucketValues, 500);
    if (relayed.length + (await rig.settlement.tick()) === 0) return;
  }
  throw new Error("Settlement never rests.");
}

async function after(days: number): Promise<void> {
  rig.advance(days * day);
  await settle();
}

async function tell(order: string, { by_store = false, ...told }: Partial<NewShipment> & { by_store?: boolean } = {}) {
  const teller = { by: "key_carrier", marketplace: "mkt_test", store: rig.stores[0] as string, by_store };
  const parcel = { carrier: "SF", number: "SF1", state: "picked_up", place: "", at: rig.clock.now(), parcels: null };
  return await rig.settlement.tellShipment(teller, { order, ...(parcel as Omit<NewShipment, "order">), ...told });
}

const released = (payment: string) =>
  rig.db.read("select cause, counted_from, counted_since from releases where payment = $1", [payment]);
const told = async (order: string, type: string) =>
  (await rig.db.read<{ data: object }>("select data from events where subject = $1 and type = $2", [order, type])).map(
    (one) => one.data,
  );

test("by the carrier's word it is released two days later; the store's own word changes nothing", async () => {
  const { order, payment } = await paidOrder(rig);
  await tell(order, { by_store: true });
  await tell(order, { by_store: true, state: "delivered" });
  expect(await told(order, "order.delivered")).toEqual([]);
  await after(1);
  await tell(order, { state: "delivered", parcels: 1 });
  const signed = rig.clock.now();
  await settle();
  const limit = { counts_from: "delivery", counted_since: signed, delivered_at: signed };
  expect(await rig.settlement.releaseLimit(order)).toMatchObject(limit);
  expect(await told(order, "order.delivered")).toMatchObject([{ counts_from: "delivery" }]);
  await after(2);
  expect(await released(payment)).toEqual([{ cause: "time", counted_from: "delivery", counted_since: signed }]);
  await after(20);
  expect(await rig.db.read("select * from release_due where payment = $1", [payment])).toEqual([]);
});

test("one of two parcels is not all of it", async () => {
  const { order } = await paidOrder(rig);
  await tell(order, { number: "A" });
  await tell(order, { number: "B" });
  await tell(order, { number: "A", state: "delivered", parcels: 2 });
  expect(await rig.settlement.releaseLimit(order)).toMatchObject({ delivered_at: null, counts_from: "shipment" });
  await tell(order, { number: "B", state: "delivered" });
  expect(await rig.settlement.releaseLimit(order)).toMatchObject({ counts_from: "delivery" });
});

test("one of three, and nobody but the store said how many: the limit stays the shipment's until it is said", async () => {
  const { order, payment } = await paidOrder(rig);
  const sent = rig.clock.now();
  // Who is paid by it names too few.
  await tell(order, { number: "A", by_store: true, parcels: 1 });
  await after(1);
  await tell(order, { number: "A", state: "delivered" });
  expect(await rig.settlement.releaseLimit(order)).toMatchObject({ delivered_at: null, counted_since: sent });
  await after(2);
  expect(await told(order, "order.delivered")).toEqual([]);
  expect(await released(payment)).toEqual([]);
  for (const number of ["B", "C"]) await tell(order, { number, state: "delivered" });
  expect(await rig.settlement.releaseLimit(order)).toMatchObject({ delivered_at: null });
  rig.advance(60);
  await tell(order, { number: "C", state: "delivered", parcels: 3 });
  const signed = rig.clock.now();
  expect(await rig.settlement.releaseLimit(order)).toMatchObject({ delivered_at: signed, counted_since: signed });
  await after(2);
  expect(await released(payment)).toMatchObject([{ counted_from: "delivery", counted_since: signed }]);
});

test("told too soon as all of it, it is not: another parcel, or count, makes the limit the shipment's again", async () => {
  const { order, payment } = await paidOrder(rig);
  await tell(order, { number: "A", state: "delivered", parcels: 1 });
  const limit = () => rig.settlement.releaseLimit(order);
  expect(await limit()).toMatchObject({ counts_from: "delivery" });
  await after(1);
  await tell(order, { number: "B" });
  expect(await limit()).toMatchObject({ counts_from: "shipment", delivered_at: null });
  await tell(order, { number: "B", state: "delivered" });
  const second = rig.clock.now();
  expect(await limit()).toMatchObject({ counts_from: "delivery", counted_since: second });
  rig.advance(60);
  await tell(order, { number: "B", parcels: 3 });
  expect(await limit()).toMatchObject({ counts_from: "shipment", delivered_at: null });
  await after(3);
  expect(await released(payment)).toEqual([]);
  await tell(order, { number: "B", parcels: 2 });
  await settle();
  const counted = rig.clock.now();
  expect(await limit()).toMatchObject({ counts_from: "delivery", counted_since: counted });
  await after(2);
  expect(await released(payment)).toMatchObject([{ counted_from: "delivery", counted_since: counted }]);
  expect(await told(order, "order.delivered")).toHaveLength(1);
});

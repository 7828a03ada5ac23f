import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { bucketValues, relayEvents } from "#db";
import { drain, made, makeRig, type Rig, started } from "./testing/rig.ts";

/** A success that only the wallet knows of, at an attempt that has ended here. */
let rig: Rig;
beforeAll(async () => {
  rig = await makeRig();
});
afterAll(() => rig.end());
beforeEach(() => {
  for (const toy of Object.values(rig.toys)) toy.knobs = { start: "ok", ask: "ok", close: "ok", refund: "ok" };
});
afterEach(async () => expect(await rig.books()).toEqual([]));

const stateOf = async (id: string) => (await rig.payments.getPayment(id))?.state;

/** As the worker does, for so many minutes. */
async function minutes(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    rig.advance(60);
    await relayEvents(rig.db, bucketValues, 500);
    await rig.payments.noteEnded();
    await drain(rig);
  }
}

/** An attempt that the wallet said it closed, and whose money it took all the same; its notice is lost. */
async function takenAfterClose(): Promise<string> {
  const [payment] = (await started(rig, await made(rig))) as [string];
  const closed = await rig.payments.closePayment(payment);
  if (!closed.ok) throw new Error(closed.fault);
  expect(await stateOf(payment)).toBe("closed");
  // What it closed it takes money for all the same.
  const order = rig.toys.red.orders.get(payment.slice(4));
  if (order) order.state = "open";
  rig.toys.red.pay(payment.slice(4));
  return payment;
}

test("a success after the close, without a notice, is found within minutes", async () => {
  const payment = await takenAfterClose();
  await minutes(6);
  expect(await stateOf(payment)).toMatch(/^(paid|returned)$/);
});

test("the follower dies before its commit: the next one notes it; two at once note it once", async () => {
  const payment = await takenAfterClose();
  await relayEvents(rig.db, bucketValues, 500);
  await Promise.all([rig.payments.noteEnded(), rig.payments.noteEnded()]);
  const due = () => rig.db.read("select 1 from due where kind = 'payment' and subject = $1 and tries = 0", [payment]);
  expect(await due()).toHaveLength(1);
  await rig.payments.noteEnded();
  expect(await due()).toHaveLength(1);
  await minutes(6);
  expect(await stateOf(payment)).toMatch(/^(paid|returned)$/);
});

test("a wallet that cannot say is asked again until it can", async () => {
  const payment = await takenAfterClose();
  rig.toys.red.knobs.ask = "unknown";
  await minutes(7);
  expect(await stateOf(payment)).toBe("closed");
  rig.toys.red.knobs.ask = "ok";
  await minutes(10);
  expect(await stateOf(payment)).toMatch(/^(paid|returned)$/);
});

test("what stays closed is asked about once more, and never again", async () => {
  const [payment] = (await started(rig, await made(rig))) as [string];
  await rig.payments.closePayment(payment);
  await minutes(8);
  expect(await stateOf(payment)).toBe("closed");
  expect(await rig.db.read("select 1 from due where kind = 'payment' and subject = $1", [payment])).toEqual([]);
});

test("no notice, and no answer until the time limit: found within minutes of the wallet's coming back", async () => {
  const [payment] = (await started(rig, await made(rig))) as [string];
  rig.toys.red.pay(payment.slice(4));
  Object.assign(rig.toys.red.knobs, { ask: "unknown", close: "unproven" });
  await minutes(120);
  expect(await stateOf(payment)).toMatch(/^(waiting|abandoned)$/);
  Object.assign(rig.toys.red.knobs, { ask: "ok", close: "ok" });
  await minutes(15);
  expect(await stateOf(payment)).toMatch(/^(paid|returned|surplus)$/);
});

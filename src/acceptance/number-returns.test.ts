import { afterAll, beforeAll, expect, test } from "vitest";
import { type Db, openDatabase } from "#db";
import { notify } from "#payments/testing";
import { returnOf } from "./rows.ts";
import { makeRig, type Rig, settle, startThrough } from "./testing/rig.ts";

/** Money that is going back, or went back, from before anybody wrote down under which number. */
let rig: Rig;
let owner: Db;
beforeAll(async () => {
  rig = await makeRig();
  owner = openDatabase(rig.owner, { poolSize: 1, applicationName: "owner" });
  rig.knobs.accept = "refused";
});
afterAll(async () => {
  await owner.close();
  await rig.end();
});

const forget = (payment: string) => owner.read("update acceptances set return_id = null where payment = $1", [payment]);

async function goingBack(key: string): Promise<string> {
  const { payment } = await startThrough(rig, rig.stores.slice(0, 1), key, 7_777);
  rig.toys.blue.pay(payment.slice(4));
  rig.toys.blue.knobs.refund = "processing";
  await notify(rig, rig.toys.blue, payment);
  rig.toys.blue.knobs.refund = "ok";
  await forget(payment);
  return payment;
}

const said = async (payment: string) =>
  (await rig.db.read("select state, return_id from acceptances where payment = $1", [payment]))[0];

test("what was returning gets its number as it returns", async () => {
  const payment = await goingBack("returning");
  expect(await said(payment)).toEqual({ state: "returning", return_id: null });
  await settle(rig, rig);
  expect(await said(payment)).toEqual({ state: "returned", return_id: returnOf(payment) });
});

test("what had returned gets it from the room's tick; what an old process wrote later, an hour on", async () => {
  const payment = await goingBack("returned");
  await settle(rig, rig);
  await forget(payment);
  const { room } = rig.boot();
  expect(await room.tick()).toBe(1);
  expect(await said(payment)).toEqual({ state: "returned", return_id: returnOf(payment) });
  await forget(payment);
  expect(await room.tick()).toBe(0);
  rig.advance(3600);
  expect(await room.tick()).toBe(1);
  expect(await said(payment)).toMatchObject({ return_id: returnOf(payment) });
});

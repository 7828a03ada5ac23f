import { afterAll, beforeAll, expect, test } from "vitest";
import { drain, made, makeRig, notify, type Rig, started } from "./testing/rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await makeRig();
});
afterAll(() => rig.end());

const dueOf = async (payment: string) =>
  (
    await rig.db.read<{ tries: number }>("select tries from due where kind = 'payment' and subject = $1", [payment])
  ).map((row) => row.tries);

test("a payment that is paid at once takes its due row along; one that was put off is found by the worker", async () => {
  const [quick] = (await started(rig, await made(rig))) as [string];
  const [slow] = (await started(rig, await made(rig))) as [string];
  expect([await dueOf(quick), await dueOf(slow)]).toEqual([[0], [0]]);
  rig.toys.red.pay(quick.slice(4));
  await notify(rig, rig.toys.red, quick);
  expect([await dueOf(quick), await dueOf(slow)]).toEqual([[], [0]]);
  rig.advance(16);
  await rig.payments.workDue();
  expect(await dueOf(slow)).toEqual([1]);
  rig.toys.red.pay(slow.slice(4));
  await notify(rig, rig.toys.red, slow);
  expect(await dueOf(slow)).toEqual([1]);
  rig.advance(60);
  await drain(rig);
  expect(await dueOf(slow)).toEqual([]);
  expect(await rig.books()).toEqual([]);
});

test("an attempt that the buyer left keeps its row: it may still be paid", async () => {
  const checkout = await made(rig);
  const [left] = (await started(rig, checkout, "red")) as [string];
  rig.toys.red.knobs.close = "unproven";
  await started(rig, checkout, "blue");
  expect((await rig.payments.getPayment(left))?.state).toBe("abandoned");
  expect(await dueOf(left)).toEqual([0]);
});

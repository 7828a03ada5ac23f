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

test("checkouts that ended are over with the taking itself; one that is open is ended, one at a time or all at once", async () => {
  const own = await makeRig();
  const paid: string[] = [];
  for (let n = 0; n < 4; n++) {
    const checkout = await made(own);
    const [payment = ""] = await started(own, checkout);
    own.toys.red.pay(payment.slice(4));
    await notify(own, own.toys.red, payment);
    paid.push(checkout);
  }
  const open = await made(own);
  own.advance(2 * 3600);
  const asked: string[] = [];
  const read: typeof own.db.read = (sql, values) => {
    asked.push(`${sql} ${JSON.stringify(values)}`);
    return own.db.read(sql, values);
  };
  const other = own.boot({ db: { ...own.db, read } });
  expect([await other.workDue(1), await other.workDue(1)]).toEqual([1, 1]);
  expect([await other.workDue(), await other.workDue()]).toEqual([3, 0]);
  expect(await own.db.read("select subject from due where kind = 'checkout'")).toEqual([]);
  expect(asked.filter((one) => paid.some((id) => one.includes(id)))).toEqual([]);
  expect((await own.payments.getCheckout(open))?.state).toBe("expired");
  expect(await own.books()).toEqual([]);
  await own.end();
});

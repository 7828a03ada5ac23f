import { afterAll, beforeAll, expect, test } from "vitest";
import { fen } from "#money";
import { accountOf, drain, made, makeRig, notify, type Rig, start, started } from "#payments/testing";
import type { BillLine, Wallet } from "#wallets/protocol";
import { makeReconciliation } from "./index.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await makeRig();
});
afterAll(() => rig.end());

/** The payments room beside the room under test, on one database. */
function roomOver(lines: readonly BillLine[]) {
  const wallet = {
    async *bill() {
      yield lines;
    },
  } as unknown as Wallet;
  return makeReconciliation({
    ...{ db: rig.db, clock: rig.clock, ids: rig.ids, hear: rig.payments.hearBill, wallet: async () => wallet },
    account: (id) => ({ id, marketplace: "mkt_test", wallet: "red" }),
    mayApprove: () => ({ ok: true }),
  });
}

test("a success that no notice and no question told becomes the order's payment, or goes back as surplus", async () => {
  const at = rig.clock.now();
  const line = (payment: string, amount = 1230): BillLine => ({
    ...{
      kind: "payment",
      walletRef: `bill-${payment}`,
      paymentId: payment.slice(4),
      refundId: null,
      at,
      state: "done",
    },
    ...{ amount: fen(amount), fee: fen(0), feeRate: null },
  });
  const unheard = await made(rig);
  const [lost] = (await started(rig, unheard)) as [string];
  const twice = await made(rig);
  const [left] = (await started(rig, twice)) as [string];
  // Nobody can say that the first one is closed, so it is left, and the second is paid.
  rig.toys.red.knobs.close = "unproven";
  const second = await start(rig, twice, "blue");
  const paid = second.ok ? second.value.payments[0]?.id : undefined;
  rig.toys.blue.pay((paid as string).slice(4));
  await notify(rig, rig.toys.blue, paid as string);
  const [wrong] = (await started(rig, await made(rig))) as [string];
  rig.advance(86_400);
  const done = await roomOver([line(lost), line(left), line(wrong, 1)]).runDay({
    account: accountOf("red"),
    day: "2026-11-22",
  });
  expect(done).toMatchObject({ ok: true, value: { run: { lines: 3n, found: { state: 3, amount: 1 } } } });
  expect(await rig.payments.getPayment(lost)).toMatchObject({ state: "paid", wallet_ref: `bill-${lost}` });
  expect(await rig.payments.getCheckout(unheard)).toMatchObject({ state: "complete" });
  expect(await rig.payments.getPayment(left)).toMatchObject({ state: "surplus" });
  await drain(rig);
  expect(await rig.payments.getPayment(left)).toMatchObject({ state: "returned" });
  expect((await rig.payments.getPayment(wrong))?.paid_at).toBeNull();
  const { data } = await roomOver([]).listBreaks({ marketplace: null }, { after: null, limit: 10 });
  expect(data.map((one) => `${one.class} ${one.resolution}`).sort()).toEqual([
    ...["amount null", "state heard", "state heard", "state null"],
  ]);
  expect(await rig.books()).toEqual([]);
});

test("a success of another amount in a bill is asked about, goes back whole, and its breaks close", async () => {
  const at = rig.clock.now();
  const [told, live] = [await started(rig, await made(rig)), await started(rig, await made(rig))].flat() as [
    string,
    string,
  ];
  const paidWith = (id: string, amount: number) => {
    rig.toys.red.knobs.close = "ok";
    rig.toys.red.pay(id.slice(4));
    const order = rig.toys.red.orders.get(id.slice(4));
    if (order) order.amount = fen(amount);
    return order?.ref as string;
  };
  const [toldRef, liveRef] = [paidWith(told, 777), paidWith(live, 888)];
  const line = (id: string, walletRef: string, amount: number): BillLine => ({
    ...{ kind: "payment", walletRef, paymentId: id.slice(4), refundId: null, at, state: "done" },
    ...{ amount: fen(amount), fee: fen(0), feeRate: null },
  });
  const room = roomOver([line(told, toldRef, 777), line(live, liveRef, 888)]);
  // Named live while the wallet could not be asked; then asked, on the schedule.
  const about = { payment: live, expected: "1230 CNY", said: "888 CNY", wallet_ref: liveRef };
  await room.name({ what: "payment_amount_differs", about, at });
  const of = async (id: string) =>
    (await room.listBreaks({ marketplace: null }, { after: null, limit: 50 })).data.filter((one) => one.subject === id);
  expect((await of(live)).map((one) => [one.class, one.state])).toEqual([["amount", "open"]]);
  rig.advance(20);
  rig.toys.red.knobs.ask = "ok";
  await rig.payments.checkCheckout((await rig.payments.getPayment(live))?.checkout as string);
  await room.watch();
  expect((await of(live)).map((one) => [one.state, one.resolution])).toEqual([["closed", "heard"]]);
  rig.advance(86_400);
  const day = new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  expect(await room.runDay({ account: accountOf("red"), day })).toMatchObject({ ok: true });
  await drain(rig);
  expect(await rig.payments.getPayment(told)).toMatchObject({ state: "returned", received: fen(777) });
  expect(await rig.payments.getPayment(live)).toMatchObject({ state: "returned", received: fen(888) });
  for (const id of [told, live]) expect((await of(id)).filter((one) => one.state !== "closed")).toEqual([]);
  expect(await rig.books()).toEqual([]);
});

test("a bill that says failed of what came with another amount is no success that was heard: its break stays", async () => {
  const at = rig.clock.now();
  const [id] = (await started(rig, await made(rig))) as [string];
  rig.toys.red.knobs.close = "ok";
  rig.toys.red.pay(id.slice(4));
  const order = rig.toys.red.orders.get(id.slice(4));
  if (order) order.amount = fen(777);
  rig.advance(20);
  await rig.payments.checkCheckout((await rig.payments.getPayment(id))?.checkout as string);
  await drain(rig);
  expect(await rig.payments.getPayment(id)).toMatchObject({ state: "returned", received: fen(777) });
  const about = { kind: "payment", walletRef: order?.ref as string, paymentId: id.slice(4), refundId: null } as const;
  const room = roomOver([{ ...about, at, state: "failed", amount: fen(777), fee: fen(0), feeRate: null }]);
  rig.advance(86_400);
  const day = new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  const done = await room.runDay({ account: accountOf("red"), day });
  await room.watch();
  const { data } = await room.listBreaks({ marketplace: null }, { after: null, limit: 50 });
  const own = data.filter((one) => one.subject === id);
  expect(done.ok ? own.map((one) => `${one.class} ${one.their_state} ${one.state}`) : done).toEqual([
    "state failed open",
  ]);
});

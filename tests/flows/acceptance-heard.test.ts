import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { fen } from "#money";
import { accountOf, caller, drain, notify } from "#payments/testing";
import { makeReconciliation } from "#reconciliation";
import type { BillLine, Wallet } from "#wallets/protocol";
import { makeRig, type Rig, settle, startThrough } from "../../src/acceptance/testing/rig.ts";

/** What only the bill of the wallet whose user paid has told, of a payment at another wallet's merchant. */
let rig: Rig;
beforeAll(async () => {
  rig = await makeRig();
  await rig.room.refresh();
});
afterAll(() => rig.end());
beforeEach(() => {
  rig.knobs.accept = "ok";
  Object.assign(rig.toys.blue.knobs, { ask: "ok", refund: "ok" });
});

function roomOver(lines: readonly BillLine[]) {
  const wallet = {
    async *bill() {
      yield lines;
    },
  } as unknown as Wallet;
  return makeReconciliation({
    ...{ db: rig.db, clock: rig.clock, ids: rig.ids, hear: rig.payments.hearBill, wallet: async () => wallet },
    account: (id) => ({ id, marketplace: "mkt_test", wallet: "blue" }),
    mayApprove: () => ({ ok: true }),
  });
}
type Room = ReturnType<typeof roomOver>;

let n = 0;
const begin = async () => (await startThrough(rig, rig.stores.slice(0, 1), `heard ${++n}`, 7_777)).payment;
const today = () => new Date(rig.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
const line = (paymentId: string, refundId: string | null, minor: number): BillLine => ({
  ...{ kind: refundId === null ? "payment" : "refund", paymentId, refundId, at: rig.clock.now(), state: "done" },
  ...{ walletRef: refundId === null ? `blue-${paymentId}` : `r-${refundId}` },
  ...{ amount: fen(minor), fee: fen(0), feeRate: null },
});
const breaksOf = async (room: Room) => {
  const { data } = await room.listBreaks({ marketplace: null, state: "open" }, { after: null, limit: 50 });
  return data.map(({ kind, subject, class: name, entries }) => ({ kind, subject, class: name, entries }));
};
async function run(lines: readonly BillLine[], day: string): Promise<Room> {
  const room = roomOver(lines);
  rig.advance(86_400);
  expect(await room.runDay({ account: accountOf("blue"), day })).toMatchObject({ ok: true });
  return room;
}

test("a payment that only the issuer's bill told is accepted; one that cannot be asked about yet closes later", async () => {
  const day = today();
  const payment = await begin();
  rig.toys.blue.pay(payment.slice(4));
  const told = line(payment.slice(4), null, 7_777);
  rig.toys.blue.knobs.ask = "unknown";
  const room = await run([told], day);
  expect(await breaksOf(room)).toMatchObject([{ kind: "payment", subject: payment, class: "state" }]);
  rig.toys.blue.knobs.ask = "ok";
  await notify(rig, rig.toys.blue, payment);
  expect(await rig.room.ofPayment(payment)).toMatchObject({ state: "accepted" });
  await room.watch();
  expect(await breaksOf(room)).toEqual([]);
  expect(await rig.books()).toEqual([]);
});

test("money that went back whole, which only the bill told: it is heard, and the payment is over", async () => {
  const day = today();
  const { payment, number, lines } = await goneBack();
  expect(await rig.room.ofPayment(payment)).toMatchObject({ state: "returning" });
  rig.toys.blue.refunds.set(number, 7_777n);
  const room = await run(lines, day);
  expect(await rig.room.ofPayment(payment)).toMatchObject({ state: "returned" });
  expect(await rig.payments.getPayment(payment)).toMatchObject({ state: "closed" });
  expect(await breaksOf(room)).toEqual([]);
});

test("while nobody can ask about it, its break offers no entry, since nothing was posted; then it closes as heard", async () => {
  const day = today();
  const { payment, number, lines } = await goneBack();
  const room = await run(lines, day);
  expect(await breaksOf(room)).toEqual([{ kind: "refund", subject: `ref_${number}`, class: "state", entries: [] }]);
  rig.toys.blue.refunds.set(number, 7_777n);
  rig.toys.blue.knobs.refund = "ok";
  await settle(rig, rig);
  expect(await rig.room.ofPayment(payment)).toMatchObject({ state: "returned" });
  await room.watch();
  expect(await breaksOf(room)).toEqual([]);
  expect(await rig.books()).toEqual([]);
});

test("a refund whose issuer's half only the bill told closes as heard", async () => {
  const payment = await begin();
  rig.toys.blue.pay(payment.slice(4));
  await notify(rig, rig.toys.blue, payment);
  rig.advance(86_400);
  const day = today();
  rig.toys.blue.knobs.refund = "processing";
  const made = await rig.payments.createRefund(caller, { payment, amount: fen(777), reason: "broken" }, null);
  const id = made.ok ? made.value.id : "";
  await rig.payments.takeNotice(
    "red",
    accountOf("red"),
    rig.toys.red.refundNotice(id.slice(4), payment.slice(4), fen(777)),
  );
  const room = await run([line(payment.slice(4), id.slice(4), 777)], day);
  expect(await breaksOf(room)).toMatchObject([{ kind: "refund", subject: id, class: "state" }]);
  rig.toys.blue.knobs.refund = "ok";
  rig.advance(3_600);
  await drain(rig);
  expect((await rig.payments.getRefund(id))?.state).toBe("refunded");
  await room.watch();
  expect(await breaksOf(room)).toEqual([]);
  expect(await rig.books()).toEqual([]);
});

/** The issuer took it, the acquirer would not have it, and what goes back is under way. */
async function goneBack() {
  const payment = await begin();
  rig.knobs.accept = "refused";
  rig.toys.blue.pay(payment.slice(4));
  rig.toys.blue.knobs.refund = "processing";
  await notify(rig, rig.toys.blue, payment);
  const [row] = await rig.db.read<{ return_id: string }>("select return_id from acceptances where payment = $1", [
    payment,
  ]);
  const number = (row?.return_id ?? "").slice(4);
  return { payment, number, lines: [line(payment.slice(4), null, 7_777), line(payment.slice(4), number, 7_777)] };
}

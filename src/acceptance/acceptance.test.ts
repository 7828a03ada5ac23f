import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bucketValues } from "#db";
import { fen } from "#money";
import { accountOf, caller, notify } from "#payments/testing";
import { acceptanceOf } from "./rows.ts";
import { agree } from "./testing/agree.ts";
import { makeRig, pair, type Rig, settle, startThrough } from "./testing/rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await makeRig();
});
afterAll(() => rig.end());
beforeEach(() => {
  Object.assign(rig.knobs, { accept: "ok", open: true, version: 0n, shutOnRefresh: false });
  Object.assign(rig.toys.blue.knobs, { start: "ok", ask: "ok", close: "ok", refund: "ok" });
});

let n = 0;
const begin = (amount = 10_000) => startThrough(rig, rig.stores.slice(0, 1), `sale ${++n}`, amount);
const stateOf = async (payment: string) => (await rig.payments.getPayment(payment))?.state;
const heardOf = async (payment: string) => (await rig.room.ofPayment(payment)) ?? { state: "none" };

async function paid(amount = 10_000): Promise<string> {
  const { payment } = await begin(amount);
  rig.toys.blue.pay(payment.slice(4));
  await notify(rig, rig.toys.blue, payment);
  expect(await stateOf(payment)).toBe("paid");
  return payment;
}

test("the issuer's user pays, the acquirer pays the store, and holds a claim", async () => {
  const { payment, action } = await begin();
  expect(action).toMatchObject({ content: "blue:code" });
  expect(await rig.payments.getPayment(payment)).toMatchObject({ wallet: "red", issuer: "blue", state: "waiting" });
  rig.toys.blue.pay(payment.slice(4));
  expect(await notify(rig, rig.toys.blue, payment)).toMatchObject({ status: 200 });
  expect(await rig.payments.getPayment(payment)).toMatchObject({
    state: "paid",
    wallet_ref: `red-${payment.slice(4)}`,
  });
  expect(await rig.room.ofPayment(payment)).toMatchObject({ state: "accepted", fee: fen(0), amount: fen(10_000) });
  expect(await rig.clearing(payment)).toEqual({ issuer_claim: 10_000, acquirer_due: 10_000 });
  // The store's money lies at its own wallet: blue's account holds nothing for it.
  expect(await rig.balance(rig.stores[0] as string)).toMatchObject({ "red escrow": 10_000, "red receivable": 10_000 });
  expect(await rig.books()).toEqual([]);
});

test("a notice twice, at both accounts and at once: accepted once", async () => {
  const { payment } = await begin();
  rig.toys.blue.pay(payment.slice(4));
  const before = rig.knobs.accepts;
  await Promise.all([1, 2, 3, 4].map(() => notify(rig, rig.toys.blue, payment)));
  await notify(rig, rig.toys.red, payment);
  expect(await stateOf(payment)).toBe("paid");
  expect(rig.knobs.accepts).toBeGreaterThan(before);
  expect(await rig.books()).toEqual([]);
});

test("the acquirer's own notice, alone, makes nothing paid that the issuer has not taken", async () => {
  const { payment } = await begin();
  rig.toys.red.orders.set(payment.slice(4), { amount: fen(10_000), state: "paid", ref: "red-x", group: null });
  expect(await notify(rig, rig.toys.red, payment)).toMatchObject({ status: 500 });
  expect(await stateOf(payment)).toBe("waiting");
  expect(await heardOf(payment)).toMatchObject({ state: "started" });
});

test("shut: refused with the reason, and it can never begin later", async () => {
  rig.knobs.open = false;
  await expect(begin()).rejects.toThrow("wallet_refused");
  rig.knobs.open = true;
  expect(await rig.books()).toEqual([]);
});

test("the opening moved since it was looked at: the intent's commit sees it, and it is decided again", async () => {
  rig.knobs.version = 7n;
  expect(await begin()).toMatchObject({ action: { content: "blue:code" } });
  expect(rig.knobs.version).toBe(0n);
  Object.assign(rig.knobs, { version: 7n, shutOnRefresh: true });
  const before = rig.toys.blue.calls.start;
  await expect(begin()).rejects.toThrow("wallet_refused");
  expect(rig.toys.blue.calls.start).toBe(before);
});

test("unknown is a result: whatever answer is lost, the worker finds it", async () => {
  for (const lost of ["start", "ask", "accept before", "accept after"] as const) {
    if (lost === "start") rig.toys.blue.knobs.start = "lost_after";
    const { payment } = await begin();
    rig.toys.blue.knobs.start = "ok";
    rig.toys.blue.pay(payment.slice(4));
    if (lost === "ask") rig.toys.blue.knobs.ask = "unknown";
    if (lost === "accept before") rig.knobs.accept = "lost_before";
    if (lost === "accept after") rig.knobs.accept = "lost_after";
    expect(["starting", "waiting"]).toContain(await stateOf(payment));
    await notify(rig, rig.toys.blue, payment);
    if (lost !== "start") expect(await stateOf(payment), lost).toBe("waiting");
    rig.toys.blue.knobs.ask = "ok";
    rig.knobs.accept = "ok";
    await settle(rig, rig);
    expect(await stateOf(payment), lost).toBe("paid");
    expect(await rig.clearing(payment)).toMatchObject({ acquirer_due: expect.any(Number) });
  }
  expect(await rig.books()).toEqual([]);
});

test("an acquirer that will not: the user's money goes back, all of it, and the payment is closed", async () => {
  rig.knobs.accept = "refused";
  const { payment } = await begin(7777);
  rig.toys.blue.pay(payment.slice(4));
  rig.toys.blue.knobs.refund = "processing";
  await notify(rig, rig.toys.blue, payment);
  expect(await heardOf(payment)).toMatchObject({ state: "returning" });
  expect(await stateOf(payment)).toBe("waiting");
  rig.toys.blue.knobs.refund = "ok";
  await settle(rig, rig);
  expect(await stateOf(payment)).toBe("closed");
  expect(await heardOf(payment)).toMatchObject({ state: "returned" });
  expect([...rig.toys.blue.refunds.values()]).toContain(7777n);
  expect(await rig.books()).toEqual([]);
});

test("the issuer took another amount: nothing is accepted, all that it took goes back", async () => {
  const { payment } = await begin();
  const order = rig.toys.blue.orders.get(payment.slice(4));
  if (order) order.amount = fen(9_999);
  rig.toys.blue.pay(payment.slice(4));
  await notify(rig, rig.toys.blue, payment);
  expect(await heardOf(payment)).toMatchObject({ state: "returned" });
  expect(await stateOf(payment)).toBe("closed");
  expect([...rig.toys.blue.refunds.values()]).toContain(9_999n);
  expect(rig.alarms).toContain("acceptance_amount_differs");
});

test("closed at the issuer, then paid there after all: the money still finds its way", async () => {
  const { payment } = await begin();
  await rig.payments.closePayment(payment);
  expect(await stateOf(payment)).toBe("closed");
  expect(await heardOf(payment)).toMatchObject({ state: "ended" });
  const order = rig.toys.blue.orders.get(payment.slice(4));
  if (order) order.state = "paid";
  await notify(rig, rig.toys.blue, payment);
  expect(await heardOf(payment)).toMatchObject({ state: "accepted" });
  expect(["paid", "surplus", "returned"]).toContain(await stateOf(payment));
  await settle(rig, rig);
  expect(await rig.books()).toEqual([]);
});

test("a card of 0.38 % and a fen, borne by the acquirer: rounded down, and given back as refunds come", async () => {
  const card = {
    ...pair,
    starts_at: null,
    rate: 38,
    fixed: fen(1),
    bearer: "acquirer",
    on_refund: "returned",
  } as const;
  expect(await agree(rig.room, { kind: "rates", card: card })).toMatchObject({ ok: true });
  rig.advance(1);
  const payment = await paid(10_099);
  // 10099 × 38 / 10000 = 38.3762, down to 38, and the fixed fen.
  expect(await rig.room.ofPayment(payment)).toMatchObject({ fee: fen(39), bearer: "acquirer" });
  const refund = async (minor: number) =>
    await rig.payments.createRefund(caller, { payment, amount: fen(minor), reason: "too much" }, null);
  expect(await refund(5_000)).toMatchObject({ ok: true, value: { state: "refunded" } });
  // 5099 × 38 / 10000 = 19.3762: the fee on what is left is 20, so 19 come back.
  expect(await rig.room.ofPayment(payment)).toMatchObject({ fee_back: fen(19), refunded: fen(5_000) });
  expect(await refund(5_099)).toMatchObject({ ok: true });
  expect(await rig.room.ofPayment(payment)).toMatchObject({ fee_back: fen(39), refunded: fen(10_099) });
  expect(await refund(1)).toMatchObject({ ok: false });
  expect(await rig.books()).toEqual([]);
});

test("a card that the issuer bears and that keeps its fee; cards are dated and never change what was begun", async () => {
  const { payment } = await begin();
  const card = { ...pair, starts_at: null, rate: 100, fixed: fen(0), bearer: "issuer", on_refund: "kept" } as const;
  expect(await agree(rig.room, { kind: "rates", card: card })).toMatchObject({ ok: true });
  expect(await agree(rig.room, { kind: "rates", card: card })).toMatchObject({ ok: false, fault: "rate_card_taken" });
  const past = new Date("2020-01-01");
  expect(await agree(rig.room, { kind: "rates", card: { ...card, starts_at: past } })).toMatchObject({
    fault: "rate_card_invalid",
  });
  rig.advance(1);
  rig.toys.blue.pay(payment.slice(4));
  await notify(rig, rig.toys.blue, payment);
  expect(await rig.room.ofPayment(payment)).toMatchObject({ fee: fen(39), bearer: "acquirer" });
  const later = await paid(20_000);
  expect(await rig.room.ofPayment(later)).toMatchObject({ fee: fen(200), bearer: "issuer" });
  await rig.payments.createRefund(caller, { payment: later, amount: fen(20_000), reason: "all" }, null);
  expect(await rig.room.ofPayment(later)).toMatchObject({ fee_back: fen(0), refunded: fen(20_000) });
  expect(await rig.books()).toEqual([]);
});

test("a refund is done when both halves are; half of it is under way, and nothing is paid back twice", async () => {
  const payment = await paid();
  rig.toys.blue.knobs.refund = "unknown";
  const made = await rig.payments.createRefund(caller, { payment, amount: fen(4_000), reason: "half" }, null);
  expect(made).toMatchObject({ ok: true });
  const id = made.ok ? made.value.id : "";
  expect((await rig.payments.getRefund(id))?.state).not.toBe("refunded");
  const told = rig.toys.red.refundNotice(id.slice(4), payment.slice(4), fen(4_000));
  await rig.payments.takeNotice("red", accountOf("red"), told);
  // The acquirer's word alone is half of it.
  expect((await rig.payments.getRefund(id))?.state).not.toBe("refunded");
  rig.toys.blue.knobs.refund = "ok";
  await settle(rig, rig, 3600);
  expect((await rig.payments.getRefund(id))?.state).toBe("refunded");
  expect(rig.toys.blue.refunds.get(id.slice(4))).toBe(4_000n);
  expect(await rig.books()).toEqual([]);
});

test("the database holds its guards against a program that forgets them", async () => {
  const payment = await paid();
  const { bucket } = (
    await rig.db.read<{ bucket: number }>("select bucket from acceptances where payment = $1", [payment])
  )[0] ?? { bucket: 0 };
  const id = acceptanceOf(payment);
  const begun = await rig.db.read<{ done: boolean }>(
    "select acceptance_refund_begin($1, $2, $3, 10001, now()) as done",
    [bucket, "ref_00000000000000000000000000", id],
  );
  expect(begun[0]?.done).toBe(false);
  const back = await rig.db.read<{ done: boolean }>("select acceptance_move($1, $2, 'started', '{}', now()) as done", [
    bucket,
    id,
  ]);
  expect(back[0]?.done).toBe(false);
  await expect(rig.db.read("update acceptances set amount = 1 where id = $1", [id])).rejects.toThrow(/permission/);
  await expect(rig.db.read("delete from acceptance_rates")).rejects.toThrow(/permission/);
  await expect(rig.db.read("update acceptance_pairs set account = 'x'")).rejects.toThrow(/permission/);
});

test("a window closes, is paid and received: each wallet's side to the fen, bucket by bucket, and again does nothing", async () => {
  const claims = async () => {
    const rows = await rig.db.read<{ code: string; sum: string }>(
      `select code, sum(case side when 'd' then debits - credits else credits - debits end)::text as sum
       from accounts where code in ('issuer_claim', 'acquirer_due', 'issuer_settling', 'acquirer_settling',
         'clearing_transit') group by code`,
    );
    return Object.fromEntries(rows.map((row) => [row.code, Number(row.sum)]));
  };
  for (const store of rig.stores) {
    const { payment } = await startThrough(rig, [store], `window ${store}`, 30_000);
    rig.toys.blue.pay(payment.slice(4));
    await notify(rig, rig.toys.blue, payment);
  }
  const before = await claims();
  const net = before["issuer_claim"] ?? 0;
  expect(net).toBeGreaterThan(90_000);
  const [one, two] = await Promise.all([rig.room.closeWindow(pair, "per_1"), rig.room.closeWindow(pair, "per_2")]);
  const closed = [one, two].find((view) => typeof view === "object" && view.state === "open");
  if (typeof closed !== "object") throw new Error("nobody closed it");
  expect(closed).toMatchObject({ net: fen(net), payer: "blue", receiver: "red" });
  expect(await claims()).toMatchObject({
    issuer_claim: 0,
    acquirer_due: 0,
    issuer_settling: net,
    acquirer_settling: net,
  });
  expect(await agree(rig.room, { kind: "received", clearing: closed.id })).toMatchObject({
    fault: "acceptance_too_early",
  });
  expect(await agree(rig.room, { kind: "paid", clearing: closed.id })).toMatchObject({ ok: true });
  expect(await agree(rig.room, { kind: "paid", clearing: closed.id })).toMatchObject({
    fault: "acceptance_change_decided",
  });
  expect(await claims()).toMatchObject({ issuer_settling: 0, clearing_transit: net, acquirer_settling: net });
  expect(await rig.books()).toEqual([]);
  expect(await agree(rig.room, { kind: "received", clearing: closed.id })).toMatchObject({ ok: true });
  expect(await rig.room.getClearing(closed.id)).toMatchObject({ state: "settled" });
  expect(await claims()).toMatchObject({ acquirer_settling: 0, clearing_transit: 0, issuer_settling: 0 });
  expect(await rig.room.closeWindow(pair, "per_1")).toBe("nothing");
  expect(await rig.books()).toEqual([]);
});

test("after a window with more refunds than payments the acquirer pays", async () => {
  const payment = await paid(5_000);
  const first = await rig.room.closeWindow(pair, "per_1");
  if (typeof first !== "object") throw new Error("nothing to settle");
  for (const kind of ["paid", "received"] as const) await agree(rig.room, { kind, clearing: first.id });
  await rig.payments.createRefund(caller, { payment, amount: fen(5_000), reason: "all" }, null);
  const second = await rig.room.closeWindow(pair, "per_1");
  expect(second).toMatchObject({ net: fen(5_000), payer: "red", receiver: "blue" });
  if (typeof second !== "object") return;
  expect(await agree(rig.room, { kind: "paid", clearing: second.id })).toMatchObject({ ok: true });
  expect(await rig.books()).toEqual([]);
  expect(await agree(rig.room, { kind: "received", clearing: second.id })).toMatchObject({ ok: true });
  expect(await rig.books()).toEqual([]);
});

test("who does not settle in time: nothing new is accepted, what was begun ends, and paying lets it on again", async () => {
  await paid(5_000);
  const { payment } = await begin();
  const closed = await rig.room.closeWindow(pair, "per_1");
  if (typeof closed !== "object") throw new Error("nothing to settle");
  rig.advance(86_400);
  await expect(begin()).rejects.toThrow("wallet_refused");
  await rig.room.refresh();
  const asked = {
    issuer: "blue",
    store: rig.stores[0] ?? "",
    amount: fen(1),
    method: "shown",
    takes: () => true,
  } as const;
  expect(rig.room.offer(asked)).toMatchObject({ via: null, reasons: [{ code: "clearing_late" }] });
  rig.toys.blue.pay(payment.slice(4));
  await notify(rig, rig.toys.blue, payment);
  expect(await heardOf(payment)).toMatchObject({ state: "accepted" });
  await agree(rig.room, { kind: "paid", clearing: closed.id });
  await rig.room.refresh();
  expect(rig.room.offer(asked)).toMatchObject({ via: "red" });
  expect(await begin()).toMatchObject({ action: { content: "blue:code" } });
  await agree(rig.room, { kind: "received", clearing: closed.id });
  expect(await rig.books()).toEqual([]);
});

test("what one owes here the other owes there: nobody pays, and the window is settled as it closes", async () => {
  const closed = await rig.room.closeWindow(pair, "per_1");
  const before = typeof closed === "object" ? closed.id : "";
  for (const kind of ["paid", "received"] as const) await agree(rig.room, { kind, clearing: before });
  rig.advance(1);
  const free = { ...pair, starts_at: null, rate: 0, fixed: fen(0), bearer: "acquirer", on_refund: "returned" } as const;
  expect(await agree(rig.room, { kind: "rates", card: free })).toMatchObject({ ok: true });
  rig.advance(1);
  const first = await paid(5_000);
  const own = await rig.room.closeWindow(pair, "per_1");
  if (typeof own !== "object") throw new Error("nothing to settle");
  for (const kind of ["paid", "received"] as const) await agree(rig.room, { kind, clearing: own.id });
  await rig.payments.createRefund(caller, { payment: first, amount: fen(5_000), reason: "all" }, null);
  const { payment } = await startThrough(rig, rig.stores.slice(1, 2), `sale ${++n}`, 5_000);
  rig.toys.blue.pay(payment.slice(4));
  await notify(rig, rig.toys.blue, payment);
  rig.advance(1);
  expect(await rig.room.closeWindow(pair, "per_1")).toBe("nothing");
  expect((await rig.room.listClearings())[0]).toMatchObject({ net: fen(0), payer: null, state: "settled" });
  rig.advance(86_400);
  expect(await begin()).toMatchObject({ action: { content: "blue:code" } });
  expect(await rig.books()).toEqual([]);
});

test("a settlement that cannot go on keeps no other up", async () => {
  const [broken, fine] = [rig.ids.next("cls"), rig.ids.next("cls", 1)].sort() as [string, string];
  const now = rig.clock.now();
  const owner = new pg.Client({ connectionString: rig.owner });
  await owner.connect();
  await owner.query(
    `insert into acceptance_pairs (acquirer, issuer, account, made_by, made_at)
     values ('gone', 'blue', 'wac_gone', 'per_1', $1)`,
    [now],
  );
  await owner.query(
    `insert into acceptance_settlements (id, acquirer, issuer, currency, net, state, closed_by, closed_at, due_at,
       paid_by, paid_at) values ($1, 'gone', 'blue', 'CNY', 7, 'paying', 'per_1', $3, $3, 'per_1', $3),
       ($2, 'red', 'blue', 'CNY', null, 'closing', 'per_1', $3, $3, null, null)`,
    [broken, fine, now],
  );
  await owner.end();
  // Something is to be paid that no book has.
  await rig.db.read(
    "insert into acceptance_settlement_parts (bucket, settlement, net, step) values ($1, $2, 7, 'closed')",
    [bucketValues[0], broken],
  );
  expect(await rig.room.tick()).toBe(1);
  expect(rig.alarms).toContain("clearing_failed");
  expect(await rig.room.getClearing(broken)).toMatchObject({ state: "paying" });
  expect((await rig.room.getClearing(fine))?.state).not.toBe("closing");
});

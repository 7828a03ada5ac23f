import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bucketValues, relayEvents } from "#db";
import { checkBooks, ledgerChecks, readBook } from "#ledger";
import { fen } from "#money";
import { type Payments, paymentChecks } from "#payments";
import { caller } from "#payments/testing";
import { Dead, makeMortal } from "#payments/testing/mortal";
import { settlementChecks } from "#settlement";
import { makeSettlementRig, paidOrder, type SettlementRig } from "#settlement/testing";
import { refundKeyOf, voucherChecks } from "./index.ts";
import { openAgreements } from "./testing/rig.ts";
import { agreeOnVouchers, market, payingForVouchers } from "./testing/voucher-sales.ts";
import type { AgreementsParts, VoucherMoney } from "./types.ts";

let rig: SettlementRig;
let payments: Payments;
let agreement = "";
let room: ReturnType<typeof open>;

const leftIn = (detail: Readonly<Record<string, unknown>> | undefined): bigint | null => {
  const left = detail?.["left"] as { minor: string } | undefined;
  return left ? BigInt(left.minor) : null;
};
const money = (): VoucherMoney => ({
  ...{ liesApart: () => false, walletHolds: async () => false, hold: rig.settlement.hold },
  alarm: (what) => rig.alarms.push(what),
  mayReturn: async () => ({}),
  async refund({ voucher, attempt, payment, amount }) {
    const key = refundKeyOf(voucher, attempt);
    const done = await payments.createRefund(caller, { payment, amount, reason: "voucher" }, key);
    return done.ok ? { ok: true, refund: done.value.id } : { ok: false, fault: done.fault, left: leftIn(done.detail) };
  },
});
const open = (more: Partial<AgreementsParts> = {}) =>
  openAgreements("unused", rig.clock, { db: rig.db, ids: rig.ids, money: money(), ...more }).room;

beforeAll(async () => {
  rig = await makeSettlementRig();
  payments = payingForVouchers(rig);
  room = open();
  agreement = await agreeOnVouchers(room);
});
afterAll(() => rig.end());

const seller = { kind: "key", id: "key_1", marketplace: market, store: null };
const till = { kind: "key", id: "key_2", marketplace: "mkt_cafe", store: null };
const expiresIn = (days: number) => new Date(rig.clock.now().getTime() + days * 86_400_000);

async function sold(amount = 5000, at: Partial<{ days: number; in: typeof room }> = {}) {
  const order = await paidOrder(rig, amount);
  const done = await issue(order.payment, amount, at);
  if (!done.ok || done.value.code === null) throw new Error(done.ok ? "no code" : done.fault);
  return { ...order, id: done.value.voucher.id, code: done.value.code };
}
const issue = (payment: string, amount: number, at: Partial<{ days: number; in: typeof room }> = {}) =>
  (at.in ?? room).issueVoucher(
    seller,
    {
      ...{ marketplace: market, agreement, redeemer: "mkt_cafe", title: "咖啡", value: fen(amount), payment },
      expires_at: expiresIn(at.days ?? 30),
    },
    null,
  );
const back = (id: string, at = room) => at.refundVoucher(seller, id, null);
const redeem = (code: string, name = "1", at = room) =>
  at.redeemVoucher(till, { code, till: name, store: rig.stores[1] as string, redeemer: "mkt_cafe" }, null);
const book = async (n: number) => {
  const rows = await readBook(rig.db, rig.stores[n] as string);
  return Object.fromEntries(rows.map((one) => [one.code, Number(one.balance.minor)]));
};
const checked = () => checkBooks(rig.db, [...ledgerChecks, ...paymentChecks, ...settlementChecks, ...voucherChecks]);
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) {
    const done = [await payments.workDue(), await room.vouchersDue(), await rig.settlement.tick()];
    done.push((await relayEvents(rig.db, bucketValues, 500)).length);
    if (done.every((count) => count === 0)) return;
  }
  throw new Error("It does not come to rest.");
}

test("bought, its money waits in the seller's book; redeemed, it is the redeeming store's; once", async () => {
  const { id, code, payment, order } = await sold();
  expect(await book(0)).toMatchObject({ escrow: 0, vouchers_due: 5000, receivable: 5000 });
  expect(await rig.settlement.confirmReceipt("per_1", order, null)).toMatchObject({
    ...{ fault: "release_held", detail: { voucher: id } },
  });
  const direct = { payment, amount: fen(100), reason: "x" };
  expect(await payments.createRefund(caller, direct, null)).toMatchObject({ fault: "voucher_stands" });
  expect(await issue(payment, 5000)).toMatchObject({ fault: "voucher_order_bound" });
  expect(await redeem(code)).toMatchObject({ ok: true, value: { state: "redeemed", payment: null } });
  expect(await book(0)).toMatchObject({ vouchers_due: 0, vouchers_between: -5000, receivable: 5000 });
  expect(await book(1)).toMatchObject({ vouchers_between: 5000, balance: 5000 });
  expect(await redeem(code, "2")).toMatchObject({ fault: "voucher_redeemed" });
  expect(await back(id)).toMatchObject({ fault: "voucher_redeemed" });
  expect(await payments.createRefund(caller, direct, null)).toMatchObject({ fault: "voucher_stands" });
  await quiet();
  expect(await checked()).toEqual([]);
});

test("a store with a number of its own at that account redeems nothing: it could not take it out", async () => {
  const { code } = await sold();
  const apart = open({ money: { ...money(), liesApart: (store) => store === rig.stores[1] } });
  expect(await redeem(code, "1", apart)).toMatchObject({ ok: false, fault: "voucher_money_apart" });
  expect(await redeem(code)).toMatchObject({ ok: true, value: { state: "redeemed" } });
  expect(await checked()).toEqual([]);
});

test("not redeemed, it is refunded through the wallet, once however often it is asked; the code is dead", async () => {
  const { id, code, payment } = await sold(1234);
  const before = await book(0);
  const all = await Promise.all([room, open(), room].map((one) => back(id, one)));
  expect(all.every((one) => one.ok && one.value.state === "refunded")).toBe(true);
  await quiet();
  expect(await redeem(code)).toMatchObject({ fault: "voucher_invalid" });
  const [row] = await rig.db.read<{ refunded: bigint; refunds: number }>(
    "select refunded, refunds from payments where id = $1",
    [payment],
  );
  expect(row).toEqual({ refunded: 1234n, refunds: 1 });
  const after = await book(0);
  expect([(before["receivable"] ?? 0) - (after["receivable"] ?? 0), after["escrow"]]).toEqual([1234, 0]);
  expect(await checked()).toEqual([]);
});

test("between a voucher's end and its refund nothing else refunds the order, and its own refund still does", async () => {
  const { id, payment } = await sold(640);
  const down = open({ money: { ...money(), refund: async () => ({ ok: false, fault: "down", left: null }) } });
  expect(await back(id, down)).toMatchObject({
    ok: true,
    value: { state: "refunded", refund: null },
  });
  const direct = { payment, amount: fen(100), reason: "x" };
  const forged = { ...refundKeyOf(id, 0), caller: "key_1" };
  for (const key of [null, forged])
    expect(await payments.createRefund(caller, direct, key)).toMatchObject({ fault: "voucher_stands" });
  rig.advance(61);
  await quiet();
  expect(await room.getVoucher(id)).toMatchObject({ refund: expect.stringMatching(/^ref_/) });
  expect(await payments.getPayment(payment)).toMatchObject({ refunded: fen(640) });
  expect(await room.vouchersDue()).toBe(0);
  expect(await checked()).toEqual([]);
});

test("what is told of a voucher with money behind it names the store that sold it, for that store's webhooks", async () => {
  const { id } = await sold();
  await back(id);
  await quiet();
  const told = await rig.db.read(
    "select type, data ->> 'store' as store from events where subject = $1 and type like 'voucher.%' order by type",
    [id],
  );
  const store = rig.stores[0];
  expect(told).toEqual([
    { type: "voucher.issued", store },
    { type: "voucher.refunded", store },
  ]);
});

test("its day comes: the money goes back by itself", async () => {
  const { id, code } = await sold(700, { days: 1 });
  rig.advance(86_400);
  expect(await redeem(code)).toMatchObject({ fault: "voucher_expired" });
  await quiet();
  expect(await room.getVoucher(id)).toMatchObject({ state: "refunded", refund: expect.stringMatching(/^ref_/) });
  expect(await checked()).toEqual([]);
});

test("what is released, refunded or paid with another amount buys no voucher, and nothing of it moved", async () => {
  const released = await paidOrder(rig, 900);
  await rig.settlement.confirmReceipt("per_1", released.order, null);
  expect(await issue(released.payment, 900)).toMatchObject({ fault: "voucher_order_bound" });
  const partly = await paidOrder(rig, 900);
  await payments.createRefund(caller, { payment: partly.payment, amount: fen(1), reason: "x" }, null);
  expect(await issue(partly.payment, 900)).toMatchObject({ fault: "voucher_order_bound" });
  const other = await paidOrder(rig, 900);
  expect(await issue(other.payment, 901)).toMatchObject({ fault: "voucher_value_differs" });
  const apart = open({ money: { ...money(), liesApart: () => true } });
  expect(await issue(other.payment, 900, { in: apart })).toMatchObject({ fault: "voucher_money_apart" });
  const held = open({ money: { ...money(), walletHolds: async () => true } });
  expect(await issue(other.payment, 900, { in: held })).toMatchObject({ fault: "voucher_money_apart" });
  expect(await issue("pay_01JDREDRED01REDREDREDREDRE", 900)).toMatchObject({ fault: "not_found" });
  await quiet();
  expect(await checked()).toEqual([]);
});

test("a till, a second till, a refund, a release and a direct refund at once: one of them gets the money", async () => {
  const ends = new Set<string>();
  for (let round = 0; round < 12; round++) {
    const { id, code, order, payment } = await sold(500);
    const other = open();
    await Promise.all([
      ...(round % 3 === 0 ? [back(id, other)] : []),
      redeem(code, "1"),
      redeem(code, "2", other),
      ...(round % 3 === 1 ? [back(id)] : []),
      rig.settlement.confirmReceipt("per_1", order, null),
      payments.createRefund(caller, { payment, amount: fen(500), reason: "x" }, null),
    ]);
    await quiet();
    const state = (await room.getVoucher(id))?.state ?? "";
    ends.add(state);
    expect(["redeemed", "refunded"]).toContain(state);
  }
  expect(ends.has("redeemed")).toBe(true);
  expect(await checked()).toEqual([]);
}, 60_000);

test("an order that is released, refunded or sold for a voucher at once ends in one of them", async () => {
  for (let round = 0; round < 8; round++) {
    const { order, payment } = await paidOrder(rig, 300);
    await Promise.all([
      issue(payment, 300),
      rig.settlement.confirmReceipt("per_1", order, null),
      issue(payment, 300, { in: open() }),
      payments.createRefund(caller, { payment, amount: fen(300), reason: "x" }, null),
    ]);
    await quiet();
  }
  expect(await checked()).toEqual([]);
}, 60_000);

test("whoever redeems or refunds may die anywhere: the next one brings the money where it belongs, once", async () => {
  let deaths = 0;
  for (const act of ["redeem", "refund"] as const)
    for (const when of ["before", "after"] as const)
      for (let contact = 1; contact < 40; contact++) {
        const { id, code } = await sold(100);
        const mortal = makeMortal(contact, when);
        const dying = open({ db: mortal.db(rig.db) });
        await (act === "redeem" ? redeem(code, "1", dying) : back(id, dying)).catch((fault: unknown) => {
          if (!(fault instanceof Dead)) throw fault;
        });
        if (!mortal.died()) break;
        deaths++;
        await quiet();
        const state = (await room.getVoucher(id))?.state;
        expect(["issued", act === "redeem" ? "redeemed" : "refunded"]).toContain(state);
      }
  expect(deaths).toBeGreaterThan(20);
  expect(await checked()).toEqual([]);
}, 120_000);

test("whatever happens to vouchers in whatever order, every fen is somewhere, once", async () => {
  const step = fc.record({ kind: fc.constantFrom("sell", "redeem", "refund", "pass"), who: fc.nat(5) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
      const held: { id: string; code: string }[] = [];
      for (const { kind, who } of steps) {
        const one = held[who % Math.max(1, held.length)];
        if (kind === "sell") held.push(await sold(100 + who, { days: 1 + who }));
        if (kind === "redeem" && one) await redeem(one.code);
        if (kind === "refund" && one) await back(one.id);
        if (kind === "pass") rig.advance(86_400);
      }
      await quiet();
      for (const { id } of held) expect((await room.getVoucher(id))?.state).not.toBe("expired");
      expect(await checked()).toEqual([]);
    }),
    { numRuns: 10, seed: 20261122 },
  );
}, 120_000);

/** A voucher that ended while its refund could not be asked for, and whose order somebody then refunded directly. */
async function stuck(value: number, direct: number) {
  const held = await sold(value);
  const away = open({ money: { ...money(), refund: async () => ({ ok: false, fault: "away", left: null }) } });
  await back(held.id, away);
  // A house without the vouchers' guard, whose refunds may take whatever lies in escrow.
  const unguarded = rig.boot();
  const done = await unguarded.createRefund(caller, { payment: held.payment, amount: fen(direct), reason: "x" }, null);
  if (!done.ok) throw new Error(done.fault);
  rig.advance(61);
  return { ...held, direct: done.value.id };
}

test("a voucher whose order was refunded by another road ends with that refund, or with what is left of it", async () => {
  const whole = await stuck(500, 500);
  const part = await stuck(500, 200);
  const before = rig.alarms.length;
  await room.vouchersDue();
  await quiet();
  const [one, two] = [await room.getVoucher(whole.id), await room.getVoucher(part.id)];
  expect([one?.state, one?.refund]).toEqual(["refunded", whole.direct]);
  expect([two?.state, two?.refund !== null && two?.refund !== part.direct]).toEqual(["refunded", true]);
  const [paid] = await rig.db.read<{ refunded: bigint }>("select refunded from payments where id = $1", [part.payment]);
  expect(paid?.refunded).toBe(500n);
  expect(rig.alarms.length).toBe(before);
  expect(await room.vouchersDue()).toBe(0);
  expect(await checked()).toEqual([]);
}, 60_000);

test.each([500, 200])(
  "another road's refund of %i that is under way ends no voucher: refused after all, the buyer gets it all by its own",
  async (direct) => {
    rig.toys.red.knobs.refund = "processing";
    const held = await stuck(500, direct);
    const before = rig.alarms.length;
    for (const process of [room, open()]) await process.vouchersDue();
    expect(await room.getVoucher(held.id)).toMatchObject({ state: "refunded", refund: null });
    rig.toys.red.knobs.refund = "refused";
    rig.advance(3600);
    await payments.workDue();
    rig.toys.red.knobs.refund = "ok";
    await Promise.all([room.vouchersDue(), open().vouchersDue()]);
    await quiet();
    const own = (await room.getVoucher(held.id))?.refund;
    expect(own).not.toBe(held.direct);
    const found = await rig.db.read("select id, state, amount from refunds where payment = $1 order by created_at", [
      held.payment,
    ]);
    expect(found).toEqual([
      { id: held.direct, state: "refused", amount: BigInt(direct) },
      { id: own, state: "refunded", amount: 500n },
    ]);
    expect(rig.alarms.length).toBe(before);
    expect(await checked()).toEqual([]);
  },
  60_000,
);

test("a refund that is refused raises one alarm for a voucher and a reason, over many ticks and two processes", async () => {
  const { id } = await sold(300);
  let word = "balance_short";
  let asked = 0;
  const short = () =>
    open({
      money: {
        ...money(),
        refund: async () => {
          asked++;
          return { ok: false, fault: word, left: null };
        },
      },
    });
  const rooms = [short(), short()] as const;
  const before = rig.alarms.length;
  const told = () => rig.alarms.slice(before).filter((one) => one === "voucher_refund_refused").length;
  await back(id, rooms[0]);
  for (let tick = 0; tick < 20; tick++) await Promise.all(rooms.map((one) => one.vouchersDue()));
  expect([told(), asked]).toEqual([1, 1]);
  rig.advance(61);
  for (let tick = 0; tick < 5; tick++) await rooms[tick % 2]?.vouchersDue();
  expect([told(), asked]).toEqual([1, 2]);
  // Another reason is told; and whoever mends the cause sees it end by itself.
  word = "payment_wrong_state";
  rig.advance(61);
  await rooms[1].vouchersDue();
  expect(told()).toBe(2);
  rig.advance(61);
  await room.vouchersDue();
  await quiet();
  expect((await room.getVoucher(id))?.refund).not.toBeNull();
  expect(await checked()).toEqual([]);
}, 60_000);

test("a refund that the wallet itself refuses is told, let go of and asked for anew under another key", async () => {
  rig.toys.red.knobs.refund = "refused";
  const { id, payment } = await sold(450);
  const before = rig.alarms.length;
  const both = () => Promise.all([room.vouchersDue(), open().vouchersDue()]);
  const named = async () => (await room.getVoucher(id))?.refund;
  const dead = [await back(id).then(named)];
  expect(await checked()).toMatchObject([{ about: id, check: expect.stringContaining("the wallet refused") }]);
  const direct = await payments.createRefund(caller, { payment, amount: fen(450), reason: "x" }, null);
  expect(direct).toMatchObject({ fault: "voucher_stands" });
  for (let tick = 0; tick < 3; tick++) await both();
  expect([await named(), await checked()]).toEqual([null, []]);
  rig.advance(121);
  await both();
  dead.push(await named());
  await both();
  expect(rig.alarms.slice(before)).toEqual(["voucher_refund_refused"]);
  rig.toys.red.knobs.refund = "ok";
  rig.advance(241);
  await both();
  await quiet();
  const made = await rig.db.read("select id, state from refunds where payment = $1 order by created_at", [payment]);
  expect(made).toEqual([
    ...dead.map((one) => ({ id: one, state: "refused" })),
    { id: await named(), state: "refunded" },
  ]);
  expect(await checked()).toEqual([]);
}, 60_000);

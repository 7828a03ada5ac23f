import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openDatabase } from "#db";
import { fen } from "#money";
import { accountOf, drain } from "#payments/testing";
import { Dead, makeMortal } from "#payments/testing/mortal";
import { makeSettlementRig, paidOrder, refund, type SettlementRig } from "./testing/rig.ts";

let rig: SettlementRig;
const red = accountOf("red");
beforeAll(async () => {
  rig = await makeSettlementRig();
  for (const store of rig.stores)
    await rig.settlement.setCard("key_test", store, { holder: "Li", bank: "ICBC", number: "6222020200112233445" });
  rig.advance(86_401);
});
afterAll(() => rig.end());
beforeEach(() => {
  for (const toy of Object.values(rig.toys)) toy.knobs = { start: "ok", ask: "ok", close: "ok", refund: "ok" };
});
afterEach(async () => expect(await rig.books()).toEqual([]));

const receipt = (order: string) => rig.settlement.confirmReceipt("key_test", order, null);
const of = async (store: number) => {
  const all = await rig.balance(rig.stores[store] as string);
  return { balance: all["red balance"] ?? 0, owed: all["red advances"] ?? 0, due: all["red refunds_due"] ?? 0 };
};
const platform = async () => {
  const book = await rig.settlement.platformBook(red);
  return { funds: Number(book.funds.minor), advanced: Number(book.advanced.minor) };
};

/** A released order whose money the store has already withdrawn. */
async function soldOut(store: number, amount = 1000) {
  const sold = await paidOrder(rig, amount, "red", store);
  await receipt(sold.order);
  const all = (await of(store)).balance;
  const input = { marketplace: "mkt_test", store: rig.stores[store] as string, wallet_account: red, amount: fen(all) };
  const asked = await rig.settlement.askWithdrawal("per_a", input, null);
  if (!asked.ok) throw new Error(asked.fault);
  await rig.settlement.confirmWithdrawal("per_b", asked.value.id);
  expect((await of(store)).balance).toBe(0);
  return sold;
}

async function fund(amount: number, act: "add" | "take" = "add") {
  const input = { marketplace: "mkt_test", wallet_account: red, act, amount: fen(amount), why: "for advances" };
  const asked = await rig.settlement.proposeFunds("per_a", input, null);
  if (!asked.ok) throw new Error(asked.fault);
  return { id: asked.value.id, done: await rig.settlement.decideFunds("per_b", asked.value.id, true) };
}

async function rest(): Promise<void> {
  rig.advance(61);
  for (let turn = 0; (await rig.settlement.tick()) > 0; turn++) if (turn > 50) throw new Error("never rests");
}

describe("a store without balance", () => {
  test("without funds of the platform the refund is refused, though other orders' escrow would cover it", async () => {
    const { payment } = await soldOut(0);
    await paidOrder(rig, 5000, "red", 0);
    expect(await refund(rig, payment, 400)).toMatchObject({ ok: false, fault: "balance_short" });
    expect(await platform()).toEqual({ funds: 0, advanced: 0 });
  });

  test("the platform advances, the store owes, and pays back out of its next sale before it withdraws", async () => {
    expect((await fund(3000)).done).toMatchObject({ ok: true, value: { state: "done" } });
    const { payment } = await soldOut(0);
    expect(await refund(rig, payment, 400)).toMatchObject({ ok: true, value: { state: "refunded" } });
    expect(await of(0)).toEqual({ balance: 0, owed: 400, due: 0 });
    expect(await platform()).toEqual({ funds: 2600, advanced: 400 });
    const next = await paidOrder(rig, 300, "red", 0);
    await receipt(next.order);
    const input = { marketplace: "mkt_test", store: rig.stores[0] as string, wallet_account: red, amount: fen(200) };
    expect(await rig.settlement.askWithdrawal("per_a", input, null)).toMatchObject({ fault: "balance_short" });
    await rest();
    expect(await of(0)).toEqual({ balance: 0, owed: 100, due: 0 });
    const last = await paidOrder(rig, 500, "red", 0);
    await receipt(last.order);
    await rest();
    expect(await of(0)).toEqual({ balance: 400, owed: 0, due: 0 });
    expect(await platform()).toEqual({ funds: 3000, advanced: 0 });
  });

  test("the wallet refuses the refund: store and platform are where they were", async () => {
    const { payment } = await soldOut(1);
    rig.toys.red.knobs.refund = "refused";
    expect(await refund(rig, payment, 400)).toMatchObject({ ok: true, value: { state: "refused" } });
    await rest();
    expect(await of(1)).toEqual({ balance: 0, owed: 0, due: 0 });
    expect(await platform()).toEqual({ funds: 3000, advanced: 0 });
  });

  test("ten refunds at once on two processes take no more than the platform has", async () => {
    const orders = [];
    for (let i = 0; i < 5; i++) orders.push(await soldOut(1));
    const rooms = [rig.payments, rig.bootPayments()];
    const all = await Promise.all(
      orders.flatMap(({ payment }) => rooms.map((room) => refund(rig, payment, 1000, room))),
    );
    let made = all.filter((one) => one.ok).length;
    expect(made).toBeLessThanOrEqual(3);
    // Two of one payment may have held two advances while others were refused for want of one: those ask again.
    for (const { payment } of orders) if ((await refund(rig, payment, 1000)).ok) made++;
    expect(made).toBe(3);
    await rest();
    expect(await of(1)).toEqual({ balance: 0, owed: 3000, due: 0 });
    expect(await platform()).toEqual({ funds: 0, advanced: 3000 });
    const back = await paidOrder(rig, 3000, "red", 1);
    await receipt(back.order);
    await rest();
    expect(await platform()).toEqual({ funds: 3000, advanced: 0 });
  });

  test("dying at any contact with the database: refunded once or not at all, nothing of the platform's is lost", async () => {
    for (const when of ["before", "after"] as const)
      for (let at = 1; at < 60; at++) {
        const { payment } = await soldOut(2, 100);
        const mortal = makeMortal(at, when);
        const settlement = rig.bootSettlement({ db: mortal.db(rig.db) });
        const room = rig.boot({ db: mortal.db(rig.db), released: settlement.refunds });
        await refund(rig, payment, 100, room).catch((fault: unknown) => {
          if (!(fault instanceof Dead) && !mortal.died()) throw fault;
        });
        const died = mortal.died();
        await rest();
        rig.advance(3600);
        await drain(rig);
        await rest();
        const { owed, due } = await of(2);
        expect([0, 100], `died ${when} contact ${at}`).toContain(owed);
        expect(due).toBe(0);
        expect(await platform()).toEqual({ funds: 3000 - owed, advanced: owed });
        const next = await paidOrder(rig, 100, "red", 2);
        await receipt(next.order);
        await rest();
        if (!died) break;
        expect(at).toBeLessThan(59);
      }
  }, 60_000);
});

describe("the platform's own money", () => {
  test("takes two people, is never taken twice, and never more than there is", async () => {
    const { id } = await fund(5);
    expect(await rig.settlement.decideFunds("per_c", id, true)).toMatchObject({ fault: "funds_wrong_state" });
    const input = { marketplace: "mkt_test", wallet_account: red, act: "take", amount: fen(5), why: "back" } as const;
    const asked = await rig.settlement.proposeFunds("per_a", input, null);
    if (!asked.ok) throw new Error(asked.fault);
    expect(await rig.settlement.decideFunds("per_a", asked.value.id, true)).toMatchObject({
      fault: "second_person_needed",
    });
    expect((await fund(5_000_000, "take")).done).toMatchObject({ fault: "funds_short" });
  });

  test("a compensation is paid once, on two processes at once, and not at all without funds", async () => {
    const other = openDatabase(rig.owner, { poolSize: 4, applicationName: "second process" });
    const rooms = [rig.settlement, rig.bootSettlement({ db: other })];
    const what = { marketplace: "mkt_test", store: rig.stores[0] as string, wallet_account: red };
    const before = await of(0);
    const dispute = rig.ids.next("dsp", 1);
    const pay = async (amount: number) =>
      await Promise.all(
        rooms.flatMap((room) =>
          [1, 2].map(() => room.compensate({ ...what, dispute, amount: fen(amount) }).catch(() => "key")),
        ),
      );
    expect(await pay(5_000_000)).toEqual([false, false, false, false]);
    await pay(250);
    expect(await rig.settlement.compensate({ ...what, dispute, amount: fen(250) })).toBe(true);
    expect((await of(0)).balance - before.balance).toBe(250);
    await other.close();
  });
});

describe("while the platform sets money aside for a refund, the store", () => {
  /** Refunds 400 of a sold-out order of the store; what happens once the first advance is given. */
  async function refundWhile(payment: string, work: () => Promise<unknown>): Promise<void> {
    let done = false;
    const payments = rig.bootPayments({
      ...rig.settlement.refunds,
      advance: async (...given) => {
        const advance = await rig.settlement.refunds.advance(...given);
        if (!done) await work();
        done = true;
        return advance;
      },
    });
    expect(await refund(rig, payment, 400, payments)).toMatchObject({ ok: true, value: { state: "refunded" } });
  }
  const sell = async (amount: number) => receipt((await paidOrder(rig, amount, "red", 2)).order);

  test("gets more than enough: it pays by itself, and nothing stays set aside", async () => {
    await fund(3000);
    const { payment } = await soldOut(2);
    const before = await platform();
    await refundWhile(payment, () => sell(500));
    expect([await of(2), await platform()]).toEqual([{ balance: 100, owed: 0, due: 0 }, before]);
  });

  test("takes some away: what is lacking now is asked for anew", async () => {
    const { payment } = await soldOut(2);
    await sell(300);
    const before = await platform();
    const place = { marketplace: "mkt_test", store: rig.stores[2] as string, wallet_account: red };
    await refundWhile(payment, () => rig.settlement.askWithdrawal("per_a", { ...place, amount: fen(200) }, null));
    expect(await of(2)).toEqual({ balance: 0, owed: 300, due: 0 });
    expect((await platform()).funds).toBe(before.funds - 300);
    await rest();
  });
});

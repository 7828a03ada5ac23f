import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openDatabase } from "#db";
import { fen } from "#money";
import { accountOf } from "#payments/testing";
import { Dead, makeMortal } from "#payments/testing/mortal";
import type { Settlement } from "./index.ts";
import { makeSettlementRig, paidOrder, refund, type SettlementRig } from "./testing/rig.ts";

let rig: SettlementRig;
const store = () => rig.stores[0] as string;
const card = { holder: "Li Lei", bank: "ICBC", number: "6222020200112233445" };
beforeAll(async () => {
  rig = await makeSettlementRig();
  await rig.settlement.setCard("per_owner", store(), card);
  rig.advance(86_400);
});
afterAll(() => rig.end());
beforeEach(() => {
  rig.bank.knob = "ok";
  rig.bank.paid.clear();
});
afterEach(async () => expect(await rig.books()).toEqual([]));

/** Gives the store a balance of its own. */
async function sell(amount: number, at = 0): Promise<string> {
  const { order, payment } = await paidOrder(rig, amount, "red", at);
  await rig.settlement.confirmReceipt("key_test", order, null);
  return payment;
}
const ask = (amount: number, room: Settlement = rig.settlement, key: string | null = null, of = store()) =>
  room.askWithdrawal(
    "per_seller",
    { marketplace: "mkt_test", store: of, wallet_account: accountOf("red"), amount: fen(amount) },
    key === null ? null : { caller: "per_seller", route: "withdrawals", key, requestHash: `${amount}` },
  );
const idOf = (done: Awaited<ReturnType<typeof ask>>) => (done.ok ? done.value.id : done.fault);
async function asked(amount: number): Promise<string> {
  const done = await ask(amount);
  if (!done.ok) throw new Error(`${done.fault} ${JSON.stringify(done.detail)}`);
  return done.value.id;
}
const confirm = (id: string, room = rig.settlement) => room.confirmWithdrawal("per_finance", id);
const state = async (id: string) => (await rig.settlement.getWithdrawal(id))?.state;
const book = async () => {
  const all = await rig.balance(store());
  return {
    balance: all["red balance"] ?? 0,
    due: all["red withdrawals_due"] ?? 0,
    fees: all["red withdrawal_fees"] ?? 0,
  };
};
/** Takes all of the balance away, so that the next test begins with nothing. */
async function empty(): Promise<void> {
  rig.advance(86_400);
  const { balance } = await book();
  if (balance > 1) await confirm(await asked(balance));
}

describe("a withdrawal", () => {
  test("is set aside, confirmed by a second person, paid to the card less the fee, once", async () => {
    await sell(10_000);
    const before = await book();
    const id = await asked(10_000);
    expect(await book()).toEqual({ ...before, balance: before.balance - 10_000, due: before.due + 10_000 });
    expect(rig.bank.paid.size).toBe(0);
    expect(await rig.settlement.confirmWithdrawal("per_seller", id)).toMatchObject({ fault: "second_person_needed" });
    expect(await confirm(id)).toMatchObject({ ok: true, value: { state: "paid", fee: { minor: 10n } } });
    expect(await confirm(id)).toMatchObject({ ok: true, repeated: true });
    expect([...rig.bank.paid.values()]).toMatchObject([{ amount: { minor: 9990n }, card }]);
    expect(await book()).toEqual({ ...before, balance: before.balance - 10_000, fees: before.fees + 10 });
  });

  test("asked by a person, it is confirmed by no key of theirs; asked by a key, by no other that the same one made", async () => {
    await sell(10_000);
    const makers: Record<string, string> = { key_a: "per_seller", key_rolled: "per_seller", key_b: "per_other" };
    const behind = (caller: string): string => makers[caller] ?? caller;
    const same = { why: "approver_is_proposer" };
    const whyNotTwo = async (one: string, other: string) => (behind(one) === behind(other) ? same : null);
    const room = rig.bootSettlement({ whyNotTwo });
    const byPerson = await asked(4000);
    for (const by of ["per_seller", "key_a", "key_rolled"])
      expect(await room.confirmWithdrawal(by, byPerson)).toMatchObject({ fault: "second_person_needed" });
    expect(await room.confirmWithdrawal("key_b", byPerson)).toMatchObject({ ok: true, value: { state: "paid" } });
    const place = { marketplace: "mkt_test", store: store(), wallet_account: accountOf("red") };
    const byKey = await room.askWithdrawal("key_a", { ...place, amount: fen(4000) }, null);
    const id = byKey.ok ? byKey.value.id : "";
    for (const by of ["per_seller", "key_a", "key_rolled"])
      expect(await room.confirmWithdrawal(by, id)).toMatchObject({ fault: "second_person_needed" });
    expect(await room.confirmWithdrawal("per_other", id)).toMatchObject({ ok: true, value: { state: "paid" } });
    await empty();
  });

  test("a bank's refusal puts the money back, and the day's limit too", async () => {
    await sell(10_000);
    const before = await book();
    rig.bank.knob = "refused";
    expect(await confirm(await asked(10_000))).toMatchObject({
      value: { state: "refused", says: "the bank refused the card" },
    });
    expect(await book()).toEqual(before);
    await empty();
  });

  test.each(["lost_before", "lost_after"] as const)(
    "unknown (%s) is asked after until the wallet says",
    async (knob) => {
      await sell(5000);
      rig.bank.knob = knob;
      const id = await asked(5000);
      expect(await confirm(id)).toMatchObject({ value: { state: "sending" } });
      rig.bank.knob = "ok";
      rig.advance(60);
      await rig.settlement.tick();
      expect(await state(id)).toBe("paid");
      expect(rig.bank.paid.size).toBe(1);
    },
  );

  test("processing stays so until the wallet says paid", async () => {
    await sell(5000);
    rig.bank.knob = "processing";
    const id = await asked(5000);
    expect(await confirm(id)).toMatchObject({ value: { state: "processing" } });
    rig.bank.knob = "ok";
    rig.advance(60);
    await rig.settlement.tick();
    expect(await state(id)).toBe("paid");
  });

  test("nobody confirms within a day, or somebody cancels: the money is back, and a late confirmation is refused", async () => {
    await sell(3000);
    const before = await book();
    const [late, cancelled] = [await asked(1000), await asked(2000)];
    expect(await rig.settlement.cancelWithdrawal(cancelled)).toMatchObject({ value: { state: "cancelled" } });
    rig.advance(86_400);
    await rig.settlement.tick();
    expect(await state(late)).toBe("cancelled");
    expect(await confirm(late)).toMatchObject({ fault: "withdrawal_wrong_state" });
    expect(await rig.settlement.cancelWithdrawal(late)).toMatchObject({ ok: true });
    expect(await book()).toEqual(before);
    await empty();
  });
});

describe("never more than there is", () => {
  test("a hundred asks at once on two processes: as many as the balance holds, each paid once", async () => {
    await empty();
    await sell(10_500);
    const other = openDatabase(rig.owner, { poolSize: 8, applicationName: "second process" });
    const rooms = [rig.settlement, rig.bootSettlement({ db: other })] as const;
    const all = await Promise.all(Array.from({ length: 100 }, (_, i) => ask(1000, rooms[i % 2 === 0 ? 0 : 1])));
    const ids = all.flatMap((one) => (one.ok ? [one.value.id] : []));
    expect(ids.length).toBe(10);
    expect(new Set(all.flatMap((one) => (one.ok ? [] : [one.fault])))).toEqual(new Set(["balance_short"]));
    await Promise.all(ids.flatMap((id) => rooms.map((room) => confirm(id, room))));
    await other.close();
    expect(rig.bank.paid.size).toBe(10);
    expect(await book()).toMatchObject({ balance: 500, due: 0 });
  });

  test("asked again under its key it is the same one, though the card has changed since and the balance is gone", async () => {
    await sell(1000);
    const first = await ask(1000, rig.settlement, "w-card");
    await rig.settlement.setCard("per_owner", store(), card);
    expect(await ask(1000, rig.settlement, "w-new")).toMatchObject({ fault: "bank_card_cooling_off" });
    expect(await ask(1000, rig.settlement, "w-card")).toMatchObject({ repeated: true, value: { id: idOf(first) } });
    expect(await ask(999, rig.settlement, "w-card")).toMatchObject({ fault: "idempotency_key_reused" });
    rig.advance(86_400);
    await confirm(idOf(first));
  });

  test("the same key twenty times at once is one withdrawal; with another amount it is refused", async () => {
    await sell(5000);
    const all = await Promise.all(Array.from({ length: 20 }, () => ask(100, rig.settlement, "w-1")));
    expect(new Set(all.map((one) => (one.ok ? one.value.id : one.fault))).size).toBe(1);
    expect(await ask(200, rig.settlement, "w-1")).toMatchObject({ fault: "idempotency_key_reused" });
  });

  test("what is set aside cannot be refunded from; the refund is refused", async () => {
    await empty();
    const payment = await sell(4000);
    const { balance } = await book();
    const id = await asked(balance);
    expect(await refund(rig, payment, 4000)).toMatchObject({ fault: "balance_short" });
    await rig.settlement.cancelWithdrawal(id);
    expect(await refund(rig, payment, 4000)).toMatchObject({ ok: true });
  });

  test("the day's limit holds over all asks; the next day of Shanghai begins anew", async () => {
    rig.advance(86_400);
    await sell(8_000_000);
    await asked(4_000_000);
    expect(await ask(1_000_001)).toMatchObject({ fault: "withdrawal_limit" });
    await asked(1_000_000);
    expect(await ask(2)).toMatchObject({ fault: "withdrawal_limit" });
    rig.advance(86_400);
    expect(await ask(2000)).toMatchObject({ ok: true });
    await rig.settlement.tick();
  });
});

describe("refused", () => {
  test("without a card, a day after the card changed, without the wallet's call, below the fee", async () => {
    const bare = rig.stores[1] as string;
    expect(await ask(100, rig.settlement, null, bare)).toMatchObject({ fault: "bank_card_missing" });
    expect(await rig.settlement.setCard("per_owner", bare, { ...card, number: "12" })).toMatchObject({
      fault: "bank_card_invalid",
    });
    expect(await rig.settlement.setCard("per_owner", bare, card)).toMatchObject({ value: { last4: "3445" } });
    rig.advance(86_399);
    expect(await ask(100, rig.settlement, null, bare)).toMatchObject({ fault: "bank_card_cooling_off" });
    rig.advance(1);
    expect(await ask(100, rig.settlement, null, bare)).toMatchObject({ fault: "balance_short" });
    expect(await ask(1)).toMatchObject({ fault: "amount_invalid" });
    const none = rig.bootSettlement({ wallet: async () => ({}) });
    expect(await ask(100, none)).toMatchObject({ fault: "withdrawal_unsupported" });
  });

  test("the card's number stands nowhere but sealed", async () => {
    const rows = await rig.db.read<{ number_sealed: string }>("select number_sealed from bank_cards");
    expect(rows.every((row) => row.number_sealed.startsWith("sealed:"))).toBe(true);
  });
});

test("dying at any contact with the database: paid once, or given back; the books stand", async () => {
  for (const when of ["before", "after"] as const)
    for (let at = 1; at < 60; at++) {
      rig.advance(86_400);
      await sell(1000);
      rig.bank.paid.clear();
      const mortal = makeMortal(at, when);
      const room = rig.bootSettlement({ db: mortal.db(rig.db) });
      const key = `${when} ${at}`;
      const life = async (settlement: Settlement) => {
        const done = await ask(1000, settlement, key);
        if (!done.ok) throw new Error(done.fault);
        await confirm(done.value.id, settlement);
        return done.value.id;
      };
      await life(room).catch((fault: unknown) => {
        if (!(fault instanceof Dead) && !mortal.died()) throw fault;
      });
      const id = await life(rig.settlement);
      rig.advance(400);
      await rig.settlement.tick();
      expect([await state(id), rig.bank.paid.size], `died ${when} contact ${at}`).toEqual(["paid", 1]);
      if (!mortal.died()) break;
      expect(at).toBeLessThan(59);
    }
});

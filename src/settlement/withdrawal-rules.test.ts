import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fen } from "#money";
import { accountOf } from "#payments/testing";
import type { Settlement } from "./index.ts";
import { makeSettlementRig, paidOrder, type SettlementRig } from "./testing/rig.ts";

let rig: SettlementRig;
let per: (n: number) => string;
const store = () => rig.stores[0] as string;
beforeAll(async () => {
  rig = await makeSettlementRig();
  const made = new Map<number, string>();
  per = (n) => made.get(n) ?? (made.set(n, rig.ids.next("per")).get(n) as string);
  await rig.settlement.setCard(per(1), store(), { holder: "Li Lei", bank: "ICBC", number: "6222020200112233445" });
  rig.advance(86_400);
});
afterAll(() => rig.end());
beforeEach(() => {
  rig.bank.knob = "ok";
  rig.bank.last4 = null;
  rig.bank.paid.clear();
  rig.advance(86_400);
});
afterEach(async () => expect(await rig.books()).toEqual([]));

async function sell(amount: number): Promise<void> {
  const { order } = await paidOrder(rig, amount);
  await rig.settlement.confirmReceipt("key_test", order, null);
}
const ask = (amount: number, by: string, room: Settlement = rig.settlement) =>
  room.askWithdrawal(
    by,
    { marketplace: "mkt_test", store: store(), wallet_account: accountOf("red"), amount: fen(amount) },
    null,
  );
async function asked(amount: number, by = per(1), room = rig.settlement): Promise<string> {
  const done = await ask(amount, by, room);
  if (!done.ok) throw new Error(`${done.fault} ${JSON.stringify(done.detail)}`);
  return done.value.id;
}
const held = async (code: string) => (await rig.balance(store()))[`red ${code}`] ?? 0;
const set = (two_people: boolean, limit: number | null = null) =>
  rig.settlement.setWithdrawalRules(per(1), store(), { two_people, daily_limit: limit === null ? null : fen(limit) });

describe("a store's own rules", () => {
  test("two people: keys neither ask nor confirm, nobody confirms what they asked for", async () => {
    await sell(10_000);
    const key = rig.ids.next("key");
    const before = await asked(1000, key);
    expect(await set(true)).toMatchObject({ two_people: true });
    expect(await ask(1000, key)).toMatchObject({ fault: "second_person_needed" });
    // What a key asked for before the rule came is not confirmed under it by anybody.
    expect(await rig.settlement.confirmWithdrawal(per(2), before)).toMatchObject({ fault: "second_person_needed" });
    await rig.settlement.cancelWithdrawal(before);
    const id = await asked(1000);
    expect(await rig.settlement.confirmWithdrawal(per(1), id)).toMatchObject({ fault: "second_person_needed" });
    expect(await rig.settlement.confirmWithdrawal(key, id)).toMatchObject({ fault: "second_person_needed" });
    expect(rig.bank.paid.size).toBe(0);
    expect(await rig.settlement.confirmWithdrawal(per(2), id)).toMatchObject({ value: { state: "paid" } });
  });

  test("what makes it easier holds a day later, what makes it harder at once", async () => {
    expect(await rig.settlement.withdrawalRules(store())).toMatchObject({ two_people: true });
    const { new_rules_hold_from: from, two_people } = await set(false);
    expect([two_people, from.getTime() - rig.clock.now().getTime()]).toEqual([true, 86_400_000]);
    rig.advance(86_399);
    expect(await rig.settlement.withdrawalRules(store())).toMatchObject({ two_people: true });
    rig.advance(1);
    expect(await rig.settlement.withdrawalRules(store())).toMatchObject({ two_people: false });
    expect(await set(false, 2000)).toMatchObject({ daily_limit: fen(2000) });
    expect(await ask(2001, per(1))).toMatchObject({ fault: "withdrawal_limit" });
    expect(await set(false, 9000)).toMatchObject({ daily_limit: fen(2000) });
    rig.advance(86_400);
    expect(await rig.settlement.withdrawalRules(store())).toMatchObject({ daily_limit: fen(9000) });
    // Never more than the house's own.
    await set(false, 99_999_999);
    rig.advance(86_400);
    expect(await rig.settlement.withdrawalRules(store())).toMatchObject({ daily_limit: fen(5_000_000) });
  });
});

describe("what a bank does", () => {
  test("sends back what had arrived: the money and the fee are the store's again, once", async () => {
    await sell(10_000);
    const before = [await held("balance"), await held("withdrawal_fees")];
    const id = await asked(5000);
    await rig.settlement.confirmWithdrawal(per(2), id);
    expect([await held("balance"), await held("withdrawal_fees")]).toEqual([before[0]! - 5000, before[1]! + 5]);
    rig.bank.knob = "returned";
    rig.advance(86_400);
    await rig.settlement.tick();
    expect(await rig.settlement.getWithdrawal(id)).toMatchObject({ state: "returned", says: "the bank sent it back" });
    expect([await held("balance"), await held("withdrawal_fees")]).toEqual(before);
    expect(rig.alarms).toContain("withdrawal_returned");
    rig.advance(86_400);
    await rig.settlement.tick();
    expect(await held("balance")).toBe(before[0]);
  });

  test("is asked for five days, told nothing, and then left alone", async () => {
    await sell(10_000);
    const id = await asked(100);
    await rig.settlement.confirmWithdrawal(per(2), id);
    const { send, ask: asks } = rig.bank.calls;
    for (let day = 0; day < 8; day++) {
      rig.advance(86_400);
      await rig.settlement.tick();
    }
    expect(rig.bank.calls.send).toBe(send);
    expect(rig.bank.calls.ask - asks).toBeLessThanOrEqual(10);
    expect(await rig.db.read("select 1 from withdrawal_due where withdrawal = $1", [id])).toEqual([]);
  });

  test("another card than ours is told", async () => {
    await sell(10_000);
    rig.bank.last4 = "9999";
    const id = await asked(100);
    await rig.settlement.confirmWithdrawal(per(2), id);
    expect(await rig.settlement.getWithdrawal(id)).toMatchObject({ state: "paid", card_last4: "9999" });
    expect(rig.alarms).toContain("withdrawal_card_differs");
  });
});

test("the store's number at the wallet goes along, as it was when it was asked for", async () => {
  await sell(10_000);
  let number = "1234567857";
  const room = rig.bootSettlement({ subMerchant: () => number });
  const id = await asked(100, per(1), room);
  number = "other";
  await room.confirmWithdrawal(per(2), id);
  expect([...rig.bank.paid.values()]).toMatchObject([{ subMerchant: "1234567857" }]);
});

test("lists: newest first, page by page, only what is within reach", async () => {
  await sell(10_000);
  for (let n = 0; n < 3; n++) {
    await asked(100);
    rig.advance(1);
  }
  const all = await rig.settlement.listWithdrawals(
    { marketplace: "mkt_test", store: null },
    { after: null, limit: 100 },
  );
  const first = await rig.settlement.listWithdrawals({ marketplace: null, store: store() }, { after: null, limit: 2 });
  const rest = await rig.settlement.listWithdrawals(
    { marketplace: null, store: store() },
    { after: first.next, limit: 100 },
  );
  expect([...first.data, ...rest.data].map((one) => one.id)).toEqual(all.data.map((one) => one.id));
  expect(all.data.map((one) => one.id)).toEqual(
    all.data
      .map((one) => one.id)
      .toSorted()
      .toReversed(),
  );
  const none = await rig.settlement.listWithdrawals({ marketplace: "mkt_x", store: null }, { after: null, limit: 9 });
  expect(none).toEqual({ data: [], next: null });
});

test("a store hears of a new card and of new rules, before they hold", async () => {
  const told = () =>
    rig.db.read<{ type: string; data: Record<string, unknown> }>(
      "select type, data from outbox where subject = $1 union all select type, data from events where subject = $1",
      [store()],
    );
  const before = (await told()).length;
  await rig.settlement.setCard(per(1), store(), { holder: "Li Lei", bank: "ICBC", number: "6222020200112233445" });
  await set(true);
  const heard = (await told()).slice(before);
  expect(heard.map((one) => one.type).toSorted()).toEqual(["bank_card.set", "withdrawal_rules.set"]);
  const card = heard.find((one) => one.type === "bank_card.set");
  expect(card?.data).toMatchObject({ last4: "3445", bank: "ICBC" });
  expect(JSON.stringify(card)).not.toContain("6222020200112233445");
});

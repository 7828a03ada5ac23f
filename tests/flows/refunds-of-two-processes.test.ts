import { afterAll, beforeAll, expect, test } from "vitest";
import { fen } from "#money";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse, walletIds } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
let other: Awaited<ReturnType<FlowHouse["another"]>>;
beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 1 });
  other = await flow.another();
});
afterAll(async () => {
  await other.db.close();
  await flow.house.close();
  await database.drop();
});

async function paid(wallet: (typeof walletIds)[number]): Promise<{ payment: string; order: string }> {
  const amount = fen(10_000);
  const [store = ""] = flow.stores;
  const orders = [{ store, number: wallet, title: "茶", amount, lines: [{ title: "茶", quantity: 1, amount }] }];
  const urls = { success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" };
  const rest = { buyer: {}, locale: "zh-CN" as const, expires_in: 3600, metadata: {}, ...urls };
  const input = { marketplace: flow.marketplace, orders, ...rest };
  const made = await flow.house.payments.createCheckout(flow.operator, input, null);
  if (!made.ok) throw new Error(made.fault);
  const start = { checkout: made.value.checkout.id, wallet, method: "qr", device: "desktop" } as const;
  const by = { by_friend: false, buyer: {} };
  const started = await flow.house.payments.startPayment(flow.operator, { ...start, ...by }, null);
  if (!started.ok || started.value.action?.kind !== "qr") throw new Error("no code");
  await flow.fakes[wallet].act(started.value.action.content, "pay");
  await flow.settle();
  const [one] = started.value.payments;
  return { payment: one?.id ?? "", order: one?.order ?? "" };
}

const backAt = (wallet: (typeof walletIds)[number], payment: string) =>
  flow.fakes[wallet].ledger().payments.find((one) => payment.endsWith(one.out_trade_no))?.refunded;

/** Thirty refunds of 40.00 at once, half at each process; how each ended. */
async function thirty(payment: string): Promise<string[]> {
  const ask = { payment, amount: fen(4_000), reason: "at once" };
  const processes = Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? flow.house : other));
  const all = await Promise.all(processes.map((one) => one.payments.createRefund(flow.operator, ask, null)));
  return all.map((one) => (one.ok ? "made" : one.fault)).sort();
}

const twoOf = [...Array.from({ length: 2 }, () => "made"), ...Array.from({ length: 28 }, () => "refund_exceeds")];

test.each(walletIds)("%s: thirty refunds at once at two processes, two fit: two are made, and sent", async (wallet) => {
  const { payment } = await paid(wallet);
  expect(await thirty(payment)).toEqual(twoOf.toSorted());
  flow.advance(60);
  await flow.settle();
  expect(backAt(wallet, payment)).toBe("8000");
  expect((await other.payments.getPayment(payment))?.refunded).toEqual(fen(8_000));
});

test("the same while the order is released at both: what is left of it is the store's, to the fen", async () => {
  const { payment, order } = await paid("alipay");
  const released = [flow.house, other].map((one) => one.settlement.confirmReceipt("key", order, null));
  const [refunds] = await Promise.all([thirty(payment), ...released]);
  expect(refunds.filter((said) => said === "made")).toHaveLength(2);
  flow.advance(60);
  await flow.settle();
  const again = await other.settlement.confirmReceipt("key", order, null);
  expect(again).toMatchObject({ ok: true, value: { state: "released" } });
  expect(backAt("alipay", payment)).toBe("8000");
  const [balance] = (await flow.house.settlement.balances(flow.stores[0] ?? "")).filter(
    (one) => one.wallet_account === flow.accounts.alipay,
  );
  // Two payments of 100.00, 80.00 of each went back; the first was never released.
  expect([balance?.escrow, balance?.available]).toEqual([fen(2_000), fen(2_000)]);
});

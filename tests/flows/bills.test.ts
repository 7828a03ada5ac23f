import { afterAll, beforeAll, expect, test } from "vitest";
import { checkBooks, ledgerChecks, readBook } from "#ledger";
import { fen } from "#money";
import { reconciliationChecks } from "#reconciliation";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse, walletIds } from "./house.ts";

const day = "2026-11-22";
let database: TestDatabase;
let flow: FlowHouse;
beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 1 });
});
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

async function pay(wallet: (typeof walletIds)[number]): Promise<void> {
  const amount = fen(10_000);
  const [store = ""] = flow.stores;
  const orders = [{ store, number: wallet, title: "茶", amount, lines: [{ title: "茶", quantity: 1, amount }] }];
  const urls = { success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" };
  const rest = { buyer: {}, locale: "zh-CN" as const, expires_in: 3600, metadata: {}, ...urls };
  const made = await flow.house.payments.createCheckout(
    flow.operator,
    { marketplace: flow.marketplace, orders, ...rest },
    null,
  );
  if (!made.ok) throw new Error(made.fault);
  const start = {
    checkout: made.value.checkout.id,
    wallet,
    method: "qr",
    device: "desktop",
    by_friend: false,
  } as const;
  const started = await flow.house.payments.startPayment(flow.operator, { ...start, buyer: {} }, null);
  if (!started.ok || started.value.action?.kind !== "qr") throw new Error("no code");
  await flow.fakes[wallet].act(started.value.action.content, "pay");
  await flow.settle();
}

/** What stands of the day: WeChat Pay's, then Alipay's. */
async function days(): Promise<string[]> {
  const { reconciliation } = flow.house;
  while ((await reconciliation.tick()) > 0);
  const { data } = await reconciliation.listDays({ marketplace: null }, { after: null, limit: 100 });
  return walletIds.map((wallet) => {
    const one = data.find((found) => found.day === day && found.wallet_account === flow.accounts[wallet]);
    return `${one?.state} ${one?.code} ${one?.run === null ? "no run" : "run"}`;
  });
}

async function kept(): Promise<Record<string, bigint>> {
  const book = await readBook(flow.house.db, flow.stores[0] ?? "");
  const fees = book.filter((one) => one.code === "wallet_fees");
  return Object.fromEntries(fees.map((one) => [one.held_at ?? one.code, one.balance.minor]));
}

const breaks = async () =>
  (await flow.house.reconciliation.listBreaks({ marketplace: null }, { after: null, limit: 100 })).data;
const withFile = (bill_file: number) => {
  for (const wallet of walletIds) flow.fakes[wallet].setFaults({ bill_file });
};

test("a day's bill that is missing, then cut off, then there, then fetched again: booked once, and nothing before", async () => {
  for (const wallet of walletIds) await pay(wallet);
  const both = (line: string) => [line, line];
  withFile(4);
  flow.advance(18 * 3600 + 60);
  expect(await days()).toEqual(both("waiting bill_not_ready no run"));
  withFile(1);
  flow.advance(3600);
  expect(await days()).toEqual(both("refused bill_truncated no run"));
  expect([await kept(), await breaks()]).toEqual([{}, []]);
  // By evening a day without its bill is told as overdue. Alipay's word for "not yet" is the one for "none": a day
  // later it is no longer taken for the former.
  withFile(4);
  flow.advance(24 * 3600);
  expect(await days()).toEqual(["waiting bill_not_ready no run", "refused bill_missing no run"]);
  expect((await flow.house.reconciliation.watch()).days_overdue).toBe(2);
  for (const wallet of walletIds) flow.fakes[wallet].clearFaults();
  flow.advance(3600);
  expect(await days()).toEqual(both("done null run"));
  const once = await kept();
  expect(Object.values(once)).toEqual([60n, 60n]);
  for (const wallet of walletIds) await flow.house.reconciliation.askForDay({ account: flow.accounts[wallet], day });
  expect(await days()).toEqual(both("done null run"));
  expect([await kept(), await breaks()]).toEqual([once, []]);
  expect((await flow.house.reconciliation.watch()).days_overdue).toBe(0);
  expect(await checkBooks(flow.house.db, [...ledgerChecks, ...reconciliationChecks])).toEqual([]);
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fen } from "#money";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, type FlowWallet, makeFlowHouse, walletIds } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 1 });
}, 60_000);
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

/** A payment that the buyer confirms on the phone; its notices are lost. */
async function paidUnheard(wallet: FlowWallet): Promise<string> {
  const { payments } = flow.house;
  const [store = ""] = flow.stores;
  const amount = fen(1230);
  const orders = [{ store, number: "1", title: "茶", amount, lines: [{ title: "茶", quantity: 1, amount }] }];
  const urls = { success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" };
  const asked = { marketplace: flow.marketplace, orders, buyer: {}, locale: "zh-CN" as const, expires_in: 1800 };
  const made = await payments.createCheckout(flow.operator, { ...asked, metadata: {}, ...urls }, null);
  if (!made.ok) throw new Error(made.fault);
  const how = { wallet, method: "qr", device: "desktop", by_friend: false, buyer: {} } as const;
  const started = await payments.startPayment(flow.operator, { checkout: made.value.checkout.id, ...how }, null);
  if (!started.ok || started.value.action?.kind !== "qr") throw new Error("no code");
  flow.fakes[wallet].setFaults({ notice_drop: 1 });
  await flow.fakes[wallet].act(started.value.action.content, "pay");
  return started.value.payments[0]?.id as string;
}

/** As the worker does, minute by minute. */
async function minutes(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    flow.advance(60);
    await flow.house.settle();
    await flow.house.payments.noteEnded();
  }
}

const stateOf = async (id: string) => (await flow.house.payments.getPayment(id))?.state;

describe.each(walletIds)("%s: a success that nobody told us", (wallet) => {
  test("every notice lost: found by asking within minutes", async () => {
    const payment = await paidUnheard(wallet);
    await minutes(6);
    expect(await stateOf(payment)).toBe("paid");
    flow.fakes[wallet].clearFaults();
  }, 60_000);

  test("no answer either, until the time limit is long over: it has its place within 15 minutes of the first answer", async () => {
    const payment = await paidUnheard(wallet);
    flow.fakes[wallet].setFaults({ notice_drop: 1, server_error: 1 });
    await minutes(75);
    expect(await stateOf(payment)).not.toBe("paid");
    flow.fakes[wallet].clearFaults();
    flow.fakes[wallet].setFaults({ notice_drop: 1 });
    await minutes(15);
    expect(await stateOf(payment)).toMatch(/^(paid|surplus|returned)$/);
    flow.fakes[wallet].clearFaults();
    expect((await flow.house.reconciliation.watch()).unplaced).toBe(0);
  }, 120_000);

  test("the wallet says no whenever it is asked: only its bill tells, and what it tells is heard, or named", async () => {
    const payment = await paidUnheard(wallet);
    flow.fakes[wallet].setFaults({ notice_drop: 1, ask_stale: true });
    await minutes(40);
    expect(await stateOf(payment)).not.toMatch(/^(paid|surplus|returned)$/);
    const day = new Date(flow.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
    flow.advance(86_400);
    const done = await flow.house.reconciliation.runDay({ account: flow.accounts[wallet], day });
    expect(done).toMatchObject({ ok: true, value: { run: { found: { state: 1 } } } });
    expect(await stateOf(payment)).toMatch(/^(paid|surplus|returned)$/);
    flow.fakes[wallet].clearFaults();
    await flow.settle();
  }, 120_000);
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readBook } from "#ledger";
import { fen } from "#money";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse, must } from "./house.ts";

// Price, store state or opening changed between the offer and the payment: what holds is what stands when it starts.

let database: TestDatabase;
let flow: FlowHouse;
/** Another process: nothing of it runs but what a test calls, so what it has in memory is as old as it can be. */
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

type Process = Pick<FlowHouse["house"], "payments">;

const store = () => flow.stores[0] as string;

/** An order of the shop's at its price of this moment, with the wallets that are on offer for it. */
async function offered(by: Process, price = 1230) {
  const amount = fen(price);
  const lines = [{ title: "茶", quantity: 1, amount }];
  const orders = [{ store: store(), number: "A-1", title: "茶", amount, lines }];
  const urls = { success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" };
  const rest = { buyer: {}, locale: "zh-CN" as const, expires_in: 3600, metadata: {}, ...urls };
  const made = await by.payments.createCheckout(
    flow.operator,
    { marketplace: flow.marketplace, orders, ...rest },
    null,
  );
  const { checkout } = must(made);
  const wallets = checkout.offers.filter((one) => one.available).map((one) => one.wallet);
  return { id: checkout.id, wallets };
}

const start = (by: Process, checkout: string) =>
  by.payments.startPayment(
    flow.operator,
    { checkout, wallet: "alipay", method: "qr", device: "desktop", by_friend: false, buyer: {} },
    null,
  );

const atTheWallet = () => flow.fakes.alipay.ledger().payments;

type Directory = FlowHouse["house"]["directory"];

const account = () => flow.accounts.alipay;
const activate = (to: Directory, state: "active" | "switched_off") =>
  to.setActivation(flow.operator, store(), "alipay", { state });

const closings: readonly {
  what: string;
  code: string;
  close: (to: Directory) => Promise<{ ok: boolean }>;
  open: (to: Directory) => Promise<{ ok: boolean }>;
}[] = [
  {
    what: "the store is suspended",
    code: "store_suspended",
    close: (to) => to.changeStore(flow.operator, store(), { state: "suspended" }),
    open: (to) => to.changeStore(flow.operator, store(), { state: "open" }),
  },
  {
    what: "its marketplace is suspended",
    code: "marketplace_suspended",
    close: (to) => to.changeMarketplace(flow.operator, flow.marketplace, { state: "suspended" }),
    open: (to) => to.changeMarketplace(flow.operator, flow.marketplace, { state: "open" }),
  },
  {
    what: "the wallet account is disabled",
    code: "account_missing",
    close: (to) => to.changeWalletAccount(flow.operator, account(), { state: "disabled" }),
    open: (to) => to.changeWalletAccount(flow.operator, account(), { state: "enabled" }),
  },
  {
    what: "the store's activation is switched off",
    code: "store_switched_off",
    close: (to) => activate(to, "switched_off"),
    open: (to) => activate(to, "active"),
  },
];

describe.each(closings)("after the offer, $what", ({ code, close, open }) => {
  const refusal = { ok: false, fault: "wallet_not_offered", detail: { reasons: [{ code }] } };

  test.each([
    ["in the same process", () => flow.house],
    ["in another process, which has not read it yet", () => other],
  ])("%s: no payment starts, and the wallet is not called", async (_, process) => {
    await other.refresh();
    const checkout = await offered(process());
    expect(checkout.wallets).toContain("alipay");
    const before = atTheWallet().length;
    expect((await close(flow.house.directory)).ok).toBe(true);
    expect(await start(process(), checkout.id)).toMatchObject(refusal);
    expect(await flow.house.payments.getCheckout(checkout.id)).toMatchObject({ state: "open", payments: [] });
    expect(atTheWallet()).toHaveLength(before);
    // Open again, it is paid as if nothing had been.
    expect((await open(flow.house.directory)).ok).toBe(true);
    await other.refresh();
    expect((await start(process(), checkout.id)).ok).toBe(true);
    expect(atTheWallet()).toHaveLength(before + 1);
  });

  test("a process that has read the openings since, but not yet the directory, is held up all the same", async () => {
    await other.refresh();
    const checkout = await offered(other);
    expect((await close(flow.house.directory)).ok).toBe(true);
    await other.openings.refresh();
    expect(await start(other, checkout.id)).toMatchObject(refusal);
    expect((await open(flow.house.directory)).ok).toBe(true);
  });
});

test("a store that is closed for good starts nothing, whichever process was asked", async () => {
  const { house, marketplace, operator } = flow;
  const [first] = (await house.directory.listMerchants({ marketplace, store: null }, { after: null, limit: 1 })).data;
  const name = { zh: "短命店", en: "Short-lived" };
  const input = { marketplace, merchant: first?.id as string, name, tags: {} };
  const closing = must(await house.directory.createStore(operator, input, null)).id;
  must(await house.directory.setActivation(operator, closing, "alipay", { state: "active" }));
  await other.refresh();
  const amount = fen(500);
  const orders = [
    { store: closing, number: "B-1", title: "茶", amount, lines: [{ title: "茶", quantity: 1, amount }] },
  ];
  const urls = { success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" };
  const rest = { buyer: {}, locale: "zh-CN" as const, expires_in: 3600, metadata: {}, ...urls };
  const made = await other.payments.createCheckout(operator, { marketplace, orders, ...rest }, null);
  must(await house.directory.changeStore(operator, closing, { state: "closed" }));
  expect(await start(other, must(made).checkout.id)).toMatchObject({ detail: { reasons: [{ code: "store_closed" }] } });
});

describe("after the offer, the shop changes its price", () => {
  test("the order keeps its own: that amount reaches the wallet, is paid and stands in the book", async () => {
    await other.refresh();
    const held = async () =>
      (await readBook(flow.house.db, store())).find((one) => one.code === "escrow" && one.held_at === account())
        ?.balance.minor ?? 0n;
    const before = await held();
    const old = await offered(other, 1230);
    const dearer = await offered(flow.house, 1500);
    const amounts = new Map<string, string>();
    for (const { id } of [old, dearer]) {
      const { payments, action } = must(await start(other, id));
      const number = payments[0]?.id.slice(4) ?? "";
      amounts.set(id, atTheWallet().find((one) => one.out_trade_no === number)?.amount ?? "");
      if (action?.kind !== "qr") throw new Error("no code");
      await flow.fakes.alipay.act(action.content, "pay");
    }
    expect([...amounts.values()]).toEqual(["1230", "1500"]);
    await flow.settle();
    for (const { id } of [old, dearer]) expect((await flow.house.payments.getCheckout(id))?.state).toBe("complete");
    expect((await held()) - before).toBe(2730n);
  });

  test("nor may whoever starts the payment name another amount", async () => {
    const { id } = await offered(flow.house);
    const before = atTheWallet().length;
    const answer = await flow.house.app.inject({
      method: "POST",
      url: "/v1/payments",
      headers: { authorization: `Bearer ${flow.token}`, "idempotency-key": "another-price" },
      payload: {
        ...{ checkout: id, wallet: "alipay", method: "qr", device: "desktop" },
        amount: { currency: "CNY", minor: "1" },
      },
    });
    expect([answer.statusCode, answer.json().code]).toEqual([422, "request_invalid"]);
    expect(answer.body).toMatch(/"amount"/);
    expect(atTheWallet()).toHaveLength(before);
  });
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { fen, type Money } from "#money";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, type FlowWallet, makeFlowHouse, walletIds } from "./house.ts";

/** Every road by which somebody may try to pay 300.01 where an opening allows 300.00. */
let database: TestDatabase;
let flow: FlowHouse;
const openingOf = new Map<string, string>();
let keys = 0;
const [storeA, storeB] = [0, 1].map((n) => () => flow.stores[n] as string) as [() => string, () => string];

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 2 });
  const all = await flow.house.openings.listOpenings({ marketplace: null, store: null }, { after: null, limit: 10 });
  for (const one of all.data) openingOf.set(one.partner, one.id);
  await cap("wechatpay", fen(30_000));
  await cap("alipay", fen(30_000));
});
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

async function cap(wallet: FlowWallet, limit: Money): Promise<void> {
  const change = { why: "test", caps: { per_payment: limit } };
  const done = await flow.house.openings.changePlan(flow.operator, openingOf.get(wallet) as string, change, null);
  if (!done.ok) throw new Error(done.fault);
}

type Made = { id: string; secret: string };
type Started = { action: { content: string }; payments: { id: string }[]; code?: string; reasons?: { code: string }[] };

async function post<T>(url: string, payload: object, by = flow.token) {
  const headers = { authorization: `Bearer ${by}`, "idempotency-key": `over-${++keys}` };
  const answer = await flow.house.app.inject({ method: "POST", url, payload, headers });
  return { status: answer.statusCode, json: answer.json<T>() };
}

async function checkout(...amounts: number[]): Promise<Made> {
  const orders = amounts.map((minor, i) => {
    const amount = { currency: "CNY", minor: String(minor) };
    const lines = [{ title: "茶", quantity: 1, amount }];
    return { store: flow.stores[i] as string, number: `C-${++keys}`, title: "茶", amount, lines };
  });
  const urls = { success_url: "https://shop.example/ok", cancel_url: "https://shop.example/back" };
  return (await post<Made>("/v1/checkouts", { orders, buyer: { reference: "b-1" }, ...urls })).json;
}

const start = (made: Made, wallet: FlowWallet, by = made.secret, method = "qr") =>
  post<Started>("/v1/payments", { checkout: made.id, wallet, method, device: "desktop" }, by);
const refusedBy = async (made: Made, wallet: FlowWallet, by?: string, method?: string) => {
  const { status, json } = await start(made, wallet, by, method);
  return [status, json.code, json.reasons?.map((one) => one.code)];
};
const over = [409, "wallet_not_offered", ["over_cap_per_payment"]];
const scan = (wallet: FlowWallet, started: { json: Started }) =>
  flow.fakes[wallet].act(started.json.action.content, "pay");

/** What the wallet has sent back of a payment, by its own books. */
const backAt = (wallet: FlowWallet, { json }: { json: Started }) => {
  const number = json.payments[0]?.id.slice(4);
  const mine = flow.fakes[wallet].ledger().refunds.filter((one) => one.out_trade_no === number);
  return mine.map((one) => one.amount);
};

type View = {
  state: string;
  orders: { id: string }[];
  payments: { state: string; amount: { minor: string }; reason: { code: string } | null }[];
  offers: { wallet: string; available: boolean; combined: boolean; reasons: { code: string }[] }[];
};

async function viewOf(made: Made): Promise<View> {
  const view = await flow.house.app.inject({
    ...{ method: "GET", url: `/v1/checkouts/${made.id}`, headers: { authorization: `Bearer ${flow.token}` } },
  });
  return view.json<View>();
}

async function stateOf(made: Made) {
  await flow.settle();
  const { state, payments } = await viewOf(made);
  return { state, payments: payments.map((one) => `${one.state} ${one.amount.minor}`) };
}

test.each<FlowWallet>(["wechatpay", "alipay"])(
  "%s: by the API, as buyer or key, by every method, one and two tabs",
  async (wallet) => {
    const made = await checkout(30_001);
    expect(await refusedBy(made, wallet)).toEqual(over);
    expect(await refusedBy(made, wallet, flow.token)).toEqual(over);
    for (const method of ["jump", "app"]) expect(await refusedBy(made, wallet, made.secret, method)).toEqual(over);
    expect(await Promise.all([refusedBy(made, wallet), refusedBy(made, wallet)])).toEqual([over, over]);
    expect(await stateOf(made)).toEqual({ state: "open", payments: [] });
    const fits = await checkout(30_000);
    const started = await start(fits, wallet);
    expect(started.status).toBe(201);
    await scan(wallet, started);
    expect(await stateOf(fits)).toEqual({ state: "complete", payments: ["paid 30000"] });
  },
);

test("in a combined order: one store's part over the cap stops the whole", async () => {
  expect(await refusedBy(await checkout(100, 30_001), "wechatpay")).toEqual(over);
  expect(await refusedBy(await checkout(30_001, 100), "wechatpay")).toEqual(over);
});

test("in a combined order: what the buyer pays at once is within the cap, though each store's part is", async () => {
  const cart = await checkout(30_000, 30_000);
  for (const by of [cart.secret, flow.token]) expect(await refusedBy(cart, "wechatpay", by)).toEqual(over);
  expect(await refusedBy(await checkout(30_000, 1), "wechatpay")).toEqual(over);
  const link = await post<{ url: string }>(`/v1/checkouts/${cart.id}/friend-links`, {}, cart.secret);
  expect(await refusedBy(cart, "wechatpay", link.json.url.split("/").at(-1) as string)).toEqual(over);
  expect(await stateOf(cart)).toEqual({ state: "open", payments: [] });
  // The page pays it store by store, each an act of its own, and says why.
  const { offers, orders } = await viewOf(cart);
  const offer = offers.find((one) => one.wallet === "wechatpay");
  expect(offer).toMatchObject({ available: true, combined: false, combined_methods: [] });
  expect(offer?.reasons[0]).toMatchObject({ code: "over_cap_per_payment", en: expect.stringContaining("together") });
  for (const { id } of orders) {
    const body = { checkout: cart.id, wallet: "wechatpay", method: "qr", device: "desktop", order: id };
    const one = await post<Started>("/v1/payments", body, cart.secret);
    expect(one.status).toBe(201);
    await scan("wechatpay", one);
  }
  expect(await stateOf(cart)).toEqual({ state: "complete", payments: ["paid 30000", "paid 30000"] });
  // To the fen: what fits together is one payment, one fen more is not.
  const fits = await checkout(29_999, 1);
  expect((await viewOf(fits)).offers.find((one) => one.wallet === "wechatpay")).toMatchObject({ combined: true });
  await scan("wechatpay", await start(fits, "wechatpay"));
  expect((await stateOf(fits)).state).toBe("complete");
  expect([storeA(), storeB()]).not.toContain(undefined);
});

test("a combined code made before the cap was lowered under its sum is closed at the wallet", async () => {
  await cap("wechatpay", fen(60_000));
  const [cart, small] = [await checkout(30_000, 30_000), await checkout(29_999, 1)];
  const started = [await start(cart, "wechatpay"), await start(small, "wechatpay")] as const;
  for (const one of started) expect(one.status).toBe(201);
  await cap("wechatpay", fen(30_000));
  await flow.settle();
  for (const one of started) await scan("wechatpay", one);
  expect((await stateOf(cart)).payments).toEqual(["closed 30000", "closed 30000"]);
  expect((await stateOf(small)).state).toBe("complete");
});

test("a friend who pays", async () => {
  const made = await checkout(30_001);
  const link = await post<{ url: string }>(`/v1/checkouts/${made.id}/friend-links`, {}, made.secret);
  const friend = link.json.url.split("/").at(-1) as string;
  expect(await refusedBy(made, "wechatpay", friend)).toEqual(over);
});

test("WeChat Pay: a code made before the cap was lowered is closed there, and nobody can pay it", async () => {
  await cap("wechatpay", fen(40_000));
  const [made, cart, small] = [await checkout(30_001), await checkout(30_001, 100), await checkout(30_000)];
  const started = [await start(made, "wechatpay"), await start(cart, "wechatpay"), await start(small, "wechatpay")];
  for (const one of started) expect(one.status).toBe(201);
  await cap("wechatpay", fen(30_000));
  await flow.settle();
  for (const one of started.slice(0, 2)) await scan("wechatpay", one as (typeof started)[0]);
  expect(await stateOf(made)).toEqual({ state: "open", payments: ["closed 30001"] });
  expect((await stateOf(cart)).payments.toSorted()).toEqual(["closed 100", "closed 30001"]);
  expect(await refusedBy(made, "wechatpay")).toEqual(over);
  // What is within the new cap goes on.
  await scan("wechatpay", started[2] as (typeof started)[0]);
  expect(await stateOf(small)).toEqual({ state: "complete", payments: ["paid 30000"] });
});

test("Alipay: a code that nobody scanned is taken back, and closed within seconds of its being scanned", async () => {
  await cap("alipay", fen(40_000));
  const made = await checkout(30_001);
  const started = await start(made, "alipay");
  await cap("alipay", fen(30_000));
  expect(await stateOf(made)).toEqual({ state: "open", payments: ["abandoned 30001"] });
  expect(await refusedBy(made, "alipay")).toEqual(over);
  await flow.fakes.alipay.act(started.json.action.content, "cancel");
  flow.advance(6);
  expect(await stateOf(made)).toEqual({ state: "open", payments: ["closed 30001"] });
  expect((await scan("alipay", started)).state).toBe("closed");
});

test("Alipay: scanned and paid within those seconds, the money goes back by itself and the order stays to be paid", async () => {
  await cap("alipay", fen(40_000));
  const made = await checkout(30_001);
  const started = await start(made, "alipay");
  await cap("alipay", fen(30_000));
  await stateOf(made);
  flow.advance(2);
  expect((await scan("alipay", started)).state).toBe("paid");
  expect(await stateOf(made)).toEqual({ state: "open", payments: ["returned 30001"] });
  expect(backAt("alipay", started)).toEqual(["30001"]);
  const [payment] = (await viewOf(made)).payments;
  expect(payment?.reason).toMatchObject({ code: "revoked", zh: expect.stringContaining("限额") });
  expect(await refusedBy(made, "alipay")).toEqual(over);
});

test.each(walletIds)(
  "%s: the buyer pays while the house takes the code back, and another process does so too",
  async (wallet) => {
    await cap(wallet, fen(40_000));
    const made = await checkout(30_001);
    const started = await start(made, wallet);
    // Just before the wallet hears of our close.
    const fake = flow.fakes[wallet];
    const handle = fake.handle.bind(fake);
    let paid = 0;
    fake.handle = async (request) => {
      const closes = /\/close$|alipay\.trade\.close/.test(`${request.body} ${request.path}`);
      if (closes && paid++ === 0) expect((await scan(wallet, started)).state).toBe("paid");
      return await handle(request);
    };
    await cap(wallet, fen(30_000));
    await flow.house.refresh();
    const twice = [1, 2].map(() => flow.house.payments.closeOverCaps(flow.marketplace));
    expect(await Promise.all(twice)).toEqual([0, 0]);
    fake.handle = handle;
    expect(paid).toBeGreaterThan(0);
    await flow.settle();
    flow.advance(120);
    expect(await stateOf(made)).toEqual({ state: "open", payments: ["returned 30001"] });
    expect(backAt(wallet, started)).toEqual(["30001"]);
  },
);

test.each(walletIds)(
  "%s: who paid before the cap was lowered has paid, though the word of it comes later",
  async (wallet) => {
    await cap(wallet, fen(40_000));
    const made = await checkout(30_001);
    const started = await start(made, wallet);
    await scan(wallet, started);
    flow.advance(1);
    await cap(wallet, fen(30_000));
    expect(await stateOf(made)).toEqual({ state: "complete", payments: ["paid 30001"] });
  },
);

test("a pilot with a smaller limit begins by its date: a code of before is taken back at that instant", async () => {
  const { openings } = flow.house;
  await openings.moveOpening(flow.operator, openingOf.get("wechatpay") as string, "withdraw", "test", null);
  const starts_at = new Date(flow.now().getTime() + 120_000);
  const pilots = [{}, { starts_at, caps: { per_payment: fen(30_000) } }];
  const what = { marketplace: flow.marketplace, capability: "payment", partner: "wechatpay", methods: null, pilots };
  const rest = { effective_at: null, caps: { per_payment: fen(40_000) }, terms: { zh: "开放", en: "Open" } };
  const opened = await openings.createOpening(flow.operator, { ...what, ...rest }, null);
  if (!opened.ok) throw new Error(opened.fault);
  const moved = await openings.moveOpening(flow.operator, opened.value.id, "pilot", "test", null);
  expect(moved).toMatchObject({ ok: true, value: { state: "piloting" } });
  await flow.house.refresh();
  const made = await checkout(30_001);
  expect((await start(made, "wechatpay")).status).toBe(201);
  await flow.settle();
  expect((await stateOf(made)).payments).toEqual(["waiting 30001"]);
  flow.advance(119);
  await flow.settle();
  expect((await stateOf(made)).payments).toEqual(["waiting 30001"]);
  flow.advance(1);
  await flow.settle();
  expect((await stateOf(made)).payments).toEqual(["closed 30001"]);
  expect(await refusedBy(made, "wechatpay")).toEqual(over);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { exampleEntries } from "#entries";
import { fen } from "#money";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, type FlowWallet, makeFlowHouse, walletIds } from "./house.ts";

/** The roads to 300.01 that do not go through a checkout's own page: codes, a host app's entry, a friend. */
let database: TestDatabase;
let flow: FlowHouse;
let operatorToken: string;
let keys = 0;
const limit = fen(30_000);
const over = ["wallet_not_offered", ["over_cap_per_payment"]];

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 2 });
  operatorToken = await flow.house.operatorToken();
  const all = await flow.house.openings.listOpenings({ marketplace: null, store: null }, { after: null, limit: 10 });
  for (const { id } of all.data) {
    const change = { why: "test", caps: { per_payment: limit } };
    const done = await flow.house.openings.changePlan(flow.operator, id, change, null);
    if (!done.ok) throw new Error(done.fault);
  }
  for (const wallet of walletIds) await open("code", wallet, true);
  await open("entry", "wechat", false);
});
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

async function open(capability: string, partner: string, capped: boolean): Promise<void> {
  const opening = {
    ...{ marketplace: flow.marketplace, capability, partner, methods: null, effective_at: null },
    ...{ caps: { per_payment: capped ? limit : null }, terms: { zh: "开放", en: "Open" } },
  };
  const made = await flow.house.openings.createOpening(flow.operator, opening, null);
  if (!made.ok) throw new Error(made.fault);
  const moved = await flow.house.openings.moveOpening(flow.operator, made.value.id, "open", "test", null);
  if (!moved.ok) throw new Error(moved.fault);
}

async function post(url: string, payload: object, by = flow.token) {
  const headers = { authorization: `Bearer ${by}`, "idempotency-key": `road-${++keys}` };
  const answer = await flow.house.app.inject({ method: "POST", url, payload, headers });
  const json = answer.json();
  return { status: answer.statusCode, json, told: [json.code, json.reasons?.map((one: { code: string }) => one.code)] };
}

async function checkout(...amounts: number[]): Promise<{ id: string; secret: string }> {
  const orders = amounts.map((minor, i) => {
    const amount = { currency: "CNY", minor: String(minor) };
    const lines = [{ title: "茶", quantity: 1, amount }];
    return { store: flow.stores[i] as string, number: `R-${++keys}`, title: "茶", amount, lines };
  });
  const urls = { success_url: "https://shop.example/ok", cancel_url: "https://shop.example/back" };
  return (await post("/v1/checkouts", { orders, buyer: { reference: "b-1" }, ...urls })).json;
}

/** What the wallets have on their own books, whatever the house believes. */
const paidAt = (wallet: FlowWallet) =>
  flow.fakes[wallet].ledger().payments.filter((one) => one.paid_at !== null).length;

test.each(walletIds)(
  "%s: a payer's code at a till, also one that asks for a password, and the same sale again",
  async (wallet) => {
    const before = paidAt(wallet);
    const charge = (minor: number, number: string, mood?: "password") => {
      const code = flow.fakes[wallet].payerCodes?.show("li lei", mood).code as string;
      const sale = { store: flow.stores[0], code, number, amount: { currency: "CNY", minor: String(minor) } };
      return post("/v1/till-payments", sale);
    };
    const number = `T-${wallet}`;
    for (const mood of [undefined, "password"] as const)
      expect((await charge(30_001, number, mood)).told).toEqual(over);
    const both = await Promise.all([charge(30_001, number), charge(30_001, number)]);
    expect(both.map((one) => one.told)).toEqual([over, over]);
    await flow.settle();
    expect(paidAt(wallet)).toBe(before);
    expect((await charge(30_000, `${number}-fits`)).json).toMatchObject({ payment: { state: "paid" } });
    expect(paidAt(wallet)).toBe(before + 1);
  },
);

test("a merchant's code, with an amount that the payer enters, and one that is printed", async () => {
  const apps = { wechatpay: "Mozilla/5.0 (iPhone) MicroMessenger/8.0", alipay: "AlipayClient/10" };
  const amount = { currency: "CNY", minor: "30001" };
  const shown = { store: flow.stores[1], title: "茶馆", latin_city: "SUZHOU" };
  const [free, printed] = [
    await post("/v1/merchant-codes", shown),
    await post("/v1/merchant-codes", { ...shown, amount }),
  ];
  const send = (made: typeof free, wallet: FlowWallet, entered: string) =>
    flow.house.app.inject({
      ...{ method: "POST", url: new URL(made.json.url).pathname },
      payload: new URLSearchParams({
        wallet,
        amount: entered,
        key: String(++keys).padStart(26, "0"),
        openid: "",
      }).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded", "user-agent": apps[wallet] },
    });
  for (const wallet of walletIds) {
    for (const [made, entered] of [
      [free, "300.01"],
      [printed, "300.01"],
      [printed, "1.00"],
    ] as const) {
      const answer = await send(made, wallet, entered);
      expect([wallet, answer.statusCode, answer.headers.location]).toEqual([wallet, 409, undefined]);
    }
    const fits = await send(free, wallet, "300.00");
    expect(fits.statusCode).toBe(303);
    expect((await flow.fakes[wallet].act(fits.headers.location as string, "pay")).state).toBe("paid");
  }
});

test("inside the host app: by its entry, and by the wallet's own method, one order and a cart", async () => {
  const { wallet, ...jd } = exampleEntries.jd;
  const entry = await post("/v1/entries", { ...jd, wallet, marketplace: flow.marketplace }, operatorToken);
  const told = { openid: "oFlowBuyer0000000000000001", buyer: "b-1", consent: "v1" };
  expect((await post(`/v1/entries/${entry.json.id}/identities`, told, operatorToken)).status).toBe(201);
  const pay = (id: string) => post(`/v1/entries/${entry.json.id}/payments`, { checkout: id }, operatorToken);
  for (const amounts of [[30_001], [30_000, 30_000]]) {
    const made = await checkout(...amounts);
    expect((await pay(made.id)).told).toEqual(over);
    const own = { checkout: made.id, wallet: "wechatpay", method: "in_app", device: "phone", openid: told.openid };
    expect((await post("/v1/payments", own, made.secret)).told).toEqual(over);
  }
  expect((await pay((await checkout(30_000)).id)).json).toMatchObject({ action: { kind: "invoke" } });
});

test.each(walletIds)("%s: a friend who pays, one order and a cart", async (wallet) => {
  for (const [amounts, fits] of [
    [[30_001], false],
    [[30_000], true],
    [[100, 30_001], false],
  ] as const) {
    const made = await checkout(...amounts);
    const link = await post(`/v1/checkouts/${made.id}/friend-links`, {}, made.secret);
    const friend = link.json.url.split("/").at(-1);
    const start = { checkout: made.id, wallet, method: "qr", device: "desktop" };
    const started = await post("/v1/payments", start, friend);
    if (fits) expect(started.status).toBe(201);
    // A wallet without a combined form refuses the cart before it is asked what it costs.
    else expect([over, ["method_unsupported", undefined]]).toContainEqual(started.told);
    if (!fits && amounts.length === 1) expect(started.told).toEqual(over);
  }
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { checkBooks, ledgerChecks } from "#ledger";
import { paymentChecks } from "#payments";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, type FlowWallet, makeFlowHouse, walletIds } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
let keys = 0;
beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 1 });
});
afterAll(async () => {
  expect(await checkBooks(flow.house.db, [...ledgerChecks, ...paymentChecks])).toEqual([]);
  await flow.house.close();
  await database.drop();
});
beforeEach(() => {
  for (const wallet of walletIds) flow.fakes[wallet].clearFaults();
});

async function post<T = Record<string, unknown>>(url: string, payload: object, bearer = flow.token) {
  const headers = { authorization: `Bearer ${bearer}`, "idempotency-key": `whom-${++keys}` };
  const answer = await flow.house.app.inject({ method: "POST", url, headers, payload });
  return { status: answer.statusCode, json: answer.json<T>() };
}
const read = async (url: string) =>
  (await flow.house.app.inject({ url, headers: { authorization: `Bearer ${flow.token}` } })).json<{ state: string }>();

const yuan = (minor: string) => ({ currency: "CNY", minor });

async function checkout() {
  const amount = yuan("1230");
  const lines = [{ title: "茶", quantity: 1, amount }];
  const orders = [{ store: flow.stores[0] ?? "", number: `W-${++keys}`, title: "茶", amount, lines }];
  const urls = { success_url: "https://shop.example/ok", cancel_url: "https://shop.example/back" };
  return (await post<{ id: string; secret: string }>("/v1/checkouts", { orders, buyer: {}, ...urls })).json;
}

type Started = { payments: { id: string }[]; action: { content: string } };

/** Starts as whoever holds the bearer, and pays on that person's phone. */
async function pay(id: string, bearer: string, wallet: FlowWallet, person: string): Promise<string> {
  const start = { checkout: id, wallet, method: "qr", device: "desktop" };
  const started = await post<Started>("/v1/payments", start, bearer);
  expect(started.status).toBe(201);
  await flow.fakes[wallet].act(started.json.action.content, "pay", person);
  await flow.settle();
  return started.json.payments[0]?.id ?? "";
}

async function refund(payment: string): Promise<string> {
  const asked = await post<{ id: string }>("/v1/refunds", { payment, amount: yuan("230"), reason: "少发一件" });
  expect(asked.status).toBe(201);
  return asked.json.id;
}

async function aWhile(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    flow.advance(60);
    await flow.settle();
  }
}

/** What the wallet says: who paid, and who its money went to. */
const payerOf = (wallet: FlowWallet, payment: string) =>
  flow.fakes[wallet].ledger().payments.find((one) => one.out_trade_no === payment.slice(4))?.payer;
const refundOf = (wallet: FlowWallet, id: string) =>
  flow.fakes[wallet].ledger().refunds.find((one) => one.out_refund_no === id.slice(4));

describe.each(walletIds)("%s: a friend paid for the buyer", (wallet) => {
  test("the refund goes to the friend; the buyer's own, on another order, to the buyer", async () => {
    const own = await checkout();
    const byBuyer = await pay(own.id, own.secret, wallet, "the-buyer");
    const asked = await checkout();
    const link = await post<{ url: string }>(`/v1/checkouts/${asked.id}/friend-links`, {}, asked.secret);
    const byFriend = await pay(asked.id, link.json.url.split("/").at(-1) ?? "", wallet, "the-friend");
    const [buyer, friend] = [payerOf(wallet, byBuyer), payerOf(wallet, byFriend)];
    expect(buyer).toMatch(/\S/);
    expect(friend).toMatch(/\S/);
    expect(friend).not.toBe(buyer);
    const [toFriend, toBuyer] = [await refund(byFriend), await refund(byBuyer)];
    await aWhile();
    expect(refundOf(wallet, toFriend)).toMatchObject({ state: "SUCCESS", amount: "230", to: friend });
    expect(refundOf(wallet, toBuyer)).toMatchObject({ state: "SUCCESS", amount: "230", to: buyer });
    expect(await read(`/v1/refunds/${toFriend}`)).toMatchObject({ state: "refunded" });
  });
});

describe("a refund that the payer's account could not take", () => {
  const card = { kind: "payer_card", bank: "ICBC_DEBIT", number: "6222020200112233445", holder: "李雷" };

  async function stuck(wallet: FlowWallet): Promise<{ id: string; payer: string }> {
    const made = await checkout();
    const payment = await pay(made.id, made.secret, wallet, "the-buyer");
    flow.fakes[wallet].setFaults({ refund_abnormal: true });
    const id = await refund(payment);
    await aWhile();
    flow.fakes[wallet].clearFaults();
    expect(await read(`/v1/refunds/${id}`)).toMatchObject({ state: "abnormal" });
    return { id, payer: payerOf(wallet, payment) ?? "" };
  }

  test("WeChat Pay says ABNORMAL; retried to a card it arrives there, once, and no card is kept", async () => {
    const { id, payer } = await stuck("wechatpay");
    expect(refundOf("wechatpay", id)).toMatchObject({ state: "ABNORMAL", to: payer });
    const retried = await post(`/v1/refunds/${id}/retry`, { to: card });
    expect([retried.status, retried.json["state"]]).toEqual([200, "processing"]);
    await aWhile();
    expect(await read(`/v1/refunds/${id}`)).toMatchObject({ state: "refunded" });
    expect(refundOf("wechatpay", id)).toMatchObject({ state: "SUCCESS", amount: "230", to: "银行卡3445" });
    expect(flow.fakes.wechatpay.ledger().refunds.filter((one) => one.out_refund_no === id.slice(4))).toHaveLength(1);
    const again = await post(`/v1/refunds/${id}/retry`, { to: card });
    expect([again.status, again.json["code"]]).toEqual([409, "refund_wrong_state"]);
    const kept = await flow.house.db.read<{ row: string }>("select r::text as row from refunds r where id = $1", [id]);
    expect(kept).toHaveLength(1);
    expect(kept[0]?.row).not.toContain(card.number);
  });

  test("to the store's own account; and Alipay, which has no such call, says so and stays abnormal", async () => {
    const { id } = await stuck("wechatpay");
    expect((await post(`/v1/refunds/${id}/retry`, { to: { kind: "store_account" } })).status).toBe(200);
    await aWhile();
    expect(refundOf("wechatpay", id)).toMatchObject({ state: "SUCCESS", to: "商户结算银行账户" });
    const other = await stuck("alipay");
    const refused = await post(`/v1/refunds/${other.id}/retry`, { to: card });
    expect(refused.json["code"]).toBe("refund_elsewhere_unsupported");
    expect(await read(`/v1/refunds/${other.id}`)).toMatchObject({ state: "abnormal" });
    expect((await post(`/v1/refunds/${other.id}/retry`, {})).status).toBe(200);
    await aWhile();
    expect(refundOf("alipay", other.id)).toMatchObject({ state: "SUCCESS", to: other.payer });
  });
});

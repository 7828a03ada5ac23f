import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { checkBooks, ledgerChecks } from "#ledger";
import { paymentChecks } from "#payments";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { readSvgSheet } from "../printed-sheet.ts";
import { type FlowHouse, makeFlowHouse, walletIds } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
let number = 0;
const why = "codes of all wallets";
beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl });
});
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});
afterEach(async () => {
  for (const fake of Object.values(flow.fakes)) fake.clearFaults();
  await flow.settle();
  expect(await checkBooks(flow.house.db, [...ledgerChecks, ...paymentChecks])).toEqual([]);
  expect(flow.house.alarms.kept).toEqual([]);
});

async function call(method: "GET" | "POST", url: string, payload?: object, key = `k${number++}`) {
  const headers = { authorization: `Bearer ${flow.token}`, ...(method === "POST" ? { "idempotency-key": key } : {}) };
  const answer = await flow.house.app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
  return { status: answer.statusCode, body: answer.json() };
}

const yuan = (minor: string) => ({ currency: "CNY", minor });
const show = (wallet: (typeof walletIds)[number], mood?: "ready" | "password" | "insufficient") =>
  flow.fakes[wallet].payerCodes?.show("li lei", mood).code as string;

type Sale = { code: string; number?: string; minor?: string; store?: string; wallet?: string };
const sale = ({ code, number: given, minor = "1230", store, wallet }: Sale) => ({
  ...{ store: store ?? flow.stores[0], code, amount: yuan(minor), number: given ?? `T${number++}` },
  ...(wallet ? { wallet } : {}),
});
const charge = (given: Sale, key?: string) => call("POST", "/v1/till-payments", sale(given), key);
const paidAt = (wallet: (typeof walletIds)[number]) =>
  flow.fakes[wallet].ledger().payments.filter((one) => one.paid_at !== null && one.refunded === "0").length;

async function openCodes(partner: string): Promise<string> {
  const opening = {
    ...{ marketplace: flow.marketplace, capability: "code", partner, methods: null, effective_at: null },
    ...{ caps: { per_payment: null }, terms: { zh: "付款码与收款码", en: "Codes" } },
  };
  const made = await flow.house.openings.createOpening(flow.operator, opening, null);
  if (!made.ok) throw new Error(made.fault);
  const moved = await flow.house.openings.moveOpening(flow.operator, made.value.id, "open", why, null);
  if (!moved.ok) throw new Error(moved.fault);
  await flow.house.refresh();
  return made.value.id;
}

test("codes are shut until their opening is there, though the wallet's payments are open", async () => {
  const shut = await charge({ code: show("wechatpay") });
  expect(shut).toMatchObject({ status: 409, body: { code: "wallet_not_offered" } });
  expect(shut.body.reasons[0].code).toBe("not_opened");
  for (const wallet of walletIds) await openCodes(wallet);
  expect((await charge({ code: show("wechatpay") })).body.payment).toMatchObject({ state: "paid", method: "code" });
  expect((await charge({ code: show("alipay") })).body).toMatchObject({ wallet: "alipay", payment: { state: "paid" } });
});

test("one code charges once, whatever the till repeats", async () => {
  const code = show("alipay");
  const before = paidAt("alipay");
  const first = await charge({ code, number: "ONE" }, "till-key");
  const again = await charge({ code, number: "ONE" }, "till-key");
  const otherKey = await charge({ code, number: "ONE" }, "another-key");
  expect(again.body.payment.id).toBe(first.body.payment.id);
  expect(otherKey.body.payment.id).toBe(first.body.payment.id);
  const twelve = await Promise.all(Array.from({ length: 12 }, () => charge({ code, number: "ONE" })));
  expect(new Set(twelve.map((one) => one.body.payment?.id))).toEqual(new Set([first.body.payment.id]));
  expect(await charge({ code, number: "TWO" })).toMatchObject({ status: 409, body: { code: "payer_code_used" } });
  expect(await charge({ code, number: "ONE", minor: "99" })).toMatchObject({ body: { code: "till_number_used" } });
  expect(await charge({ code, number: "THREE" }, "till-key")).toMatchObject({
    body: { code: "idempotency_key_reused" },
  });
  expect(paidAt("alipay")).toBe(before + 1);
});

test("twelve tills at once scan one code: one of them charges", async () => {
  const code = show("wechatpay");
  const before = paidAt("wechatpay");
  const all = await Promise.all(Array.from({ length: 12 }, (_, till) => charge({ code, number: `TILL${till}` })));
  expect(all.filter((one) => one.status === 201).length).toBe(1);
  expect(new Set(all.filter((one) => one.status !== 201).map((one) => one.body.code))).toEqual(
    new Set(["payer_code_used"]),
  );
  expect(paidAt("wechatpay")).toBe(before + 1);
});

test("a password is waited for, asked after, and paid", async () => {
  for (const wallet of walletIds) {
    const code = show(wallet, "password");
    const waiting = (await charge({ code })).body.payment;
    expect(waiting.state).toBe("waiting");
    await flow.fakes[wallet].act(code, "pay");
    flow.advance(6);
    await flow.settle();
    expect((await call("GET", `/v1/payments/${waiting.id}`)).body.state).toBe("paid");
  }
});

test("what stays unclear is reversed after its bound, and the same sale takes another code", async () => {
  const code = show("wechatpay", "password");
  const waiting = (await charge({ code, number: "SLOW" })).body.payment;
  for (let turn = 0; turn < 12; turn++) {
    flow.advance(6);
    await flow.settle();
  }
  expect((await call("GET", `/v1/payments/${waiting.id}`)).body.state).toBe("closed");
  expect((await flow.fakes.wechatpay.act(code, "pay")).state).not.toBe("paid");
  const next = await charge({ code: show("alipay"), number: "SLOW" });
  expect(next.body.payment).toMatchObject({ state: "paid", order: waiting.order });
  expect(await charge({ code: show("alipay"), number: "SLOW" })).toMatchObject({ body: { code: "checkout_complete" } });
});

test("an answer that never came is found, and no second code is charged for the sale", async () => {
  for (const wallet of walletIds) {
    flow.fakes[wallet].setFaults({ timeout_after_success: 1 });
    const lost = await charge({ code: show(wallet), number: `LOST ${wallet}` });
    expect(lost.body.payment.state).toBe("starting");
    flow.fakes[wallet].clearFaults();
    const before = paidAt(wallet);
    const second = await charge({ code: show(wallet), number: `LOST ${wallet}` });
    expect(second.body.payment?.id ?? lost.body.payment.id).toBe(lost.body.payment.id);
    flow.advance(6);
    await flow.settle();
    expect((await call("GET", `/v1/payments/${lost.body.payment.id}`)).body.state).toBe("paid");
    expect(paidAt(wallet)).toBe(before);
  }
});

test("refused codes say why", async () => {
  expect(await charge({ code: show("alipay", "insufficient") })).toMatchObject({ body: { code: "wallet_refused" } });
  expect(await charge({ code: "99999999" })).toMatchObject({ body: { code: "payer_code_unknown" } });
  expect(await charge({ code: show("alipay"), wallet: "wechatpay" })).toMatchObject({
    body: { code: "payer_code_of_other_wallet" },
  });
  expect(await charge({ code: "0112345678901234567" })).toMatchObject({ body: { code: "wallet_unknown" } });
});

const wechatApp = "Mozilla/5.0 (iPhone) MicroMessenger/8.0";

test("one printed code leads every wallet's app into its own payment", async () => {
  const made = await call("POST", "/v1/merchant-codes", { store: flow.stores[1], title: "茶馆", latin_city: "SUZHOU" });
  expect(made.body).toMatchObject({ state: "active", amount: null });
  const { url, emv, id } = made.body;
  expect(await call("POST", "/v1/codes/check", { store: flow.stores[1], text: emv })).toMatchObject({
    body: { kind: "emv", merchant_code: id, name: "茶馆" },
  });
  expect(await call("POST", "/v1/codes/check", { store: flow.stores[1], text: `${emv}x` })).toMatchObject({
    body: { kind: "unknown" },
  });
  const path = new URL(url).pathname;
  const page = await flow.house.app.inject({
    url: path,
    headers: { "user-agent": wechatApp, "accept-language": "zh" },
  });
  expect(page.body).toMatch(/class="here".*微信支付/);
  const key = /name="key" value="(\w+)"/.exec(page.body)?.[1] ?? "";
  const post = (wallet: string, amount: string, userAgent = wechatApp, form = key) =>
    flow.house.app.inject({
      ...{
        method: "POST",
        url: path,
        payload: new URLSearchParams({ wallet, amount, key: form, openid: "" }).toString(),
      },
      headers: { "content-type": "application/x-www-form-urlencoded", "user-agent": userAgent },
    });
  const to = await post("wechatpay", "12.30");
  expect(to.statusCode).toBe(303);
  const view = await flow.fakes.wechatpay.act(to.headers.location as string, "pay");
  expect(view).toMatchObject({ state: "paid", amount: "12.30" });
  // The form sent twice is one sale.
  expect((await post("wechatpay", "12.30")).statusCode).not.toBe(500);
  const alipay = await post("alipay", "0.01", "AlipayClient/10", "0".repeat(26));
  expect((await flow.fakes.alipay.act(alipay.headers.location as string, "pay")).state).toBe("paid");
  expect((await post("alipay", "0", "AlipayClient/10", "1".repeat(26))).statusCode).toBe(422);
  await flow.settle();
  const paid = await call("GET", `/v1/payments?state=paid&limit=100`);
  expect(paid.body.data.filter((one: { store: string }) => one.store === flow.stores[1]).length).toBe(2);
  // What both prints hold, with every wallet on them: printed-codes.test.ts. This store has joined two of them.
  const sheet = `/v1/merchant-codes/${id}/sheet?language=en`;
  const svg = await flow.house.app.inject({ url: sheet, headers: { authorization: `Bearer ${flow.token}` } });
  const printed = readSvgSheet(svg.body);
  expect(printed.codes).toEqual([url, emv]);
  expect(printed.texts.map((one) => one.said)).toEqual(expect.arrayContaining(["WeChat Pay", "Alipay"]));
  expect(printed.marks).toHaveLength(2);
  expect((await call("POST", `/v1/merchant-codes/${id}/revoke`, {})).body.state).toBe("revoked");
  expect((await post("wechatpay", "1", wechatApp, "2".repeat(26))).statusCode).toBe(409);
});

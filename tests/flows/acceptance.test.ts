import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acceptanceChecks } from "#acceptance";
import { agree } from "#acceptance/testing";
import { openDatabase } from "#db";
import { checkBooks, ledgerChecks } from "#ledger";
import { fen } from "#money";
import { paymentChecks } from "#payments";
import type { FakeOutside } from "#wallets/fake-protocol";
import * as jdpay from "#wallets/jdpay/fake";
import { freshDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "./house.ts";

/** JD's users at a store that has joined WeChat Pay alone: both wallets by their fakes, over their own wires. */
let flow: FlowHouse;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let acceptance = "";
const both = { acquirer: "wechatpay", issuer: "jdpay" } as const;

beforeAll(async () => {
  database = await freshDatabase();
  const credentials = await jdpay.makeCredentials(new Date("2026-11-22T08:00:00Z"));
  const make = (outside: FakeOutside) => jdpay.makeJdPayFake(credentials as never, outside);
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, more: { jdpay: make } });
  const { house, operator } = flow;
  const name = { zh: "互认清算", en: "Acceptance clearing" };
  const market = must(
    await house.directory.createMarketplace(operator, { name, time_zone: "Asia/Shanghai", shop_url: null }, null),
  );
  const settings = jdpay.accountSettings(credentials as never, "https://jdpay.test");
  const account = { marketplace: market.id, wallet: "jdpay", title: "WeChat Pay at JD Pay", settings };
  const { id } = must(await house.directory.createWalletAccount(operator, account, null));
  await house.refresh();
  expect(await agree(house.clearing, { kind: "pair", pair: { ...both, account: id } })).toMatchObject({ ok: true });
  const card = {
    ...both,
    starts_at: null,
    rate: 38,
    fixed: fen(0),
    bearer: "acquirer",
    on_refund: "returned",
  } as const;
  expect(await agree(house.clearing, { kind: "rates", card })).toMatchObject({ ok: true });
  // The store's counter is open to WeChat Pay.
  await open({ capability: "code", partner: "wechatpay", methods: ["shown"] });
}, 60_000);
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

function must<T>(result: { ok: true; value: T } | { ok: false; fault: string; detail?: unknown }): T {
  if (!result.ok) throw new Error(`${result.fault} ${JSON.stringify(result.detail)}`);
  return result.value;
}

async function open(what: {
  capability: string;
  partner: string;
  methods: string[] | null;
  sides?: string[];
  cap?: number;
}) {
  const { cap, ...rest } = what;
  const caps = { per_payment: cap === undefined ? null : fen(cap) };
  const terms = { zh: "开放", en: "Open" };
  const { openings } = flow.house;
  const made = must(
    await openings.createOpening(
      flow.operator,
      { marketplace: flow.marketplace, effective_at: null, caps, terms, ...rest },
      null,
    ),
  );
  must(await openings.moveOpening(flow.operator, made.id, "open", "the two agreed", null));
  await flow.house.refresh();
  return made.id;
}

const jdApp = "Mozilla/5.0 (iPhone) jdapp;iPhone;13.2";
let forms = 0;
const key = () => (++forms).toString().padStart(26, "0");

async function call(method: "GET" | "POST", url: string, payload?: object) {
  const headers = { authorization: `Bearer ${flow.token}`, "idempotency-key": `k${randomBytes(8).toString("hex")}` };
  const answer = await flow.house.app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
  return { status: answer.statusCode, body: answer.json() };
}

async function code(amount?: number): Promise<string> {
  const made = await call("POST", "/v1/merchant-codes", {
    store: flow.stores[0],
    ...(amount === undefined ? {} : { amount: { currency: "CNY", minor: `${amount}` } }),
  });
  return new URL(made.body.url).pathname;
}

const page = async (path: string, language: string) =>
  await flow.house.app.inject({ url: path, headers: { "user-agent": jdApp, "accept-language": language } });

const scan = async (path: string, amount: string, form = key(), wallet = "jdpay") =>
  await flow.house.app.inject({
    ...{
      method: "POST",
      url: path,
      payload: new URLSearchParams({ wallet, amount, key: form, openid: "" }).toString(),
    },
    headers: { "content-type": "application/x-www-form-urlencoded", "user-agent": jdApp, "accept-language": "zh" },
  });

/** The pay page's address and form that the cashier hands over to JD's app. */
async function jdCode(location: string): Promise<{ code: string; payment: string }> {
  const { pathname, hash } = new URL(location, "http://house.test");
  const answer = await flow.house.app.inject({
    url: `/v1/checkouts/${pathname.slice(5)}`,
    headers: { authorization: `Bearer ${hash.slice(1)}` },
  });
  const [payment] = answer.json().payments;
  const { url, form } = payment.action;
  return { code: `${url}?${new URLSearchParams(form)}`, payment: payment.id };
}

async function pay(path: string, amount: string): Promise<string> {
  const started = await scan(path, amount);
  expect(started.statusCode, started.body).toBe(303);
  const { code: shown, payment } = await jdCode(started.headers.location as string);
  expect(await flow.more["jdpay"]?.act(shown, "pay")).toMatchObject({ state: "paid", amount });
  await flow.settle();
  return payment;
}

test("shut: the page says why in both languages, and nothing can be paid", async () => {
  const path = await code(1230);
  expect((await page(path, "zh")).body).toContain("这是微信支付的收款码，微信支付与京东支付尚未互认。");
  expect((await page(path, "en")).body).toContain("This is a code of WeChat Pay, which does not accept JD Pay yet.");
  const tried = await scan(path, "12.30");
  expect(tried.statusCode).toBe(409);
  expect(tried.body).toContain("尚未互认");
  expect(flow.more["jdpay"]?.ledger().payments).toEqual([]);
});

test("opened by data: JD's user pays, WeChat Pay pays the store and tells it, JD Pay owes WeChat Pay", async () => {
  acceptance = await open({
    capability: "acceptance",
    partner: "jdpay",
    methods: null,
    sides: ["wechatpay"],
    cap: 50_000,
  });
  const path = await code();
  expect((await page(path, "zh")).body).toMatch(/class="here".*京东支付/);
  const payment = await pay(path, "100.00");
  expect((await call("GET", `/v1/payments/${payment}`)).body).toMatchObject({
    ...{ state: "paid", wallet: "wechatpay", issuer: "jdpay", amount: { minor: "10000" } },
  });
  const paid = flow.fakes.wechatpay.ledger().payments.filter((one) => one.out_trade_no === payment.slice(4));
  expect(paid).toMatchObject([{ state: "SUCCESS", amount: "10000" }]);
  expect(await flow.house.clearing.ofPayment(payment)).toMatchObject({ state: "accepted", fee: fen(38) });
  // Above the opening's own cap it says so.
  const over = await scan(path, "500.01");
  expect(over.body).toContain("超过每笔上限 500.00 元");
});

test("the form sent twice, twelve times at once: one sale, one debit", async () => {
  const path = await code(700);
  const form = key();
  const before = flow.more["jdpay"]?.ledger().payments.length ?? 0;
  const all = await Promise.all(Array.from({ length: 12 }, () => scan(path, "", form)));
  const to = new Set(all.filter((one) => one.statusCode === 303).map((one) => one.headers.location));
  expect(to.size).toBe(1);
  const { code: shown } = await jdCode([...to][0] as string);
  expect(await flow.more["jdpay"]?.act(shown, "pay")).toMatchObject({ state: "paid" });
  expect((await flow.more["jdpay"]?.act(shown, "pay"))?.state).not.toBe("confirm");
  await flow.settle();
  expect(flow.more["jdpay"]?.ledger().payments.length).toBe(before + 1);
});

test("a refund in part and the rest: out of the store's money at WeChat Pay, back to JD's user, fee and all", async () => {
  const payment = await pay(await code(), "100.00");
  const refund = async (minor: string) => {
    const amount = { currency: "CNY", minor };
    const made = await call("POST", "/v1/refunds", { payment, amount, reason: "broken" });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    for (let turn = 0; turn < 4; turn++) {
      flow.advance(60);
      await flow.settle();
    }
    return (await call("GET", `/v1/refunds/${made.body.id}`)).body.state;
  };
  expect(await refund("4000")).toBe("refunded");
  expect(await flow.house.clearing.ofPayment(payment)).toMatchObject({ refunded: fen(4000), fee_back: fen(16) });
  expect(await refund("6000")).toBe("refunded");
  expect(await flow.house.clearing.ofPayment(payment)).toMatchObject({ refunded: fen(10_000), fee_back: fen(38) });
  const told = "select distinct data ->> 'store' as store from events where type = 'acceptance.refunded'";
  expect(await flow.house.db.read(told, [])).toEqual([{ store: flow.stores[0] }]);
  const jd = flow.more["jdpay"]?.ledger().refunds.map((one) => one.amount);
  expect(jd).toEqual(["4000", "6000"]);
});

test("an issuer whose answers are lost: unknown, found, and paid once", async () => {
  const path = await code(900);
  const started = await scan(path, "");
  const { code: shown, payment } = await jdCode(started.headers.location as string);
  await flow.more["jdpay"]?.act(shown, "pay");
  flow.more["jdpay"]?.setFaults({ timeout_after_success: 1, notice_drop: 1 });
  flow.fakes.wechatpay.setFaults({ timeout_after_success: 1 });
  await flow.settle();
  expect((await call("GET", `/v1/payments/${payment}`)).body.state).toBe("waiting");
  flow.more["jdpay"]?.clearFaults();
  flow.advance(60);
  await flow.settle();
  // JD's half is known; WeChat Pay's answer is lost, though it did act.
  expect(["debited", "accepted"]).toContain((await flow.house.clearing.ofPayment(payment))?.state);
  flow.fakes.wechatpay.clearFaults();
  flow.advance(120);
  await flow.settle();
  expect((await call("GET", `/v1/payments/${payment}`)).body.state).toBe("paid");
});

test("a day's limit holds, and says so; a payment's that is lowered takes the code back", async () => {
  const { house, operator } = flow;
  const lowered = (caps: object) => house.openings.changePlan(operator, acceptance, { why: "test", caps }, null);
  must(await lowered({ total_day: fen(50_000) }));
  await house.refresh();
  expect((await scan(await code(), "300.00")).statusCode).toBe(303);
  const over = await scan(await code(), "300.00");
  expect([over.statusCode, over.body]).toEqual([409, expect.stringContaining("平台今日额度（500.00 元）已不足")]);
  expect((await scan(await code(), "200.00")).statusCode).toBe(303);
  must(await lowered({ total_day: null }));
  await house.refresh();
  const started = await scan(await code(), "300.01");
  const { payment } = await jdCode(started.headers.location as string);
  must(await lowered({ per_payment: fen(30_000) }));
  await house.refresh();
  await house.payments.closeOverCaps("wechatpay");
  const read = async () => (await house.payments.getPayment(payment))?.state;
  expect(["abandoned", "closed"]).toContain(await read());
  must(await lowered({ per_payment: fen(50_000) }));
  await house.refresh();
});

test("paused: from its own commit on nobody begins; what was begun ends", async () => {
  const path = await code(800);
  const started = await scan(path, "");
  const { code: shown, payment } = await jdCode(started.headers.location as string);
  must(await flow.house.openings.moveOpening(flow.operator, acceptance, "pause", "a drill", null));
  expect((await scan(path, "")).body).toContain("暂停使用");
  await flow.more["jdpay"]?.act(shown, "pay");
  await flow.settle();
  expect((await call("GET", `/v1/payments/${payment}`)).body.state).toBe("paid");
});

test("the pair settles, and every book holds", async () => {
  const closed = await flow.house.clearing.closeWindow(both, "per_1");
  expect(closed).toMatchObject({ payer: "jdpay", receiver: "wechatpay", state: "open" });
  if (typeof closed !== "object") return;
  expect(await agree(flow.house.clearing, { kind: "paid", clearing: closed.id })).toMatchObject({ ok: true });
  expect(await agree(flow.house.clearing, { kind: "received", clearing: closed.id })).toMatchObject({ ok: true });
  const db = openDatabase(database.appUrl, { poolSize: 2, applicationName: "check" });
  expect(await checkBooks(db, [...ledgerChecks, ...paymentChecks, ...acceptanceChecks])).toEqual([]);
  await db.close();
});

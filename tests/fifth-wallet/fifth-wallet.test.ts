import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkBooks, ledgerChecks } from "#ledger";
import { buildHouse, type House } from "#main";
import { paymentChecks } from "#payments";
import { machineTimer, sandboxHttp, startSandboxWallets } from "#sandbox";
import { wallets } from "#wallets";
import { sandboxWallet } from "../../sandbox/wallet-kinds.ts";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { must, operator } from "../flows/house.ts";
import { fakeKind } from "./fake.ts";
import { lanepay } from "./index.ts";

/** The house and the sandbox as they are, with one kind more handed in: nothing else was written for it. */
let database: TestDatabase;
let house: House;
let sandbox: Awaited<ReturnType<typeof startSandboxWallets>>;
let url = "";
let token = "";
let store = "";
let number = 0;
const now = () => new Date();

beforeAll(async () => {
  database = await freshDatabase();
  const home = mkdtempSync(join(tmpdir(), "hutong-fifth-"));
  const key = { id: "sandbox-test", key: randomBytes(32) };
  house = await buildHouse({
    config: {
      ...{ mode: "sandbox", home, port: 0, host: "127.0.0.1", publicUrl: null, database: null, masterKey: () => key },
      ...{ logLevel: "silent", sandboxPort: 0, sandboxClock: null, callsKeptDays: 30 },
    },
    ...{ masterKey: key, databaseUrl: database.appUrl, pages: home, worker: false },
    kinds: [...Object.values(wallets), lanepay],
  });
  ({ url } = await house.listen());
  sandbox = await startSandboxWallets({
    ...{ home, port: 0, wallets: [sandboxWallet(lanepay, fakeKind)], phonePages: home },
    ...{ now, random: randomBytes, http: sandboxHttp, timer: machineTimer, say: () => {} },
  });
  await open();
});
afterAll(async () => {
  await house.close();
  await sandbox.close();
  await database.drop();
});

/** What an operator does for any wallet: an account, a store that joins, openings. All of it data. */
async function open(): Promise<void> {
  const { directory, openings } = house;
  const name = { zh: "互通集市", en: "Bazaar" };
  const market = must(
    await directory.createMarketplace(operator, { name, time_zone: "Asia/Shanghai", shop_url: null }, null),
  ).id;
  const merchant = must(await directory.createMerchant(operator, { marketplace: market, name }, null)).id;
  store = must(await directory.createStore(operator, { marketplace: market, merchant, name, tags: {} }, null)).id;
  const account = {
    marketplace: market,
    wallet: "lanepay",
    title: "Lane",
    settings: sandbox.accountSettings("lanepay"),
  };
  must(await directory.createWalletAccount(operator, account, null));
  must(await directory.setActivation(operator, store, "lanepay", { state: "active" }));
  for (const capability of ["payment", "code"]) {
    const opening = {
      ...{ marketplace: market, capability, partner: "lanepay", methods: null, effective_at: null },
      ...{ caps: { per_payment: null }, terms: { zh: "开放", en: "Open" } },
    };
    const { id } = must(await openings.createOpening(operator, opening, null));
    must(await openings.moveOpening(operator, id, "open", "a fifth wallet", null));
  }
  await house.refresh();
  const scopes = ["checkouts:read", "checkouts:write", "payments:read", "payments:write", "refunds:write"] as const;
  const key = { marketplace: market, store: null, name: "till", scopes: [...scopes] };
  token = must(await directory.createApiKey(operator, key, null)).token as string;
}

async function call<T>(method: "GET" | "POST", path: string, body?: object): Promise<T> {
  const headers = {
    authorization: `Bearer ${token}`,
    "idempotency-key": `k${number++}`,
    "content-type": "application/json",
  };
  const answer = await fetch(url + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  return (await answer.json()) as T;
}
const phone = async <T>(path: string, body: object): Promise<T> =>
  (await (await fetch(sandbox.control + path, { method: "POST", body: JSON.stringify(body) })).json()) as T;

type Payment = { id: string; state: string; wallet: string; method: string };
const amount = { currency: "CNY", minor: "1230" };
const stateOf = async (id: string) => (await call<Payment>("GET", `/v1/payments/${id}`)).state;

async function told(id: string): Promise<string> {
  await expect.poll(() => stateOf(id), { timeout: 10_000 }).toBe("paid");
  return id;
}

test("by QR from the cashier, and back by a refund", async () => {
  const lines = [{ title: "茶", quantity: 1, amount }];
  const order = { store, number: "A-1", title: "茶", amount, lines };
  const urls = { success_url: "https://shop.test/ok", cancel_url: "https://shop.test/no" };
  const checkout = await call<{ id: string }>("POST", "/v1/checkouts", { orders: [order], ...urls });
  const how = { checkout: checkout.id, wallet: "lanepay", method: "qr", device: "desktop" };
  const started = await call<{ payments: Payment[]; action: { content: string } }>("POST", "/v1/payments", how);
  const view = await phone("/phone/pay", { wallet: "lanepay", code: started.action.content, decision: "pay" });
  expect(view).toMatchObject({ state: "paid", amount: "12.30" });
  const id = await told(started.payments[0]?.id ?? "");
  const refund = { payment: id, amount: { currency: "CNY", minor: "230" }, reason: "too much" };
  expect(await call("POST", "/v1/refunds", refund)).toMatchObject({ state: "refunded" });
});

test("by the store's printed code", async () => {
  const made = await call<{ url: string }>("POST", "/v1/merchant-codes", { store, amount });
  const scanned = await phone<{ key: string; offers: object[] }>("/phone/merchant", {
    wallet: "lanepay",
    code: made.url,
  });
  expect(scanned.offers[0]).toMatchObject({ wallet: "lanepay", open: true, here: true });
  const to = { wallet: "lanepay", code: made.url, key: scanned.key };
  const { code } = await phone<{ code: string }>("/phone/merchant/pay", to);
  expect(await phone("/phone/pay", { wallet: "lanepay", code, decision: "pay" })).toMatchObject({ state: "paid" });
  const list = await call<{ data: Payment[] }>("GET", "/v1/payments?limit=1");
  await told(list.data[0]?.id ?? "");
});

test("by the code that the payer shows at the till, told by its prefix", async () => {
  const { code } = await phone<{ code: string }>("/phone/code", { wallet: "lanepay" });
  expect(code).toMatch(/^77\d{16}$/);
  const sale = { store, code, number: "T1", amount };
  const charged = await call<{ wallet: string; payment: Payment }>("POST", "/v1/till-payments", sale);
  expect(charged).toMatchObject({ wallet: "lanepay", payment: { state: "paid", method: "code" } });
  expect(await call("POST", "/v1/till-payments", { ...sale, number: "T2" })).toMatchObject({ code: "payer_code_used" });
});

test("the public list of wallets has it, and the books are whole", async () => {
  const { data } = await call<{ data: { id: string }[] }>("GET", "/v1/wallets");
  expect(data.map((one) => one.id)).toEqual([...Object.keys(wallets), "lanepay"]);
  await house.settle();
  expect(await checkBooks(house.db, [...ledgerChecks, ...paymentChecks])).toEqual([]);
  expect(house.alarms.kept).toEqual([]);
});

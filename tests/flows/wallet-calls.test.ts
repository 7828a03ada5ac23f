import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type EveryWallet, everyWallet, openEveryWallet, type Till, tillOf } from "./every-wallet.ts";
import { must } from "./house.ts";

/** What is kept of calls to wallets, in a whole house: gathered on the money path, written beside it, and read. */
let database: TestDatabase;
let every: EveryWallet;
let till: Till;
let operator: string;
let keys = 0;
const openid = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o";
const planted = {
  ...{ openid, title: "给王小明的蛋糕", reason: "王小明13800138000不要了", reference: "wang-xiaoming-of-the-shop" },
  ...{ url: "https://shop.example/of-wang", payer: "li lei" },
};
const codes: string[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  every = await openEveryWallet(database.appUrl);
  till = tillOf(every.flow, every.fakes, every.store);
  operator = await every.flow.house.operatorToken();
}, 60_000);
afterAll(async () => {
  await every.flow.house.close();
  await database.drop();
});

type Call = Record<"id" | "subject" | "direction" | "act" | "verdict" | "path" | "wallet", string> & {
  status: number | null;
  request: { value: unknown };
  response: { value: unknown };
};
type Page = { data: Call[]; next_cursor: string | null };

async function as(token: string, url: string, payload?: object) {
  const headers = { authorization: `Bearer ${token}`, "idempotency-key": `c-${keys++}` };
  const method = payload ? "POST" : "GET";
  return await every.flow.house.app.inject({ method, url, headers, ...(payload && { payload }) });
}
const read = async (url: string): Promise<Page> => (await as(operator, url)).json<Page>();

async function refunded(payment: string): Promise<string> {
  const refund = { payment, amount: { currency: "CNY", minor: "230" }, reason: planted.reason };
  const made = await as(operator, "/v1/refunds", refund);
  expect(made.statusCode).toBe(201);
  for (let turn = 0; turn < 3; turn++) {
    every.flow.advance(60);
    await every.flow.settle();
  }
  return made.json<{ id: string }>().id;
}

async function online(wallet: string, stores: readonly string[], more: object): Promise<string> {
  const amount = { currency: "CNY", minor: "1230" };
  const { title, reference, url } = planted;
  const lines = [{ title, quantity: 1, amount }];
  const orders = stores.map((store, n) => ({ store, number: `${wallet}-${n}-${stores.length}`, title, amount, lines }));
  const asked = { orders, buyer: { reference }, success_url: url, cancel_url: url };
  const checkout = (await till.call("POST", "/v1/checkouts", asked)).body.id;
  const started = await till.call("POST", "/v1/payments", { checkout, wallet, device: "phone", ...more });
  expect([wallet, started.status, started.body.code]).toEqual([wallet, 201, undefined]);
  const { action, payments } = started.body;
  const code = action.kind === "qr" ? action.content : JSON.stringify(action.parameters);
  await every.fakes[wallet]?.act(code, "pay", planted.payer);
  await every.flow.settle();
  return payments[0].id;
}

const acts = ({ data }: Page): string[] =>
  data.toReversed().map((one) => `${one.direction} ${one.act} ${one.status} ${one.verdict}`);

describe.each(everyWallet)("%s", (wallet) => {
  test("a payment at the till and its refund: calls and notices stand there, and nobody's secret", async () => {
    const code = till.show(wallet);
    codes.push(code);
    const sold = await till.charge(code, { title: planted.title, wallet });
    expect([sold.status, sold.body.payment.state]).toEqual([201, "paid"]);
    const payment = sold.body.payment.id;
    await every.flow.settle();
    const calls = await read(`/v1/payments/${payment}/calls`);
    expect(acts(calls)[0]).toBe("out charge 200 paid");
    expect(calls.data.every((one) => one.subject === payment && one.wallet === wallet)).toBe(true);
    expect(JSON.stringify(calls)).toContain(payment.slice(4));
    const refund = await refunded(payment);
    const back = await read(`/v1/refunds/${refund}/calls`);
    expect(acts(back)[0]).toMatch(/^out refund 200 (refunded|processing)$/);
    expect(acts(back).at(-1)).toMatch(/ (refunded|unknown)$/);
  });
});

test("a payment of two stores at once has one order at the wallet, and each part tells of it", async () => {
  const payment = await online("wechatpay", every.flow.stores.slice(0, 2), { method: "qr", device: "desktop" });
  const calls = await read(`/v1/payments/${payment}/calls`);
  expect(calls.data.map((one) => one.subject.slice(0, 4))).toContain("cmb_");
  expect(acts(calls)).toEqual(expect.arrayContaining(["out start 200 waiting", "in notice 200 paid"]));
});

test("a buyer's openid goes to the wallet, and is not kept", async () => {
  for (const wallet of ["wechatpay", "alipay"]) {
    const payment = await online(wallet, [every.store], { method: "in_app", openid });
    const calls = await read(`/v1/payments/${payment}/calls`);
    expect(JSON.stringify(calls)).toMatch(/"(payer|buyer_open_id)":\{"\$hidden":"person"\}/);
  }
});

test("no row holds a secret, a payer's code or anything of a buyer", async () => {
  const rows = await every.flow.house.db.read<{ text: string }>(
    "select row_to_json(c)::text as text from wire_calls c",
  );
  expect(rows.length).toBeGreaterThan(20);
  const secrets = everyWallet.flatMap((wallet) => {
    const account = every.flow.house.directory.snapshot.walletAccounts().find((one) => one.wallet === wallet);
    const kind = every.flow.house.kinds.find((one) => one.id === wallet);
    const { settings = {} } = (account && every.flow.house.directory.walletSettings(account.id)) ?? {};
    const secret = kind?.settings.filter((field) => field.secret || field.shape === "pem") ?? [];
    const lines = secret.flatMap((field) => (settings[field.name] ?? "").split("\n"));
    return lines.filter((line) => line.length > 15 && !line.startsWith("-----"));
  });
  expect(secrets.length).toBeGreaterThan(20);
  expect(codes.length).toBe(everyWallet.length);
  const payers = Object.values(every.fakes).flatMap((fake) => fake.ledger().payments.map((one) => one.payer ?? ""));
  const never = [...secrets, ...codes, ...payers.filter((one) => one !== ""), ...Object.values(planted)];
  const found = rows.flatMap(({ text }) => never.filter((one) => text.includes(one)).map((one) => [one, text]));
  expect(found).toEqual([]);
});

test("pages go on where they ended; a store is shown nothing, a neighbour finds nothing", async () => {
  const payment = await online("alipay", [every.store], { method: "qr", device: "desktop" });
  const whole = await read(`/v1/payments/${payment}/calls`);
  expect(whole.data.length).toBeGreaterThan(1);
  const walked: Call[] = [];
  for (let next: string | null = ""; next !== null; ) {
    const page: Page = await read(`/v1/payments/${payment}/calls?limit=1${next && `&cursor=${next}`}`);
    walked.push(...page.data);
    next = page.next_cursor;
  }
  expect(walked).toEqual(whole.data);
  const { directory } = every.flow.house;
  const keyOf = async (store: string) => {
    const key = { marketplace: every.flow.marketplace, store, name: "of a store", scopes: ["payments:read"] as const };
    return must(await directory.createApiKey(every.flow.operator, key, null)).token ?? "";
  };
  const [own, other] = [await keyOf(every.store), await keyOf(every.flow.stores[1] ?? "")];
  expect((await as(own, `/v1/payments/${payment}/calls`)).statusCode).toBe(403);
  expect((await as(other, `/v1/payments/${payment}/calls`)).statusCode).toBe(404);
  expect((await as(operator, `/v1/payments/${payment}/calls?cursor=MS5wYXlfMQ`)).json().code).toBe("cursor_invalid");
});

test("a wallet that does not answer is told of as such, and the money path does not wait for the table", async () => {
  every.fakes["wechatpay"]?.setFaults({ timeout_after_success: 1 });
  const amount = { currency: "CNY", minor: "1230" };
  const order = {
    store: every.store,
    number: "silent",
    title: "x",
    amount,
    lines: [{ title: "x", quantity: 1, amount }],
  };
  const urls = { success_url: planted.url, cancel_url: planted.url };
  const checkout = (await till.call("POST", "/v1/checkouts", { orders: [order], ...urls })).body.id;
  const start = { checkout, wallet: "wechatpay", method: "qr", device: "desktop" };
  const started = await till.call("POST", "/v1/payments", start);
  every.fakes["wechatpay"]?.clearFaults();
  await every.flow.house.calls.flush();
  const [id] = (await till.call("GET", `/v1/payments?checkout=${checkout}`)).body.data.map(
    (one: { id: string }) => one.id,
  );
  const { data } = await read(`/v1/payments/${id ?? started.body.payments?.[0].id}/calls`);
  expect(data.at(-1)).toMatchObject({ status: null, act: "start", verdict: "unknown", response: { form: "none" } });
});

import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { closeServer, listen } from "../listen.ts";
import { readRaw } from "../requests.ts";
import { temporaryHome } from "../testing/by-hand.ts";
import { type Shop, startShop } from "./start-shop.ts";
import { demoStores } from "./stores.ts";

type Order = { store: string; number: string; amount: { minor: string }; lines: { amount: { minor: string } }[] };
type Asked = { key: string; orders: Order[]; success_url: string };
type Kept = { state: string; paid: Set<string>; asked: Asked };

/** What the shop needs of a house: checkouts that are made, read, and change only when the test says so. */
class HouseStub {
  checkouts = new Map<string, Kept>();
  server: Server;
  url = "";

  constructor() {
    this.server = createServer(async (request, response) => {
      const body = (await readRaw(request)).body.toString();
      const id = request.url?.split("/")[3];
      const made = id ?? this.#make(request.headers["idempotency-key"], body);
      response.writeHead(id ? 200 : 201, { "content-type": "application/json" });
      response.end(JSON.stringify(this.#view(made)));
    });
  }

  #make(key: unknown, body: string): string {
    const id = `chk_${this.checkouts.size + 1}`;
    this.checkouts.set(id, { state: "open", paid: new Set(), asked: { ...JSON.parse(body), key: String(key) } });
    return id;
  }

  #view(id: string) {
    const { state, paid, asked } = this.checkouts.get(id) as Kept;
    const total = asked.orders.reduce((sum, order) => sum + BigInt(order.amount.minor), 0n);
    return {
      ...{ id, state, url: `${this.url}/pay/${id}#cs_secret`, amount: { currency: "CNY", minor: total.toString() } },
      ...{ expires_at: "2026-11-22T09:00:00Z", offers: [] },
      orders: asked.orders.map(({ number }) => {
        const at = paid.has(number) ? "2026-11-22T08:40:00Z" : null;
        return { id: `ord_${number}`, number, state: at ? "paid" : "unpaid", paid_at: at };
      }),
      payments: [...paid].map((number) => ({ order: `ord_${number}`, wallet: "alipay", state: "paid" })),
    };
  }

  first(): Kept {
    return this.checkouts.get("chk_1") as Kept;
  }
}

let house: HouseStub;
let shop: Shop;
let home: string;
const webhook = { id: "whe_1", secret: `whsec_${Buffer.alloc(24, 7).toString("base64")}` };
const stores = Object.fromEntries(demoStores.map(({ name }) => [name, `sto_${name}`]));

async function openShop(): Promise<void> {
  shop = await startShop({ pages: join(home, "pages"), houseUrl: house.url, home, port: 0 });
  shop.open({ marketplace: "mkt_1", stores, token: "hk_test_1", webhook });
}

beforeEach(async () => {
  home = temporaryHome();
  house = new HouseStub();
  house.url = `http://127.0.0.1:${await listen(house.server, "127.0.0.1", 0)}`;
  await openShop();
});
afterEach(async () => {
  await shop.close();
  await closeServer(house.server);
});

const mine = "bazaar=0123456789abcdef0123456789abcdef";
const cart = [
  { good: "gaiwan", quantity: 2, fen: 1 },
  { good: "bell", quantity: 1 },
];

async function call(path: string, body?: unknown, headers: Record<string, string> = {}) {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const answer = await fetch(shop.url + path, { ...init, headers: { cookie: mine, ...headers } });
  const text = await answer.text();
  return { status: answer.status, read: text === "" ? null : JSON.parse(text), headers: answer.headers };
}
const key = { "idempotency-key": "a1b2c3d4e5f60718" };
const checkout = (headers: Record<string, string> = key) =>
  call("/api/checkout", { items: cart, locale: "en" }, headers);

test("a cart over two stores becomes one checkout, at the shop's own prices", async () => {
  const { status, read } = await checkout();
  expect([status, read.url]).toEqual([201, `${house.url}/pay/chk_1#cs_secret`]);
  const { asked } = house.first();
  expect(asked.orders.map(({ store, amount }) => [store, amount.minor])).toEqual([
    ["sto_tea", "17980"],
    ["sto_cycles", "2990"],
  ]);
  expect(asked.success_url).toBe(`${shop.url}/thanks/${read.ref}`);
});

test("the same submission sent twice opens one checkout; another one opens another", async () => {
  const [first, second] = [await checkout(), await checkout()];
  expect(second.read.url).toBe(first.read.url);
  await checkout({ "idempotency-key": "ffffffffffff0000" });
  expect(house.checkouts.size).toBe(2);
});

test.each([
  [[{ good: "gaiwan", quantity: 0 }], "quantity_wrong"],
  [[{ good: "gaiwan", quantity: 1.5 }], "quantity_wrong"],
  [[{ good: "palace", quantity: 1 }], "good_unknown"],
  [[], "basket_empty"],
])("what nobody sells is refused: %j", async (items, code) => {
  const { status, read } = await call("/api/checkout", { items });
  expect([status, read.code]).toEqual([400, code]);
  expect(house.checkouts.size).toBe(0);
});

test("an order is shown to the browser that placed it, and to no other", async () => {
  const { read } = await checkout();
  expect((await call(`/api/orders/${read.ref}`)).status).toBe(200);
  expect((await call("/api/orders/chk_1")).read.ref).toBe(read.ref);
  const other = { cookie: "bazaar=ffffffffffffffffffffffffffffffff" };
  expect((await call(`/api/orders/${read.ref}`, undefined, other)).read.code).toBe("purchase_unknown");
  expect((await call("/api/orders", undefined, other)).read.data).toEqual([]);
  expect(JSON.stringify((await call("/api/orders")).read)).not.toContain("0123456789abcdef0123456789abcdef");
});

test("what the house says is what the shop says", async () => {
  const { read } = await checkout();
  const look = async () => (await call(`/api/orders/${read.ref}`)).read;
  expect((await look()).state).toBe("open");
  const { orders } = house.first().asked;
  house.first().paid.add(orders[0]?.number ?? "");
  expect((await look()).orders.map((order: { state: string }) => order.state)).toEqual(["paid", "unpaid"]);
  house.first().paid.add(orders[1]?.number ?? "");
  house.first().state = "complete";
  const done = await look();
  expect([done.state, done.url, done.orders[1].wallet.title.zh]).toEqual(["complete", null, "支付宝"]);
});

test("a webhook is believed only with its signature, and heard once", async () => {
  const { read } = await checkout();
  const at = new Date();
  const said = { type: "payment.paid", timestamp: at.toISOString(), id: "evt_1", subject: "pay_1" };
  const body = JSON.stringify({ ...said, data: { checkout: "chk_1" } });
  const send = async (signature: string): Promise<number> => {
    const stamp = String(Math.trunc(at.getTime() / 1000));
    const headers = { "webhook-id": "evt_1", "webhook-timestamp": stamp, "webhook-signature": signature };
    return (await fetch(`${shop.url}/webhooks`, { method: "POST", body, headers })).status;
  };
  const heard = async () => (await call(`/api/orders/${read.ref}`)).read.heard;
  expect(await send("v1,AAAA")).toBe(401);
  expect(await heard()).toEqual([]);
  const signature = new Webhook(webhook.secret).sign("evt_1", at, body);
  expect([await send(signature), await send(signature)]).toEqual([204, 204]);
  expect(await heard()).toEqual([{ id: "evt_1", type: "payment.paid", at: said.timestamp }]);
});

test("an order that ended unpaid is over; what was not paid can be ordered anew", async () => {
  const { read } = await checkout();
  house.first().paid.add(house.first().asked.orders[0]?.number ?? "");
  house.first().state = "expired";
  expect((await checkout()).read.code).toBe("purchase_over");
  const again = await call(`/api/orders/${read.ref}/again`, {}, { "idempotency-key": "0000aaaa1111bbbb" });
  expect(again.status).toBe(201);
  expect(house.checkouts.get("chk_2")?.asked.orders.map(({ store }) => store)).toEqual(["sto_cycles"]);
});

test("it comes back on the same port, with its order book", async () => {
  const { url } = shop;
  const { read } = await checkout();
  await shop.close();
  await openShop();
  expect(shop.url).toBe(url);
  expect((await call(`/api/orders/${read.ref}`)).read.checkout).toBe("chk_1");
});

test("every good has its picture, and a house that is gone is said in both languages", async () => {
  const { goods } = (await call("/api/goods")).read as { goods: { picture: string }[] };
  for (const { picture } of goods) {
    const answer = await fetch(shop.url + picture);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
    expect(await answer.text()).not.toMatch(/<script|href=|NaN|undefined/);
  }
  await closeServer(house.server);
  const told = vi.spyOn(console, "error").mockImplementation(() => {});
  const { status, read } = await checkout();
  expect(told).toHaveBeenCalledOnce();
  told.mockRestore();
  expect([status, read.code]).toEqual([502, "house_unreachable"]);
  expect(read.says).toMatchObject({ zh: /./, en: /./ });
});

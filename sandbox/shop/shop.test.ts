import { createServer } from "node:http";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, it } from "vitest";
import { closeServer, listen } from "../listen.ts";
import { rawJson, readRaw, writeRaw } from "../requests.ts";
import { temporaryHome } from "../testing/by-hand.ts";
import { goods } from "./goods.ts";
import { drawSvg } from "./pictures.ts";
import { type Shop, startShop } from "./start-shop.ts";
import { demoStores } from "./stores.ts";

/** As much of the public API as the shop uses, so that its own rules are tested without a house. */
type Order = { store: string; number: string; title: string; amount: { minor: string }; lines: { amount: object }[] };
type Stubbed = { id: string; key: string; orders: Order[]; state: string; paid: boolean; success_url: string };

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const demo = {
  marketplace: "mkt_1",
  stores: Object.fromEntries(demoStores.map(({ name }) => [name, `sto_${name}`])),
  token: "hk_test_shop",
  webhook: { id: "whe_1", secret },
};

let checkouts: Stubbed[];
let asked: number;
let lie: string | null;
const stub = createServer((request, response) => {
  void readRaw(request).then(({ method, path, body, headers }) => {
    if (headers["authorization"] !== `Bearer ${demo.token}`) return writeRaw(response, rawJson(401, { code: "no" }));
    if (method === "POST" && path === "/v1/checkouts") {
      const { orders, success_url } = JSON.parse(body.toString()) as Pick<Stubbed, "orders" | "success_url">;
      const id = `chk_${checkouts.length + 1}`;
      checkouts.push({ id, key: headers["idempotency-key"] ?? "", orders, success_url, state: "open", paid: false });
    } else asked += 1;
    const found = path === "/v1/checkouts" ? checkouts.at(-1) : checkouts.find(({ id }) => path.includes(id));
    writeRaw(response, found ? rawJson(method === "POST" ? 201 : 200, viewOf(found)) : rawJson(404, { code: "no" }));
  });
});

function viewOf({ id, orders, state, paid }: Stubbed) {
  const total = orders.reduce((sum, { amount }) => sum + BigInt(amount.minor), 0n);
  const paid_at = paid ? "2024-09-12T02:00:00.000Z" : null;
  const own = orders.map(({ number }) => ({ id: `ord_${number}`, number, state: paid ? "paid" : "unpaid", paid_at }));
  return {
    ...{ id, state, url: `http://house.test/pay/${id}#cs_1`, expires_at: "2024-09-12T03:00:00.000Z" },
    ...{ amount: { minor: lie ?? total.toString() }, orders: own, offers: [] },
    payments: paid ? own.map((order) => ({ order: order.id, wallet: "alipay", state: "paid" })) : [],
  };
}

let shop: Shop;
beforeEach(async () => {
  [checkouts, asked, lie] = [[], 0, null];
  const houseUrl = `http://127.0.0.1:${await listen(stub, "127.0.0.1", 0)}`;
  shop = await startShop({ pages: join(import.meta.dirname, "none"), houseUrl, home: temporaryHome(), port: 0 });
  shop.open(demo);
});
afterEach(async () => {
  await shop.close();
  await closeServer(stub);
});

const ref = "0123456789abcdef";
type Reply = { status: number; cookie: string; body: Record<string, unknown> };

async function call(path: string, options: { body?: unknown; cookie?: string; key?: string } = {}): Promise<Reply> {
  const { body, cookie = "", key = ref } = options;
  const headers = { cookie, "idempotency-key": key };
  const init = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
  const answer = await fetch(shop.url + path, init);
  const set = answer.headers.get("set-cookie")?.split(";")[0] ?? cookie;
  const text = await answer.text();
  return { status: answer.status, cookie: set, body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>) };
}

const items = [
  { good: "longjing", quantity: 2, fen: 1, price: 1 },
  { good: "tanghulu", quantity: 1 },
];

function pay(): void {
  for (const one of checkouts) Object.assign(one, { paid: true, state: "complete" });
}

async function webhook(body: object, by = secret): Promise<number> {
  const text = JSON.stringify(body);
  const at = new Date();
  const headers = {
    "webhook-id": "evt_1",
    "webhook-timestamp": `${Math.floor(at.getTime() / 1000)}`,
    "webhook-signature": new Webhook(by).sign("evt_1", at, text),
  };
  return (await fetch(`${shop.url}/webhooks`, { method: "POST", headers, body: text })).status;
}

it("opens one checkout for a cart over two stores, at its own prices, whatever the page says", async () => {
  const { status, body } = await call("/api/checkout", { body: { items, locale: "en" } });
  expect([status, body["url"]]).toEqual([201, "http://house.test/pay/chk_1#cs_1"]);
  expect(checkouts[0]?.orders.map(({ store, amount }) => [store, amount.minor])).toEqual([
    ["sto_tea", "25600"],
    ["sto_kitchen", "1200"],
  ]);
  expect(checkouts[0]?.orders[0]?.lines).toMatchObject([{ title: "Longjing tea, 100 g", quantity: 2 }]);
});

it("opens no second checkout for a second click, and hands the house the same key", async () => {
  const first = await call("/api/checkout", { body: { items } });
  const again = await call("/api/checkout", { body: { items }, cookie: first.cookie });
  expect(again.body["url"]).toBe(first.body["url"]);
  expect(checkouts.map(({ key }) => key)).toEqual([`shop-${ref}`]);
});

it("refuses goods it does not sell, wild quantities and an empty cart, with a code and words", async () => {
  const wrong: [unknown, string][] = [
    [[{ good: "moon", quantity: 1 }], "good_unknown"],
    [[{ good: "longjing", quantity: 0 }], "quantity_wrong"],
    [[{ good: "longjing", quantity: 1.5 }], "quantity_wrong"],
    [[{ good: "longjing", quantity: 1_000 }], "quantity_wrong"],
    [[], "basket_empty"],
    ["x", "basket_empty"],
  ];
  for (const [cart, code] of wrong) {
    const { status, body } = await call("/api/checkout", { body: { items: cart } });
    expect([cart, status, body]).toMatchObject([cart, 400, { code, says: { zh: /./, en: /./ } }]);
  }
  expect(checkouts).toEqual([]);
});

it("does not believe a redirect: paid is what the house says, asked anew", async () => {
  const { cookie } = await call("/api/checkout", { body: { items } });
  expect((await call(`/api/orders/${ref}`, { cookie })).body).toMatchObject({ state: "open" });
  pay();
  const { body } = await call(`/api/orders/${ref}`, { cookie });
  expect(body).toMatchObject({ state: "complete", url: null, orders: [{ wallet: { id: "alipay" } }, {}] });
  expect(JSON.stringify(body)).not.toContain(cookie.split("=")[1]);
});

it("shows orders only to the browser that made them", async () => {
  const { cookie } = await call("/api/checkout", { body: { items } });
  expect((await call("/api/orders", { cookie })).body["data"]).toHaveLength(1);
  expect((await call("/api/orders")).body["data"]).toEqual([]);
  expect((await call(`/api/orders/${ref}`)).status).toBe(404);
  expect((await call("/api/checkout", { body: { items } })).status).toBe(404);
});

it("takes a webhook only with its signature, and then asks the house rather than believe it", async () => {
  const { cookie } = await call("/api/checkout", { body: { items } });
  const message = { id: "evt_1", type: "payment.paid", timestamp: "t", subject: "pay_1", data: { checkout: "chk_1" } };
  expect(await webhook(message, `whsec_${Buffer.alloc(32, 8).toString("base64")}`)).toBe(401);
  expect(asked).toBe(0);
  expect(await webhook(message)).toBe(204);
  expect(asked).toBe(1);
  const heardOnly = await call(`/api/orders/${ref}`, { cookie });
  expect(heardOnly.body).toMatchObject({ state: "open", heard: [{ type: "payment.paid" }] });
  expect(await webhook(message)).toBe(204);
  const twice = await call(`/api/orders/${ref}`, { cookie });
  expect(twice.body["heard"]).toHaveLength(1);
});

it("says so, and delivers nothing, when the house holds another sum than was asked", async () => {
  const { cookie } = await call("/api/checkout", { body: { items } });
  pay();
  lie = "1";
  expect(await call(`/api/orders/${ref}`, { cookie })).toMatchObject({ status: 502 });
});

it("draws every good, and sells goods of stores that exist, in whole fen", async () => {
  for (const { id, store, fen } of goods) {
    expect(drawSvg(id)).toMatch(/^<svg [^>]+viewBox="0 0 400 400"[\s\S]+<\/svg>$/);
    expect(demoStores.map(({ name }) => name)).toContain(store);
    expect(Number.isSafeInteger(fen) && fen > 0).toBe(true);
  }
  expect((await fetch(`${shop.url}/pictures/longjing.svg`)).headers.get("content-type")).toBe("image/svg+xml");
  expect((await fetch(`${shop.url}/pictures/nothing.svg`)).status).toBe(404);
});

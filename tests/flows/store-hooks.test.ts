import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse, must } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
let keys = 0;
type Told = { type: string; data: { store?: string; refund?: string; amount?: { minor: string } } };
/** What each store's own server heard, by its path. */
const heard = new Map<string, Told[]>();
const server = createServer((request, reply) => {
  let body = "";
  request.on("data", (part: Buffer) => {
    body += part.toString("utf8");
  });
  request.on("end", () => {
    const path = request.url ?? "";
    heard.set(path, [...(heard.get(path) ?? []), JSON.parse(body) as Told]);
    reply.end("thanks");
  });
});

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 2 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  for (const [n, store] of flow.stores.entries()) {
    const scopes = ["webhooks:read", "webhooks:write"] as const;
    const key = { marketplace: flow.marketplace, store, name: "hooks", scopes };
    const made = must(await flow.house.directory.createApiKey(flow.operator, key, null));
    await flow.house.refresh();
    const hook = { url: `http://127.0.0.1:${port}/${n}`, description: "", events: ["payment.*", "refund.*"] };
    expect((await post("/v1/webhook-endpoints", hook, made.token ?? "")).status).toBe(201);
  }
}, 60_000);
afterAll(async () => {
  server.close();
  await flow.house.close();
  await database.drop();
});

async function post<T = Record<string, unknown>>(url: string, payload: object, bearer = flow.token) {
  const headers = { authorization: `Bearer ${bearer}`, "idempotency-key": `hooks-${++keys}` };
  const answer = await flow.house.app.inject({ method: "POST", url, headers, payload });
  return { status: answer.statusCode, json: answer.json<T>() };
}

const yuan = (minor: string) => ({ currency: "CNY", minor });

test("a store's own endpoint hears its payment and its refund to the end, and its neighbour's hears nothing", async () => {
  const [store = ""] = flow.stores;
  const amount = yuan("1230");
  const orders = [{ store, number: "H-1", title: "茶", amount, lines: [{ title: "茶", quantity: 1, amount }] }];
  const urls = { success_url: "https://shop.example/ok", cancel_url: "https://shop.example/back" };
  const checkout = (await post<{ id: string; secret: string }>("/v1/checkouts", { orders, buyer: {}, ...urls })).json;
  const start = { checkout: checkout.id, wallet: "wechatpay", method: "qr", device: "desktop" };
  type Started = { payments: { id: string }[]; action: { content: string } };
  const started = (await post<Started>("/v1/payments", start, checkout.secret)).json;
  await flow.fakes.wechatpay.act(started.action.content, "pay");
  await flow.settle();
  const asked = { payment: started.payments[0]?.id ?? "", amount: yuan("230"), reason: "少发一件" };
  const refund = (await post<{ id: string }>("/v1/refunds", asked)).json.id;
  for (let turn = 0; turn < 5; turn++) {
    flow.advance(60);
    await flow.settle();
  }
  const own = heard.get("/0") ?? [];
  const types = own.map((one) => one.type);
  expect(types).toContain("payment.paid");
  expect(types.filter((type) => type.startsWith("refund."))).toEqual(
    expect.arrayContaining(["refund.created", "refund.refunded"]),
  );
  const last = own.find((one) => one.type === "refund.refunded");
  expect(last?.data).toMatchObject({ store, refund, amount: yuan("230") });
  expect(new Set(own.map((one) => one.data.store))).toEqual(new Set([store]));
  expect(heard.get("/1")).toBeUndefined();
});

test("whatever was told of one order, payment or refund names the store it is of", async () => {
  const nameless = await flow.house.db.read(
    `select distinct type from events where split_part(type, '.', 1) in ('payment', 'refund', 'order')
       and data ->> 'store' is null`,
    [],
  );
  expect(nameless).toEqual([]);
});

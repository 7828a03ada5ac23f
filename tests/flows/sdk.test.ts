import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createHutong, HutongProblem, type Outside, verifyWebhook, type WebhookEvent } from "#sdk";
import { type ApiDocument, printApi } from "../../scripts/sdk/print-api.ts";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { root } from "../source-files.ts";
import { type FlowHouse, makeFlowHouse } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
let url: string;

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 1 });
  url = await flow.house.app.listen({ port: 0, host: "127.0.0.1" });
});
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

const patient: Partial<Outside> = { sleep: async () => {} };
const client = (token: string, outside: Partial<Outside> = {}) =>
  createHutong({ url, token, outside: { ...patient, ...outside } });
const fen = (minor: number) => ({ currency: "CNY" as const, minor: `${minor}` });
const order = (number: string) => ({
  ...{ store: flow.stores[0] ?? "", number, title: "茶", amount: fen(1230) },
  lines: [{ title: "茶", quantity: 1, amount: fen(1230) }],
});
const checkout = (number: string) => ({
  body: { orders: [order(number)], success_url: "https://shop.example/ok", cancel_url: "https://shop.example/no" },
});

/** A payment of 12.30 yuan, paid on the pretend phone. */
async function paid(number: string) {
  const hutong = client(flow.token);
  const { id } = await hutong.api.createCheckout(checkout(number));
  const how = { wallet: "wechatpay", method: "qr", device: "desktop" } as const;
  const started = await hutong.api.startPayment({ body: { checkout: id, ...how } });
  if (started.action?.kind !== "qr") throw new Error("no code");
  await flow.fakes.wechatpay.act(started.action.content, "pay");
  await flow.settle();
  const payment = started.payments[0]?.id ?? "";
  return { hutong, checkout: id, payment };
}

/** The wallet takes its time with a refund. */
async function refunded(): Promise<void> {
  await flow.settle();
  flow.advance(120);
  await flow.settle();
}

test("sdk/api.ts is what the whole house serves: otherwise npm run sdk -- generate", async () => {
  const served = (await (await fetch(`${url}/openapi.json`)).json()) as ApiDocument;
  const same = printApi(served) === readFileSync(join(root, "sdk/api.ts"), "utf8");
  expect({ same, wayOut: "npm run sdk -- generate" }).toEqual({ same: true, wayOut: "npm run sdk -- generate" });
});

test("create, pay, query, refund", async () => {
  const { hutong, checkout: id, payment } = await paid("S-1");
  expect((await hutong.api.getCheckout({ params: { id } })).state).toBe("complete");
  const asked = { body: { payment, amount: fen(230), reason: "broken" } };
  const refund = await hutong.api.createRefund(asked);
  await refunded();
  expect(await hutong.api.getRefund({ params: { id: refund.id } })).toMatchObject({ state: "refunded" });
  expect((await hutong.api.getPayment({ params: { id: payment } })).refunded).toEqual(fen(230));
});

test("an answer lost after the house acted: the same key gives the same refund, once", async () => {
  const { payment } = await paid("S-2");
  let calls = 0;
  const lossy: typeof fetch = async (...given) => {
    const answer = await fetch(...given);
    if (++calls > 1) return answer;
    await answer.arrayBuffer();
    throw new TypeError("the line died");
  };
  const hutong = client(flow.token, { fetch: lossy });
  const refund = await hutong.api.createRefund({ body: { payment, amount: fen(100), reason: "twice?" } });
  await refunded();
  expect(calls).toBe(2);
  expect((await hutong.api.getPayment({ params: { id: payment } })).refunded).toEqual(fen(100));
  const all: string[] = [];
  for await (const one of hutong.each("listRefunds", { query: { payment } })) all.push(one.id);
  expect(all).toEqual([refund.id]);
});

test("pages of one, all of them, none twice", async () => {
  const operator = client(await flow.house.operatorToken());
  const whole = await operator.api.listEvents({ query: { limit: 100 } });
  const ids: string[] = [];
  for await (const event of operator.each("listEvents", { query: { limit: 1 } })) ids.push(event.id);
  expect(whole.data.length).toBeGreaterThan(5);
  expect(ids).toEqual(whole.data.map((one) => one.id));
});

test("a refusal is a typed problem, in both languages", async () => {
  const { payment } = await paid("S-3");
  const asked = { body: { payment, amount: fen(9999), reason: "too much" } };
  const fault = await client(flow.token)
    .api.createRefund(asked)
    .catch((error: unknown) => error);
  if (!(fault instanceof HutongProblem)) throw fault;
  expect(fault.problem.zh.detail).toMatch(/\p{Script=Han}/u);
  expect(fault.status).toBeGreaterThanOrEqual(400);
  await expect(client("hk_test_nonsense").api.listPayments()).rejects.toMatchObject({ code: "unauthorized" });
});

test("the house's own webhook is proven, and a changed one is not", async () => {
  const operator = client(await flow.house.operatorToken());
  const got: { headers: Record<string, string | string[] | undefined>; body: string }[] = [];
  const receiver = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      got.push({ headers: request.headers, body: Buffer.concat(parts).toString("utf8") });
      response.end("ok");
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  try {
    const hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    const endpoint = await operator.api.createWebhookEndpoint({
      body: { marketplace: flow.marketplace, url: hook, events: ["payment.paid"] },
    });
    await paid("S-4");
    await flow.settle();
    const first = got[0];
    if (!first) throw new Error("no webhook came");
    const now = flow.now().getTime();
    const event: WebhookEvent = verifyWebhook({ secret: endpoint.secret, ...first, now });
    expect(event).toMatchObject({ type: "payment.paid", marketplace: flow.marketplace });
    const changed = { ...first, body: first.body.replace("payment.paid", "payment.waived") };
    expect(() => verifyWebhook({ secret: endpoint.secret, ...changed, now })).toThrow("signature_wrong");
  } finally {
    receiver.close();
  }
});

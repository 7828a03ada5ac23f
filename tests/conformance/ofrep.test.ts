import type { AddressInfo } from "node:net";
import { OFREPProvider } from "@openfeature/ofrep-provider";
import { type Client, OpenFeature } from "@openfeature/server-sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fen } from "#money";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "../flows/house.ts";

let database: TestDatabase;
let flow: FlowHouse;
let url: string;
let token: string;
let client: Client;
let opening: string;
const facts = () => ({ targetingKey: "b-1", store: flow.stores[0] as string, method: "qr", amount: 30_000 });

async function keyFor(store: string | null): Promise<string> {
  const key = { marketplace: flow.marketplace, store, name: "app", scopes: ["openings:read"] as const };
  const made = await flow.house.directory.createApiKey(flow.operator, key, null);
  if (!made.ok) throw new Error(made.fault);
  return made.value.token as string;
}

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 2 });
  const known = await flow.house.openings.listOpenings({ marketplace: null, store: null }, { after: null, limit: 10 });
  opening = known.data.find((one) => one.partner === "wechatpay")?.id as string;
  token = await keyFor(null);
  await flow.house.app.listen({ port: 0, host: "127.0.0.1" });
  url = `http://127.0.0.1:${(flow.house.app.server.address() as AddressInfo).port}`;
  await OpenFeature.setProviderAndWait(
    new OFREPProvider({ baseUrl: url, headers: [["authorization", `Bearer ${token}`]] }),
  );
  client = OpenFeature.getClient();
});
afterAll(async () => {
  await OpenFeature.close();
  await flow.house.close();
  await database.drop();
});

const plan = async (change: Parameters<typeof flow.house.openings.changePlan>[2]) => {
  const done = await flow.house.openings.changePlan(flow.operator, opening, change, null);
  if (!done.ok) throw new Error(`${done.fault} ${JSON.stringify(done.detail)}`);
};

const post = (path: string, body: unknown, headers: Record<string, string> = {}, by = token) =>
  fetch(`${url}/ofrep/v1/evaluate/flags${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${by}`, ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

test("the unmodified SDK asks whether a wallet is open, and is told which opening and why", async () => {
  expect(await client.getBooleanValue("payment.wechatpay", false, facts())).toBe(true);
  await plan({ why: "test", caps: { per_payment: fen(30_000) } });
  const open = await client.getBooleanDetails("payment.wechatpay", false, facts());
  expect(open).toMatchObject({ value: true, reason: "STATIC", variant: "open" });
  expect(open.flagMetadata).toMatchObject({ opening, cap_per_payment: "30000", currency: "CNY" });
  const over = await client.getBooleanDetails("payment.wechatpay", true, { ...facts(), amount: 30_001 });
  expect(over).toMatchObject({ value: false, reason: "DEFAULT", variant: "shut" });
  expect(over.flagMetadata).toMatchObject({ reasons: "over_cap_per_payment", zh: "超过每笔上限 300.00 元。" });
  expect(await client.getBooleanValue(opening, false, facts())).toBe(true);
  expect(await client.getBooleanValue(opening, true, { ...facts(), amount: "30001" })).toBe(false);
});

test("its error codes are the protocol's, and the caller's default stands", async () => {
  const ask = (key: string, context: object) => client.getBooleanDetails(key, true, context as never);
  expect(await ask("payment.nopay", facts())).toMatchObject({ value: true, errorCode: "FLAG_NOT_FOUND" });
  expect(await ask("payment.wechatpay", {})).toMatchObject({ value: true, errorCode: "INVALID_CONTEXT" });
  for (const wrong of [
    { store: "sto_nobody" },
    { amount: 1.5 },
    { amount: 0 },
    { city_tier: "1" },
    { currency: "ZZZ" },
  ])
    expect(await ask("payment.wechatpay", { ...facts(), ...wrong })).toMatchObject({ errorCode: "INVALID_CONTEXT" });
  const text = await client.getStringDetails("payment.wechatpay", "x", facts());
  expect(text).toMatchObject({ value: "x", errorCode: "TYPE_MISMATCH" });
  await plan({ why: "test", caps: { per_payment: fen(30_000), per_buyer_day: fen(90_000) } });
  const { targetingKey: _, ...unknown } = facts();
  expect(await ask("payment.wechatpay", unknown)).toMatchObject({ errorCode: "TARGETING_KEY_MISSING" });
  expect((await ask("payment.wechatpay", facts())).errorCode).toBeUndefined();
});

test("statuses and bodies on the wire are those of the protocol's document", async () => {
  const missing = await post("/payment.nopay", { context: facts() });
  expect([missing.status, await missing.json()]).toEqual([
    404,
    { key: "payment.nopay", errorCode: "FLAG_NOT_FOUND", errorDetails: "There is no flag payment.nopay here." },
  ]);
  const broken = await post("/payment.wechatpay", "{");
  expect([broken.status, await broken.json()]).toMatchObject([
    400,
    { key: "payment.wechatpay", errorCode: "PARSE_ERROR" },
  ]);
  const bulk = await post("", { context: 3 });
  expect([bulk.status, await bulk.json()]).toMatchObject([400, { errorCode: "INVALID_CONTEXT" }]);
  expect(
    (await post("/payment.wechatpay", { context: facts() }, { authorization: "Bearer hk_test_nobody" })).status,
  ).toBe(401);
  const own = await keyFor(flow.stores[1] as string);
  const foreign = await post("/payment.wechatpay", { context: facts() }, {}, own);
  expect([foreign.status, await foreign.json()]).toMatchObject([400, { errorCode: "INVALID_CONTEXT" }]);
  expect((await post("/payment.wechatpay", { context: { ...facts(), store: flow.stores[1] } }, {}, own)).status).toBe(
    200,
  );
});

test("bulk: every flag of the store's side, an ETag, 304 until something changes", async () => {
  const first = await post("", { context: facts() });
  const tag = first.headers.get("etag") as string;
  expect([first.status, first.headers.get("content-type")]).toEqual([200, "application/json; charset=utf-8"]);
  const { flags } = (await first.json()) as { flags: { key: string; value: boolean }[] };
  const values = new Map(flags.map(({ key, value }) => [key, value]));
  for (const key of ["payment.wechatpay", "payment.alipay", opening])
    expect([key, values.get(key)]).toEqual([key, true]);
  const again = await post("", { context: facts() }, { "if-none-match": `"other", W/${tag}` });
  expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", tag]);
  const moved = await flow.house.openings.moveOpening(flow.operator, opening, "pause", "test", null);
  expect(moved.ok).toBe(true);
  const after = await post("", { context: facts() }, { "if-none-match": tag });
  expect(after.status).toBe(200);
  const told = (await after.json()) as { flags: { key: string }[] };
  expect(told.flags).toContainEqual(
    expect.objectContaining({ key: "payment.wechatpay", value: false, reason: "DISABLED", variant: "shut" }),
  );
  expect(await client.getBooleanValue("payment.wechatpay", true, facts())).toBe(false);
});

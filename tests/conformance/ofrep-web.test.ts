import type { AddressInfo } from "node:net";
import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import { OpenFeature, type Provider, ProviderEvents } from "@openfeature/web-sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fen } from "#money";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "../flows/house.ts";

let database: TestDatabase;
let flow: FlowHouse;
let url: string;
let token: string;
let opening: string;
/** What the provider was answered, bulk by bulk. */
const statuses: number[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 1 });
  const known = await flow.house.openings.listOpenings({ marketplace: null, store: null }, { after: null, limit: 10 });
  opening = known.data.find((one) => one.partner === "wechatpay")?.id as string;
  const key = { marketplace: flow.marketplace, store: null, name: "app", scopes: ["openings:read"] as const };
  const made = await flow.house.directory.createApiKey(flow.operator, key, null);
  if (!made.ok) throw new Error(made.fault);
  token = made.value.token as string;
  await flow.house.app.listen({ port: 0, host: "127.0.0.1" });
  url = `http://127.0.0.1:${(flow.house.app.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await OpenFeature.close();
  await flow.house.close();
  await database.drop();
});

test("the unmodified provider for apps takes every flag in bulk, polls with the ETag, and tells what has changed", async () => {
  const provider = new OFREPWebProvider({
    ...{ baseUrl: url, headers: [["authorization", `Bearer ${token}`]], pollInterval: 40, cacheMode: "disabled" },
    fetchImplementation: async (...asked) => {
      const answer = await fetch(...asked);
      statuses.push(answer.status);
      return answer;
    },
  });
  const store = flow.stores[0] as string;
  // Its own types leave optional fields undefined, which this compiler tells apart.
  await OpenFeature.setProviderAndWait(provider as Provider, {
    targetingKey: "b-1",
    store,
    method: "qr",
    amount: 30_000,
  });
  const client = OpenFeature.getClient();
  expect(client.getBooleanDetails("payment.wechatpay", false)).toMatchObject({ value: true, reason: "STATIC" });
  expect(client.getBooleanValue(opening, false)).toBe(true);
  expect(client.getBooleanDetails("payment.nopay", true)).toMatchObject({ value: true, errorCode: "FLAG_NOT_FOUND" });
  // Nothing has changed, and nothing is sent.
  await expect.poll(() => statuses.filter((one) => one === 304).length).toBeGreaterThan(1);

  const changed: string[] = [];
  OpenFeature.addHandler(ProviderEvents.ConfigurationChanged, (told) => {
    changed.push(...((told as { flagsChanged?: string[] } | undefined)?.flagsChanged ?? []));
  });
  const caps = { per_payment: fen(29_999) };
  const lowered = await flow.house.openings.changePlan(flow.operator, opening, { why: "test", caps }, null);
  expect(lowered.ok).toBe(true);
  await expect.poll(() => client.getBooleanValue("payment.wechatpay", true)).toBe(false);
  expect(changed).toEqual(expect.arrayContaining(["payment.wechatpay", opening]));
  expect(changed).not.toContain("payment.alipay");
  const told = client.getBooleanDetails("payment.wechatpay", true);
  expect(told.flagMetadata).toMatchObject({ opening, reasons: "over_cap_per_payment", cap_per_payment: "29999" });
  // Of an app that asks about less, by the facts that it sets.
  await OpenFeature.setContext({ targetingKey: "b-1", store, method: "qr", amount: 29_999 });
  expect(client.getBooleanValue("payment.wechatpay", false)).toBe(true);
  expect(new Set(statuses)).toEqual(new Set([200, 304]));
});

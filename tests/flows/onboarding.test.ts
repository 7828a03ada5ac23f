import { afterAll, beforeAll, expect, test } from "vitest";
import { plainPng } from "../../src/wallets/fake-pictures.ts";
import { freshDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "./house.ts";

/** A store joins in the whole house: HTTP, room, wallet, fake, notice, directory, openings, events. */
let flow: FlowHouse;
let token = "";
let store = "";
let keys = 0;

beforeAll(async () => {
  const { appUrl } = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: appUrl, stores: 1 });
  const { directory } = flow.house;
  const name = { zh: "新店", en: "New store" };
  const { marketplace } = flow;
  const merchant = must(await directory.createMerchant(flow.operator, { marketplace, name }, null)).id;
  store = must(await directory.createStore(flow.operator, { marketplace, merchant, name, tags: {} }, null)).id;
  const scopes = ["directory:read", "directory:write", "events:read"] as const;
  const key = { marketplace, store: null, name: "office", scopes: [...scopes] };
  token = must(await directory.createApiKey(flow.operator, key, null)).token as string;
});
afterAll(() => flow.house.close());

function must<T>(result: { ok: true; value: T } | { ok: false; fault: string }): T {
  if (!result.ok) throw new Error(result.fault);
  return result.value;
}

async function ask(method: "GET" | "POST" | "PUT", url: string, payload?: object) {
  const headers = { authorization: `Bearer ${token}`, "idempotency-key": `k-${++keys}` };
  const answer = await flow.house.app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
  return { status: answer.statusCode, body: answer.json() };
}

const fields = {
  ...{ business_name: "新店商贸有限公司", licence_number: "91440300MA5F00000X", legal_person: "李雷" },
  ...{ id_number: "11010519491231002X", contact_name: "李雷", contact_phone: "13800138000" },
  ...{ alipay_account: "pay@example.com", category: "5411", short_name: "新店" },
  ...{ store_name: "新店", store_url: "https://new.example" },
};

const begin = (wallet: string) => ask("POST", "/v1/applications", { store, wallet, applicant: "company" });

test("a direct merchant's account brings no store in", async () => {
  expect(await begin("wechatpay")).toMatchObject({ status: 422, body: { code: "onboarding_unsupported" } });
});

test("Alipay's message alone makes the store ready and visible; every step is an event; nothing secret leaves", async () => {
  const forms = (await ask("GET", "/v1/application-forms")).body.data;
  expect(forms.map((form: { wallet: string }) => form.wallet)).toEqual(expect.arrayContaining(["wechatpay", "alipay"]));
  const { id } = (await begin("alipay")).body;
  expect((await begin("alipay")).body).toMatchObject({ code: "application_exists", context: { application: id } });
  const at = `/v1/applications/${id}`;
  expect((await ask("PUT", `${at}/fields`, { fields })).status).toBe(200);
  expect((await ask("PUT", `${at}/fields`, { fields: { id_number: "12" } })).body).toMatchObject({
    code: "application_field_invalid",
    context: { id_number: "malformed" },
  });
  const early = await ask("POST", `${at}/submit`);
  expect(early.body).toMatchObject({
    code: "application_incomplete",
    context: { missing: "licence, id_front, id_back" },
  });
  const content = plainPng(400, 300).toString("base64");
  for (const name of ["licence", "id_front", "id_back"])
    expect((await ask("PUT", `${at}/documents`, { name, content })).status).toBe(200);
  expect((await ask("POST", `${at}/submit`)).body.code).toBe("terms_not_published");
  const published = await ask("POST", "/v1/onboarding-terms", { wallet: "alipay", zh: "协议", en: "Terms" });
  const { version, hash } = published.body;
  expect((await ask("POST", `${at}/terms`, { version, hash })).body.terms).toMatchObject({ version, hash });
  // The wallet's answer never comes, though it has taken the application.
  flow.fakes.alipay.setFaults({ timeout_after_success: 1 });
  expect((await ask("POST", `${at}/submit`)).body.state).toBe("sending");
  flow.fakes.alipay.clearFaults();
  // No picture was heard to arrive: the schedule hands them over again and sends the application.
  flow.advance(16);
  await flow.settle();
  expect((await ask("GET", at)).body).toMatchObject({ state: "reviewing", round: 1 });
  flow.advance(61);
  await flow.fakes.alipay.deliverDue();
  const done = (await ask("GET", at)).body;
  expect(done).toMatchObject({ state: "accepted", sub_merchant: expect.stringMatching(/^2088\d{12}$/) });
  await flow.settle();
  const shown = (await ask("GET", at)).body;
  expect(shown).toMatchObject({
    merchant_ready_at: expect.any(String),
    buyer_visible_at: expect.any(String),
    lag_seconds: 0,
  });
  expect((await ask("GET", `/v1/stores/${store}/activations`)).body.data).toMatchObject([
    { wallet: "alipay", state: "active", sub_merchant: done.sub_merchant },
  ]);
  const events = await ask("GET", "/v1/events?limit=100");
  const ours = events.body.data.filter((event: { subject: string }) => event.subject === id);
  expect(ours.map((event: { type: string }) => event.type.split(".")[1]).sort()).toEqual(
    ["accepted", "buyer_visible", "created", "merchant_ready", "reviewing", "submitted"].sort(),
  );
  expect(JSON.stringify([ours, shown])).not.toContain(fields.id_number);
  expect((await begin("alipay")).body.code).toBe("application_not_needed");
  const metrics = await flow.house.metrics.text();
  expect(metrics).toContain('hutong_activation_lag_seconds_count{wallet="alipay"} 1');
  expect(metrics).toContain('hutong_application_seconds_count{wallet="alipay",outcome="accepted"} 1');
});

test("a wallet that cannot take an application back while it reviews says so", async () => {
  const { directory } = flow.house;
  const name = { zh: "又一店", en: "Another" };
  const merchant = must(
    await directory.createMerchant(flow.operator, { marketplace: flow.marketplace, name }, null),
  ).id;
  const input = { marketplace: flow.marketplace, merchant, name, tags: {} };
  store = must(await directory.createStore(flow.operator, input, null)).id;
  const { id } = (await begin("alipay")).body;
  const at = `/v1/applications/${id}`;
  await ask("PUT", `${at}/fields`, { fields });
  const content = plainPng(40, 30).toString("base64");
  for (const part of ["licence", "id_front", "id_back"]) await ask("PUT", `${at}/documents`, { name: part, content });
  const [terms] = (await ask("GET", "/v1/onboarding-terms?wallet=alipay")).body.data;
  await ask("POST", `${at}/terms`, { version: terms.version, hash: terms.hash });
  expect((await ask("POST", `${at}/submit`)).body.state).toBe("reviewing");
  expect((await ask("POST", `${at}/withdraw`)).body.code).toBe("application_not_withdrawable");
  flow.advance(61);
  await flow.fakes.alipay.deliverDue();
  const told = (await ask("GET", at)).body;
  expect(told).toMatchObject({
    state: "rejected",
    reasons: [{ field: "licence" }, { field: "id_front" }, { field: "id_back" }],
  });
  expect((await ask("POST", `${at}/withdraw`)).body.state).toBe("withdrawn");
  expect((await ask("GET", "/v1/applications?state=withdrawn")).body.data).toMatchObject([{ id }]);
});

import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Scope } from "#directory";
import { scopes } from "#http";
import { documentOf, makeChecker, type Operation, operationsOf } from "../../src/http/test-rig/contract.ts";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
let operations: Operation[];
let check: ReturnType<typeof makeChecker>;
let token: string;
let keys = 0;

/** The marketplace's own server, which hears webhooks. */
const heard: { headers: IncomingHttpHeaders; body: string }[] = [];
const shop = createServer((request, reply) => {
  let body = "";
  request.on("data", (part: Buffer) => {
    body += part.toString("utf8");
  });
  request.on("end", () => {
    heard.push({ headers: request.headers, body });
    reply.end("thanks");
  });
});
let hooks = "";

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 2 });
  const document = await documentOf(flow.house.app);
  operations = operationsOf(document);
  check = makeChecker(document);
  const { marketplace } = flow;
  const held = scopes.filter((scope) => scope !== "house:write");
  const made = await flow.house.directory.createApiKey(
    flow.operator,
    { marketplace, store: null, name: "api", scopes: held },
    null,
  );
  if (!made.ok) throw new Error(made.fault);
  token = made.value.token as string;
  await flow.house.refresh();
  shop.listen(0, "127.0.0.1");
  await once(shop, "listening");
  hooks = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/hooks`;
});
afterAll(async () => {
  shop.close();
  await flow.house.close();
  await database.drop();
});

/** Calls an operation of the served document with real rooms behind it; what comes back must be what it promises. */
async function call<T = Record<string, unknown>>(
  name: string,
  path: Record<string, string> = {},
  body?: object,
  bearer = token,
): Promise<{ status: number; json: T; headers: Record<string, unknown> }> {
  const operation = operations.find((one) => one.operationId === name);
  if (!operation) throw new Error(`no operation ${name}`);
  const answer = await flow.house.app.inject({
    method: operation.method,
    url: operation.path.replaceAll(/\{(\w+)\}/g, (_, param: string) => path[param] ?? ""),
    headers: { authorization: `Bearer ${bearer}`, "idempotency-key": `api-${++keys}` },
    ...(body ? { payload: body } : {}),
  });
  expect([name, answer.statusCode, check(operation, answer)]).toEqual([name, answer.statusCode, []]);
  return { status: answer.statusCode, json: answer.json<T>(), headers: answer.headers };
}

type Id = { id: string };
type List = { data: (Id & Record<string, unknown>)[]; next_cursor: string | null };

const yuan = (minor: string) => ({ currency: "CNY", minor });

function cart() {
  return {
    orders: flow.stores.map((store, i) => ({
      ...{ store, number: `A-${++keys}`, title: `订单 ${i}`, amount: yuan("1230") },
      lines: [{ title: "茶", quantity: 2, amount: yuan("1230") }],
    })),
    buyer: { reference: "b-1", no_bound_card: true },
    ...{ success_url: "https://shop.example/ok", cancel_url: "https://shop.example/back", metadata: { cart: "7" } },
  };
}

type Created = Id & { secret: string; url: string; state: string; orders: Id[] };

describe("the API over the whole house", () => {
  test("a cart is paid, partly refunded, booked, and told to the marketplace's server", async () => {
    const endpoint = await call<Id & { secret: string }>("createWebhookEndpoint", {}, { url: hooks });
    const created = await call<Created>("createCheckout", {}, cart());
    expect(created.status).toBe(201);
    const { id, secret, url } = created.json;
    expect(url).toBe(`http://house.test/pay/${id}#${secret}`);
    const started = await call<{ payments: Id[]; action: { content: string } }>(
      "startPayment",
      {},
      { checkout: id, wallet: "wechatpay", method: "qr", device: "desktop" },
      secret,
    );
    expect([started.status, started.json.payments.length]).toEqual([201, 2]);
    await flow.fakes.wechatpay.act(started.json.action.content, "pay");
    await flow.settle();
    expect((await call("getCheckout", { id }, undefined, secret)).json).toMatchObject({ state: "complete" });
    const payment = started.json.payments[0]?.id ?? "";
    expect((await call("getPayment", { id: payment })).json).toMatchObject({ state: "paid", action: null });
    const refund = await call<Id>("createRefund", {}, { payment, amount: yuan("230"), reason: "少发一件" });
    // The wallet takes its time over a refund.
    flow.advance(120);
    await flow.settle();
    expect((await call("getRefund", { id: refund.json.id })).json).toMatchObject({ state: "refunded" });
    const again = await call("createRefund", {}, { payment, amount: yuan("1001"), reason: "太多" });
    expect(again.json).toMatchObject({ status: 409, code: "refund_exceeds" });
    expect(heard.length).toBeGreaterThan(2);
    for (const { headers, body } of heard) {
      const id = String(headers["webhook-id"]);
      const at = new Date(Number(headers["webhook-timestamp"]) * 1000);
      const signature = new Webhook(endpoint.json.secret).sign(id, at, body);
      expect([headers["webhook-signature"], JSON.parse(body).marketplace]).toEqual([signature, flow.marketplace]);
    }
    const types = heard.map(({ body }) => JSON.parse(body).type as string);
    expect(types.filter((type) => /^payment\./.test(type)).length).toBeGreaterThan(0);
    const deliveries = await call<List>("listWebhookDeliveries");
    expect(deliveries.json.data.every((one) => one["state"] === "delivered")).toBe(true);
    const before = heard.length;
    await call("replayWebhookDelivery", { id: deliveries.json.data[0]?.id ?? "" });
    await flow.settle();
    expect(heard.length).toBe(before + 1);
  });

  test("every list and every single thing that it names is what the document promises", async () => {
    const store = flow.stores[0] ?? "";
    const singles: Record<string, string> = {
      ...{ listCheckouts: "getCheckout", listPayments: "getPayment", listRefunds: "getRefund", listOrders: "getOrder" },
      ...{ listMarketplaces: "getMarketplace", listMerchants: "getMerchant", listStores: "getStore" },
      ...{
        listWalletAccounts: "getWalletAccount",
        listOpenings: "getOpening",
        listWebhookEndpoints: "getWebhookEndpoint",
      },
    };
    // What this flow does none of; the rooms' own tests fill these.
    const emptyHere = new Set([
      ...["listReconciliations", "listReconciliationRuns", "listReconciliationBreaks", "listWithdrawals"],
      ...["listShares", "listDisputes", "listOnboardingTerms", "listApplications"],
      ...["listTeam", "listApprovals", "listMerchantCodes"],
      ...["listAllianceContracts", "listAllianceRuns", "listEffectReports", "listLinks", "listLinkPolicies"],
      ...["listLinkBlocks", "listInterfaceGrants", "listAgreements", "listCampaigns", "listEntries", "listLicences"],
      ...["listCases", "listDrills", "listAuditHeads", "listAuditEntries", "listAllianceDatasets"],
      ...[
        "listCampaignBills",
        "listMediaAccounts",
        "listMediaPayouts",
        "listScreenAppeals",
        "listLinkFollows",
        "listAlarms",
        "listRefundProposals",
        "listRefundLimits",
        "listRefundLimitChanges",
        "listFundsMoves",
        "listBillFiles",
        "listContacts",
      ],
    ]);
    // Sessions are a signed-in person's, the hub is the whole house's; what lies under another thing is read by tests
    // of its own.
    const isOthers = ({ bySession, path }: Operation) =>
      bySession || path.startsWith("/v1/hub/") || (path.includes("{") && !/^\/v1\/(stores|books)\//.test(path));
    const asKey = operations.filter((one) => one.operationId.startsWith("list") && !isOthers(one));
    const empty: string[] = [];
    for (const { operationId } of asKey) {
      const list = await call<List>(operationId, { id: store, store });
      expect([operationId, list.status]).toEqual([operationId, 200]);
      if (list.json.data.length === 0) empty.push(operationId);
      const single = singles[operationId];
      const first = list.json.data[0]?.id ?? "";
      if (single && first) expect([single, (await call(single, { id: first })).status]).toEqual([single, 200]);
    }
    expect(empty.filter((name) => !emptyHere.has(name))).toEqual([]);
  });

  test("a checkout is checked, a friend pays, another is cancelled", async () => {
    const { id, secret } = (await call<Created>("createCheckout", {}, cart())).json;
    await call("checkCheckout", { id }, undefined, secret);
    const link = await call<{ url: string }>("createFriendLink", { id }, undefined, secret);
    const friend = link.json.url.split("/").at(-1) ?? "";
    expect((await call("readFriendLink", { token: friend })).status).toBe(200);
    const started = await call<{ payments: { by_friend: boolean }[]; action: { content: string } }>(
      "startPayment",
      {},
      { checkout: id, wallet: "wechatpay", method: "qr", device: "desktop" },
      friend,
    );
    expect(started.json.payments.map((one) => one.by_friend)).toEqual([true, true]);
    await flow.fakes.wechatpay.act(started.json.action.content, "pay");
    await flow.settle();
    const seen = await call("checkCheckout", { id }, undefined, friend);
    expect(seen.json).toMatchObject({ checkout: id, state: "complete" });
    expect(seen.json).not.toHaveProperty("metadata");
    const other = (await call<Created>("createCheckout", {}, cart())).json;
    const cancelled = await call("cancelCheckout", { id: other.id });
    expect([cancelled.status, cancelled.json["state"]]).toEqual([200, "cancelled"]);
  });

  test("an older friend link neither reads, checks nor closes what the newer link's friend started", async () => {
    const { id, secret } = (await call<Created>("createCheckout", {}, cart())).json;
    const linkOf = async () => {
      const made = await call<{ url: string }>("createFriendLink", { id }, undefined, secret);
      return made.json.url.split("/").at(-1) ?? "";
    };
    const [older, newer] = [await linkOf(), await linkOf()];
    const start = { checkout: id, wallet: "wechatpay", method: "qr", device: "desktop" };
    const started = await call<{ payments: Id[] }>("startPayment", {}, start, newer);
    const payment = { id: started.json.payments[0]?.id ?? "" };
    for (const name of ["getPayment", "checkPayment", "closePayment"])
      expect([name, (await call(name, payment, undefined, older)).json["code"]]).toEqual([name, "friend_link_expired"]);
    expect((await call("checkCheckout", { id }, undefined, older)).json["code"]).toBe("friend_link_expired");
    expect((await call("getPayment", payment, undefined, newer)).json).toMatchObject({ by_friend: true });
    expect((await call("closePayment", payment, undefined, newer)).status).toBe(200);
  });

  const storeKey = async (store: string, scopes: readonly Scope[]): Promise<string> => {
    const asked = { marketplace: flow.marketplace, store, name: "till", scopes };
    const made = await flow.house.directory.createApiKey(flow.operator, asked, null);
    if (!made.ok) throw new Error(made.fault);
    return made.value.token as string;
  };

  test("that nothing is sent is the marketplace's word: a store's key does not shorten its own escrow", async () => {
    const [first] = (cart() as { orders: { store: string; number: string; lines: object[] }[] }).orders;
    if (!first) throw new Error("The cart has an order.");
    const body = (number: string, ships?: boolean) => ({
      ...cart(),
      orders: [
        { ...first, number, lines: first.lines.map((line) => ({ ...line, ...(ships === false && { ships }) })) },
      ],
    });
    const key = await storeKey(first.store, ["checkouts:write"]);
    expect((await call("createCheckout", {}, body("S1", false), key)).json["code"]).toBe("forbidden");
    expect((await call("createCheckout", {}, body("S2"), key)).status).toBe(201);
    expect((await call("createCheckout", {}, body("S3", false))).status).toBe(201);
  });

  test("a store's key closes no cart: other stores' parts hang on it", async () => {
    const { id, secret } = (await call<Created>("createCheckout", {}, cart())).json;
    const start = { checkout: id, wallet: "wechatpay", method: "qr", device: "desktop" };
    const started = await call<{ payments: (Id & { store: string })[] }>("startPayment", {}, start, secret);
    const [part] = started.json.payments;
    const key = await storeKey(part?.store ?? "", ["payments:read", "payments:write"]);
    const payment = { id: part?.id ?? "" };
    expect((await call("getPayment", payment, undefined, key)).status).toBe(200);
    expect((await call("closePayment", payment, undefined, key)).json["code"]).toBe("payment_part_of_cart");
    expect((await call("closePayment", payment)).status).toBe(200);
  });

  test("a store, its marketplace and a wallet account are changed, and the change shows in what buyers are offered", async () => {
    const offered = async () => {
      const { json } = await call<{ offers: { wallet: string; available: boolean }[] }>("createCheckout", {}, cart());
      return json.offers.find(({ wallet }) => wallet === "wechatpay")?.available;
    };
    const store = { id: flow.stores[0] ?? "" };
    expect(await offered()).toBe(true);
    const named = await call("changeStore", store, { name: { zh: "茶", en: "Tea" }, state: "suspended" });
    expect(named.json).toMatchObject({ name: { zh: "茶", en: "Tea" }, state: "suspended" });
    const refused = await call("createCheckout", {}, cart());
    expect(refused.json["code"]).toBe("store_closed");
    await call("changeStore", store, { state: "open" });
    const accounts = await call<List>("listWalletAccounts", {});
    const account = { id: accounts.json.data.find((one) => one["wallet"] === "wechatpay")?.id ?? "" };
    await call("changeWalletAccount", account, { state: "disabled" });
    expect(await offered()).toBe(false);
    const wrong = await call("changeWalletAccount", account, { settings: { private_key: "nonsense" } });
    expect(wrong.json["code"]).toBe("settings_wrong");
    await call("changeWalletAccount", account, { state: "enabled" });
    expect(await offered()).toBe(true);
    const suspended = await call("changeMarketplace", { id: flow.marketplace }, { state: "suspended" });
    expect(suspended.json["code"]).toBe("forbidden");
    const moved = await call("changeMarketplace", { id: flow.marketplace }, { shop_url: "https://shop.example/new" });
    expect(moved.json["shop_url"]).toBe("https://shop.example/new");
  });

  test("the same Idempotency-Key makes one checkout, by the rooms' own commit", async () => {
    const headers = { authorization: `Bearer ${token}`, "idempotency-key": "once" };
    const payload = cart();
    const post = () => flow.house.app.inject({ method: "POST", url: "/v1/checkouts", headers, payload });
    const [one, two] = await Promise.all([post(), post()]);
    const third = await post();
    const ids = [one, two, third].map((answer) => answer.json<Created>().id);
    expect(new Set(ids).size).toBe(1);
    expect(third.headers["idempotency-hit"]).toBe("true");
    expect(third.json<Created>().secret).toBe(one.json<Created>().secret);
    const other = { ...payload, metadata: { cart: "8" } };
    const reused = await flow.house.app.inject({ method: "POST", url: "/v1/checkouts", headers, payload: other });
    expect(reused.json()).toMatchObject({ status: 409, code: "idempotency_key_reused" });
  });
});

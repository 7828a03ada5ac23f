import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exampleEntries } from "#entries";
import { makeWechatServer } from "#entries/fake";
import type { WalletFake } from "#wallets/fake-protocol";
import type { RawRequest } from "#wallets/protocol";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, type FlowWallet, makeFlowHouse, must, walletIds } from "./house.ts";

/** docs/guides/least-data.md promises who sees what of an order. Here a real one is paid, and every field counted. */
const guide = new URL("../../docs/guides/least-data.md", import.meta.url);

let database: TestDatabase;
let flow: FlowHouse;
let operator: string;
let keys = 0;
const secret = "0123456789abcdef0123456789abcdef";
/** What went out, by where to. */
const sent: { to: string; request: RawRequest }[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 2, more: { host: hostApp } });
  operator = await flow.house.operatorToken();
  for (const wallet of walletIds) {
    const fake = flow.fakes[wallet];
    flow.fakes[wallet] = {
      ...fake,
      handle: async (request) => {
        sent.push({ to: wallet, request });
        return await fake.handle(request);
      },
    };
  }
}, 60_000);
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

/** WeChat's server as a host app, reached as wallets are. */
function hostApp({ now, random }: { now(): Date; random(bytes: number): Uint8Array }): WalletFake {
  const server = makeWechatServer({
    now,
    random,
    secretOf: (app) => (app === exampleEntries.jd.app_id ? secret : null),
  });
  const handle = async (request: RawRequest) => {
    sent.push({ to: "host", request });
    const url = `https://host.test${request.path}`;
    const answer = await server.call({ url, body: Buffer.from(request.body).toString("utf8") });
    return { status: answer.status, headers: {}, body: Buffer.from(answer.body) };
  };
  return { handle, deliverDue: async () => 0 } as unknown as WalletFake;
}

async function ask<T = Record<string, unknown>>(
  by: string,
  url: string,
  payload?: object,
  method: "GET" | "POST" | "PUT" = payload ? "POST" : "GET",
): Promise<T> {
  const headers = { authorization: `Bearer ${by}`, "idempotency-key": `least-${++keys}` };
  const answer = await flow.house.app.inject({ method, url, headers, ...(payload && { payload }) });
  if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.statusCode} ${answer.payload}`);
  return answer.json<T>();
}

/** Every field of some JSON, by its path: `a.b`, `list[].c`. */
function fieldsOf(value: unknown, at = ""): string[] {
  if (Array.isArray(value)) return value.length === 0 ? [`${at}[]`] : value.flatMap((one) => fieldsOf(one, `${at}[]`));
  if (typeof value !== "object" || value === null) return [at];
  const inside = Object.entries(value).flatMap(([name, one]) => fieldsOf(one, at === "" ? name : `${at}.${name}`));
  return inside.length === 0 ? [at] : inside;
}
/** Of several answers together; what is empty in one and filled in another counts as filled. */
function listed(values: readonly unknown[]): string[] {
  const all = [...new Set(values.flatMap((value) => fieldsOf(value)))];
  const inside = (one: string, other: string) => other.startsWith(`${one}.`) || other.startsWith(`${one}[]`);
  return all.filter((one) => !all.some((other) => other !== one && inside(one, other))).sort();
}

/** What a request out of the house tells: its query and its body, JSON or a form (with JSON in it). */
function told({ path, body }: RawRequest): unknown {
  const query = Object.fromEntries(new URL(path, "https://x.test").searchParams);
  const text = Buffer.from(body).toString("utf8");
  const form = text.startsWith("{") ? (JSON.parse(text) as object) : Object.fromEntries(new URLSearchParams(text));
  const all: Record<string, unknown> = { ...query, ...form };
  const biz = all["biz_content"];
  if (typeof biz === "string") all["biz_content"] = JSON.parse(biz);
  return all;
}
const toldTo = (to: string, path: RegExp): unknown => {
  const found = sent.find((one) => one.to === to && path.test(`${one.request.path} ${one.request.body}`));
  if (!found) throw new Error(`Nothing like ${path} went to ${to}: ${sent.map((one) => one.request.path).join(" ")}`);
  return told(found.request);
};

type Checkout = { id: string; secret: string; orders: { id: string }[] };
type Started = { payments: { id: string }[]; action: { content: string } };
const buyer = { reference: "li-lei-of-the-shop", age_band: "25-29", city_tier: 3, app: "the-shops-app" };

async function paidOrder(wallet: FlowWallet) {
  const [store = ""] = flow.stores;
  const amount = { currency: "CNY", minor: "1230" };
  const lines = [{ title: "茶", quantity: 1, amount }];
  const orders = [{ store, number: `L-${++keys}`, title: "茶", amount, lines }];
  const urls = { success_url: "https://shop.example/ok", cancel_url: "https://shop.example/back" };
  const checkout = await ask<Checkout>(flow.token, "/v1/checkouts", { orders, buyer, ...urls });
  const before = await ask(checkout.secret, `/v1/checkouts/${checkout.id}`);
  const link = await ask<{ url: string }>(checkout.secret, `/v1/checkouts/${checkout.id}/friend-links`, {});
  const friend = link.url.split("/").at(-1) ?? "";
  const seenByFriend = await ask(friend, `/v1/friend-links/${friend}`);
  const start = { checkout: checkout.id, wallet, method: "qr", device: "desktop" };
  const { payments, action } = await ask<Started>(friend, "/v1/payments", start);
  const payment = payments[0]?.id ?? "";
  await flow.fakes[wallet].act(action.content, "pay");
  await flow.settle();
  const refund = { payment, amount: { currency: "CNY", minor: "230" }, reason: "one bag was torn" };
  const refunded = await ask<{ id: string }>(operator, "/v1/refunds", refund);
  for (let turn = 0; turn < 5; turn++) {
    flow.advance(60);
    await flow.settle();
  }
  return { checkout, payment, order: checkout.orders[0]?.id ?? "", friend, seenByFriend, before, refund: refunded.id };
}

async function keyOf(store: string | null): Promise<string> {
  const scopes = ["orders:read", "payments:read", "refunds:read"] as const;
  const key = { marketplace: flow.marketplace, store, name: "reader", scopes };
  const made = must(await flow.house.directory.createApiKey(flow.operator, key, null));
  await flow.house.refresh();
  return made.token ?? "";
}

async function auditor(): Promise<string> {
  const expiresAt = new Date(flow.now().getTime() + 86_400_000);
  const place = { role: "auditor", marketplace: flow.marketplace, store: null } as const;
  const access = { person: { name: "auditor" }, ...place, title: "reads", expiresAt };
  return must(await flow.house.directory.grantAccess("per_flow", access)).token;
}

/** What the house asks the host app for, when a store makes a link into its entry there. */
async function linkInHostApp(): Promise<void> {
  const { wallet, ...jd } = exampleEntries.jd;
  const terms = { zh: "开放", en: "Open" };
  const opening = { marketplace: flow.marketplace, capability: "entry", partner: "wechat", terms };
  const made = await ask<{ id: string }>(operator, "/v1/openings", opening);
  await ask(operator, `/v1/openings/${made.id}/open`, { why: "flow" });
  const entry = await ask<{ id: string }>(operator, "/v1/entries", { ...jd, wallet, marketplace: flow.marketplace });
  await ask(operator, `/v1/entries/${entry.id}/secret`, { secret, origin: "https://host.test" }, "PUT");
  await ask(operator, `/v1/entries/${entry.id}/made-links`, { form: "scheme", surface: "search", query: "sku=1" });
}

/** What went over the wire with the wallets about these: nothing of it is a store's. */
async function callsSeen(by: string, paid: readonly { payment: string; refund: string }[]): Promise<unknown[]> {
  const paths = paid.flatMap(({ payment, refund }) => [`payments/${payment}`, `refunds/${refund}`]);
  return await Promise.all(paths.map((path) => ask(by, `/v1/${path}/calls`)));
}

/** What each party is really shown, under the guide's words for it; several answers where they fill up with time. */
async function shown(): Promise<Record<string, unknown[]>> {
  const wechat = await paidOrder("wechatpay");
  const other = await paidOrder("alipay");
  await linkInHostApp();
  const { order, payment, checkout, friend, refund } = wechat;
  const found: Record<string, unknown[]> = {
    "buyer: checkout": [wechat.before, await ask(checkout.secret, `/v1/checkouts/${checkout.id}`)],
    "friend: link": [wechat.seenByFriend],
    "friend: payment": [await ask(friend, `/v1/payments/${payment}`)],
    "wallet: pay at WeChat Pay": [toldTo("wechatpay", /\/transactions\/native/)],
    "wallet: refund at WeChat Pay": [toldTo("wechatpay", /\/refunds \{/)],
    "wallet: pay at Alipay": [toldTo("alipay", /alipay\.trade\.precreate/)],
    "wallet: refund at Alipay": [toldTo("alipay", /alipay\.trade\.refund(?!\.)/)],
    "host app: token": [toldTo("host", /stable_token/)],
    "host app: link": [toldTo("host", /generatescheme/)],
  };
  const [store = null] = flow.stores;
  const readers = { store: await keyOf(store), marketplace: await keyOf(null), auditor: await auditor() };
  for (const [who, by] of Object.entries(readers)) {
    found[`${who}: order`] = [await ask(by, `/v1/orders/${order}`)];
    found[`${who}: payment`] = [await ask(by, `/v1/payments/${payment}`)];
    found[`${who}: refund`] = [await ask(by, `/v1/refunds/${refund}`)];
    found[`${who}: four flows`] = [await ask(by, `/v1/orders/${order}/flows`)];
    if (who !== "store") found[`${who}: calls to wallets`] = await callsSeen(by, [wechat, other]);
  }
  return found;
}

/** The guide's rows: "| party | what | `field` `field` |". */
function promised(): Record<string, string[]> {
  const rows = readFileSync(guide, "utf8").matchAll(/^\| ([a-z ]+) \| ([^|]+) \| (`[^|]+`) \|$/gm);
  return Object.fromEntries(
    [...rows].map(([, who, what, fields = ""]) => [
      `${who}: ${what}`,
      [...fields.matchAll(/`([^`]+)`/g)].map((one) => one[1] ?? "").sort(),
    ]),
  );
}

test("a store is shown nothing of what went over the wire with a wallet", async () => {
  const { payment } = await paidOrder("alipay");
  const headers = { authorization: `Bearer ${await keyOf(flow.stores[0] ?? null)}` };
  const answer = await flow.house.app.inject({ url: `/v1/payments/${payment}/calls`, headers });
  expect([answer.statusCode, answer.json().code]).toEqual([403, "forbidden"]);
});

test("of a real paid order each party sees the fields that the guide lists, and not one more", async () => {
  const seen = await shown();
  const fields = Object.fromEntries(Object.entries(seen).map(([what, values]) => [what, listed(values)]));
  expect(fields).toEqual(promised());
  // The shop's own facts about its buyer choose what is offered, and are told to nobody; nor is an order to a host app.
  for (const [what, values] of Object.entries(seen))
    for (const fact of [buyer.reference, buyer.app, buyer.age_band])
      expect([what, fact, JSON.stringify(values).includes(fact)]).toEqual([what, fact, false]);
  for (const { to, request } of sent) {
    const text = `${request.path} ${Buffer.from(request.body).toString("utf8")}`;
    for (const fact of [buyer.reference, buyer.app, buyer.age_band])
      expect([to, fact, text.includes(fact)]).toEqual([to, fact, false]);
    if (to === "host") expect(text).not.toMatch(/ord_|pay_|sto_|1230/);
  }
});

import { afterAll, beforeAll, expect, test } from "vitest";
import type { EffectReportView } from "#reach";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, type FlowWallet, makeFlowHouse } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
let operator: string;
let keys = 0;

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 2 });
  operator = await flow.house.operatorToken();
});
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

async function post<T>(url: string, payload: object, by = operator) {
  const headers = { authorization: `Bearer ${by}`, "idempotency-key": `effect-${++keys}` };
  const answer = await flow.house.app.inject({ method: "POST", url, headers, payload });
  return { status: answer.statusCode, json: answer.json<T & { code?: string }>() };
}

type Buyer = { reference?: string; city_tier: number; age_band: string };

/** A real checkout, and a real payment where the buyer pays; the wallets that were offered. */
async function buy(store: string, buyer: Buyer, wallet: FlowWallet | null): Promise<string[]> {
  const amount = { currency: "CNY", minor: wallet === "wechatpay" ? "2460" : "1230" };
  const orders = [{ store, number: `E-${++keys}`, title: "茶", amount, lines: [{ title: "茶", quantity: 1, amount }] }];
  const urls = { success_url: "https://shop.example/ok", cancel_url: "https://shop.example/back" };
  type Made = { id: string; offers: { wallet: string; available: boolean }[] };
  const made = await post<Made>("/v1/checkouts", { orders, buyer, ...urls }, flow.token);
  expect(made.status).toBe(201);
  const open = made.json.offers.filter((one) => one.available).map((one) => one.wallet);
  if (wallet === null) return open;
  const asked = { checkout: made.json.id, wallet, method: "qr", device: "desktop" };
  const started = await post<{ action: { content: string } }>("/v1/payments", asked, flow.token);
  expect([started.status, started.json.code]).toEqual([201, undefined]);
  await flow.fakes[wallet].act(started.json.action.content, "pay");
  return open;
}

/** In place of the house's own opening to everybody: one store, and half of the buyers. */
async function halfOpens(store: string): Promise<string> {
  const all = await flow.house.openings.listOpenings(
    { marketplace: flow.marketplace, store: null },
    { after: null, limit: 5 },
  );
  const old = all.data.find((one) => one.partner === "wechatpay")?.id;
  expect((await post(`/v1/openings/${old}/withdraw`, { why: "for the test" })).status).toBe(200);
  const stages = [{ buyers: { share: 5000 }, stores: { list: [store] } }, {}];
  const terms = { zh: "先向一半买家开放", en: "Half of the buyers first" };
  const plan = {
    marketplace: flow.marketplace,
    capability: "payment",
    partner: "wechatpay",
    notice_days: 1,
    terms,
    stages,
  };
  const made = await post<{ id: string }>("/v1/openings", plan);
  expect(made.status).toBe(201);
  return made.json.id;
}

test("what half of the buyers did, from real orders and payments: counted again from what this test sent", async () => {
  const [store, other] = flow.stores as [string, string];
  const opening = await halfOpens(store);
  const asked = { opening, kind: "stage", n: 1, incumbent: "alipay", before_days: 7, after_days: 7 };
  expect((await post("/v1/effect-reports", asked)).json.code).toBe("effect_not_begun");
  const buyers = Array.from({ length: 40 }, (_, n) => ({
    ...{ reference: `buyer-${n}`, city_tier: 1 + (n % 2) * 3, age_band: n % 3 === 0 ? "55+" : "27-40" },
  }));
  // Before: every second one buys with the incumbent, every fourth leaves.
  for (const [n, buyer] of buyers.entries()) if (n % 2 === 0) await buy(store, buyer, n % 4 === 0 ? "alipay" : null);
  await flow.settle();
  expect((await post(`/v1/openings/${opening}/announce`, { why: "tested", skip_consultation: "a test" })).status).toBe(
    200,
  );
  flow.advance(2 * 86_400);
  await flow.settle();
  const began = (await flow.house.openings.getOpening(opening))?.effective_at;

  // After: whoever is offered the new wallet takes it when odd; the others use the incumbent, every fourth leaves.
  const offered = new Set<string>();
  const paid = new Map<string, FlowWallet | null>();
  for (const [n, buyer] of buyers.entries()) {
    const open = await buy(store, buyer, null);
    if (open.includes("wechatpay")) offered.add(buyer.reference);
    const turns = open.includes("wechatpay") && n % 2 === 1;
    const wallet = turns ? "wechatpay" : n % 4 === 2 ? null : "alipay";
    paid.set(buyer.reference, wallet);
    if (wallet !== null) await buy(store, buyer, wallet);
  }
  await buy(other, { reference: "buyer-1", city_tier: 1, age_band: "55+" }, "alipay");
  await buy(store, { city_tier: 1, age_band: "55+" }, "alipay");
  await flow.settle();
  flow.advance(60);
  expect(offered.size).toBeGreaterThan(8);
  expect(offered.size).toBeLessThan(32);

  const told = await post<EffectReportView>("/v1/effect-reports", asked);
  expect([told.status, told.json.code]).toEqual([201, undefined]);
  const { report } = told.json;
  const groups = { in: buyers.filter((one) => offered.has(one.reference)), out: [] as typeof buyers };
  groups.out = buyers.filter((one) => !offered.has(one.reference));
  const paidWith = (wallet: FlowWallet, group: "in" | "out") =>
    groups[group].filter((one) => paid.get(one.reference) === wallet).length;
  for (const group of ["in", "out"] as const) {
    const paying = groups[group].filter((one) => paid.get(one.reference) !== null);
    const fresh = paying.filter((one) => Number(one.reference.slice(6)) % 4 !== 0);
    expect([group, report.buyers[group]]).toEqual([group, groups[group].length]);
    expect(report.new_buyers[group]).toMatchObject({ n: fresh.length, of: paying.length });
    // At the other store one of them paid with the incumbent: that is no order of the report, and still a payment.
    const without = paying.filter((one) => paid.get(one.reference) === "wechatpay" && one.reference !== "buyer-1");
    expect(report.without_incumbent[group]).toMatchObject({ n: without.length, of: paying.length });
    // Before the start only every fourth one had paid, all with the incumbent.
    const asked = groups[group].filter((one) => Number(one.reference.slice(6)) % 4 !== 0);
    expect(report.gained?.after[group]).toMatchObject({ n: fresh.length, of: asked.length });
    expect(report.conversion.after[group].n).toBe(paying.length);
    expect(report.conversion.after[group].of).toBe(groups[group].length + paying.length);
    const before = groups[group].filter((one) => Number(one.reference.slice(6)) % 2 === 0);
    expect(report.conversion.before[group]).toMatchObject({
      n: before.filter((one) => Number(one.reference.slice(6)) % 4 === 0).length,
      of: before.length,
    });
    const tiers = report.conversion_by_tier.map((one) => one.after[group].of);
    expect(tiers.reduce((a, b) => a + b, 0)).toBe(report.conversion.after[group].of);
  }
  expect(report.conversion_by_age.map((one) => one.age_band)).toEqual(["27-40", "55+"]);
  const wechat = report.wallets.find((one) => one.wallet === "wechatpay");
  expect([wechat?.in.n, wechat?.out.n]).toEqual([paidWith("wechatpay", "in"), 0]);
  expect(report.displacement.value).toBeGreaterThan(0.2);
  expect(report.displacement.low).toBeGreaterThan(0);
  // The other store is not in the stage, and one buyer has no name.
  expect([report.left_out, told.json.asked.start]).toEqual([2, began?.toISOString()]);

  // What is ordered while the opening is paused says nothing about it, of neither group.
  expect((await post(`/v1/openings/${opening}/pause`, { why: "a test" })).status).toBe(200);
  flow.advance(60);
  await buy(store, { reference: "buyer-3", city_tier: 1, age_band: "55+" }, "alipay");
  flow.advance(60);
  expect((await post(`/v1/openings/${opening}/resume`, { why: "a test" })).status).toBe(200);
  await flow.settle();
  flow.advance(60);
  const around = (await post<EffectReportView>("/v1/effect-reports", asked)).json.report;
  expect([around.orders, around.left_out, around.paused?.length]).toEqual([report.orders, 3, 1]);

  // A wider stage holds nobody out any more: what comes after it is not read.
  expect((await post(`/v1/openings/${opening}/start-stage`, { kind: "stage", n: 2, why: "all" })).status).toBe(200);
  const ended = flow.now().toISOString();
  flow.advance(60);
  await buy(store, { reference: "buyer-0", city_tier: 1, age_band: "55+" }, "wechatpay");
  await flow.settle();
  flow.advance(60);
  const later = await post<EffectReportView>("/v1/effect-reports", asked);
  expect([later.json.report.to, later.json.report.orders]).toEqual([ended, report.orders]);
  expect((await post("/v1/effect-reports", { ...asked, n: 2 })).json.code).toBe("effect_no_hold_out");
  expect((await post("/v1/effect-reports", asked, flow.token)).status).toBe(403);
});

test("what if: the caller's curves over HTTP; circles are true to the figures; what cannot be is refused", async () => {
  type Told = {
    asked: { overlap: number; months: number; buying: number };
    reach: number;
    circles: { a: number; b: number; distance: number };
    months: { month: number; closed: { buyers: number }; open: { buyers: number; other: number } }[];
  };
  const curve = { limit: 0.5, half_months: 3 };
  const given = { a: 1000, b: 1200, overlap: 700, months: 24, buying: 0.5, adoption: curve, displacement: curve };
  const { status, json } = await post<Told>("/v1/what-if", given);
  expect([status, json.reach, json.asked]).toEqual([200, 1500, given]);
  expect(Math.PI * json.circles.a ** 2).toBeCloseTo(1000, 6);
  expect(json.months.length).toBe(25);
  const last = json.months.at(-1);
  // Half of the 500 whom only B reaches have come, and half of 350 buyers with both have turned.
  expect([last?.closed.buyers, last?.open.buyers, last?.open.other]).toEqual([500, 750, 425]);
  const standard = await post<Told>("/v1/what-if", { a: 10, b: 10, overlap: 1 });
  expect([standard.json.asked.months, standard.json.asked.buying]).toEqual([12, 0.6]);
  expect((await post("/v1/what-if", { a: 10, b: 10, overlap: 11 })).json.code).toBe("reach_impossible");
  expect((await post("/v1/what-if", { a: 10, b: 10 })).json.code).toBe("reach_impossible");
  expect((await post("/v1/what-if", given, flow.token)).status).toBe(403);
});

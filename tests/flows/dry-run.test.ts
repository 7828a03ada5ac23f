import { afterAll, beforeAll, expect, test } from "vitest";
import { fen } from "#money";
import type { DryRun } from "#openings";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
let operator: string;
let keys = 0;

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 3 });
  operator = await flow.house.operatorToken();
});
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

const post = (url: string, payload: object, by = operator) =>
  flow.house.app.inject({
    ...{ method: "POST", url, payload },
    headers: { authorization: `Bearer ${by}`, "idempotency-key": `dry-${++keys}` },
  });

async function buy(stores: readonly string[], minor: number, buyer: object): Promise<void> {
  const amount = { currency: "CNY", minor: String(minor) };
  const orders = stores.map((store) => ({
    ...{ store, number: `D-${++keys}`, title: "茶", amount, lines: [{ title: "茶", quantity: 1, amount }] },
  }));
  const urls = { success_url: "https://shop.example/ok", cancel_url: "https://shop.example/back" };
  expect((await post("/v1/checkouts", { orders, buyer, ...urls }, flow.token)).statusCode).toBe(201);
}

test("a draft held against past orders: how many would have been in, by tier and age band, and why not", async () => {
  const [a, b] = flow.stores as [string, string];
  const from = flow.now();
  for (let n = 0; n < 40; n++)
    await buy([a], 10_000, { reference: `b${n}`, city_tier: 1 + (n % 4), age_band: n % 2 ? "25-34" : "60+" });
  await buy([a, b], 10_000, { reference: "cart", city_tier: 3, age_band: "25-34", no_bound_card: true });
  await buy([b], 30_001, { reference: "rich", city_tier: 3, no_bound_card: true });
  flow.advance(1);
  const to = flow.now();
  flow.advance(60);
  await buy([a], 10_000, { reference: "later", city_tier: 3 });

  const draft = await flow.house.openings.createOpening(
    flow.operator,
    {
      ...{ marketplace: flow.marketplace, capability: "payment", partner: "wechatpay", methods: null },
      ...{ effective_at: null, caps: { per_payment: fen(30_000) }, terms: { zh: "试算", en: "Trial" } },
      pilots: [{ methods: ["qr"], buyers: { any_of: ["no_bound_card"] } }],
      stages: [
        { buyers: { city_tiers: [3, 4] } },
        { condition: 'buyer.age_band == "25-34"' },
        { stores: { list: [b] } },
      ],
    },
    null,
  );
  if (!draft.ok) throw new Error(JSON.stringify(draft));
  const run = async (more: object = {}) => {
    const asked = { from: from.toISOString(), to: to.toISOString(), ...more };
    const answer = await post(`/v1/openings/${draft.value.id}/dry-run`, asked);
    return { status: answer.statusCode, json: answer.json<DryRun>() };
  };
  const { status, json } = await run();
  expect(status).toBe(200);
  expect(json).toMatchObject({ opening: draft.value.id, complete: true, orders: 43 });
  const [pilot, tiers, ages, listed] = json.trials;
  expect([pilot?.kind, pilot?.let_in, tiers?.let_in, ages?.let_in, listed?.let_in]).toEqual(["pilot", 2, 22, 22, 1]);
  expect(tiers?.by_city_tier).toEqual([
    { city_tier: 1, orders: 10, let_in: 0 },
    { city_tier: 2, orders: 10, let_in: 0 },
    { city_tier: 3, orders: 13, let_in: 12 },
    { city_tier: 4, orders: 10, let_in: 10 },
  ]);
  expect(ages?.by_age_band).toEqual([
    { age_band: "25-34", orders: 22, let_in: 22 },
    { age_band: "60+", orders: 20, let_in: 0 },
    { age_band: null, orders: 1, let_in: 0 },
  ]);
  const reasons = listed?.reasons.map(({ code, orders }) => [code, orders]);
  expect(reasons).toEqual([
    ["store_not_listed", 41],
    ["over_cap_per_payment", 1],
  ]);

  // Another plan, tried before it is saved; a share is exactly whom the saved one would let in.
  const shares = await run({ stages: [{ buyers: { share: 2500 } }, { buyers: { share: 7500 } }] });
  const [quarter, most] = shares.json.trials.filter(({ kind }) => kind === "stage");
  expect(quarter?.let_in).toBeGreaterThan(3);
  expect(most?.let_in).toBeGreaterThan(quarter?.let_in ?? 99);
  const wrong = await run({ stages: [{ condition: "buyer.city_tier > " }] });
  expect([wrong.status, wrong.json]).toMatchObject([422, { code: "opening_invalid" }]);
  expect((await run({ to: from.toISOString() })).status).toBe(422);
  // Nobody has saved this one. Its cap of a day holds in the order of time, and what it requires is named.
  const opening = {
    ...{ marketplace: flow.marketplace, partner: "wechatpay" },
    stages: [{ caps: { per_store_day: { currency: "CNY", minor: "50000" } } }],
    requires: [{ kind: "sign_off", id: "legal" }],
  };
  const span = { from: from.toISOString(), to: to.toISOString() };
  const tried = (await post("/v1/dry-runs", { ...span, opening })).json<DryRun>();
  expect(tried).toMatchObject({ opening: null, stores: "joined", missing: [{ kind: "sign_off", id: "legal" }] });
  // Five of a hundred yuan at store a; at store b the cart's, and 300.01.
  expect(tried.trials[0]).toMatchObject({
    kind: "stage",
    orders: 43,
    let_in: 7,
    capped_days: 1,
    stores: 2,
    stores_in: 2,
  });
  expect(tried.trials[0]?.let_in_amounts).toEqual([{ currency: "CNY", minor: "90001" }]);
  expect(tried.trials[0]?.reasons).toMatchObject([{ code: "over_cap_per_store_day", orders: 36 }]);
  // No store of this house has joined that wallet.
  const other = { ...opening, partner: "jdpay", stages: [] };
  const joined = (await post("/v1/dry-runs", { ...span, opening: other })).json<DryRun>().trials[0];
  expect([joined?.let_in, joined?.reasons[0]?.orders]).toEqual([0, 43]);
  const all = (await post("/v1/dry-runs", { ...span, stores: "all", opening: other })).json<DryRun>().trials[0];
  expect(all?.let_in).toBe(43);

  // Nobody has paid yet. And as the stores stood then: store a had joined, and was switched off for a while.
  const paid = (await post("/v1/dry-runs", { ...span, only_paid: true, opening })).json<DryRun>();
  expect([paid.orders, paid.only_paid]).toEqual([0, true]);
  flow.advance(1);
  const off = await flow.house.directory.setActivation(flow.operator, a, "wechatpay", { state: "switched_off" });
  expect(off.ok).toBe(true);
  flow.advance(60);
  await buy([a], 10_000, { reference: "while off" });
  flow.advance(1);
  const wide = { from: span.from, to: flow.now().toISOString(), opening: { ...opening, stages: [] } };
  const taken = async (stores: string) =>
    (await post("/v1/dry-runs", { ...wide, stores }))
      .json<DryRun>()
      .trials[0]?.reasons.map((one) => [one.code, one.orders]);
  expect(await taken("joined")).toEqual([["store_switched_off", 43]]);
  expect(await taken("then")).toEqual([["store_switched_off", 1]]);
  expect(await taken("all")).toEqual([]);

  const unchanged = await flow.house.openings.getOpening(draft.value.id);
  expect([unchanged?.state, unchanged?.version]).toEqual(["draft", 1]);
  const shop = await post(`/v1/openings/${draft.value.id}/dry-run`, {}, flow.token);
  expect(shop.statusCode).toBe(403);
});

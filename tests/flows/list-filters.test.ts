import { afterAll, beforeAll, expect, test } from "vitest";
import { fen } from "#money";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "./house.ts";

/** Orders and payments by number, time and amount, as a store's own key may look for them. */
let database: TestDatabase;
let flow: FlowHouse;
let own = "";
beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 2 });
  const made = await flow.house.directory.createApiKey(
    flow.operator,
    {
      marketplace: flow.marketplace,
      store: flow.stores[0] ?? "",
      name: "own",
      scopes: ["orders:read", "payments:read"],
    },
    null,
  );
  if (!made.ok) throw new Error(made.fault);
  own = made.value.token as string;
  await flow.house.refresh();
}, 60_000);
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

type Row = { id: string; number?: string; order?: string; store: string };

async function ask(list: string, query: Record<string, string>): Promise<{ status: number; json: { data: Row[] } }> {
  const url = `/v1/${list}?${new URLSearchParams(query)}`;
  const answer = await flow.house.app.inject({ url, headers: { authorization: `Bearer ${own}` } });
  return { status: answer.statusCode, json: answer.json() };
}

const ids = async (list: string, query: Record<string, string>) =>
  (await ask(list, query)).json.data.map((one) => one.order ?? one.id);

/** An order of that store, a payment of it begun. */
async function order(store: string, number: string, minor: number): Promise<string> {
  const amount = fen(minor);
  const orders = [{ store, number, title: "茶", amount, lines: [{ title: "茶", quantity: 1, amount }] }];
  const urls = { success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" };
  const rest = { buyer: {}, locale: "zh-CN" as const, expires_in: 3600, metadata: {}, ...urls };
  const { payments } = flow.house;
  const made = await payments.createCheckout(flow.operator, { marketplace: flow.marketplace, orders, ...rest }, null);
  if (!made.ok) throw new Error(made.fault);
  const asked = { checkout: made.value.checkout.id, wallet: "alipay", method: "qr", device: "desktop" } as const;
  const buyer = { by_friend: false, buyer: { ip: "203.0.113.7" } };
  const begun = await payments.startPayment(flow.operator, { ...asked, ...buyer }, null);
  if (!begun.ok) throw new Error(begun.fault);
  return made.value.checkout.orders[0]?.id ?? "";
}

test("a store's key finds its own by number, time and amount, and nobody else's", async () => {
  const [mine = "", others = ""] = flow.stores;
  const from = flow.now().toISOString();
  const early = await order(mine, "F-1", 500);
  await order(others, "F-1", 500);
  flow.advance(3600);
  const between = flow.now().toISOString();
  const late = await order(mine, "F-2", 900);
  await order(others, "F-3", 900);
  for (const list of ["orders", "payments"]) {
    expect(await ids(list, { number: "F-1" })).toEqual([early]);
    expect(await ids(list, { number: "F-3" })).toEqual([]);
    expect(await ids(list, { from })).toEqual([late, early]);
    expect(await ids(list, { from, to: between })).toEqual([early]);
    expect(await ids(list, { from: between })).toEqual([late]);
    expect(await ids(list, { from, amount_from: "501" })).toEqual([late]);
    expect(await ids(list, { from, amount_from: "500", amount_to: "500" })).toEqual([early]);
    expect(await ids(list, { from, amount_to: "499" })).toEqual([]);
    expect(await ids(list, { from, number: "F-1", amount_from: "900" })).toEqual([]);
  }
});

test.each(["orders", "payments"])(
  "%s: a range that cannot be walked is refused with what is wrong in it",
  async (list) => {
    const day = "2026-11-22T00:00:00Z";
    const cases = [
      [{ amount_from: "1" }, { code: "request_invalid", errors: [{ field: "from" }] }],
      [
        { from: day, to: day },
        { code: "request_invalid", errors: [{ field: "to" }] },
      ],
      [
        { from: day, amount_from: "2", amount_to: "1" },
        { code: "request_invalid", errors: [{ field: "amount_to" }] },
      ],
      [
        { from: "2025-11-20T00:00:00Z", amount_to: "1" },
        { code: "range_too_wide", status: 422 },
      ],
    ] as const;
    for (const [query, problem] of cases) {
      const { status, json } = await ask(list, query);
      expect([query, status, json]).toEqual([query, 422, expect.objectContaining({ code: problem.code })]);
      expect(json).toMatchObject(problem);
    }
  },
);

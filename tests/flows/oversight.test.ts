import { afterAll, beforeAll, expect, test } from "vitest";
import { fen } from "#money";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, startAt: new Date("2026-11-22T15:59:00Z") });
});
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

/** An order of a store; paid on the phone unless the buyer leaves. Answers the order's id and the payment's. */
async function buy(store: string, pays = true): Promise<{ order: string; payment: string }> {
  const amount = fen(1230);
  const orders = [{ store, number: "A-1", title: "茶", amount, lines: [{ title: "茶", quantity: 1, amount }] }];
  const made = await flow.house.payments.createCheckout(
    flow.operator,
    {
      ...{ marketplace: flow.marketplace, orders, buyer: {}, locale: "zh-CN", expires_in: 3600, metadata: {} },
      ...{ success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" },
    },
    null,
  );
  if (!made.ok) throw new Error(made.fault);
  const { checkout } = made.value;
  const asked = {
    checkout: checkout.id,
    wallet: "wechatpay",
    method: "qr",
    device: "desktop",
    by_friend: false,
  } as const;
  const started = await flow.house.payments.startPayment(
    flow.operator,
    { ...asked, buyer: { ip: "203.0.113.7" } },
    null,
  );
  if (!started.ok || started.value.action?.kind !== "qr") throw new Error("no code");
  flow.advance(4);
  if (pays) await flow.fakes.wechatpay.act(started.value.action.content, "pay");
  await flow.settle();
  return { order: checkout.orders[0]?.id ?? "", payment: started.value.payments[0]?.id ?? "" };
}

async function ask(url: string) {
  const token = await flow.house.operatorToken();
  return (await flow.house.app.inject({ url, headers: { authorization: `Bearer ${token}` } })).json();
}

async function tell(order: string, state: string, at: string) {
  const token = await flow.house.operatorToken();
  return await flow.house.app.inject({
    method: "POST",
    url: "/v1/shipments",
    headers: { authorization: `Bearer ${token}`, "idempotency-key": `${order} ${state} ${at}` },
    payload: { order, carrier: "SF", number: "SF0001", state, at, place: "Hangzhou" },
  });
}

test("an order's four flows stand on one timeline, each row with its evidence; gaps are told", async () => {
  const [store = ""] = flow.stores;
  const { order, payment } = await buy(store);
  let flows = await ask(`/v1/orders/${order}/flows`);
  expect(flows.gaps).toEqual([]);
  flow.advance(4 * 86_400);
  flows = await ask(`/v1/orders/${order}/flows`);
  expect(flows.gaps.map((gap: { code: string }) => gap.code)).toEqual(["paid_not_shipped"]);

  const at = flow.now().toISOString();
  expect((await tell(order, "picked_up", at)).statusCode).toBe(201);
  expect((await tell(order, "picked_up", at)).json().id).toBe((await tell(order, "picked_up", at)).json().id);
  flows = await ask(`/v1/orders/${order}/flows`);
  expect(flows.gaps).toEqual([]);
  const codes = (lane: string) =>
    flows.items.filter((one: { flow: string }) => one.flow === lane).map((one: { code: string }) => one.code);
  expect(codes("information")).toContain("checkout_opened");
  expect(codes("information")).toContain("webhook_told");
  expect(codes("transaction")).toEqual(["order_made", "order_paid", "order_shipped"]);
  expect(codes("payment")).toEqual(expect.arrayContaining(["payment_started", "payment_paid", "transfer"]));
  expect(codes("logistics")).toEqual(["picked_up"]);
  const paid = flows.items.find((one: { code: string }) => one.code === "payment_paid");
  expect(paid).toMatchObject({ amount: { minor: "1230" }, evidence: { kind: "payment", id: payment } });
  const times = flows.items.map((one: { at: string }) => one.at);
  expect(times).toEqual([...times].sort());
});

test("goods that were shipped for an order that nobody paid are a gap", async () => {
  const { order } = await buy(flow.stores[1] ?? "", false);
  await tell(order, "delivered", flow.now().toISOString());
  const { gaps } = await ask(`/v1/orders/${order}/flows`);
  expect(gaps.map((gap: { code: string }) => gap.code)).toEqual(["shipped_not_paid"]);
});

test("figures go by the marketplace's days, and agree with the orders to the fen", async () => {
  const before = await ask("/v1/figures");
  const paidBefore = before.data.reduce((sum: number, row: { paid: number }) => sum + row.paid, 0);
  await buy(flow.stores[2] ?? "");
  await buy(flow.stores[2] ?? "");
  const after = await ask("/v1/figures");
  const paid = after.data.reduce((sum: number, row: { paid: number }) => sum + row.paid, 0);
  expect(paid - paidBefore).toBe(2);
  const minor = after.data.reduce(
    (sum: bigint, row: { amount: { minor: string } }) => sum + BigInt(row.amount.minor),
    0n,
  );
  expect(minor).toBe(BigInt(paid) * 1230n);
  // The first order was made a minute before midnight in Shanghai: its day is the 22nd, not the 23rd.
  expect(after.data[0].day).toBe("2026-11-22");
  expect((await ask("/v1/figures?from=2026-11-24&to=2026-11-23")).code).toBe("request_invalid");
});

test("a wallet that refuses or leaves its answer open is no longer healthy", async () => {
  const health = async () => {
    const { data } = await ask("/v1/wallet-health");
    return data.find((one: { wallet: string }) => one.wallet === "wechatpay");
  };
  flow.advance(3600);
  for (let i = 0; i < 6; i++) await buy(flow.stores[0] ?? "");
  expect(await health()).toMatchObject({ state: "healthy", started: 6, paid: 6, p50_seconds: 4 });
  flow.advance(3600);
  expect(await health()).toMatchObject({ state: "idle" });
});

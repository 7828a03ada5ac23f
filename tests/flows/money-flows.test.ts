import { afterAll, beforeAll, expect, test } from "vitest";
import { fen } from "#money";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl });
});
afterAll(async () => {
  await flow?.house.close();
  await database?.drop();
});

type Flow = {
  wallet_account: string;
  opening: { minor: string };
  closing: { minor: string };
  changes: { kind: string; amount: { minor: string } }[];
};

async function read(query = ""): Promise<Flow[]> {
  const token = await flow.house.operatorToken();
  const url = `/v1/stores/${flow.stores[0]}/money-flows${query}`;
  const answer = await flow.house.app.inject({ url, headers: { authorization: `Bearer ${token}` } });
  expect(answer.statusCode).toBe(200);
  return answer.json<{ data: Flow[] }>().data;
}

async function pay(minor: number): Promise<string> {
  const amount = fen(minor);
  const [store = ""] = flow.stores;
  const orders = [{ store, number: `M-${minor}`, title: "茶", amount, lines: [{ title: "茶", quantity: 1, amount }] }];
  const urls = { success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" };
  const rest = { buyer: {}, locale: "zh-CN" as const, expires_in: 3600, metadata: {}, ...urls };
  const asked = { marketplace: flow.marketplace, orders, ...rest };
  const made = await flow.house.payments.createCheckout(flow.operator, asked, null);
  if (!made.ok) throw new Error(made.fault);
  const start = { checkout: made.value.checkout.id, wallet: "wechatpay", method: "qr", device: "desktop" } as const;
  const by = { by_friend: false, buyer: { ip: "203.0.113.7" } };
  const started = await flow.house.payments.startPayment(flow.operator, { ...start, ...by }, null);
  if (!started.ok || started.value.action?.kind !== "qr") throw new Error("no code");
  await flow.fakes.wechatpay.act(started.value.action.content, "pay");
  await flow.settle();
  return started.value.payments[0]?.id ?? "";
}

test("a store's money is told from opening to closing, by what moved it, and each part begins where the last ended", async () => {
  expect(await read()).toEqual([]);
  const first = await pay(1230);
  flow.advance(3600);
  const between = flow.now().toISOString();
  await pay(500);
  const token = await flow.house.operatorToken();
  const refunded = await flow.house.app.inject({
    ...{ method: "POST", url: "/v1/refunds" },
    headers: { authorization: `Bearer ${token}`, "idempotency-key": "r1" },
    payload: { payment: first, amount: { currency: "CNY", minor: "230" }, reason: "少一件" },
  });
  expect(refunded.statusCode).toBe(201);
  await flow.settle();
  flow.advance(1);
  const [all] = await read();
  expect([all?.opening.minor, all?.closing.minor]).toEqual(["0", "1500"]);
  const changes = Object.fromEntries((all?.changes ?? []).map(({ kind, amount }) => [kind, amount.minor]));
  expect(changes).toEqual({ payment_paid: "1730", refund_asked: "-230" });
  const [later] = await read(`?from=${between}`);
  expect([later?.opening.minor, later?.closing.minor]).toEqual(["1230", "1500"]);
  const [before] = await read(`?from=2020-01-01T00:00:00Z&to=${between}`);
  expect([before?.opening.minor, before?.closing.minor]).toEqual(["0", "1230"]);
});

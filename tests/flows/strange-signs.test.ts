import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "#db";
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

async function offered(): Promise<{ id: string; code: string }> {
  const amount = fen(1230);
  const [store = ""] = flow.stores;
  const orders = [{ store, number: "Z-1", title: "茶", amount, lines: [{ title: "茶", quantity: 1, amount }] }];
  const urls = { success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" };
  const rest = { buyer: {}, locale: "zh-CN" as const, expires_in: 3600, metadata: {}, ...urls };
  const made = await flow.house.payments.createCheckout(
    flow.operator,
    { marketplace: flow.marketplace, orders, ...rest },
    null,
  );
  if (!made.ok) throw new Error(made.fault);
  const start = { checkout: made.value.checkout.id, wallet: "wechatpay", method: "qr", device: "desktop" } as const;
  const by = { by_friend: false, buyer: { ip: "203.0.113.7" } };
  const started = await flow.house.payments.startPayment(flow.operator, { ...start, ...by }, null);
  if (!started.ok || started.value.action?.kind !== "qr") throw new Error("no code");
  return { id: started.value.payments[0]?.id ?? "", code: started.value.action.content };
}

/** The fake's own number of what it took ends with U+0000: its answers and notices are signed with it. */
async function paidWithZero(code: string): Promise<string> {
  const fake = flow.fakes.wechatpay;
  const { transaction_id: number = "" } = await fake.act(code, "pay", "buyer");
  fake.load(fake.save().replaceAll(number, `${number.slice(0, -1)}${JSON.stringify("\0").slice(1, -1)}`));
  return number;
}

test("a proven notice whose words hold U+0000 is taken: the order is paid, and the wallet says it once", async () => {
  const { id, code } = await offered();
  const number = await paidWithZero(code);
  await flow.settle();
  expect(flow.fakes.wechatpay.nextDue()).toBeNull();
  expect(await flow.house.payments.getPayment(id)).toMatchObject({
    ...{ state: "paid", wallet_ref: `${number.slice(0, -1)}?` },
  });
});

test("one about nothing of ours is kept", async () => {
  const { id, code } = await offered();
  const number = await paidWithZero(code);
  const [fake, other] = [flow.fakes.wechatpay, `${id.slice(4, -1)}${id.endsWith("0") ? "1" : "0"}`];
  // As if another house with the same merchant number had made it.
  fake.load(fake.save().replaceAll(id.slice(4), other));
  await fake.deliverDue();
  expect(fake.nextDue()).toBeNull();
  const db = openDatabase(database.appUrl, { poolSize: 1, applicationName: "strange signs test" });
  const kept = await db.read("select about, reading #>> '{outcome,walletRef}' as ref from stray_notices");
  await db.close();
  expect(kept).toEqual([{ about: other, ref: `${number.slice(0, -1)}?` }]);
});

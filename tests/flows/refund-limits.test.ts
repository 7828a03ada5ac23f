import { afterAll, beforeAll, expect, test } from "vitest";
import { fen } from "#money";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "./house.ts";
import { makePeople, type People, type Signed } from "./second-person-rig.ts";

/** By the API alone: a store's own people and keys, the owner who decides, the order's timeline, and the chain of acts. */
let database: TestDatabase;
let flow: FlowHouse;
let people: People;
let owner: Signed;
beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 1 });
  people = makePeople(flow);
  owner = await people.enter("merchant_owner");
}, 60_000);
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

const yuan = (minor: number) => ({ currency: "CNY", minor: String(minor) });

async function sold(number: string): Promise<{ payment: string; order: string }> {
  const [store = ""] = flow.stores;
  const lines = [{ title: "茶", quantity: 1, amount: fen(5000) }];
  const urls = { success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" };
  const rest = { buyer: {}, locale: "zh-CN" as const, expires_in: 3600, metadata: {}, ...urls };
  const orders = [{ store, number, title: "茶", amount: fen(5000), lines }];
  const { payments } = flow.house;
  const made = await payments.createCheckout(flow.operator, { marketplace: flow.marketplace, orders, ...rest }, null);
  if (!made.ok) throw new Error(made.fault);
  const asked = { checkout: made.value.checkout.id, wallet: "alipay", method: "qr", device: "desktop" } as const;
  const started = await payments.startPayment(flow.operator, { ...asked, by_friend: false, buyer: {} }, null);
  if (!started.ok || started.value.action?.kind !== "qr") throw new Error("no code");
  await flow.fakes.alipay.act(started.value.action.content, "pay");
  await flow.settle();
  const [one] = started.value.payments;
  return { payment: one?.id ?? "", order: one?.order ?? "" };
}

const sentBack = (payment: string) =>
  flow.fakes.alipay.ledger().payments.find((one) => payment.endsWith(one.out_trade_no))?.refunded;
const codesOf = async (who: Signed, order: string): Promise<string[]> => {
  const { json } = await people.ask(who, "GET", `/v1/orders/${order}/flows`);
  return (json["items"] as { code: string }[]).map((one) => one.code);
};

test("a store's finance person asks above the owner's limit: it waits, shows at the order, and the owner decides", async () => {
  const [store = ""] = flow.stores;
  const finance = await people.enter("merchant_finance");
  const set = { role: "merchant_finance", per_refund: yuan(1000), per_day: yuan(1500) };
  expect((await people.ask(finance, "PUT", `/v1/stores/${store}/refund-limits`, set)).status).toBe(403);
  expect((await people.ask(owner, "PUT", `/v1/stores/${store}/refund-limits`, set)).status).toBe(200);
  const { payment, order } = await sold("L-1");
  const refundable = await people.ask(finance, "GET", `/v1/payments/${payment}/refundable`);
  expect(refundable.json).toMatchObject({ left: yuan(5000), alone: yuan(1000), left_today: yuan(1500) });
  const within = await people.ask(finance, "POST", "/v1/refunds", { payment, amount: yuan(900), reason: "broken" });
  expect(within.status).toBe(201);
  const above = await people.ask(finance, "POST", "/v1/refunds", { payment, amount: yuan(700), reason: "again" });
  expect([above.status, above.json["above"], above.json["state"]]).toEqual([202, "per_day", "waiting"]);
  await flow.settle();
  expect([sentBack(payment), (await codesOf(owner, order)).includes("refund_waiting")]).toEqual(["900", true]);
  const url = `/v1/refund-proposals/${above.json["id"]}/decide`;
  const word = { approve: true, why: "looked at" };
  const own = await people.ask(finance, "POST", url, word);
  expect([own.status, own.json["code"]]).toEqual([403, "second_person_needed"]);
  const inbox = (await people.ask(owner, "GET", "/v1/approvals")).json["data"] as { id: string; yours: object }[];
  expect(inbox.find((one) => one.id === above.json["id"])?.yours).toMatchObject({ may: true });
  expect((await people.ask(owner, "POST", url, word)).json).toMatchObject({ state: "approved" });
  await flow.settle();
  expect([sentBack(payment), (await codesOf(owner, order)).includes("refund_approved")]).toEqual(["1600", true]);
  expect((await people.ask(owner, "GET", "/v1/approvals")).json["data"]).toEqual([]);
});

test("what the marketplace's own people ask, a store's owner does not decide", async () => {
  const asked = { role: "finance", per_refund: fen(0), per_day: null, why: "two for all" } as const;
  const made = await flow.house.payments.proposeRefundLimit("per_op", flow.marketplace, asked, null);
  if (!made.ok) throw new Error(made.fault);
  await flow.house.payments.decideRefundLimit(made.value.id, { by: "per_ap", why: "yes", approve: true });
  const { payment } = await sold("L-2");
  const finance = await people.enter("finance");
  const asks = { payment, amount: yuan(1), reason: "broken" };
  const waits = await people.ask(finance, "POST", "/v1/refunds", asks);
  expect(waits.status).toBe(202);
  const url = `/v1/refund-proposals/${waits.json["id"]}`;
  const word = { approve: true, why: "looked at" };
  const refused = await people.ask(owner, "POST", `${url}/decide`, word);
  expect([refused.status, refused.json["code"]]).toEqual([403, "second_person_needed"]);
  expect((await people.ask(owner, "POST", `${url}/withdraw`, {})).status).toBe(403);
  expect((await people.ask(finance, "POST", `${url}/withdraw`, {})).json).toMatchObject({ state: "withdrawn" });
  expect((await people.ask(await people.enter("approver"), "POST", `${url}/decide`, word)).json).toMatchObject({
    code: "refund_decided",
  });
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { id, openRig, people, type Rig, secretOf } from "./test-rig/index.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.app.close());

const ask = async (url: string, token: string) => {
  const answer = await rig.app.inject({ url, headers: { authorization: `Bearer ${token}` } });
  return { status: answer.statusCode, body: answer.json() };
};
const { east, west } = people;
const payment = id("pay", 1);
const needing = (scopes: readonly string[]) => ({
  ...{ status: 403, body: expect.objectContaining({ code: "forbidden", context: { needs: scopes.join() } }) },
});

test("a payment comes with its refunds and its order, as their own routes answer them", async () => {
  const whole = await ask(`/v1/payments/${payment}?expand=refunds,order`, east.token);
  expect(whole.status).toBe(200);
  const { expanded, ...plain } = whole.body;
  expect(plain).toEqual((await ask(`/v1/payments/${payment}`, east.token)).body);
  expect(expanded.refunds).toEqual((await ask(`/v1/refunds?payment=${payment}&limit=100`, east.token)).body);
  expect(expanded.refunds.data).toHaveLength(1);
  expect(expanded.order).toEqual((await ask(`/v1/orders/${plain.order}`, east.token)).body);
  expect(Object.keys((await ask(`/v1/payments/${payment}?expand=order`, east.token)).body.expanded)).toEqual(["order"]);
});

test("an order comes with its payments; whose it is not finds nothing, whatever is named", async () => {
  const { order } = (await ask(`/v1/payments/${payment}`, east.token)).body;
  const { status, body } = await ask(`/v1/orders/${order}?expand=payments`, east.token);
  expect(status).toBe(200);
  expect(body.expanded.payments).toEqual((await ask(`/v1/payments?order=${order}&limit=100`, east.token)).body);
  expect((await ask(`/v1/orders/${order}?expand=payments`, west.token)).status).toBe(404);
  expect((await ask(`/v1/payments/${payment}?expand=order`, west.token)).status).toBe(404);
});

test("what the caller may not read by its own route is refused, not left out", async () => {
  const bearer = { ...east.bearer, scopes: ["payments:read" as const] };
  const narrow = await openRig({ parts: { directory: { ...rig.parts.directory, authenticate: async () => bearer } } });
  const read = async (url: string, token = east.token) => {
    const answer = await narrow.app.inject({ url, headers: { authorization: `Bearer ${token}` } });
    return { status: answer.statusCode, body: answer.json() };
  };
  expect((await read(`/v1/payments/${payment}`)).status).toBe(200);
  expect(await read(`/v1/payments/${payment}?expand=refunds`)).toEqual(needing(["refunds:read"]));
  expect(await read(`/v1/payments/${payment}?expand=order`)).toEqual(needing(["orders:read"]));
  // The buyer's page reads its payment, and no list.
  expect((await read(`/v1/payments/${payment}`, secretOf(1))).status).toBe(200);
  expect(await read(`/v1/payments/${payment}?expand=refunds`, secretOf(1))).toEqual(needing(["refunds:read"]));
  await narrow.app.close();
});

test("a name that is unknown, deeper or twice there is refused", async () => {
  for (const expand of ["store", "order.payments", "refunds,refunds", "refunds,order,checkout", "", "Order"]) {
    const { status, body } = await ask(`/v1/payments/${payment}?expand=${expand}`, east.token);
    expect([expand, status, body.code]).toEqual([expand, 422, "request_invalid"]);
  }
  expect((await ask(`/v1/orders/${id("ord", 1)}?expand=refunds`, east.token)).body.code).toBe("request_invalid");
});

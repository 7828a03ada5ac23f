import { afterEach, expect, test, vi } from "vitest";
import { charge, type Heard, look } from "./api.ts";
import { after, type Sale } from "./queue.ts";

const fresh: Sale = { number: "T1", store: "s", code: "13", minor: "100", key: "k", at: 1, state: "sending" };
const setup = { store: "s", key: "k" };
const says = { zh: "不行", en: "no" };

afterEach(() => void vi.unstubAllGlobals());

/** What the till makes of an answer to a charge, or to a question after a payment. */
async function heard(status: number, body: object, sale = fresh): Promise<Heard> {
  vi.stubGlobal("fetch", async () => Response.json(body, { status }));
  return sale.payment ? await look(setup, sale.payment) : await charge(setup, sale);
}

const problem = (code: string) => ({ code, title: "no", zh: { title: "不行" } });
const doubted: Sale = { ...fresh, doubted: true };
const waiting: Sale = { ...fresh, state: "waiting", payment: "pay_1", wallet: "alipay" };

test.each([
  ["nothing is known of it", fresh, 422, "payer_code_unknown", "refused"],
  ["an earlier send was lost", doubted, 422, "payer_code_unknown", "unclear"],
  ["an earlier send was lost", doubted, 409, "store_closed", "unclear"],
  ["an earlier send was lost", doubted, 404, "not_found", "unclear"],
  ["the wallet refused this very sale", doubted, 409, "wallet_refused", "refused"],
  ["this very sale was taken back", doubted, 409, "checkout_cancelled", "refused"],
  ["a key or an address says nothing", fresh, 401, "unauthorized", "unsent"],
  ["a key or an address says nothing", doubted, 403, "address_not_allowed", "unsent"],
  ["too often says nothing", doubted, 429, "rate_limited", "unsent"],
  ["its payment is known", waiting, 403, "address_not_allowed", "waiting"],
  ["its payment is known", waiting, 404, "not_found", "waiting"],
] as const)("%s: %o, %i %s leaves it %s", async (_why, sale, status, code, state) => {
  const next = after(sale, await heard(status, problem(code), sale));
  expect(next).toMatchObject({ state, says: { zh: "不行", en: "no" }, code: "13" });
});

test("a send without an answer leaves a doubt, one that was not let in leaves none", async () => {
  expect(after(fresh, { kind: "silent" })).toMatchObject({ state: "unsent", doubted: true });
  expect(after(fresh, await heard(502, {}))).toMatchObject({ state: "unsent", doubted: true });
  expect(after(fresh, await heard(400, { message: "a proxy's" }))).toMatchObject({ state: "unsent", doubted: true });
  expect(after(fresh, await heard(401, problem("unauthorized")))).not.toHaveProperty("doubted");
  expect(after(doubted, await heard(401, problem("unauthorized")))).toHaveProperty("doubted");
});

test("what was said is forgotten when the sale goes on", async () => {
  const held = after(doubted, { kind: "silent", says, untouched: true });
  expect(after(held, { kind: "silent" })).not.toHaveProperty("says");
  const paid = { kind: "payment", id: "pay_1", state: "paid", wallet: "alipay" } as const;
  expect(after(held, paid)).toMatchObject({ state: "paid", payment: "pay_1" });
  expect(after(held, paid)).not.toHaveProperty("says");
});

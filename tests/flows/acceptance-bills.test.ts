import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acceptanceChecks } from "#acceptance";
import { agree } from "#acceptance/testing";
import { checkBooks, ledgerChecks } from "#ledger";
import { paymentChecks } from "#payments";
import { reconciliationChecks } from "#reconciliation";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse, must, operator } from "./house.ts";

/** WeChat Pay's users at a till of Alipay's: what WeChat Pay's own bill says of its half. */
let database: TestDatabase;
let flow: FlowHouse;
let store = "";
let number = 0;

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl });
  store = flow.stores[0] ?? "";
  const { clearing } = flow.house;
  const account = flow.accounts.wechatpay;
  expect(
    await agree(clearing, { kind: "pair", pair: { acquirer: "alipay", issuer: "wechatpay", account } }),
  ).toMatchObject({
    ok: true,
  });
  await open({ capability: "code", partner: "alipay" });
  await open({ capability: "acceptance", partner: "wechatpay", sides: ["alipay"] });
}, 60_000);
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

async function open(what: { capability: string; partner: string; sides?: string[] }): Promise<void> {
  const terms = { zh: "付款码", en: "Codes" };
  const rest = { methods: ["scan"], effective_at: null, caps: { per_payment: null }, terms };
  const { openings } = flow.house;
  const { id } = must(
    await openings.createOpening(operator, { marketplace: flow.marketplace, ...what, ...rest }, null),
  );
  must(await openings.moveOpening(operator, id, "open", "tills", null));
  await flow.house.refresh();
}

async function call(method: "GET" | "POST", url: string, payload: object) {
  const headers = { authorization: `Bearer ${flow.token}`, "idempotency-key": randomBytes(8).toString("hex") };
  const answer = await flow.house.app.inject({ method, url, headers, payload });
  return answer.json();
}

async function charge(minor: string): Promise<{ id: string; state: string }> {
  const code = flow.fakes.wechatpay.payerCodes?.show("li lei").code ?? "";
  const sale = { store, code, amount: { currency: "CNY", minor }, number: `B${number++}` };
  return (await call("POST", "/v1/till-payments", sale)).payment;
}

async function refund(payment: string, minor: string): Promise<string> {
  const asked = { payment, amount: { currency: "CNY", minor }, reason: "broken" };
  const { id } = await call("POST", "/v1/refunds", asked);
  for (let turn = 0; turn < 4; turn++) {
    flow.advance(60);
    await flow.settle();
  }
  return id;
}

const today = (): string => new Date(flow.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);

async function reconciled(day: string) {
  flow.advance(86_400);
  await flow.settle();
  const { reconciliation } = flow.house;
  const done = must(await reconciliation.runDay({ account: flow.accounts.wechatpay, day }));
  const found = await reconciliation.listBreaks({ marketplace: null, run: done.run.id }, { after: null, limit: 99 });
  return { lines: done.run.lines, breaks: found.data };
}

const books = () =>
  checkBooks(flow.house.db, [...ledgerChecks, ...paymentChecks, ...acceptanceChecks, ...reconciliationChecks]);

test("the issuer's half is matched to the fen: payments, refunds, and what went back whole; no store bears its fee", async () => {
  const day = today();
  const first = await charge("10000");
  expect(first.state).toBe("paid");
  await refund(first.id, "2500");
  await charge("777");
  const { lines, breaks } = await reconciled(day);
  expect([lines, breaks]).toEqual([3n, []]);
  const fees = `select coalesce(sum(debits), 0)::int as kept from accounts where code = 'wallet_fees' and held_at = $1`;
  expect(await flow.house.db.read(fees, [flow.accounts.wechatpay])).toEqual([{ kept: 0 }]);
  expect(await books()).toEqual([]);
});

test("what differs has its class: ours alone where the bill lacks it, another amount where it has another", async () => {
  const day = today();
  expect([(await charge("5000")).state, (await charge("6000")).state]).toEqual(["paid", "paid"]);
  flow.fakes.wechatpay.setFaults({ bill_drop: 1, bill_wrong_amount: 1 });
  const { breaks } = await reconciled(day);
  flow.fakes.wechatpay.clearFaults();
  const told = breaks.filter((one) => one.kind === "payment");
  expect(told.map((one) => one.class).toSorted()).toEqual(["amount", "ours_only"]);
  for (const one of told)
    expect(one).toMatchObject({ subject: expect.stringMatching(/^pay_/), ours: { currency: "CNY" } });
  expect(breaks.map((one) => one.class)).not.toContain("theirs_only");
  expect(await books()).toEqual([]);
});

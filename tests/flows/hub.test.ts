import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { money } from "#money";
import { documentOf, makeChecker, type Operation, operationsOf } from "../../src/http/test-rig/contract.ts";
import { makePermit } from "../../src/hub-room.ts";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
let operations: Operation[];
let check: ReturnType<typeof makeChecker>;
let operator: string;
let approver: string;
let keys = 0;

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 1 });
  const document = await documentOf(flow.house.app);
  operations = operationsOf(document);
  check = makeChecker(document);
  operator = await flow.house.operatorToken();
  approver = await personOf("approver");
});
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

/** A person of the whole house. */
async function personOf(role: "approver"): Promise<string> {
  const { directory } = flow.house;
  const person = await directory.createPerson({ name: role }, null);
  if (!person.ok) throw new Error(person.fault);
  const whole = { person: person.value.id, marketplace: null, merchant: null, store: null, role };
  const member = await directory.addMembership(person.value.id, whole);
  if (!member.ok) throw new Error(member.fault);
  const expiresAt = new Date(flow.now().getTime() + 90 * 86_400_000);
  const token = await directory.issueToken({ membership: member.value.id, title: "hub", expiresAt });
  if (!token.ok) throw new Error(token.fault);
  return token.value.token;
}

type Answer = Record<string, unknown> & { id: string; code?: string; state?: string };

async function call(name: string, url: string, body?: object, by = operator): Promise<Answer> {
  const operation = operations.find((one) => one.operationId === name) as Operation;
  const answer = await flow.house.app.inject({
    ...{ method: operation.method, url },
    headers: { authorization: `Bearer ${by}`, "idempotency-key": `hub-${++keys}` },
    ...(body ? { payload: body } : {}),
  });
  expect([name, check(operation, answer)]).toEqual([name, []]);
  return answer.json<Answer>();
}

const yuan = (count: number) => ({ currency: "CNY", minor: String(count * 100) });
const title = { zh: "钱包", en: "Wallet" };

async function change(kind: string, participant: string, count: number): Promise<Answer> {
  const proposed = await call("proposeHubChange", "/v1/hub/changes", {
    kind,
    participant,
    amount: yuan(count),
    why: "test",
  });
  return await call(
    "decideHubChange",
    `/v1/hub/changes/${proposed.id}/decide`,
    { approve: true, why: "fits" },
    approver,
  );
}

test("caps and funds take two people; a pause takes one, and two to let it on again", async () => {
  for (const name of ["alipay", "wechatpay"])
    await call("putHubParticipant", `/v1/hub/participants/${name}`, { title });
  const alone = await call("proposeHubChange", "/v1/hub/changes", {
    ...{ kind: "cap", participant: "alipay", amount: yuan(100), why: "alone" },
  });
  const own = await call("decideHubChange", `/v1/hub/changes/${alone.id}/decide`, { approve: true, why: "me" });
  expect(own.code).toBe("second_person_needed");
  for (const name of ["alipay", "wechatpay"]) {
    expect((await change("cap", name, 100)).state).toBe("approved");
    expect((await change("funds_in", name, 100)).state).toBe("approved");
  }
  const { data } = await call("listHubParticipants", "/v1/hub/participants");
  expect(data).toMatchObject([
    { name: "alipay", accounts: [{ cap: yuan(100), funds: yuan(100) }] },
    { name: "wechatpay" },
  ]);
  expect((await call("pauseHubParticipant", "/v1/hub/participants/alipay/pause")).state).toBe("paused");
  await change("resume", "alipay", 0);
  expect((await flow.house.transfers.listParticipants())[0]?.state).toBe("active");
});

test("an opening opens one way, up to its cap, and a pause shuts it", async () => {
  const { openings } = flow.house;
  const permit = makePermit(openings, { now: flow.now });
  const ask = (payer: string, payee: string, count: number | null) =>
    permit({ payer, payee, amount: count === null ? null : money(BigInt(count * 100), "CNY") });
  expect(ask("alipay", "wechatpay", 10)).toMatchObject({ open: false });
  const opening = await call("createOpening", "/v1/openings", {
    ...{ marketplace: flow.marketplace, sides: ["alipay"], partner: "wechatpay", capability: "transfer" },
    ...{ terms: title, caps: { per_payment: yuan(50) } },
  });
  await call("openOpening", `/v1/openings/${opening.id}/open`, { why: "test" });
  await flow.house.refresh();
  expect(ask("alipay", "wechatpay", 10)).toEqual({ open: true, why: "" });
  expect(ask("alipay", "wechatpay", null).open).toBe(true);
  expect(ask("alipay", "wechatpay", 51).open).toBe(false);
  expect(ask("wechatpay", "alipay", 10).open).toBe(false);
  await call("pauseOpening", `/v1/openings/${opening.id}/pause`, { why: "test" });
  await flow.house.refresh();
  expect(ask("alipay", "wechatpay", 10)).toMatchObject({ open: false });
  expect(ask("alipay", "wechatpay", 10).why).not.toBe("");
});

test("a window is closed and settled through the API", async () => {
  const { transfers } = flow.house;
  const fulfilment = Buffer.alloc(32, 3);
  const hash = (given: Buffer | string) => createHash("sha256").update(given).digest();
  const id = randomUUID();
  await transfers.prepare({
    ...{ id, payer: "alipay", payee: "wechatpay", amount: money(1000n, "CNY"), condition: hash(fulfilment) },
    ...{ packet: "p", expires_at: new Date(flow.now().getTime() + 60_000), requestHash: hash(id) },
  });
  await transfers.end({ id, source: "wechatpay", fulfilment, error: null });
  const one = await call("closeHubWindow", "/v1/hub/settlements", { currency: "CNY" });
  expect((await call("closeHubWindow", "/v1/hub/settlements", { currency: "CNY" })).code).toBe("hub_nothing_to_settle");
  const lines = `/v1/hub/settlements/${one.id}/lines`;
  const early = await call("settleHubLine", lines, { participant: "wechatpay", how: "received" });
  expect(early).toMatchObject({ code: "hub_line_refused", context: { why: "transit_short" } });
  await call("settleHubLine", lines, { participant: "alipay", how: "paid" });
  const settled = await call("settleHubLine", lines, { participant: "wechatpay", how: "received" });
  expect(settled).toMatchObject({ state: "settled", in_transit: { minor: "0" } });
  expect((await call("listHubSettlements", "/v1/hub/settlements"))["data"]).toHaveLength(1);
  expect([await transfers.check(), await transfers.checkSettlements()]).toEqual([[], []]);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { documentOf, makeChecker, type Operation, operationsOf } from "../../src/http/test-rig/contract.ts";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
let operations: Operation[];
let check: ReturnType<typeof makeChecker>;
let operator: string;
let keys = 0;

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 2 });
  const document = await documentOf(flow.house.app);
  operations = operationsOf(document);
  check = makeChecker(document);
  operator = await flow.house.operatorToken();
});
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

type Answer<T> = { status: number; json: T };
async function call<T = Record<string, unknown>>(name: string, url: string, body?: object, by = operator) {
  const operation = operations.find((one) => one.operationId === name) as Operation;
  const answer = await flow.house.app.inject({
    method: operation.method,
    url,
    headers: { authorization: `Bearer ${by}`, "idempotency-key": `told-${++keys}` },
    ...(body ? { payload: body } : {}),
  });
  expect([name, answer.statusCode, check(operation, answer)]).toEqual([name, answer.statusCode, []]);
  return { status: answer.statusCode, json: answer.json<T>() } satisfies Answer<T>;
}

type Role = "merchant_owner" | "approver";
async function personOf(role: Role, store: string | null): Promise<string> {
  const access = { person: { name: role }, role, marketplace: flow.marketplace, store } as const;
  const expiresAt = new Date(flow.now().getTime() + 90 * 86_400_000);
  const granted = await flow.house.directory.grantAccess("per_flow", { ...access, title: "told", expiresAt });
  if (!granted.ok) throw new Error(granted.fault);
  return granted.value.token;
}

const fen = (minor: number) => ({ currency: "CNY", minor: String(minor) });

/** A payment, paid; or the code of its refusal. */
async function paid(store: string): Promise<string> {
  const order = { store, number: `T-${++keys}`, title: "茶", amount: fen(100) };
  const urls = { success_url: "https://shop.example/ok", cancel_url: "https://shop.example/back" };
  const orders = [{ ...order, lines: [{ title: "茶", quantity: 1, amount: fen(100) }] }];
  const body = { orders, buyer: {}, ...urls };
  const made = await call<{ id: string; secret: string }>("createCheckout", "/v1/checkouts", body, flow.token);
  const start = { checkout: made.json.id, wallet: "wechatpay", method: "qr", device: "desktop" };
  type Started = { action: { content: string }; payments: { id: string }[]; reasons?: { code: string }[] };
  const { json } = await call<Started>("startPayment", "/v1/payments", start, made.json.secret);
  if (json.reasons) return json.reasons[0]?.code ?? "";
  await flow.fakes.wechatpay.act(json.action.content, "pay");
  await flow.settle();
  return json.payments[0]?.id ?? "";
}

type Opening = { id: string; state: string; partner: string };
async function openingTo(partner: string): Promise<string> {
  const { json } = await call<{ data: Opening[] }>("listOpenings", "/v1/openings");
  return json.data.find((one) => one.partner === partner)?.id ?? "";
}
type News = { data: { type: string; store: string | null; subject: string }[] };

test("complaints pause what a guard watches; the marketplace is told, every store is, and a person resumes", async () => {
  const [a = "", b = ""] = flow.stores;
  const id = await openingTo("wechatpay");
  const guards = [{ figure: "complaint_rate", limit: 3000, window_minutes: 60, min_count: 3 }];
  await call("changeOpeningPlan", `/v1/openings/${id}/plan`, { why: "watch it", guards });
  flow.advance(2);
  const payments = [await paid(a), await paid(b), await paid(a)];
  const guard = async () => {
    await flow.house.guards.feed();
    return await flow.house.openings.watchGuards();
  };
  const complain = (payment: string, by = operator) =>
    call<{ code: string }>("takeComplaint", "/v1/complaints", { payment, code: "not_received" }, by);
  expect((await complain(payments[0] as string)).status).toBe(201);
  await flow.settle();
  // One of three is 33.3 %: above 30 %.
  expect(await guard()).toBe(1);
  expect(await paid(a)).toBe("paused");
  expect((await complain(payments[0] as string)).json).toMatchObject({ code: "complaint_exists" });
  await flow.settle();
  const owner = await personOf("merchant_owner", a);
  const own = await call<News>("listNotifications", "/v1/notifications", undefined, owner);
  expect(own.json.data[0]).toMatchObject({ type: "opening.pause", store: a, subject: id });
  expect((await call("listNotifications", `/v1/notifications?store=${b}`, undefined, owner)).status).toBe(404);
  // A store's own people file no complaint: that is the marketplace's desk.
  expect((await complain(payments[1] as string, owner)).status).toBe(403);
  const market = `/v1/notifications?marketplace=${flow.marketplace}`;
  const told = (await call<News>("listNotifications", market)).json.data.map((one) => one.type);
  expect(told).toContain("opening.guard_breached");
  const events = await flow.house.db.read<{ type: string }>(
    "select distinct type from events where type = any($1) order by type",
    [["complaint.received", "opening.guard_breached", "opening.stores_told"]],
  );
  expect(events).toHaveLength(3);
  expect((await call("resumeOpening", `/v1/openings/${id}/resume`, { why: "looked at" }, flow.token)).status).toBe(403);
  flow.advance(2);
  expect((await call("resumeOpening", `/v1/openings/${id}/resume`, { why: "looked at it" })).status).toBe(200);
  // What was before the resumption does not count again.
  expect(await guard()).toBe(0);
  expect(await paid(b)).toMatch(/^pay_/);
});

test("where two people are asked for, one proposes and another approves; in a sandbox the setting says so", async () => {
  const id = await openingTo("alipay");
  const rules = `/v1/marketplaces/${flow.marketplace}/opening-rules`;
  expect((await call("readOpeningRules", rules)).json).toMatchObject({ two_people: false, source: "sandbox" });
  await call("setOpeningRules", rules, { two_people: true, why: "as in production" });
  expect((await call("pauseOpening", `/v1/openings/${id}/pause`, { why: "x" })).status).toBe(200);
  const alone = await call<{ code: string }>("resumeOpening", `/v1/openings/${id}/resume`, { why: "x" });
  expect(alone.json.code).toBe("second_person_needed");
  const proposals = `/v1/openings/${id}/proposals`;
  expect((await call("proposeAct", proposals, { act: "resume", why: "x" })).status).toBe(201);
  const decide = (by: string) =>
    call<Opening>("decideProposal", `${proposals}/decide`, { n: 1, approve: true, why: "looked at" }, by);
  expect((await decide(operator)).status).toBe(403);
  const approver = await personOf("approver", null);
  expect((await decide(approver)).json.state).toBe("open");
  const named = { kind: "sign_off", id: "legal", opening: id, marketplace: flow.marketplace };
  const said = await call("setStanding", "/v1/standings", { ...named, stands: true, why: "x" });
  expect(said.json).toMatchObject({ stands: false, waiting: true });
  const word = { ...named, approve: true, why: "x" };
  expect((await call("decideStanding", "/v1/standings/decide", word)).status).toBe(403);
  expect((await call("decideStanding", "/v1/standings/decide", word, approver)).json).toMatchObject({ stands: true });
  await call("setOpeningRules", rules, { two_people: false, why: "the sandbox again" });
  expect((await call("readOpeningRules", rules)).json).toMatchObject({ two_people: false, source: "marketplace" });
});

test("the timeline tells past events with what models them, and our own moves, to whoever may see them", async () => {
  const { json } = await call<{ data: { kind: string; date: string | null; openings: object[] }[] }>(
    "listTimeline",
    "/v1/timeline",
  );
  expect(json.data.filter((one) => one.kind === "event")).toHaveLength(33);
  expect(json.data.filter((one) => one.kind === "move").length).toBeGreaterThan(3);
});

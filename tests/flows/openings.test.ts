import { afterAll, beforeAll, expect, test } from "vitest";
import { verifyReceipt } from "#openings";
import { documentOf, makeChecker, type Operation, operationsOf } from "../../src/http/test-rig/contract.ts";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
let operations: Operation[];
let check: ReturnType<typeof makeChecker>;
let operator: string;
let keys = 0;
const [storeA, storeB] = [0, 1].map((n) => () => flow.stores[n] as string) as [() => string, () => string];

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

async function call<T = Record<string, never>>(
  name: string,
  path: Record<string, string>,
  body?: object,
  by = operator,
) {
  const operation = operations.find((one) => one.operationId === name) as Operation;
  const answer = await flow.house.app.inject({
    method: operation.method,
    url: operation.path.replaceAll(/\{(\w+)\}/g, (_, param: string) => path[param] ?? ""),
    headers: { authorization: `Bearer ${by}`, "idempotency-key": `openings-${++keys}` },
    ...(body ? { payload: body } : {}),
  });
  expect([name, answer.statusCode, check(operation, answer)]).toEqual([name, answer.statusCode, []]);
  return { status: answer.statusCode, json: answer.json<T>() };
}

async function ownerOf(store: string): Promise<string> {
  const access = { person: { name: "店主" }, role: "merchant_owner", marketplace: flow.marketplace, store } as const;
  const expiresAt = new Date(flow.now().getTime() + 90 * 86_400_000);
  const granted = await flow.house.directory.grantAccess("per_flow", { ...access, title: "vote", expiresAt });
  if (!granted.ok) throw new Error(granted.fault);
  return granted.value.token;
}

const fen = (minor: number) => ({ currency: "CNY", minor: String(minor) });
type Made = { id: string; secret: string; url: string };

async function checkout(stores: string[], amounts: number[]): Promise<Made> {
  const orders = stores.map((store, i) => {
    const amount = fen(amounts[i] as number);
    return { store, number: `O-${++keys}`, title: "茶", amount, lines: [{ title: "茶", quantity: 1, amount }] };
  });
  const urls = { success_url: "https://shop.example/ok", cancel_url: "https://shop.example/back" };
  const body = { orders, buyer: { reference: "b-1" }, ...urls };
  return (await call<Made>("createCheckout", {}, body, flow.token)).json;
}

/** "ok", or the first reason why not. */
async function pay(stores: string[], amounts: number[]): Promise<string> {
  const { id, secret } = await checkout(stores, amounts);
  const body = { checkout: id, wallet: "wechatpay", method: "qr", device: "desktop" };
  const done = await call<{ reasons?: { code: string }[]; code?: string }>("startPayment", {}, body, secret);
  return done.status === 201 ? "ok" : (done.json.reasons?.[0]?.code ?? (done.json.code as string));
}
const until = (at: Date) => flow.advance((at.getTime() - flow.now().getTime()) / 1000);

type Opening = { id: string; state: string; effective_at: string; terms_hash: string; voted_hash: string | null };
type Consultation = { state: string; cast: number; passed: boolean; root: string; tally: { stores: object } | null };

test("from a vote to stage 1, through the API alone, with the wall at 300.00 on every road", async () => {
  const why = "平台征求意见";
  const gone = await call("withdrawPartner", {}, { marketplace: flow.marketplace, partner: "wechatpay", why });
  expect(gone.status).toBe(200);
  expect(await pay([storeA()], [100])).toBe("withdrawn");
  const made = await call<Opening>(
    "createOpening",
    {},
    {
      ...{ marketplace: flow.marketplace, partner: "wechatpay", notice_days: 7, depth: "deep", motive: "policy" },
      ...{ terms: { zh: "新增微信支付。", en: "WeChat Pay is added." }, caps: { per_payment: fen(30_000) } },
      stages: [{ stores: { list: flow.stores } }, { starts_at: new Date(flow.now().getTime() + 60 * 86_400_000) }],
    },
  );
  const { id } = made.json;
  const deadline = new Date(flow.now().getTime() + 3_600_000);
  const rule = { quorum: 5000, share: 5000, weighting: "stores" };
  expect((await call("consultStores", { id }, { why, deadline, rule })).status).toBe(200);
  const ballot = { store: storeA(), choice: "support", reason_code: "more_buyers", reason: "多一种选择" };
  const [ownerA, ownerB] = [await ownerOf(storeA()), await ownerOf(storeB())];
  expect((await call("castBallot", { id }, ballot, ownerA)).status).toBe(200);
  expect((await call("castBallot", { id }, ballot, ownerA)).json).toMatchObject({ code: "ballot_exists" });
  expect((await call("castBallot", { id }, ballot, ownerB)).json).toMatchObject({ code: "not_found" });
  expect((await call("castBallot", { id }, ballot)).status).toBe(403);
  until(new Date(deadline.getTime() - 1));
  await flow.settle();
  const before = await call<{ data: Consultation[] }>("readConsultations", { id }, undefined, ownerB);
  expect(before.json.data[0]).toMatchObject({ state: "open", cast: 1, tally: null });
  until(deadline);
  const late = { ...ballot, store: storeB() };
  expect((await call("castBallot", { id }, late, ownerB)).json).toMatchObject({ code: "consultation_over" });
  await flow.settle();
  const after = await call<{ data: Consultation[] }>("readConsultations", { id }, undefined, ownerB);
  expect(after.json.data[0]).toMatchObject({ state: "closed", passed: true, tally: { stores: { cast: "1" } } });
  type Proven = { receipt: Parameters<typeof verifyReceipt>[0]; proof: Parameters<typeof verifyReceipt>[1] };
  const proven = await call<Proven>("proveBallot", { id, store: storeA() }, undefined, ownerA);
  expect(proven.json.proof.root).toBe(after.json.data[0]?.root);
  expect(verifyReceipt(proven.json.receipt, proven.json.proof)).toBe(true);
  expect((await call("proveBallot", { id, store: storeA() }, undefined, ownerB)).status).toBe(404);
  const announced = (await call<Opening>("announceOpening", { id }, { why })).json;
  expect([announced.state, announced.voted_hash]).toEqual(["announced", announced.terms_hash]);

  // A millisecond before and at the instant, with nobody at the desk.
  const effective = new Date(announced.effective_at);
  until(new Date(effective.getTime() - 1));
  expect(await pay([storeA()], [100])).toBe("not_yet_effective");
  until(effective);
  expect(await pay([storeA()], [30_000])).toBe("ok");
  expect(await pay([storeA()], [30_001])).toBe("over_cap_per_payment");
  expect(await pay([storeA(), storeB()], [100, 30_001])).toBe("over_cap_per_payment");
  const friend = await checkout([storeA()], [30_001]);
  const link = await call<{ url: string }>("createFriendLink", { id: friend.id }, {}, friend.secret);
  const start = { checkout: friend.id, wallet: "wechatpay", method: "qr", device: "phone" };
  const byFriend = await call("startPayment", {}, start, link.json.url.split("/").at(-1));
  expect(byFriend.json).toMatchObject({ code: "wallet_not_offered" });
  // Two tabs of one checkout, opened while the cap was higher: lowered, it holds for both.
  const tabs = await checkout([storeA()], [29_000]);
  await call("changeOpeningPlan", { id }, { why, caps: { per_payment: fen(20_000), per_store_day: fen(50_000) } });
  for (const _tab of [1, 2]) {
    const body = { checkout: tabs.id, wallet: "wechatpay", method: "qr", device: "desktop" };
    expect((await call("startPayment", {}, body, tabs.secret)).json).toMatchObject({ code: "wallet_not_offered" });
  }
  expect(await pay([storeA()], [20_000])).toBe("ok");
  expect(await pay([storeA()], [20_000])).toBe("ok");
  expect(await pay([storeA()], [20_000])).toBe("over_cap_per_store_day");
  expect(await pay([storeB()], [20_000])).toBe("ok");
  await flow.settle();
  const asked = { questions: [{ store: storeA(), partner: "wechatpay", amount: fen(20_001), at: effective }] };
  const told = await call<{ data: { open: boolean; reasons: { code: string }[] }[] }>("askDecisions", {}, asked);
  expect(told.json.data).toMatchObject([{ open: false, reasons: [{ code: "over_cap_per_payment" }], opening: id }]);
  type Steps = { data: { event: string; by: string }[] };
  const steps = (await call<Steps>("readOpeningSteps", { id }, undefined, ownerA)).json.data;
  expect(steps.map((step) => step.event)).toEqual(["draft", "consult", "decide", "announce", "plan", "begin"]);
});

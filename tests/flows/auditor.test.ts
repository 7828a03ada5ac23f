import { afterAll, beforeAll, expect, test } from "vitest";
import { csrfOf } from "../../src/http/session-cookie.ts";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse, must } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl });
}, 60_000);
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

const from = { agent: "Firefox", address: "10.0.0.1" };

async function enter(role: "auditor" | "approver"): Promise<string> {
  const by = { kind: "person", id: "per_test", marketplace: null, store: null };
  const place = { marketplace: flow.marketplace, store: null };
  const invited = await flow.house.people.inviteToTeam(by, { name: role, role, ...place });
  if (!invited.ok) throw new Error(invited.fault);
  const given = { login: `${role}-1`, password: "a long pass phrase", from };
  const fresh = await flow.house.people.acceptInvitation(invited.value.token, given);
  if (!fresh.ok) throw new Error(fresh.fault);
  return fresh.value.token;
}

let asked = 0;
const send = (token: string, url: string, payload: object) =>
  flow.house.app.inject({
    ...{ method: "POST", url, payload },
    headers: {
      ...{ cookie: `hutong_session=${token}`, "x-csrf-token": csrfOf(token) },
      "idempotency-key": `auditor-${++asked}`,
    },
  });

async function ask<T extends { id: string }>(url: string, payload: object): Promise<T> {
  const by = await flow.house.operatorToken();
  const headers = { authorization: `Bearer ${by}`, "idempotency-key": `operator-${++asked}` };
  const answer = await flow.house.app.inject({ method: "POST", url, headers, payload });
  expect([url, answer.statusCode, answer.statusCode < 300 ? null : answer.payload]).toEqual([url, 201, null]);
  return answer.json<T>();
}

/** A thing that waits, under the route that decides it; some stand in the list of what waits, some in their own. */
type Waiting = { url: string; body: object; listed: boolean };
const yes = { zh: "同意", en: "Agreed" };

async function openingWaits(): Promise<Waiting> {
  const { openings } = flow.house;
  const draft = { marketplace: flow.marketplace, capability: "link", partner: "wechat", methods: null };
  const rest = { effective_at: null, caps: { per_payment: null }, terms: { zh: "链接", en: "Links" } };
  const made = must(await openings.createOpening(flow.operator, { ...draft, ...rest }, null));
  const act = { act: "announce", effective_at: null, skip_consultation: "nobody to ask", why: "as agreed" } as const;
  const { n } = must(await openings.proposeAct(flow.operator, made.id, act, null));
  return { url: `/v1/openings/${made.id}/proposals/decide`, body: { n, approve: true, why: "seen" }, listed: true };
}

async function fundsWait(): Promise<Waiting> {
  const funds = { act: "add", amount: { currency: "CNY", minor: "100000" }, why: "own money" };
  const { id } = await ask(`/v1/wallet-accounts/${flow.accounts.alipay}/funds`, funds);
  return { url: `/v1/funds/${id}/decide`, body: { approve: true }, listed: false };
}

async function agreementWaits(): Promise<Waiting> {
  const { marketplace } = flow;
  const asks = {
    marketplace,
    title: yes,
    parties: [marketplace, "wechat"],
    scopes: ["traffic"],
    rung: "links",
    two_people: true,
  };
  const { id } = await ask("/v1/agreements", { ...asks, why: "as agreed" });
  return { url: `/v1/agreements/${id}/confirm`, body: { why: "seen" }, listed: false };
}

async function appealWaits(): Promise<Waiting> {
  const blocked = { host: "shop.example", code: "phishing", why: yes, marketplace: flow.marketplace };
  const block = await ask("/v1/link-blocks", blocked);
  const { id } = await ask("/v1/screen-appeals", { store: flow.stores[0], why: "it is our shop", block: block.id });
  return { url: `/v1/screen-appeals/${id}/decide`, body: { grant: true, why: yes }, listed: true };
}

/** Of an opening, of the platform's own money, of an agreement, of a store's appeal: each made in its real room. */
const waiting = async () => [await openingWaits(), await fundsWait(), await agreementWaits(), await appealWaits()];

test("an auditor reads what waits for a second person, and decides none of four kinds in the real rooms; an approver does", async () => {
  const [auditor, approver] = [await enter("auditor"), await enter("approver")];
  const listed = async () => {
    const answer = await flow.house.app.inject({
      url: "/v1/approvals",
      headers: { cookie: `hutong_session=${auditor}` },
    });
    return (answer.json() as { data: unknown[] }).data.length;
  };
  const things = await waiting();
  const inList = things.filter((one) => one.listed).length;
  expect(await listed()).toBe(inList);
  for (const { url, body } of things) {
    const answer = await send(auditor, url, body);
    expect([url, answer.statusCode, answer.json().code]).toEqual([url, 403, "second_person_needed"]);
  }
  expect(await listed()).toBe(inList);
  for (const { url, body } of things) expect([url, (await send(approver, url, body)).statusCode]).toEqual([url, 200]);
  expect(await listed()).toBe(0);
});

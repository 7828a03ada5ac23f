import { afterAll, beforeAll, expect, test } from "vitest";
import { csrfOf } from "../../src/http/session-cookie.ts";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "./house.ts";

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

/** What waits for a second person, made in the real rooms, under the route that decides it. */
async function waiting(): Promise<[string, object][]> {
  const { openings } = flow.house;
  const draft = { marketplace: flow.marketplace, capability: "link", partner: "wechat", methods: null };
  const rest = { effective_at: null, caps: { per_payment: null }, terms: { zh: "链接", en: "Links" } };
  const made = await openings.createOpening(flow.operator, { ...draft, ...rest }, null);
  if (!made.ok) throw new Error(made.fault);
  const act = { act: "announce", effective_at: null, skip_consultation: "nobody to ask", why: "as agreed" } as const;
  const proposed = await openings.proposeAct(flow.operator, made.value.id, act, null);
  if (!proposed.ok) throw new Error(proposed.fault);
  return [[`/v1/openings/${made.value.id}/proposals/decide`, { n: proposed.value.n, approve: true, why: "seen" }]];
}

test("an auditor reads what waits for a second person, and decides nothing of it in the real rooms; an approver does", async () => {
  const [auditor, approver] = [await enter("auditor"), await enter("approver")];
  const listed = async () => {
    const answer = await flow.house.app.inject({
      url: "/v1/approvals",
      headers: { cookie: `hutong_session=${auditor}` },
    });
    return (answer.json() as { data: unknown[] }).data.length;
  };
  const routes = await waiting();
  expect(await listed()).toBe(routes.length);
  for (const [url, body] of routes) {
    const answer = await send(auditor, url, body);
    expect([url, answer.statusCode, answer.json().code]).toEqual([url, 403, "second_person_needed"]);
  }
  expect(await listed()).toBe(routes.length);
  for (const [url, body] of routes) expect([url, (await send(approver, url, body)).statusCode]).toEqual([url, 200]);
  expect(await listed()).toBe(0);
});

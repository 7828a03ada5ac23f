import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "./house.ts";
import { makePeople, type People, type Signed } from "./second-person-rig.ts";

/** Who hears of an approver that somebody made or reset: of the real house, through its alarm book and its bell. */

let database: TestDatabase;
let flow: FlowHouse;
let people: People;
let [maker, other, approver]: Signed[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 1 });
  people = makePeople(flow);
  maker = await people.enter("operator");
  other = await people.enter("operator");
  approver = await people.enter("approver");
  await flow.house.alarmBook.flush();
});
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

type Told = { id: string; marketplace: string | null; subject: string; data: Record<string, unknown> };
async function bell(of: Signed | undefined, query = ""): Promise<Told[]> {
  await flow.house.alarmBook.flush();
  const { json } = await people.ask(of as Signed, "GET", `/v1/notifications${query}`);
  return json["data"] as Told[];
}
async function unread(of: Signed | undefined): Promise<unknown> {
  await flow.house.alarmBook.flush();
  return (await people.ask(of as Signed, "GET", "/v1/notifications/unread")).json["unread"];
}
const readAll = async (of: Signed | undefined): Promise<void> => {
  const [newest] = await bell(of);
  await people.ask(of as Signed, "POST", "/v1/notifications/read", { until: newest?.id });
};

type Invited = { url: string; member: { membership: string; person: string } };
async function ask(url: string, payload: object): Promise<Invited> {
  // Ids of one millisecond have no order.
  flow.advance(1);
  const answer = await people.ask(maker as Signed, "POST", url, payload);
  expect([url, answer.status]).toEqual([url, 201]);
  // Nothing of a link but its address goes out.
  expect(Object.keys(answer.json).sort()).toEqual(["expires_at", "member", "url"]);
  return answer.json as Invited;
}

test("everybody of the whole house hears of its new approver, and again of each link into that account", async () => {
  for (const one of [other, approver]) await readAll(one);
  const { member, url } = await ask("/v1/team", { name: "new approver", role: "approver", marketplace: null });
  const [told] = await bell(other);
  expect(told).toMatchObject({
    ...{ marketplace: null, type: "alarm.raised", read: false },
    data: { person: member.person, by: maker?.person, marketplace: null },
  });
  expect(await flow.house.alarmBook.get(told?.subject ?? "")).toMatchObject({ what: "approver_made", times: 1n });
  expect([await unread(other), await unread(approver)]).toEqual([1, 1]);
  await people.ask(other as Signed, "POST", `/v1/notifications/${told?.id}/read`, {});
  expect([await unread(other), await unread(approver)]).toEqual([0, 1]);
  // Whoever holds the newest link will be the approver, though nobody has used one yet.
  const again = await ask(`/v1/team/${member.membership}/link`, {});
  expect(await unread(other)).toBe(1);
  expect(again.url).not.toBe(url);
  const token = again.url.split(/[#/=]/).at(-1) ?? "";
  const from = { agent: "Firefox", address: "10.0.0.1" };
  const entered = await flow.house.people.acceptInvitation(token, {
    ...{ login: "new.approver", password: "a long pass phrase", from },
  });
  expect(entered.ok).toBe(true);
  for (const count of [2, 3]) {
    await ask(`/v1/team/${member.membership}/link`, {});
    expect(await unread(other)).toBe(count);
  }
  const whats = await Promise.all((await bell(other)).slice(0, 4).map((one) => flow.house.alarmBook.get(one.subject)));
  const reset = "approver_reset";
  expect(whats.map((one) => [one?.what, one?.times])).toEqual([
    ...[reset, reset, reset].map((what) => [what, 1n]),
    ["approver_made", 1n],
  ]);
});

test("a marketplace's people hear of its approver, the whole house's of theirs, and neither of the others'", async () => {
  await readAll(other);
  const market = `?marketplace=${flow.marketplace}`;
  const access = { person: { name: "market" }, role: "operator", marketplace: flow.marketplace, store: null } as const;
  const expiresAt = new Date(flow.now().getTime() + 86_400_000);
  const granted = await flow.house.directory.grantAccess("per_flow", { ...access, title: "heard", expiresAt });
  if (!granted.ok) throw new Error(granted.fault);
  const headers = { authorization: `Bearer ${granted.value.token}` };
  const heard = async (): Promise<unknown[]> => {
    await flow.house.alarmBook.flush();
    const answer = await flow.house.app.inject({ method: "GET", url: "/v1/notifications", headers });
    return answer.json<{ data: Told[] }>().data.map((one) => one.data["person"]);
  };
  const before = await heard();
  const whole = await ask("/v1/team", { name: "of the house", role: "approver", marketplace: null });
  expect([await heard(), await unread(other)]).toEqual([before, 1]);
  const here = await ask("/v1/team", { name: "of a market", role: "approver", marketplace: flow.marketplace });
  expect([(await heard())[0], await unread(other)]).toEqual([here.member.person, 1]);
  expect((await bell(other, market))[0]?.data["person"]).toBe(here.member.person);
  expect((await bell(other))[0]?.data["person"]).toBe(whole.member.person);
});

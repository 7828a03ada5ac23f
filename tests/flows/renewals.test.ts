import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeIds } from "#db";
import { openLinks } from "../../src/links-room.ts";
import { freshDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse, must } from "./house.ts";
import { makePeople, type People, type Signed } from "./second-person-rig.ts";

/** Who renews an agreement, and what is sold and shown under it. */
let flow: FlowHouse;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let people: People;
let operator: Signed;
let approver: Signed;

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl });
  people = makePeople(flow);
  operator = await people.enter("operator");
  approver = await people.enter("approver");
}, 60_000);
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

const days = (count: number): string => new Date(flow.now().getTime() + count * 86_400_000).toISOString();
const title = { zh: "协议", en: "Agreement" };
const terms = () => ({ marketplace: flow.marketplace, title, rung: "links", why: "as agreed", ends_at: days(30) });
const as = ({ person: id }: Signed) => ({ kind: "person", id, marketplace: null, store: null });

type Waits = { data: { kind: string; id: string; act: string; proposer: string; at: string }[] };
const inbox = async (id: string) => {
  const { json } = await people.ask(approver, "GET", "/v1/approvals");
  return (json as Waits).data.filter((one) => one.kind === "agreement" && one.id === id);
};

test("a renewal of what took two people waits in the inbox; the operator does not confirm it, the approver does", async () => {
  const parties = [flow.marketplace, "wechat"];
  const asks = { ...terms(), parties, scopes: ["traffic"], two_people: true };
  const { id } = await people.must(operator, "/v1/agreements", asks);
  await people.must(approver, `/v1/agreements/${id}/confirm`, { why: "read it" });
  expect(await inbox(id)).toEqual([]);
  const later = { ends_at: days(400), why: "another year" };
  expect((await people.ask(approver, "POST", `/v1/agreements/${id}/renew`, later)).status).toBe(403);
  const proposed = await people.must(operator, `/v1/agreements/${id}/renew`, later);
  expect(proposed).toMatchObject({ ends_at: asks.ends_at, renewal: { ends_at: later.ends_at, by: operator.person } });
  const [one] = await inbox(id);
  expect(one).toMatchObject({ act: "renew", why: "another year", proposer: operator.person });
  const decide = { why: "read it", proposed_at: one?.at };
  const own = await people.ask(operator, "POST", `/v1/agreements/${id}/confirm`, decide);
  expect([own.status, own.json["code"]]).toEqual([403, "second_person_needed"]);
  const done = await people.must(approver, `/v1/agreements/${id}/confirm`, decide);
  expect(done).toMatchObject({ ends_at: later.ends_at, renewal: null });
  expect(await inbox(id)).toEqual([]);
});

test("a renewal that nobody confirmed before its own end leaves the inbox, and says that it expired", async () => {
  const parties = [flow.marketplace, "wechat"];
  const asks = { ...terms(), parties, scopes: ["traffic"], two_people: true };
  const { id } = await people.must(operator, "/v1/agreements", asks);
  await people.must(approver, `/v1/agreements/${id}/confirm`, { why: "read it" });
  await people.must(operator, `/v1/agreements/${id}/renew`, { ends_at: days(40), why: "ten days more" });
  const [one] = await inbox(id);
  expect(one).toMatchObject({ act: "renew" });
  // The house's clock is not turned on by weeks for one test: the proposed end is made to have passed.
  await flow.house.db.read("update agreements set renew_to = $2 where id = $1", [id, days(-1)]);
  expect(await inbox(id)).toEqual([]);
  const late = await people.ask(approver, "POST", `/v1/agreements/${id}/confirm`, {
    why: "late",
    proposed_at: one?.at,
  });
  expect([late.status, JSON.stringify(late.json)]).toEqual([expect.any(Number), expect.stringContaining("expired")]);
  await people.must(operator, `/v1/agreements/${id}/renew`, { ends_at: days(90), why: "again" });
  const [again] = await inbox(id);
  await people.must(approver, `/v1/agreements/${id}/confirm`, { why: "in time", proposed_at: again?.at });
  expect(await inbox(id)).toEqual([]);
});

test("in a live house an operator's renewal waits, also of somebody who is an approver too", async () => {
  const { db, directory, openings } = flow.house;
  const clock = { now: flow.now };
  const money = {} as Parameters<typeof openLinks>[0]["money"];
  const { agreements } = openLinks({
    ...{ db, clock, ids: makeIds(clock, randomBytes), random: randomBytes, publicUrl: "https://house.test" },
    ...{ hmac: (text: string) => Buffer.from(text), directory, openings, live: true, money, kinds: [], follow: null },
  });
  const both = await people.enter("operator");
  const role = { person: both.person, marketplace: null, merchant: null, store: null, role: "approver" as const };
  must(await directory.addMembership("per_test", role));
  await flow.house.refresh();
  const draft = {
    ...{ marketplace: flow.marketplace, title, parties: [flow.marketplace, "douyin"], scopes: ["content" as const] },
    ...{ rung: "links" as const, starts_at: null, ends_at: new Date(days(30)), notice_days: 30, two_people: false },
  };
  const { id, state } = must(await agreements.proposeAgreement(as(operator), { ...draft, why: "x" }, null));
  expect(state).toBe("waiting");
  must(await agreements.confirmAgreement(as(approver), id, { why: "x" }));
  const later = { ends_at: new Date(days(400)), why: "another year" };
  for (const proposer of [operator, both]) {
    const waits = must(await agreements.renewAgreement(as(proposer), id, later));
    expect([waits.ends_at, waits.renewal?.by]).toEqual([draft.ends_at, proposer.person]);
    expect(await agreements.confirmAgreement(as(proposer), id, { why: "x" })).toMatchObject({
      ...{ ok: false, fault: "second_person_needed" },
    });
  }
  expect(must(await agreements.confirmAgreement(as(approver), id, { why: "x" })).ends_at).toEqual(later.ends_at);
});

test("whoever withdraws everything with a partner sells no more vouchers for it; an opening for vouchers decides", async () => {
  const parties = [flow.marketplace, "meituan"];
  const asks = { ...terms(), parties, scopes: ["offline_fulfilment"] };
  const { id: agreement } = await people.must(operator, "/v1/agreements", asks);
  const value = { currency: "CNY", minor: "6800" };
  const what = { marketplace: flow.marketplace, agreement, redeemer: "meituan", title: "双人茶点", value };
  const sell = async () => {
    const { status, json } = await people.ask(operator, "POST", "/v1/vouchers", { ...what, expires_at: days(20) });
    return status === 201 ? "sold" : [json["code"], (json["reasons"] as { code: string }[])[0]?.code];
  };
  const open = async (capability: string) => {
    const plan = { marketplace: flow.marketplace, capability, partner: "meituan", terms: title };
    const { id } = await people.must(operator, "/v1/openings", plan);
    must(await flow.house.openings.moveOpening(as(operator), id, "open", "as agreed", null));
    await flow.house.refresh();
    return id;
  };
  expect(await sell()).toBe("sold");
  await open("link");
  expect(await sell()).toBe("sold");
  const given = { marketplace: flow.marketplace, partner: "meituan", why: "over" };
  must(await flow.house.openings.withdrawPartner(as(operator), given));
  expect(await sell()).toEqual(["voucher_shut", "withdrawn"]);
  const own = await open("voucher");
  expect(await sell()).toBe("sold");
  must(await flow.house.openings.moveOpening(as(operator), own, "pause", "a moment", null));
  await flow.house.refresh();
  expect(await sell()).toEqual(["voucher_shut", "paused"]);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { verifyAudit } from "#audit";
import { bucketOf } from "#db";
import { checkBooks } from "#ledger";
import { referenceChecks } from "../../scripts/reference-checks.ts";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse, runChore } from "./house.ts";
import { makePeople, type People, type Signed } from "./second-person-rig.ts";

let database: TestDatabase;
let flow: FlowHouse;
let people: People;
const team: Record<string, Signed> = {};

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 1 });
  people = makePeople(flow);
  for (const role of ["operator", "finance", "approver", "support", "auditor", "merchant_owner"] as const)
    team[role] = await people.enter(role);
}, 60_000);
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

const who = (role: string): Signed => team[role] as Signed;

/** Of a bill that nobody has to fetch for this: the room's own tests make real ones. */
async function newBreak(): Promise<string> {
  const { db, ids } = flow.house;
  const id = ids.next("brk");
  await db.read(
    `insert into bill_breaks (bucket, id, marketplace, wallet_account, day, class, kind, currency, theirs, says,
       owner, advice, state, opened_at)
     values ($1, $2, $3, $4, '2026-11-20', 'theirs_only', 'payment', 'CNY', 500, 'only the bill has it', 'finance',
       'accept', 'open', $5)`,
    [bucketOf(id), id, flow.marketplace, flow.accounts.alipay, flow.now()],
  );
  return id;
}
const give = (by: string, id: string, assignee: string | null) =>
  people.ask(who(by), "POST", `/v1/reconciliation-breaks/${id}/assign`, { assignee });

test("whoever may propose gives a break to whoever may; nobody else gives, and nobody else is given any", async () => {
  const id = await newBreak();
  expect(await give("operator", id, who("finance").person)).toMatchObject({
    ...{ status: 200, json: { assignee: who("finance").person, state: "open" } },
  });
  expect(await give("finance", id, who("operator").person)).toMatchObject({ status: 200 });
  for (const by of ["approver", "support", "auditor"])
    expect([by, (await give(by, id, null)).status]).toEqual([by, 403]);
  // Stores see none of it, though their owners may refund.
  expect((await give("merchant_owner", id, null)).status).toBeGreaterThanOrEqual(403);
  for (const to of ["approver", "support", "auditor", "merchant_owner"])
    expect([to, (await give("finance", id, who(to).person)).json["code"]]).toEqual([to, "break_assignee_unfit"]);
  await flow.house.directory.setPersonState(who("operator").person, "disabled");
  const { json } = await people.ask(who("finance"), "GET", "/v1/reconciliation-breaks/figures");
  expect(json).toMatchObject({ open: 1, yours: 0, nobodys: 0 });
  const told = (json["people"] as { id: string; role: string | null; open: number }[]).map((one) => [
    ...[one.id, one.role, one.open],
  ]);
  // Who is gone keeps what they had until it is given on.
  expect(told).toEqual([
    [who("finance").person, "finance", 0],
    [who("operator").person, null, 1],
  ]);
  await flow.house.directory.setPersonState(who("operator").person, "active");
});

test("mine and nobody's are lists, as pages and as a file; the chain holds who gave what to whom", async () => {
  const id = await newBreak();
  const of = async (assignee: string) => {
    const { json } = await people.ask(who("finance"), "GET", `/v1/reconciliation-breaks?assignee=${assignee}`);
    return (json["data"] as { id: string }[]).map((one) => one.id);
  };
  expect(await of("none")).toContain(id);
  await give("operator", id, who("finance").person);
  expect([await of("me"), await of(who("finance").person), await of("none")]).toEqual([[id], [id], []]);
  expect((await people.ask(who("finance"), "GET", "/v1/reconciliation-breaks?assignee=you")).status).toBe(422);
  const asked = await people.ask(who("finance"), "POST", "/v1/exports", {
    ...{ list: "breaks", filter: { assignee: "me", age: "day" }, columns: ["day", "assignee"], language: "en" },
  });
  expect(asked).toMatchObject({ status: 202, json: { filter: { assignee: who("finance").person, age: "day" } } });
  const odd = { list: "breaks", filter: { age: "ever" } };
  expect(await people.ask(who("finance"), "POST", "/v1/exports", odd)).toMatchObject({ status: 422 });
  const named = referenceChecks.filter(({ name }) => /\b(bill_breaks|break_assignments)\b/.test(name));
  expect([named.length, await checkBooks(flow.house.db, named)]).toEqual([2, []]);
  await runChore(flow, "audit");
  const entries = await flow.house.db.read("select from audit_entries where source = 'break_assignments'");
  expect(entries.length).toBeGreaterThanOrEqual(3);
  expect(await verifyAudit(flow.house.db, flow.now())).toMatchObject({ faults: [] });
});

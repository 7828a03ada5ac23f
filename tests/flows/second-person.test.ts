import { afterAll, beforeAll, expect, test } from "vitest";
import { twoPersonActs } from "#oversight";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse, runChore } from "./house.ts";
import { acts, setCards, type Waiting } from "./second-person-acts.ts";
import { makePeople, type People, type Signed } from "./second-person-rig.ts";

type Pending = {
  kind: string;
  id: string;
  proposer: string;
  why: string;
  yours: { may: boolean; why: string | null; until: string | null };
};

let database: TestDatabase;
let flow: FlowHouse;
let people: People;
let proposer: Signed;
let auditor: Signed;
let apart: Record<"approver" | "finance", Signed>;

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl });
  await setCards(flow);
  people = makePeople(flow);
  proposer = await people.enter("operator");
  auditor = await people.enter("auditor");
  apart = { approver: await people.enter("approver"), finance: await people.enter("finance") };
}, 60_000);
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

async function inbox(by: Signed, kind: string, id: string): Promise<Pending | undefined> {
  const { data } = (await people.ask(by, "GET", "/v1/approvals")).json as { data: Pending[] };
  return data.find((one) => one.kind === kind && one.id === id);
}

/** All that the auditor can see of it: what waits, where it stands, and in the chain who did what. */
async function readAll(kind: string, { id, reads }: Waiting): Promise<void> {
  const listed = await inbox(auditor, kind, id);
  expect([kind, listed?.proposer, listed?.yours.may]).toEqual([kind, proposer.person, false]);
  for (const url of reads) {
    const answer = await people.ask(auditor, "GET", url);
    expect([url, answer.status, answer.text.includes(proposer.person)]).toEqual([url, 200, true]);
  }
}

async function chained(sources: readonly string[]): Promise<void> {
  await runChore(flow, "audit");
  for (const source of sources) {
    const answer = await people.ask(auditor, "GET", `/v1/audit/entries?source=${source}`);
    expect([source, (answer.json as { data: unknown[] }).data.length > 0]).toEqual([source, true]);
  }
}

test("the table of this file is the house's own list of what two people do", () => {
  expect(Object.keys(acts).sort()).toEqual(twoPersonActs.map((one) => one.kind).sort());
});

test.each(Object.entries(acts))(
  "%s: waits in the inbox; an auditor reads all of it and decides nothing, nor does the proposer's new hand; another does",
  async (kind, { by, make }) => {
    const waiting = await make({ flow, people, proposer });
    const { url, body } = waiting.decide;
    // Made now, so that it is of the last seven days whatever the clock did before.
    const hand = await people.enter(by, proposer.person);
    await readAll(kind, waiting);

    const refused = [
      [auditor, by === "finance" ? "forbidden" : "second_person_needed"],
      [proposer, "second_person_needed"],
      [hand, "second_person_dependent"],
    ] as const;
    for (const [who, code] of refused) {
      const answer = await people.ask(who, "POST", url, body);
      expect([kind, answer.status, answer.json["code"]]).toEqual([kind, 403, code]);
    }
    const listed = await inbox(hand, kind, waiting.id);
    expect(listed?.yours).toMatchObject({ may: false, why: "one_hand" });
    expect(Date.parse(listed?.yours.until ?? "") - flow.now().getTime()).toBe(7 * 86_400_000);

    expect((await inbox(apart[by], kind, waiting.id))?.yours.may).toBe(true);
    const done = await people.ask(apart[by], "POST", url, body);
    expect([kind, done.status < 300 ? "done" : done.text]).toEqual([kind, "done"]);
    expect(await inbox(auditor, kind, waiting.id)).toBeUndefined();
    await chained(waiting.chain);
  },
  30_000,
);

/** Tables that name a decision of one person, who needs no second, or keep what an act in the list brought about. */
const alone: readonly string[] = ["refund_limits.approved_by"];

test("every table that keeps a second person's name is of an act in the list, or is no act of two people", async () => {
  const found = await flow.house.db.read<{ table: string; column: string }>(
    `select table_name as table, column_name as column from information_schema.columns
     where table_schema = 'public' and column_name ~ '^(decided|confirmed|approved|agreed)_by$' order by 1, 2`,
  );
  const listed = twoPersonActs.flatMap(({ table, people: names }) => names.map((name) => `${table}.${name}`));
  const missing = found.map((one) => `${one.table}.${one.column}`).filter((name) => !listed.includes(name));
  expect(missing.filter((name) => !alone.includes(name))).toEqual([]);
  expect(listed.length).toBeGreaterThan(found.length);
});

test("nothing that waits of another marketplace, or of the whole house, is listed to a marketplace's people", async () => {
  const { id } = await people.must(proposer, "/v1/hub/changes", {
    ...{ kind: "cap", participant: "redpay", amount: { currency: "CNY", minor: "5" }, why: "smaller" },
  });
  expect(await inbox(auditor, "hub_change", id)).toBeDefined();
  const steward = { kind: "person", id: "per_test", marketplace: null, store: null };
  const place = { marketplace: flow.marketplace, store: null };
  const invited = await flow.house.people.inviteToTeam(steward, { name: "local", role: "auditor", ...place });
  if (!invited.ok) throw new Error(invited.fault);
  const given = { login: "local.auditor", password: "a long pass phrase", from: { agent: "x", address: "10.0.0.2" } };
  const fresh = await flow.house.people.acceptInvitation(invited.value.token, given);
  if (!fresh.ok) throw new Error(fresh.fault);
  const local = { person: invited.value.member.person, token: fresh.value.token };
  expect(await inbox(local, "hub_change", id)).toBeUndefined();
});

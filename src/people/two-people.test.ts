import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Db, makeIds, openDatabase } from "#db";
import { createDirectory, createSealer, type Directory, type Role } from "#directory";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { createPeople, type People } from "./create-people.ts";

let database: TestDatabase;
let db: Db;
let directory: Directory;
let people: People;
let now = new Date("2026-11-22T08:00:00Z");
const days = (count: number): void => {
  now = new Date(now.getTime() + count * 86_400_000);
};
const from = { agent: "Firefox", address: "10.0.0.1" };
const password = "a pass phrase of my own";

beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 4, applicationName: "two people" });
  const clock = { now: () => now };
  const sealer = createSealer({ current: { id: "k1", key: randomBytes(32) }, random: randomBytes });
  const parts = { db, clock, ids: makeIds(clock, randomBytes), random: randomBytes, sealer };
  directory = createDirectory({ ...parts, walletKinds: [], mode: "test" });
  await directory.refresh();
  const site = { name: "Hutong", origin: "https://house.example", domain: "house.example" };
  const ways = { site, strict: false, provider: null, stepUpMs: 900_000 };
  people = createPeople({
    ...parts,
    ...ways,
    directory,
    alarm: (what, about) => alarms.push({ what, ...about }),
    cost: { memory: 64, passes: 1 },
  });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

function must<T>(result: { ok: true; value: T } | { ok: false; fault: string }): T {
  if (!result.ok) throw new Error(result.fault);
  return result.value;
}

const alarms: object[] = [];
let made = 0;
const whole = { marketplace: null, store: null };

/** Somebody whom the shell let in, long known to the house or new. */
async function known(role: Role): Promise<string> {
  const person = must(await directory.createPerson({ name: `known ${++made}` }, null)).id;
  must(await directory.addMembership("cli", { person, marketplace: null, merchant: null, store: null, role }));
  return person;
}

/** Somebody whom another invited at the console, and who has used the link. */
async function invited(by: string, role: Role, login = `invited${++made}`): Promise<string> {
  const team = must(await people.inviteToTeam({ kind: "person", id: by, ...whole }, { name: login, role, ...whole }));
  must(await people.acceptInvitation(team.token, { login, password, from }));
  return team.member.person;
}

async function reset(by: string, person: string): Promise<void> {
  const team = await people.listTeam(whole);
  const membership = team.find((one) => one.person === person)?.membership ?? "";
  const { token } = must(await people.resetMember({ kind: "person", id: by, ...whole }, membership));
  must(await people.acceptInvitation(token, { login: `reset${++made}`, password, from }));
}

/** Why one may not approve what the other proposed; null: may. */
async function why(approver: string, proposer: string): Promise<unknown> {
  const may = await directory.mayApprove({ kind: "person", id: approver, ...whole }, "", proposer);
  return may.ok ? null : (may.detail ?? {});
}
const hand = (left: number) => ({
  why: "one_hand",
  until: new Date(now.getTime() + left * 86_400_000).toISOString(),
});

test("the first operator and the first approver come by links of their own, and are two people at once", async () => {
  const links = [(await people.firstOperatorLink()) ?? "", (await people.firstApproverLink()) ?? ""] as const;
  const [operator, approver] = await Promise.all(
    links.map(async (token, n) => {
      const fresh = must(await people.acceptInvitation(token, { login: `first${n}`, password, from }));
      return fresh.signedIn.bearer.id;
    }),
  );
  expect(await why(approver ?? "", operator ?? "")).toBeNull();
  expect([await people.firstOperatorLink(), await people.firstApproverLink()]).toEqual([null, null]);
});

test("who was made by the proposer is no second person for seven days, and is one from then on", async () => {
  const proposer = await known("operator");
  const approver = await invited(proposer, "approver");
  expect(await why(approver, proposer)).toEqual(hand(7));
  days(6);
  expect(await why(approver, proposer)).toEqual(hand(1));
  days(1);
  expect(await why(approver, proposer)).toBeNull();
});

test("nor is who was made by somebody whom the proposer made, however long ago", async () => {
  const proposer = await known("operator");
  const between = await invited(proposer, "operator");
  days(40);
  const approver = await invited(between, "approver");
  expect(await why(approver, between)).toEqual(hand(7));
  expect(await why(approver, proposer)).toEqual(hand(7));
  expect(await why(approver, await known("operator"))).toBeNull();
});

test("an approver who makes a proposer does not approve it; one maker of both is no two people", async () => {
  const maker = await known("operator");
  const approver = await invited(maker, "approver");
  const proposer = await invited(maker, "operator");
  expect(await why(approver, proposer)).toEqual(hand(7));
  days(3);
  const puppet = await invited(approver, "operator");
  expect(await why(approver, puppet)).toEqual(hand(7));
  // From the fourth day on the approver is their own person, and the other operator is too.
  days(4);
  expect(await why(approver, proposer)).toBeNull();
  expect(await why(approver, puppet)).toEqual(hand(3));
});

test("a reset link makes an old approver the hand of whoever made the link, from the day it was used", async () => {
  const approver = await invited(await known("operator"), "approver");
  days(30);
  const proposer = await known("operator");
  expect(await why(approver, proposer)).toBeNull();
  await reset(proposer, approver);
  expect(await why(approver, proposer)).toEqual(hand(7));
  expect(await why(approver, await known("operator"))).toBeNull();
});

test("a role that was given anew counts as a new account", async () => {
  const proposer = await known("operator");
  const helper = await invited(proposer, "support");
  days(100);
  const place = { person: helper, marketplace: null, merchant: null, store: null, role: "approver" } as const;
  must(await directory.addMembership(proposer, place));
  expect(await why(helper, proposer)).toEqual(hand(7));
});

test("two accounts of one mailbox or telephone are one person, whoever made them and however long ago", async () => {
  const maker = await known("operator");
  const pairs = [
    ["li@shop.example", "li+2@shop.example", true],
    ["13800138000", "86-13800138000", true],
    ["li@shop.example", "li@other.example", false],
    ["13800138000", "13800138001", false],
    ["li", "li-2", false],
  ] as const;
  for (const [one, other, same] of pairs) {
    const login = (text: string) => (text.includes("@") || /^\d/.test(text) ? text : `${text}.name`);
    const proposer = await invited(maker, "operator", login(one));
    const approver = await invited(maker, "approver", login(other));
    days(8);
    expect([one, other, await why(approver, proposer)]).toEqual([one, other, same ? { why: "same_mailbox" } : null]);
    await freeLogins(proposer, approver);
  }
});

/** The next pair takes names that are like these. */
async function freeLogins(...persons: string[]): Promise<void> {
  const owner = openDatabase(database.ownerUrl, { poolSize: 1, applicationName: "two people" });
  for (const person of persons)
    await owner.read("update credentials set login = $2 where person = $1", [person, `gone.${person.toLowerCase()}`]);
  await owner.close();
}

test("two accounts that were ever linked with one identity are one person", async () => {
  const maker = await known("operator");
  const [proposer, approver] = [await invited(maker, "operator"), await invited(maker, "approver")];
  days(8);
  expect(await why(approver, proposer)).toBeNull();
  const link = (person: string, ended: Date | null) =>
    db.read(
      `insert into identities (id, issuer, subject, person, linked_by, linked_at, ended_at)
       values ($1, 'https://id.example', 's', $2, 'session', $3, $4)`,
      [`idn_${person}`, person, now, ended],
    );
  await link(approver, now);
  await link(proposer, null);
  expect(await why(approver, proposer)).toEqual({ why: "same_identity" });
});

test("the others hear of every approver that somebody made or reset, and of each link into that account", async () => {
  const by = await known("operator");
  alarms.length = 0;
  const maker = { kind: "person", id: by, ...whole };
  const { member, token } = must(await people.inviteToTeam(maker, { name: "heard", role: "approver", ...whole }));
  await invited(by, "support");
  // Before anybody has used a link, and twice after.
  must(await people.resetMember(maker, member.membership));
  expect(await people.acceptInvitation(token, { login: "heard.first", password, from })).toMatchObject({ ok: false });
  for (let n = 0; n < 2; n++) await reset(by, member.person);
  const links = await db.read<{ id: string }>("select id from invitations where person = $1", [member.person]);
  const about = { person: member.person, by, invitation: expect.any(String), marketplace: null };
  const whats = ["approver_made", "approver_reset", "approver_reset", "approver_reset"];
  expect(alarms).toEqual(whats.map((what) => ({ what, ...about })));
  // Each names a link of its own, so that each is an alarm of its own.
  const named = alarms.map((one) => ("invitation" in one ? one.invitation : ""));
  expect(named.sort()).toEqual(links.map((one) => one.id).sort());
});

test("of an approver of two places the people of both hear", async () => {
  const by = await known("operator");
  const person = await invited(by, "approver");
  const name = { zh: "东市", en: "East" };
  const caller = { kind: "person" as const, id: by, ...whole, scopes: ["house:write" as const] };
  const east = must(
    await directory.createMarketplace(caller, { name, time_zone: "Asia/Shanghai", shop_url: null }, null),
  );
  const place = { marketplace: east.id, merchant: null, store: null, role: "approver" } as const;
  must(await directory.addMembership(by, { person, ...place }));
  alarms.length = 0;
  await reset(by, person);
  const heard = alarms.map((one) => ("marketplace" in one ? one.marketplace : undefined));
  expect(heard.sort()).toEqual([east.id, null].sort());
});

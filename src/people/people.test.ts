import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Db, makeIds, openDatabase } from "#db";
import { createDirectory, createSealer, type Directory } from "#directory";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { createPeople, type People } from "./create-people.ts";
import { codeAt, stepAt, unbase32 } from "./totp.ts";
import type { Result } from "./types.ts";

let database: TestDatabase;
let db: Db;
let directory: Directory;
let people: People;
let now = new Date("2026-11-22T08:00:00Z");
const clock = { now: () => now };
const later = (seconds: number): void => {
  now = new Date(now.getTime() + seconds * 1000);
};
const from = { agent: "Firefox", address: "10.0.0.1" };
const password = "a pass phrase of my own";

beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 8, applicationName: "people test" });
  const ids = makeIds(clock, randomBytes);
  const sealer = createSealer({ current: { id: "k1", key: randomBytes(32) }, random: randomBytes });
  const parts = { db, clock, ids, random: randomBytes, sealer };
  directory = createDirectory({ ...parts, walletKinds: [], mode: "test" });
  await directory.refresh();
  const site = { name: "Hutong", origin: "https://house.example", domain: "house.example" };
  const ways = { site, strict: false, provider: null, stepUpMs: 900_000 };
  people = createPeople({ ...parts, ...ways, directory, alarm: () => {}, cost: { memory: 64, passes: 1 } });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.fault} ${JSON.stringify(result.detail)}`);
  return result.value;
}

let made = 0;
/** A person of the house who has chosen a password. */
async function member(role: "operator" | "auditor" = "auditor") {
  const login = `person${++made}`;
  const person = await directory.createPerson({ name: login }, null);
  if (!person.ok) throw new Error(person.fault);
  const place = { person: person.value.id, marketplace: null, merchant: null, store: null };
  await directory.addMembership("test", { ...place, role });
  const by = { kind: "person", id: "per_x", marketplace: null, store: null };
  const team = await people.listTeam({ marketplace: null, store: null });
  const own = team.find((one) => one.person === person.value.id);
  const { token } = must(await people.resetMember(by, own?.membership ?? ""));
  const fresh = must(await people.acceptInvitation(token, { login, password, from }));
  return { login, person: person.value.id, fresh };
}
const enter = (login: string, given: { password?: string; code?: string } = {}) =>
  people.signIn({ login, password: given.password ?? password, code: given.code ?? null, passkey: null, from });

describe("the first operator", () => {
  test("gets a link that works once, and no other once somebody can sign in", async () => {
    const first = (await people.firstOperatorLink()) as string;
    const second = (await people.firstOperatorLink()) as string;
    const take = (token: string) => people.acceptInvitation(token, { login: "root@house", password, from });
    expect(await take(first)).toEqual({ ok: false, fault: "invitation_spent" });
    expect(must(await people.readInvitation(second)).kind).toBe("first");
    const both = await Promise.all([take(second), take(second)]);
    expect(both.filter((one) => one.ok).length).toBe(1);
    expect(await people.firstOperatorLink()).toBeNull();
    const { signedIn } = must(both.find((one) => one.ok) as (typeof both)[number]);
    expect(signedIn.bearer).toMatchObject({ kind: "person", marketplace: null, store: null });
    expect(signedIn.bearer.scopes).toContain("house:write");
  });

  test("an old link is good for nothing", async () => {
    const person = await directory.createPerson({ name: "late" }, null);
    if (!person.ok) throw new Error(person.fault);
    const place = { person: person.value.id, marketplace: null, merchant: null, store: null };
    const given = await directory.addMembership("test", { ...place, role: "auditor" });
    if (!given.ok) throw new Error(given.fault);
    const by = { kind: "person", id: "per_x", marketplace: null, store: null };
    const { token } = must(await people.resetMember(by, given.value.id));
    later(3 * 86_400 + 1);
    expect(await people.readInvitation(token)).toEqual({ ok: false, fault: "invitation_spent" });
    expect(await people.acceptInvitation(token, { login: "late", password, from })).toMatchObject({ ok: false });
  });
});

describe("signing in", () => {
  beforeEach(() => later(86_400 * 2));

  test("with the right password alone; a stranger and a wrong one are told alike", async () => {
    const { login, person } = await member();
    expect(must(await enter(` ${login.toUpperCase()} `)).signedIn.session.person).toBe(person);
    expect(await enter(login, { password: "not this one at all" })).toEqual({ ok: false, fault: "sign_in_refused" });
    expect(await enter("nobody-at-all")).toEqual({ ok: false, fault: "sign_in_refused" });
  });

  test("is locked after five failures for a minute, longer after more, whether the login exists or not", async () => {
    const { login } = await member();
    for (const who of [login, "no-such-login"]) {
      for (let i = 0; i < 5; i++)
        expect(await enter(who, { password: "wrong wrong" })).toMatchObject({ fault: "sign_in_refused" });
      expect(await enter(who)).toMatchObject({ fault: "sign_in_locked" });
      later(61);
      expect(await enter(who, { password: "wrong wrong" })).toMatchObject({ fault: "sign_in_refused" });
      later(61);
      expect(await enter(who)).toMatchObject({ fault: "sign_in_locked" });
      later(61);
    }
    expect(await enter(login)).toMatchObject({ ok: true });
  });

  test("a hundred guesses at once are five guesses", async () => {
    const { login } = await member();
    const all = await Promise.all(Array.from({ length: 40 }, () => enter(login, { password: "guess guess" })));
    expect(all.filter((one) => !one.ok && one.fault === "sign_in_refused").length).toBe(5);
    expect(all.filter((one) => !one.ok && one.fault === "sign_in_locked").length).toBe(35);
  });

  test("asks for the second step once it is set; a code works once, a recovery code too", async () => {
    const { login, fresh } = await member();
    const { session } = fresh.signedIn;
    const other = must(await enter(login));
    expect(await people.beginSecondStep(session, "wrong wrong wrong")).toMatchObject({ fault: "sign_in_refused" });
    const { secret, url } = must(await people.beginSecondStep(session, password));
    expect(url).toContain(secret);
    const code = (): string => codeAt(unbase32(secret), stepAt(now));
    expect(await people.confirmSecondStep(session, "000000")).toMatchObject({ fault: "second_step_wrong" });
    const { recovery_codes } = must(await people.confirmSecondStep(session, code()));
    expect(await people.readSession(other.token)).toBeNull();
    expect(await people.readSession(fresh.token)).toMatchObject({ session: { second_step: true } });

    expect(await enter(login)).toMatchObject({ fault: "second_step_needed" });
    expect(await enter(login, { code: code() })).toMatchObject({ fault: "second_step_wrong" });
    later(30);
    const twice = await Promise.all([enter(login, { code: code() }), enter(login, { code: code() })]);
    expect(twice.filter((one) => one.ok).length).toBe(1);
    const [spare = ""] = recovery_codes;
    expect(await enter(login, { code: spare })).toMatchObject({ ok: true });
    expect(await enter(login, { code: spare })).toMatchObject({ fault: "second_step_wrong" });
  });

  test("guessed codes lock although the password is right, and asking without a code in between does not help", async () => {
    const { login, fresh } = await member();
    const { secret } = must(await people.beginSecondStep(fresh.signedIn.session, password));
    must(await people.confirmSecondStep(fresh.signedIn.session, codeAt(unbase32(secret), stepAt(now))));
    let locked = 0;
    for (let i = 0; i < 8; i++) {
      await enter(login);
      const answer = await enter(login, { code: "123123" });
      if (!answer.ok && answer.fault === "sign_in_locked") locked++;
    }
    expect(locked).toBe(3);
  });
});

describe("sessions", () => {
  test("are listed, ended one by one or all others, and end by idling and by age", async () => {
    const { login, person, fresh } = await member();
    const second = must(await enter(login));
    const third = must(await enter(login));
    expect((await people.sessionsOf(person)).length).toBe(3);
    expect(await people.endSessions(person, { id: second.signedIn.session.id, why: "test" })).toBe(1);
    expect(await people.readSession(second.token)).toBeNull();
    expect(await people.endSessions(person, { spare: third.signedIn.session.id, why: "test" })).toBe(1);
    expect(await people.readSession(fresh.token)).toBeNull();
    for (let hour = 0; hour < 11; hour++) {
      later(3600);
      expect(await people.readSession(third.token)).not.toBeNull();
    }
    later(3601);
    expect(await people.readSession(third.token)).toBeNull();
    const idle = must(await enter(login));
    later(2 * 3600 - 1);
    // The house looks by itself, for a page that is open: nobody is there all the same.
    expect(await people.readSession(idle.token, false)).not.toBeNull();
    later(2);
    expect(await people.readSession(idle.token)).toBeNull();
  });

  test("end with the password, the membership and the person", async () => {
    const a = await member();
    const b = must(await enter(a.login));
    expect(await people.changePassword(a.fresh.signedIn.session, { present: "x", next: password })).toMatchObject({
      fault: "sign_in_refused",
    });
    must(await people.changePassword(a.fresh.signedIn.session, { present: password, next: "another long phrase" }));
    expect(await people.readSession(b.token)).toBeNull();
    expect(await people.readSession(a.fresh.token)).not.toBeNull();
    await directory.setPersonState(a.person, "disabled");
    expect(await people.readSession(a.fresh.token)).toBeNull();
    expect(await enter(a.login, { password: "another long phrase" })).toMatchObject({ fault: "sign_in_refused" });
  });

  test("no token and no password is stored as it is", async () => {
    const { login, fresh } = await member();
    const [row] = await db.read<{ hash: Buffer }>("select hash from sessions order by id desc limit 1");
    expect(row?.hash.toString()).not.toContain(fresh.token);
    const [kept] = await db.read<{ password: string }>("select password from credentials where login = $1", [login]);
    expect(kept?.password).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
  });
});

describe("a team", () => {
  test("is invited within one's own reach, and nobody hands on more than they hold", async () => {
    const name = { zh: "集市", en: "Bazaar" };
    const bearer = { kind: "person" as const, id: "per_house", marketplace: null, store: null, scopes: [] };
    const market = await directory.createMarketplace(
      bearer,
      { name, time_zone: "Asia/Shanghai", shop_url: null },
      null,
    );
    if (!market.ok) throw new Error(market.fault);
    const marketplace = market.value.id;
    const merchant = await directory.createMerchant(bearer, { marketplace, name }, null);
    if (!merchant.ok) throw new Error(merchant.fault);
    const newStore = { marketplace, merchant: merchant.value.id, name, tags: {} };
    const [one, two] = [
      await directory.createStore(bearer, newStore, null),
      await directory.createStore(bearer, newStore, null),
    ];
    if (!one?.ok || !two?.ok) throw new Error("no store");
    const house = { kind: "person", id: "per_house", marketplace: null, store: null };
    const there = { ...house, id: "per_there", marketplace };
    const owner = { ...there, id: "per_owner", store: one.value.id };
    const asked = (by: object, role: string, store: string | null = null, where: string | null = marketplace) =>
      people.inviteToTeam(by as never, { name: "x", role: role as never, marketplace: where, store });
    expect(await asked(house, "operator", null, null)).toMatchObject({ ok: true });
    expect(await asked(there, "operator", null, null)).toMatchObject({ fault: "role_beyond" });
    expect(await asked(there, "approver")).toMatchObject({ ok: true });
    expect(await asked(owner, "operator")).toMatchObject({ fault: "role_beyond" });
    expect(await asked(owner, "merchant_staff", two.value.id)).toMatchObject({ fault: "role_beyond" });
    const staff = must(await asked(owner, "merchant_staff", one.value.id));
    expect(await asked({ ...house, kind: "key" }, "operator")).toMatchObject({ fault: "person_needed" });
    const fresh = must(await people.acceptInvitation(staff.token, { login: "staff-one", password, from }));
    expect(fresh.signedIn.bearer).toMatchObject({ marketplace, store: one.value.id });
    expect((await people.listTeam({ marketplace, store: one.value.id })).map((row) => row.role)).toEqual([
      "merchant_staff",
    ]);
    must(await people.endMember(owner, staff.member.membership));
    expect(await people.readSession(fresh.token)).toBeNull();

    const both = must(await asked(owner, "merchant_staff", one.value.id));
    const wider = { person: both.member.person, marketplace, merchant: null, store: null, role: "operator" as const };
    expect(await people.resetMember(owner, both.member.membership)).toMatchObject({ ok: true });
    const second = await directory.addMembership("test", wider);
    if (!second.ok) throw new Error(second.fault);
    // The link would make a store's owner the market's operator.
    expect(await people.resetMember(owner, both.member.membership)).toMatchObject({ fault: "role_beyond" });
    expect(await people.resetMember(there, both.member.membership)).toMatchObject({ ok: true });
    await directory.endMembership(second.value.id);
    expect(await people.resetMember(owner, both.member.membership)).toMatchObject({ ok: true });

    // The market names a store's first owner. As soon as one can sign in, its people are its own affair.
    const seller = must(await asked(there, "merchant_owner", two.value.id));
    expect(await asked(there, "merchant_finance", two.value.id)).toMatchObject({ ok: true });
    must(await people.acceptInvitation(seller.token, { login: "seller-two", password, from }));
    const refusal = { ok: false, fault: "role_of_owners" };
    for (const role of ["merchant_owner", "merchant_finance", "merchant_staff"]) {
      expect(await asked(there, role, two.value.id)).toEqual(refusal);
      expect(await asked(house, role, two.value.id)).toEqual(refusal);
      expect(await asked({ ...owner, store: two.value.id }, role, two.value.id)).toMatchObject({ ok: true });
    }
    expect(await people.resetMember(there, seller.member.membership)).toEqual(refusal);
    expect(await people.endMember(there, seller.member.membership)).toEqual(refusal);
    // Nor by another role of the same person.
    const also = { person: seller.member.person, marketplace, merchant: null, store: null, role: "support" as const };
    const helper = await directory.addMembership("test", also);
    if (!helper.ok) throw new Error(helper.fault);
    expect(await people.resetMember(there, helper.value.id)).toEqual(refusal);
    // An owner of one store is none of another's; the whole house's operator is the way back for who lost everything.
    expect(await asked(there, "merchant_owner", one.value.id)).toMatchObject({ ok: true });
    const { token } = must(await people.resetMember(house, seller.member.membership));
    const newcomer = must(await people.acceptInvitation(token, { login: "unused", password, from }));
    expect(newcomer.signedIn.session.person).toBe(seller.member.person);
    await directory.setPersonState(seller.member.person, "disabled");
    expect(await asked(there, "merchant_owner", two.value.id)).toMatchObject({ ok: true });

    // A market with more people than one list shows still invites, resets and ends.
    await db.read(
      `with made as (insert into people (id, name, state, created_at, version)
         select 'per_0' || n, 'one of many', 'active', $1, 1 from generate_series(1, 1000) n returning id)
       insert into memberships (id, person, marketplace, role, created_by, created_at, version)
         select 'mem_0' || substr(id, 6), id, $2, 'support', 'test', $1, 1 from made`,
      [now, marketplace],
    );
    const late = must(await asked(there, "support"));
    expect(await people.resetMember(there, late.member.membership)).toMatchObject({ ok: true });
    expect(await people.endMember(there, late.member.membership)).toMatchObject({ ok: true });
  });
});

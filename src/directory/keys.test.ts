import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "#db";
import { freshDatabase } from "../../tests/database.ts";
import type { Directory } from "./create-directory.ts";
import type { Access } from "./grant-access.ts";
import { isMerchantRole, type Role, roles } from "./scopes.ts";
import {
  clockAt,
  hashOf,
  makeDirectory,
  masterKey,
  ok,
  openTestDatabase,
  operator,
  populate,
  repeatKey,
} from "./test-rig.ts";

const clock = clockAt("2024-09-04T02:00:00Z");
let db: Db;
let directory: Directory;

beforeAll(async () => {
  const urls = await freshDatabase();
  db = openTestDatabase(urls.appUrl);
  directory = await makeDirectory(db, clock);
});
afterAll(() => db.close());

const newKey = (marketplace: string, store: string | null = null) => ({
  marketplace,
  store,
  name: "till",
  scopes: ["payments:read", "refunds:write"] as const,
});

test("a key is told once, stored as a hash, and lets its holder in with its reach and scopes", async () => {
  const { marketplace, store } = await populate(directory);
  const made = ok(await directory.createApiKey(operator, newKey(marketplace.id, store.id), null));
  expect(made.token).toMatch(/^hk_test_[0-9a-z]{48}$/);
  expect(made.key.hint).toBe(`hk_test_…${made.token?.slice(-4)}`);
  expect(await directory.authenticate(hashOf(made.token))).toEqual({
    kind: "key",
    id: made.key.id,
    marketplace: marketplace.id,
    store: store.id,
    scopes: ["payments:read", "refunds:write"],
  });
  const [row] = await db.read<{ row: string }>("select to_jsonb(k)::text as row from api_keys k where id = $1", [
    made.key.id,
  ]);
  expect(row?.row).not.toContain(made.token);
  expect(JSON.stringify(await directory.getApiKey(made.key.id))).not.toContain(hashOf(made.token));
  expect(await directory.authenticate(hashOf("hk_test_nobody"))).toBeNull();
});

test("a test key opens no production house", async () => {
  const { marketplace } = await populate(directory);
  const { token } = ok(await directory.createApiKey(operator, newKey(marketplace.id), null));
  const production = await makeDirectory(db, clock, { current: masterKey }, "live");
  expect(await directory.authenticate(hashOf(token))).not.toBeNull();
  expect(await production.authenticate(hashOf(token))).toBeNull();
  const live = ok(await production.createApiKey(operator, newKey(marketplace.id), null));
  expect(live.token).toMatch(/^hk_live_/);
});

test("a repeat answers the key without its token", async () => {
  const { marketplace } = await populate(directory);
  const first = ok(await directory.createApiKey(operator, newKey(marketplace.id), repeatKey("k")));
  const again = await directory.createApiKey(operator, newKey(marketplace.id), repeatKey("k"));
  expect(again).toEqual({ ok: true, repeated: true, value: { key: first.key, token: null } });
});

test("a rolled key works beside its successor for the overlap and not a moment longer", async () => {
  const { marketplace } = await populate(directory);
  const old = ok(await directory.createApiKey(operator, newKey(marketplace.id), null));
  const made = ok(await directory.rollApiKey(operator, old.key.id, { overlap_seconds: 60 }, null));
  expect(made.key).toMatchObject({ marketplace: marketplace.id, scopes: old.key.scopes, name: old.key.name });
  clock.advance(59_999);
  expect(await directory.authenticate(hashOf(old.token))).not.toBeNull();
  clock.advance(1);
  expect(await directory.authenticate(hashOf(old.token))).toBeNull();
  expect(await directory.authenticate(hashOf(made.token))).not.toBeNull();
  const spent = await directory.rollApiKey(operator, old.key.id, { overlap_seconds: 60 }, null);
  expect(spent).toMatchObject({ ok: false, fault: "not_found" });
});

test("rolling again never lengthens the overlap of the first roll", async () => {
  const { marketplace } = await populate(directory);
  const old = ok(await directory.createApiKey(operator, newKey(marketplace.id), null));
  ok(await directory.rollApiKey(operator, old.key.id, { overlap_seconds: 10 }, null));
  ok(await directory.rollApiKey(operator, old.key.id, { overlap_seconds: 1000 }, null));
  clock.advance(10_000);
  expect(await directory.authenticate(hashOf(old.token))).toBeNull();
});

test("nobody rolls a key into scopes that they do not have themselves; the old key works on", async () => {
  const { marketplace, store } = await populate(directory);
  const scopes = ["payments:read", "refunds:write"] as const;
  const old = ok(await directory.createApiKey(operator, { ...newKey(marketplace.id, store.id), scopes }, null));
  const owner = { ...operator, marketplace: marketplace.id, store: store.id, scopes: ["keys:write", "payments:read"] };
  const rolled = await directory.rollApiKey(owner as typeof operator, old.key.id, { overlap_seconds: 0 }, null);
  expect(rolled).toMatchObject({ ok: false, fault: "scope_unknown", detail: { scopes: ["refunds:write"] } });
  expect(await directory.authenticate(hashOf(old.token))).not.toBeNull();
  const wider = { ...owner, scopes: ["keys:write", ...scopes] };
  ok(await directory.rollApiKey(wider as typeof operator, old.key.id, { overlap_seconds: 0 }, null));
});

test("a revoked key is shut at once; another tenant can neither revoke nor roll it", async () => {
  const { marketplace } = await populate(directory);
  const { key, token } = ok(await directory.createApiKey(operator, newKey(marketplace.id), null));
  const stranger = { ...operator, marketplace: "mkt_other" };
  expect(await directory.revokeApiKey(stranger, key.id)).toMatchObject({ fault: "not_found" });
  const rolled = await directory.rollApiKey(stranger, key.id, { overlap_seconds: 0 }, null);
  expect(rolled).toMatchObject({ fault: "not_found" });
  expect(await directory.authenticate(hashOf(token))).not.toBeNull();
  ok(await directory.revokeApiKey(operator, key.id));
  expect(await directory.authenticate(hashOf(token))).toBeNull();
});

test("a key may no more than its maker, and stays inside its maker's reach", async () => {
  const one = await populate(directory);
  const two = await populate(directory);
  const maker = { ...operator, marketplace: one.marketplace.id, scopes: ["payments:read"] as const };
  const more = await directory.createApiKey(maker, newKey(one.marketplace.id), null);
  expect(more).toMatchObject({ ok: false, fault: "scope_unknown", detail: { scopes: ["refunds:write"] } });
  const house = { ...newKey(one.marketplace.id), scopes: ["house:write"] as const };
  expect(await directory.createApiKey(operator, house, null)).toMatchObject({ fault: "scope_unknown" });
  const elsewhere = { ...newKey(two.marketplace.id), scopes: ["payments:read"] as const };
  expect(await directory.createApiKey(maker, elsewhere, null)).toMatchObject({ fault: "forbidden" });
  const ofStore = { ...maker, store: one.store.id };
  const wider = { ...newKey(one.marketplace.id), scopes: ["payments:read"] as const };
  expect(await directory.createApiKey(ofStore, wider, null)).toMatchObject({ fault: "forbidden" });
  const mixed = await directory.createApiKey(operator, newKey(one.marketplace.id, two.store.id), null);
  expect(mixed).toMatchObject({ fault: "store_unknown" });
});

test("a key made by another process is let in at once, while garbage asks the database once a second at most", async () => {
  const there = await makeDirectory(db, clock);
  const { marketplace } = await populate(directory);
  const { token } = ok(await directory.createApiKey(operator, newKey(marketplace.id), null));
  expect(await there.authenticate(hashOf(token))).not.toBeNull();
  let reads = 0;
  const counted: Db = {
    ...db,
    read: (sql, parameters) => {
      reads++;
      return db.read(sql, parameters);
    },
  };
  const flooded = await makeDirectory(counted, clock);
  reads = 0;
  clock.advance(1000);
  for (let i = 0; i < 50; i++) expect(await flooded.authenticate(hashOf(`garbage ${i}`))).toBeNull();
  expect(reads).toBe(1);
});

test("use is written lazily, once a minute at most", async () => {
  const { marketplace } = await populate(directory);
  const { key, token } = ok(await directory.createApiKey(operator, newKey(marketplace.id), null));
  const used = clock.now();
  await directory.authenticate(hashOf(token));
  expect((await directory.getApiKey(key.id))?.last_used_at).toBeNull();
  await directory.flushUse();
  expect((await directory.getApiKey(key.id))?.last_used_at).toEqual(used);
  clock.advance(59_000);
  await directory.authenticate(hashOf(token));
  await directory.flushUse();
  expect((await directory.getApiKey(key.id))?.last_used_at).toEqual(used);
  clock.advance(1_000);
  await directory.authenticate(hashOf(token));
  await directory.flushUse();
  expect((await directory.getApiKey(key.id))?.last_used_at).toEqual(clock.now());
});

async function personWith(role: Role, place: { marketplace: string | null; merchant?: string; store?: string }) {
  const person = ok(await directory.createPerson({ name: "李雷" }, null));
  const { marketplace, merchant = null, store = null } = place;
  const input = { person: person.id, marketplace, merchant, store, role };
  const membership = ok(await directory.addMembership("cli", input));
  return { person, membership };
}

test("a personal token stands for one membership: it ends with its time, its membership or its person", async () => {
  const { marketplace, merchant, store } = await populate(directory);
  const place = { marketplace: marketplace.id, merchant: merchant.id, store: store.id };
  const issue = async (membership: string) => {
    const expiresAt = new Date(clock.now().getTime() + 1000);
    return ok(await directory.issueToken({ membership, title: "laptop", expiresAt }));
  };
  const one = await personWith("merchant_finance", place);
  const first = await issue(one.membership.id);
  expect(first.token).toMatch(/^hp_/);
  const bearer = await directory.authenticate(hashOf(first.token));
  expect(bearer).toMatchObject({ kind: "person", id: one.person.id, marketplace: marketplace.id, store: store.id });
  const scopes = bearer && "scopes" in bearer ? bearer.scopes : [];
  expect(scopes).toContain("refunds:write");
  expect(scopes).not.toContain("wallet_accounts:write");
  clock.advance(1000);
  expect(await directory.authenticate(hashOf(first.token))).toBeNull();
  const second = await issue(one.membership.id);
  ok(await directory.setPersonState(one.person.id, "disabled"));
  expect(await directory.authenticate(hashOf(second.token))).toBeNull();
  ok(await directory.setPersonState(one.person.id, "active"));
  expect(await directory.authenticate(hashOf(second.token))).not.toBeNull();
  ok(await directory.endMembership(one.membership.id));
  expect(await directory.authenticate(hashOf(second.token))).toBeNull();
});

test("only the whole house's operator may make marketplaces; a merchant's membership without a store gets no token", async () => {
  const { marketplace, merchant } = await populate(directory);
  const expiresAt = new Date(clock.now().getTime() + 1000);
  const scopesOf = async (role: Role, place: string | null) => {
    const { membership } = await personWith(role, { marketplace: place });
    const { token } = ok(await directory.issueToken({ membership: membership.id, title: "", expiresAt }));
    const bearer = await directory.authenticate(hashOf(token));
    return bearer && "scopes" in bearer ? bearer.scopes : [];
  };
  expect(await scopesOf("operator", null)).toContain("house:write");
  expect(await scopesOf("operator", marketplace.id)).not.toContain("house:write");
  expect(await scopesOf("auditor", null)).not.toContain("house:write");
  const owner = await personWith("merchant_owner", { marketplace: marketplace.id, merchant: merchant.id });
  const refused = await directory.issueToken({ membership: owner.membership.id, title: "", expiresAt });
  expect(refused).toMatchObject({ ok: false, fault: "store_unknown" });
});

test("a membership is given once, in a place that fits its role and exists", async () => {
  const { marketplace, merchant } = await populate(directory);
  const other = await populate(directory);
  const { person } = await personWith("support", { marketplace: marketplace.id });
  const give = (role: Role, marketplaceId: string | null, merchantId: string | null, storeId: string | null) =>
    directory.addMembership("cli", {
      person: person.id,
      marketplace: marketplaceId,
      merchant: merchantId,
      store: storeId,
      role,
    });
  expect(await give("support", marketplace.id, null, null)).toMatchObject({ fault: "duplicate" });
  expect(await give("support", marketplace.id, merchant.id, null)).toMatchObject({ fault: "parent_unknown" });
  expect(await give("merchant_staff", marketplace.id, null, null)).toMatchObject({ fault: "parent_unknown" });
  expect(await give("merchant_staff", other.marketplace.id, merchant.id, null)).toMatchObject({
    fault: "parent_unknown",
  });
  const foreign = await give("merchant_staff", marketplace.id, merchant.id, other.store.id);
  expect(foreign).toMatchObject({ fault: "parent_unknown" });
});

test("approver and proposer are two persons; keys approve nothing and hide nobody", async () => {
  const { marketplace } = await populate(directory);
  const other = await populate(directory);
  const { person } = await personWith("approver", { marketplace: marketplace.id });
  const caller = { ...operator, id: person.id, marketplace: marketplace.id };
  expect(await directory.mayApprove(caller, marketplace.id, "per_somebody")).toMatchObject({ ok: true });
  const why = async (asked: ReturnType<Directory["mayApprove"]>) => {
    const result = await asked;
    return !result.ok && result.detail?.["why"];
  };
  expect(await why(directory.mayApprove(caller, marketplace.id, person.id))).toBe("approver_is_proposer");
  expect(await why(directory.mayApprove(caller, other.marketplace.id, "per_somebody"))).toBe("not_an_approver");
  expect(await why(directory.mayApprove({ ...caller, id: "per_nobody" }, marketplace.id, "x"))).toBe("not_an_approver");
  const { key } = ok(await directory.createApiKey(caller, newKey(marketplace.id), null));
  const asKey = { ...caller, kind: "key" as const, id: key.id };
  expect(await why(directory.mayApprove(asKey, marketplace.id, "per_somebody"))).toBe("keys_cannot_approve");
  const rolled = ok(await directory.rollApiKey(asKey, key.id, { overlap_seconds: 0 }, null));
  expect(await why(directory.mayApprove(caller, marketplace.id, rolled.key.id))).toBe("approver_is_proposer");
});

test("a key that another process made a moment ago is its maker's here too, through the keys that it made", async () => {
  const { marketplace } = await populate(directory);
  const { person } = await personWith("approver", { marketplace: marketplace.id });
  const caller = { ...operator, id: person.id, marketplace: marketplace.id };
  // Another process over the same database, whose memory is never refreshed from here on.
  const there = await makeDirectory(db, clock);
  const { key } = ok(await directory.createApiKey(caller, newKey(marketplace.id), null));
  const asKey = { ...caller, kind: "key" as const, id: key.id };
  const next = ok(await directory.createApiKey(asKey, newKey(marketplace.id), null));
  const same = { why: "approver_is_proposer" };
  for (const id of [key.id, next.key.id]) {
    expect(await there.mayApprove(caller, marketplace.id, id)).toMatchObject({ ok: false, detail: same });
    expect([await there.whyNotTwo(id, person.id), await there.whyNotTwo(person.id, id)]).toEqual([same, same]);
  }
  expect(await there.whyNotTwo(key.id, next.key.id)).toEqual(same);
  // Two people's keys are two people's, and a key has the hands of its maker.
  const { person: other } = await personWith("approver", { marketplace: marketplace.id });
  const fresh = ok(await directory.createPerson({ name: "made by a key's maker" }, null));
  const place = { marketplace: marketplace.id, merchant: null, store: null, role: "approver" } as const;
  ok(await directory.addMembership(person.id, { person: fresh.id, ...place }));
  expect(await there.whyNotTwo(next.key.id, other.id)).toBeNull();
  expect(await there.whyNotTwo(next.key.id, fresh.id)).toMatchObject({ why: "one_hand" });
});

test("who reads as much as an approver, or steers, or owns a store, approves nothing by that", async () => {
  const { marketplace, merchant, store } = await populate(directory);
  const others = (Object.keys(roles) as Role[]).filter((role) => role !== "approver");
  for (const role of others) {
    const place = isMerchantRole(role) ? { merchant: merchant.id, store: store.id } : {};
    const { person } = await personWith(role, { marketplace: marketplace.id, ...place });
    const caller = { ...operator, id: person.id, marketplace: marketplace.id };
    const may = await directory.mayApprove(caller, marketplace.id, "per_somebody");
    expect([role, may]).toEqual([role, { ok: false, fault: "forbidden", detail: { why: "not_an_approver" } }]);
  }
});

test("access is granted from nothing, and again to the same person without a second membership", async () => {
  const { marketplace, merchant, store } = await populate(directory);
  const expiresAt = new Date(clock.now().getTime() + 1000);
  const grant = (more: Partial<Access>) => {
    const access: Access = {
      person: { name: "韩梅梅" },
      role: "operator",
      marketplace: marketplace.id,
      store: null,
      title: "",
      expiresAt,
    };
    return directory.grantAccess("cli", { ...access, ...more });
  };
  const first = ok(await grant({}));
  const person = { id: first.view.person };
  const second = ok(await grant({ person }));
  expect(second.membership.id).toBe(first.membership.id);
  const inStore = ok(await grant({ person, role: "merchant_owner", store: store.id }));
  expect(inStore.membership).toMatchObject({ merchant: merchant.id, store: store.id });
  expect(await directory.membershipsOf(person.id)).toHaveLength(2);
  expect(await directory.authenticate(hashOf(inStore.token))).toMatchObject({ store: store.id });
  expect(await grant({ role: "operator", store: store.id })).toMatchObject({ fault: "store_unknown" });
  expect(await grant({ role: "merchant_staff" })).toMatchObject({ fault: "store_unknown" });
  expect(await grant({ person: { id: "per_nobody" } })).toMatchObject({ fault: "parent_unknown" });
  const people = await db.read("select 1 from people");
  expect(await grant({ marketplace: "mkt_nobody" })).toMatchObject({ fault: "parent_unknown" });
  expect(await db.read("select 1 from people")).toHaveLength(people.length);
});

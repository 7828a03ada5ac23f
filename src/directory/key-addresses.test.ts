import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "#db";
import { freshDatabase } from "../../tests/database.ts";
import type { Directory } from "./create-directory.ts";
import { clockAt, hashOf, makeDirectory, ok, openTestDatabase, operator, populate, repeatKey } from "./test-rig.ts";

const clock = clockAt("2024-09-04T02:00:00Z");
let db: Db;
let directory: Directory;
let marketplace: string;

beforeAll(async () => {
  const urls = await freshDatabase();
  db = openTestDatabase(urls.appUrl);
  directory = await makeDirectory(db, clock);
  marketplace = (await populate(directory)).marketplace.id;
});
afterAll(() => db.close());

const here = "203.0.113.7";
const there = "198.51.100.1";
const make = async (addresses: readonly string[]) =>
  ok(
    await directory.createApiKey(
      operator,
      { marketplace, store: null, name: "till", scopes: ["payments:read"], addresses },
      null,
    ),
  );
const elsewhere = (id: string, address: string) => ({ kind: "elsewhere", id, address });
const kept = async (key: string) =>
  await db.read("select n, addresses::text[] as list, set_by from api_key_addresses where key = $1 order by n", [key]);

test("a key with a list is good from its addresses alone; without one, from everywhere", async () => {
  const { key, token } = await make([here, "2001:db8::/32"]);
  expect(key.addresses).toEqual([here, "2001:db8::/32"]);
  for (const good of [here, `::ffff:${here}`, "2001:db8::9"])
    expect(await directory.authenticate(hashOf(token), good)).toMatchObject({ kind: "key", id: key.id });
  for (const bad of [there, "::1", "", "unix"])
    expect(await directory.authenticate(hashOf(token), bad)).toEqual(elsewhere(key.id, bad));
  const open = await make([]);
  expect(await directory.authenticate(hashOf(open.token), there)).toMatchObject({ kind: "key" });
  expect(await directory.authenticate(hashOf(open.token))).toMatchObject({ kind: "key" });
});

test("what was asked from elsewhere is no use of the key", async () => {
  const { key, token } = await make([here]);
  await directory.authenticate(hashOf(token), there);
  await directory.flushUse();
  expect((await directory.getApiKey(key.id))?.last_used_at).toBeNull();
});

test("a change holds at once, in another process with its next refresh, and every list is kept", async () => {
  const other = await makeDirectory(db, clock);
  const { key, token } = await make([]);
  const set = (addresses: readonly string[]) =>
    directory.setKeyAddresses(operator, key.id, { addresses, address: there });
  expect(ok(await set(["10.0.0.0/8", "::ffff:10.0.0.0/104"])).addresses).toEqual(["10.0.0.0/8"]);
  // Twice is as once.
  expect(ok(await set(["10.0.0.0/8"])).addresses).toEqual(["10.0.0.0/8"]);
  expect(await directory.authenticate(hashOf(token), there)).toEqual(elsewhere(key.id, there));
  await other.refresh();
  expect(await other.authenticate(hashOf(token), there)).toEqual(elsewhere(key.id, there));
  expect(ok(await set([])).addresses).toEqual([]);
  expect(await directory.authenticate(hashOf(token), there)).toMatchObject({ kind: "key" });
  const by = { set_by: operator.id };
  expect(await kept(key.id)).toEqual([
    { n: 1, list: ["10.0.0.0/8"], ...by },
    { n: 2, list: [], ...by },
  ]);
});

test("twenty changes at once: each is kept, and the last one is what holds", async () => {
  const { key } = await make([here]);
  const lists = Array.from({ length: 20 }, (_, i) => [`10.0.${i}.0/24`]);
  await Promise.all(
    lists.map((addresses) => directory.setKeyAddresses(operator, key.id, { addresses, address: there })),
  );
  const rows = await kept(key.id);
  expect(rows).toHaveLength(21);
  expect((await directory.getApiKey(key.id))?.addresses).toEqual((rows.at(-1) as { list: string[] }).list);
});

test("a wrong list is refused with its wrong entries; a key does not shut itself out", async () => {
  const bad = { marketplace, store: null, name: "till", scopes: ["payments:read"] as const, addresses: ["10.1.2.3/8"] };
  const refusal = { ok: false, fault: "address_list_invalid", detail: { wrong: ["10.1.2.3/8"] } };
  expect(await directory.createApiKey(operator, bad, null)).toEqual(refusal);
  const { key } = await make([]);
  const itself = { kind: "key" as const, id: key.id, marketplace, store: null, scopes: key.scopes };
  const set = (addresses: readonly string[]) => directory.setKeyAddresses(itself, key.id, { addresses, address: here });
  expect(await set(["nonsense"])).toMatchObject({ fault: "address_list_invalid" });
  expect(await set([there])).toEqual({ ok: false, fault: "address_list_locks_out", detail: { address: here } });
  expect(await set([there, here])).toMatchObject({ ok: true });
  expect(await set([])).toMatchObject({ ok: true });
});

test("letting a key be used from more places is as making it: only by who may all that it may; fewer anybody may", async () => {
  const made = async (addresses: readonly string[]) =>
    ok(
      await directory.createApiKey(
        operator,
        { marketplace, store: null, name: "till", scopes: ["payments:read", "refunds:write"], addresses },
        null,
      ),
    ).key.id;
  const lesser = {
    kind: "key" as const,
    id: "key_lesser",
    marketplace,
    store: null,
    scopes: ["payments:read"] as const,
  };
  const set = (id: string, addresses: readonly string[]) =>
    directory.setKeyAddresses({ ...lesser, scopes: [...lesser.scopes] }, id, { addresses, address: here });
  const refusal = { ok: false, fault: "scope_unknown", detail: { scopes: ["refunds:write"] } };
  const id = await made([here, there]);
  expect(await set(id, [here, there, "192.0.2.1"])).toEqual(refusal);
  expect(await set(id, [])).toEqual(refusal);
  expect((await directory.getApiKey(id))?.addresses).toEqual([here, there]);
  expect(ok(await set(id, [here])).addresses).toEqual([here]);
  expect(await set(id, [here, there])).toEqual(refusal);
  // From everywhere to one place is fewer; whoever has all its scopes may widen it again.
  const open = await made([]);
  expect(ok(await set(open, [here])).addresses).toEqual([here]);
  expect(ok(await directory.setKeyAddresses(operator, open, { addresses: [], address: here })).addresses).toEqual([]);
});

test("a successor has its predecessor's list; a revoked key's is not changed, another market's is not found", async () => {
  const { key } = await make([here]);
  const next = ok(await directory.rollApiKey(operator, key.id, { overlap_seconds: 60 }, repeatKey("roll", "1")));
  expect(next.key.addresses).toEqual([here]);
  expect(await directory.authenticate(hashOf(next.token), there)).toEqual(elsewhere(next.key.id, there));
  const set = (caller: typeof operator, id: string) =>
    directory.setKeyAddresses(caller, id, { addresses: [there], address: there });
  await directory.revokeApiKey(operator, next.key.id);
  expect(await set(operator, next.key.id)).toMatchObject({ fault: "not_found" });
  const stranger = { ...operator, marketplace: "mkt_other" };
  expect(await set(stranger, key.id)).toMatchObject({ fault: "not_found" });
});

test("the database keeps no list that is none, whatever the code says", async () => {
  const { key } = await make([]);
  const put = (list: readonly string[]) => db.read("update api_keys set addresses = $2 where id = $1", [key.id, list]);
  await expect(put(["10.1.2.3/8"])).rejects.toMatchObject({ code: "22P02" });
  await expect(put(["shop.example"])).rejects.toMatchObject({ code: "22P02" });
  const many = Array.from({ length: 101 }, (_, i) => `10.0.0.${i}`);
  await expect(put(many)).rejects.toMatchObject({ constraint: "addresses_few" });
});

import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Db, makeIds, openDatabase } from "#db";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { type Contacts, createContacts, type NewContact } from "./contacts.ts";
import { createSealer } from "./sealer.ts";

let database: TestDatabase;
let db: Db;
let contacts: Contacts;
let now = new Date("2026-11-22T08:00:00Z");
beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 4, applicationName: "contacts test" });
  const clock = { now: () => now };
  const sealer = createSealer({ current: { id: "k1", key: randomBytes(32) }, random: randomBytes });
  contacts = createContacts({ db, clock, ids: makeIds(clock, randomBytes), sealer });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const market = "mkt_01JDREDRED0EREDREDREDREDRE";
const other = "mkt_01JDREDRED0EREDREDREDREDR0";
const meimei = { name: "韩梅梅", email: "meimei@wallet.example", phone: "+86 10 5555 0100", note: "夜间先打电话" };
const lilei = { ...meimei, name: "李雷", email: null, note: "" };
const at = (change: Partial<NewContact> = {}): NewContact => ({
  ...{ kind: "partner", name: "wechatpay", marketplace: market, role: "emergency", order: 1, person: meimei },
  ...change,
});
const listed = async (filter: Parameters<Contacts["list"]>[0]) =>
  (await contacts.list(filter)).map((one) => `${one.role} ${one.order} ${one.person.name}`);
const acts = async (id: string) =>
  await db.read<object>("select act, role, place, by_whom from contact_acts where contact = $1 order by n", [id]);

test("who is called first stands first; who is put in a place is there alone, and another marketplace sees nobody", async () => {
  await contacts.put("per_1", at({ role: "finance", person: lilei }));
  await contacts.put("per_1", at({ order: 2, person: lilei }));
  const first = await contacts.put("per_1", at());
  expect(await listed({ marketplace: market, name: "wechatpay" })).toEqual([
    ...["emergency 1 韩梅梅", "emergency 2 李雷", "finance 1 李雷"],
  ]);
  now = new Date(now.getTime() + 60_000);
  const again = await contacts.put("per_2", at({ person: lilei }));
  expect([again.id, again.set_by, again.set_at]).toEqual([first.id, "per_2", now]);
  expect(await listed({ marketplace: market, kind: "partner" })).toEqual([
    ...["emergency 1 李雷", "emergency 2 李雷", "finance 1 李雷"],
  ]);
  expect(await listed({ marketplace: other })).toEqual([]);
});

test("nothing of a person lies open in the database, and nothing is left of one who was removed", async () => {
  const { id } = await contacts.put("per_1", at({ role: "technical" }));
  const rows = await db.read<{ text: string }>(
    "select to_jsonb(c)::text as text from contacts c union all select to_jsonb(a)::text from contact_acts a",
    [],
  );
  expect(rows.filter(({ text }) => /韩梅梅|meimei|5555|夜间/.test(text))).toEqual([]);
  expect(await contacts.remove("per_3", id)).toEqual({ id });
  expect(await contacts.remove("per_3", id)).toBeNull();
  expect(await contacts.get(id)).toBeNull();
  expect(await db.read("select sealed, removed_at from contacts where id = $1", [id])).toEqual([
    { sealed: null, removed_at: now },
  ]);
  expect(await acts(id)).toEqual([
    { act: "set", role: "technical", place: 1, by_whom: "per_1" },
    { act: "removed", role: "technical", place: 1, by_whom: "per_3" },
  ]);
});

test("of several who set one place at once, one contact is there", async () => {
  const given = at({ name: "red_book", role: "business" });
  const made = await Promise.all(["per_1", "per_2", "per_3"].map((by) => contacts.put(by, given)));
  expect(new Set(made.map((one) => one.id)).size).toBe(1);
  expect(await listed({ marketplace: market, name: "red_book" })).toEqual(["business 1 韩梅梅"]);
});

test("a participant of the hub is of the whole house, by the database too", async () => {
  await contacts.put("per_1", at({ kind: "participant", name: "redpay", marketplace: null }));
  expect(await listed({ marketplace: null, kind: "participant" })).toEqual(["emergency 1 韩梅梅"]);
  expect(await listed({ marketplace: market, kind: "participant" })).toEqual([]);
  await expect(contacts.put("per_1", at({ kind: "participant", name: "redpay" }))).rejects.toThrow("of_whom");
});

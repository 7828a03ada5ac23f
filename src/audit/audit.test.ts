import { beforeEach, expect, test } from "vitest";
import { type Db, makeIds, openDatabase } from "#db";
import { isGrown, isIncluded, rootOf, treeOf } from "#merkle";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { linkActs } from "./link.ts";
import { listEntries, listHeads, proveEntry, proveGrowth } from "./read.ts";
import { selectOf, sources } from "./sources.ts";
import { verifyAudit } from "./verify.ts";

let database: TestDatabase;
let db: Db;
let owner: Db;
let other: Db;
let at = new Date("2026-11-22T08:00:00.000Z");
const clock = { now: () => at };
const ids = makeIds(clock, (bytes) => Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))));
const open = (url: string) => openDatabase(url, { poolSize: 3, applicationName: "audit test" });
const hex = (text: string) => Buffer.from(text, "hex");

beforeEach(async () => {
  database = await freshDatabase();
  [db, owner, other] = [open(database.appUrl), open(database.ownerUrl), open(database.appUrl)];
  at = new Date("2026-11-22T08:00:00.000Z");
  return async () => {
    await Promise.all([db.close(), owner.close(), other.close()]);
    await database.drop();
  };
});

async function signIn(login: string, when = at): Promise<string> {
  const id = ids.next("sgn");
  await db.read("insert into sign_ins (id, login, outcome, address, agent, at) values ($1, $2, 'in', '::1', 'x', $3)", [
    ...[id, login, when],
  ]);
  return id;
}

async function person(name: string): Promise<string> {
  const id = ids.next("per");
  await db.read("insert into people (id, name, state, created_at, version) values ($1, $2, 'active', $3, 1)", [
    ...[id, name, at],
  ]);
  return id;
}

const link = (through = db) => linkActs({ db: through, clock });
const later = (minutes: number) => {
  at = new Date(at.getTime() + minutes * 60_000);
};

test("every source reads from the tables that there are, each under a name of its own", async () => {
  for (const source of sources) expect(await db.read(selectOf(source))).toEqual([]);
  expect(new Set(sources.map((source) => source.name)).size).toBe(sources.length);
  expect((await verifyAudit(db, at)).ok).toBe(true);
});

test("what is on record is linked once, and the whole stands", async () => {
  for (const name of ["a", "b", "c"]) await signIn(name);
  await person("Lin");
  expect(await link()).toBe(4);
  expect(await link()).toBe(0);
  expect(await verifyAudit(db, at)).toMatchObject({ ok: true, size: 4, faults: [], waiting: 0 });
});

test("a row changed by the database's owner is found, and named", async () => {
  await signIn("honest");
  const id = await signIn("planted");
  await link();
  await owner.read("update sign_ins set outcome = 'refused' where id = $1", [id]);
  const { ok, faults } = await verifyAudit(db, at);
  expect(ok).toBe(false);
  expect(faults).toMatchObject([{ kind: "row_changed", about: `sign_ins ${id}` }]);
});

test("a row taken away, one slipped in with an old instant, and a version turned back are found", async () => {
  const gone = await signIn("gone");
  const lin = await person("Lin");
  await link();
  await db.read("update people set name = 'Lin Yi', version = 2 where id = $1", [lin]);
  expect(await link()).toBe(1);
  expect((await verifyAudit(db, at)).faults).toEqual([]);
  await owner.read("delete from sign_ins where id = $1", [gone]);
  await owner.read("update people set name = 'Lin', version = 1 where id = $1", [lin]);
  later(120);
  const slipped = await signIn("slipped", new Date(at.getTime() - 60 * 60_000));
  const { faults } = await verifyAudit(db, at);
  expect(faults.map((fault) => `${fault.kind} ${fault.about}`).sort()).toEqual([
    `row_changed people ${lin}@2`,
    `row_gone sign_ins ${gone}`,
    `row_not_linked sign_ins ${slipped}`,
  ]);
});

test("a chain mended to fit the planted row breaks its links, its heads and every head that was kept", async () => {
  const id = await signIn("first");
  await link();
  const [kept] = await listHeads(db, 1);
  await signIn("second");
  await link();
  await owner.read("update sign_ins set login = 'nobody' where id = $1", [id]);
  const source = sources.find((one) => one.name === "sign_ins");
  const content =
    source && `(select sha256('\\x00'::bytea || convert_to(s.content, 'UTF8')) from (${selectOf(source)}) s`;
  await owner.read(`update audit_entries e set leaf = ${content} where s.key = e.key) where e.n = 0`);
  const mended = await verifyAudit(db, at);
  expect(mended.faults.map((fault) => fault.kind)).toEqual(["link_broken", "head_wrong", "head_wrong"]);
  // Whoever rewrites links and heads too is still held by the head that an outsider noted.
  await owner.read("delete from audit_entries");
  await owner.read("delete from audit_heads");
  await owner.read("delete from audit_chain");
  await link();
  expect((await verifyAudit(db, at)).ok).toBe(true);
  const held = await verifyAudit(db, at, [{ size: kept?.size ?? 0, root: kept?.root ?? "" }]);
  expect(held.faults).toMatchObject([{ kind: "head_wrong", about: "kept head 1" }]);
});

test("a young row may wait for the chore; it is no fault yet", async () => {
  await signIn("just now");
  expect(await verifyAudit(db, at)).toMatchObject({ ok: true, waiting: 1 });
});

test("two processes that link at once make one chain", async () => {
  for (let n = 0; n < 40; n++) {
    await signIn(`p${n}`);
    if (n % 3 === 0) await Promise.all([link(db), link(other), link(db)]);
  }
  await Promise.all([link(db), link(other)]);
  expect(await verifyAudit(db, at)).toMatchObject({ ok: true, size: 40, waiting: 0 });
});

test("an entry is proven to be in, and a later head to have grown from an earlier one", async () => {
  for (const name of ["a", "b", "c", "d", "e"]) await signIn(name);
  await link();
  for (const name of ["f", "g"]) await signIn(name);
  await link();
  const growth = await proveGrowth(db, 5, 7);
  if (!growth) throw new Error("There are seven entries.");
  const [before, after] = [
    { size: 5, root: hex(growth.from_root) },
    { size: 7, root: hex(growth.to_root) },
  ];
  expect(isGrown(before, after, growth.hashes.map(hex))).toBe(true);
  expect(await listHeads(db, 9)).toMatchObject([
    { size: 7, root: growth.to_root },
    { size: 5, root: growth.from_root },
  ]);
  const [newest] = await listEntries(db, { source: "sign_ins", before: null, limit: 1 });
  const proof = await proveEntry(db, newest?.n ?? -1, 7);
  const source = sources.find((one) => one.name === "sign_ins");
  const rows = source ? await db.read<{ key: string; content: string }>(selectOf(source)) : [];
  const data = Buffer.from(rows.find((row) => row.key === newest?.key)?.content ?? "");
  const inclusion = { leaf: 6, size: 7, hashes: proof?.hashes.map(hex) ?? [] };
  expect(isIncluded(data, inclusion, after.root)).toBe(true);
  expect(isIncluded(Buffer.from("something else"), inclusion, after.root)).toBe(false);
  expect(rootOf(treeOf([])).equals(after.root)).toBe(false);
  expect(await proveEntry(db, 7, 7)).toBeNull();
  for (const [from, to] of [
    [5, 8],
    [0, 7],
    [7, 5],
    [0, 0],
  ] as const)
    expect(await proveGrowth(db, from, to)).toBeNull();
});

test("the server's role can neither change nor take away what is linked", async () => {
  await signIn("a");
  await link();
  for (const deed of ["update audit_entries set n = 9", "delete from audit_entries", "delete from audit_heads"])
    await expect(db.read(deed)).rejects.toThrow(/permission denied/);
});

/** One row of each act by which another wall opens or falls, as the rooms write them. */
const walls: readonly { source: string; insert: string; tamper: string }[] = [
  {
    source: "agreements",
    insert: `insert into agreements (id, marketplace, title_zh, title_en, parties, scopes, rung, starts_at, notice_days,
      proposed_by, version, made_at) values ('agr', 'm', '约', 'A', '["a","b"]', '["data"]',
      'links', $1, 3, 'p', 1, $1)`,
    tamper: "update agreements set scopes = '[\"payment\"]'",
  },
  {
    source: "agreement_steps",
    insert:
      "insert into agreement_steps (agreement, n, event, by_whom, why, at) values ('agr', 1, 'proposed', 'p', 'w', $1)",
    tamper: "update agreement_steps set by_whom = 'somebody else'",
  },
  {
    source: "link_policies",
    insert: `insert into link_policies (marketplace, partner, n, starts_at, title_zh, title_en, rules, posts, why,
      set_by, set_at) values ('m', 'wechat', 1, $1, '规', 'R', '[]', '{}', 'w', 'p', $1)`,
    tamper: `update link_policies set posts = '{"links":"allow"}'`,
  },
  {
    source: "link_block_steps",
    insert: "insert into link_block_steps (block, n, event, by_whom, why, at) values ('b', 1, 'blocked', 'p', 'w', $1)",
    tamper: "update link_block_steps set event = 'lifted'",
  },
  {
    source: "interface_grant_steps",
    insert: `insert into interface_grant_steps (grant_id, n, event, by_whom, why, at)
      values ('g', 1, 'granted', 'p', 'w', $1)`,
    tamper: "delete from interface_grant_steps",
  },
  {
    source: "screen_appeals.decided",
    insert: `insert into screen_appeals (bucket, id, marketplace, store, kind, subject, why, state, appealed_by,
      appealed_at, decided_by, decided_zh, decided_en, decided_at)
      values (60, 'ap', 'm', 's', 'link', 'x', 'w', 'upheld', 'p', $1, 'q', '不', 'no', $1)`,
    tamper: "update screen_appeals set state = 'granted'",
  },
  {
    source: "licences.revoked",
    insert: `insert into licences (id, marketplace, work, title_zh, title_en, host, scopes, starts_at, version,
      granted_by, granted_at, revoked_by, revoked_why, revoked_at)
      values ('lic', $2, 'star', '星', 'S', 'douyin', '{stream}', $1, 2, 'p', $1, 'p', 'w', $1)`,
    tamper: "update licences set revoked_by = null, revoked_why = null, revoked_at = null",
  },
  {
    source: "campaign_bills",
    insert: `insert into campaign_bills (bucket, campaign, host, n, id, marketplace, wallet_account, amount, total,
      currency, asked_by, at, state)
      values (60, 'c', 'wechat', 1, 'bil', 'm', 'wac', 80, 80, 'CNY', 'p', $1, 'proposed')`,
    tamper: "update campaign_bills set amount = 8000, total = 8000",
  },
  {
    source: "campaign_acts",
    insert: `insert into campaign_acts (subject, n, marketplace, act, by_whom, about, at)
      values ('mpo', 1, 'm', 'payout_confirmed', 'p', '{"amount":"1"}', $1)`,
    tamper: "update campaign_acts set by_whom = 'q'",
  },
];

test.each(walls)("$source: linked once, and what its owner changes afterwards is found", async (wall) => {
  const market = ids.next("mkt");
  await owner.read(
    `insert into marketplaces (id, name_zh, name_en, time_zone, state, created_at, version)
     values ($1, '市', 'M', 'Asia/Shanghai', 'open', $2, 1)`,
    [market, at],
  );
  await db.read(wall.insert, wall.insert.includes("$2") ? [at, market] : [at]);
  await link();
  expect(await link()).toBe(0);
  expect((await listEntries(db, { source: wall.source, before: null, limit: 5 })).length).toBe(1);
  expect((await verifyAudit(db, at)).ok).toBe(true);
  await owner.read(wall.tamper);
  const { ok, faults } = await verifyAudit(db, at);
  expect([ok, faults.some(({ about }) => about.startsWith(`${wall.source} `))]).toEqual([false, true]);
});

import { createHmac, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Db, makeIds, openDatabase } from "#db";
import { freshDatabase } from "../../tests/database.ts";
import { makeWechatServer } from "./fake/wechat-server.ts";
import { createEntries, exampleEntries, linksOf, readWechatLink } from "./index.ts";

const marketplace = "mkt_01JDREDRED01REDREDREDREDRE";
const now = new Date("2024-09-04T12:00:00+08:00");
let at = now;
const clock = { now: () => at };
const ids = makeIds(clock, randomBytes);
const opening = { open: true };
const secret = "0123456789abcdef0123456789abcdef";
const wechat = makeWechatServer({
  now: () => at,
  random: randomBytes,
  secretOf: (app) => (app === exampleEntries.jd.app_id ? secret : null),
});
const asked: object[] = [];
const paid: object[] = [];
let db: Db;
let end = async (): Promise<void> => {};
let room: ReturnType<typeof boot>;

const boot = () =>
  createEntries<string, "never">({
    ...{ db, clock, ids, seal: (text, aad) => `${aad}:${Buffer.from(text).toString("hex")}` },
    open: (sealed, aad) => Buffer.from(sealed.slice(aad.length + 1), "hex").toString(),
    hmac: (text) => createHmac("sha256", "test").update(text).digest(),
    decide: (question) => {
      asked.push(question);
      return {
        open: opening.open,
        reasons: opening.open ? [] : [{ code: "not_opened", zh: "未开放", en: "Not opened" }],
      };
    },
    ...{ call: (what) => wechat.call(what), sandbox: true },
    buyerOf: async (checkout) => (checkout === "chk_li" ? "li" : null),
    pay: async (how) => {
      paid.push(how);
      return { ok: true, value: "started" };
    },
  });

beforeAll(async () => {
  const database = await freshDatabase();
  const owner = openDatabase(database.ownerUrl, { poolSize: 1, applicationName: "entries test owner" });
  await owner.read(
    `insert into marketplaces (id, name_zh, name_en, time_zone, state, created_at, version)
     values ($1, '美团', 'Meituan', 'Asia/Shanghai', 'open', $2, 1)`,
    [marketplace, now],
  );
  await owner.close();
  db = openDatabase(database.appUrl, { poolSize: 8, applicationName: "entries test" });
  room = boot();
  end = async () => {
    await db.close();
    await database.drop();
  };
});
afterAll(() => end());

const registered = async (name: keyof typeof exampleEntries): Promise<string> => {
  const done = await room.registerEntry("per_1", { ...exampleEntries[name], marketplace }, null);
  if (done.ok) return done.value.id;
  const { data } = await room.listEntries({ marketplace }, { after: null, limit: 100 });
  return data.find((one) => one.app_id === exampleEntries[name].app_id)?.id as string;
};

test("Meituan takeaway ordered inside Alipay is paid by Alipay, as the buyer who is known there", async () => {
  const entry = await registered("meituan_takeaway");
  expect(await room.payInEntry(entry, "chk_li", null)).toMatchObject({ ok: false, fault: "identity_missing" });
  const told = { openid: "2088000000000001", buyer: "li", consent: "takeaway-1" };
  const mapped = await room.mapIdentity("key_1", entry, told, null);
  if (!mapped.ok) throw new Error(mapped.fault);
  expect(JSON.stringify(mapped.value)).not.toMatch(/2088|"li"/);
  expect(await room.payInEntry(entry, "chk_li", null)).toEqual({ ok: true, value: "started" });
  expect(paid.at(-1)).toEqual({ marketplace, checkout: "chk_li", wallet: "alipay", openid: told.openid });
  expect(asked.at(-1)).toEqual({ marketplace, host: "alipay", surface: null });
  // The buyer's identity in one app is nothing in another.
  const hotels = await registered("meituan_hotels");
  expect(await room.payInEntry(hotels, "chk_li", null)).toMatchObject({ fault: "identity_missing" });
  opening.open = false;
  expect(await room.payInEntry(entry, "chk_li", null)).toMatchObject({
    ...{ fault: "entry_shut", detail: { reasons: [{ code: "not_opened" }] } },
  });
  opening.open = true;
  await room.revokeIdentity(mapped.value.id);
  expect(await room.payInEntry(entry, "chk_li", null)).toMatchObject({ fault: "identity_missing" });
});

test("no row names a buyer: sealed and keyed while there is consent, gone afterwards", async () => {
  const entry = await registered("xianyu");
  const told = { openid: "oWeChatOpenid1", buyer: "han-meimei", consent: "v1" };
  const mapped = await room.mapIdentity("key_1", entry, told, null);
  if (!mapped.ok) throw new Error(mapped.fault);
  const row = async () =>
    JSON.stringify(await db.read("select * from entry_identities where id = $1", [mapped.value.id]));
  expect(await row()).not.toMatch(/oWeChatOpenid1|han-meimei/);
  await room.revokeIdentity(mapped.value.id);
  expect(JSON.parse(await row())).toMatchObject([
    { buyer: null, openid_sealed: null, openid_hash: null, consent: "v1" },
  ]);
  expect(await room.revokeIdentity(mapped.value.id)).toMatchObject({ ok: true, repeated: true });
});

test("ten mappings of one buyer at once leave one living row; another openid ends the older one", async () => {
  const entry = await registered("jd");
  const rooms = [room, boot()] as const;
  const map = (n: number, openid: string) =>
    rooms[n % 2]?.mapIdentity("key_1", entry, { openid, buyer: "wei", consent: "v1" }, null);
  const done = await Promise.all(Array.from({ length: 10 }, (_, n) => map(n, "same")));
  expect(new Set(done.map((one) => one?.ok && one.value.id)).size).toBe(1);
  await Promise.all(Array.from({ length: 10 }, (_, n) => map(n, `other-${n}`)));
  const living = "select count(*) as n from entry_identities where entry = $1 and revoked_at is null";
  expect(await db.read(living, [entry])).toEqual([{ n: 1n }]);
});

test("the same told again under one key is answered again, also where an older row says it already", async () => {
  const entry = await registered("jd");
  const told = { openid: "o-gao", buyer: "gao", consent: "v1" };
  const first = await room.mapIdentity("key_1", entry, told, null);
  const key = { caller: "key_1", route: "r", key: "gao", requestHash: "d".repeat(64) };
  for (const _ of [1, 2])
    expect(await room.mapIdentity("key_1", entry, told, key)).toEqual({ ...first, repeated: true });
  const other = { ...key, requestHash: "e".repeat(64) };
  expect(await room.mapIdentity("key_1", entry, { ...told, consent: "v2" }, other)).toMatchObject({
    fault: "idempotency_key_reused",
  });
});

test("links: WeChat's schemes and URL Link, Alipay's scheme; a service is joined by its page", async () => {
  const [takeaway, xianyu, meeting] = [
    exampleEntries.meituan_takeaway,
    exampleEntries.xianyu,
    exampleEntries.dingtalk_meeting,
  ];
  const alipay = linksOf(takeaway, { path: "pages/shop", query: "id=7&t=a b" });
  expect(alipay.map((one) => one.url)).toEqual([
    "alipays://platformapi/startapp?appId=2021000000000001&page=pages%2Fshop&query=id%3D7%26t%3Da%20b",
  ]);
  const [plain, scheme, link] = linksOf(xianyu, { path: "pages/item", query: "id=7" });
  expect(plain?.url).toBe(
    "weixin://dl/business/?appid=wx00000000000000a1&path=pages%2Fitem&query=id%3D7&env_version=release",
  );
  expect(JSON.parse(scheme?.body ?? "")).toEqual({
    ...{ jump_wxa: { path: "pages/item", query: "id=7", env_version: "release" }, is_expire: true },
    ...{ expire_type: 1, expire_interval: 30 },
  });
  expect(link?.url).toBe("https://api.weixin.qq.com/wxa/generate_urllink");
  expect(linksOf(meeting, { path: meeting.path, query: "code=123" })[0]?.url).toBe(
    "https://meeting.example/join?code=123",
  );
  expect(readWechatLink('{"errcode":0,"errmsg":"ok","openlink":"weixin://dl/business/?t=T"}')).toEqual({
    link: "weixin://dl/business/?t=T",
  });
  expect(readWechatLink('{"errcode":44990,"errmsg":"reach max api daily quota limit"}')).toMatchObject({ code: 44990 });
  expect([readWechatLink("<html>"), readWechatLink("null"), readWechatLink("{}")]).toEqual([null, null, null]);
});

test("a DingTalk meeting is joined in WeChat, sells nothing, and a suspended entry lets nobody in", async () => {
  const entry = await registered("dingtalk_meeting");
  const launched = await room.launchEntry(entry, { surface: "search", query: "code=42" });
  expect(launched).toMatchObject({ ok: true, value: { links: [{ kind: "web" }] } });
  expect(await room.payInEntry(entry, "chk_li", null)).toMatchObject({ fault: "entry_sells_nothing" });
  await room.changeEntry("per_1", entry, "suspended");
  expect(await room.launchEntry(entry, { surface: "search" })).toMatchObject({
    ...{ fault: "entry_shut", detail: { reasons: [{ code: "entry_suspended" }] } },
  });
});

test("an entry is paid by its host's own wallet or sells nothing: no other one can be called inside the host app", async () => {
  const [inWechat, inAlipay] = [exampleEntries.xianyu, exampleEntries.meituan_hotels];
  for (const entry of [
    { ...inWechat, wallet: "alipay" },
    { ...inAlipay, wallet: "wechatpay" },
  ])
    expect(await room.registerEntry("per_1", { ...entry, marketplace, path: "pages/other" }, null)).toMatchObject({
      ...{ ok: false, fault: "entry_invalid", detail: { field: "wallet" } },
    });
});

test("an entry is registered once; a wrong number, a path with a query and a query too long are refused", async () => {
  const again = { ...exampleEntries.xianyu, marketplace };
  expect(await room.registerEntry("per_1", again, null)).toMatchObject({ ok: false, fault: "entry_exists" });
  const wrong = room.registerEntry("per_1", { ...again, app_id: "gh_1" }, null);
  expect(await wrong).toMatchObject({ fault: "entry_invalid", detail: { field: "app_id" } });
  const entry = await registered("xianyu");
  expect(await room.launchEntry(entry, { surface: "home", path: "a?b" })).toMatchObject({ detail: { field: "path" } });
  const long = { surface: "home" as const, query: "x".repeat(1025) };
  expect(await room.launchEntry(entry, long)).toMatchObject({ detail: { field: "query" } });
});

test("the house asks WeChat for a link itself: one token for many, renewed when it is over or refused", async () => {
  const id = await registered("jd");
  const link = (form: "scheme" | "url_link", in_ = room) =>
    in_.makeEntryLink(id, { surface: "home", form, query: "sku=1" });
  expect(await link("scheme")).toEqual({ ok: false, fault: "entry_secret_missing" });
  expect((await room.setEntrySecret("per_1", id, { secret, origin: null })).ok).toBe(true);
  const many = await Promise.all(Array.from({ length: 12 }, (_, n) => link(n % 2 ? "scheme" : "url_link")));
  expect(many.every((one) => one.ok)).toBe(true);
  expect(new Set(many.map((one) => one.ok && one.value.url)).size).toBe(12);
  expect([wechat.calls.token, wechat.calls.link]).toEqual([1, 12]);
  const [first] = many;
  expect(first?.ok && first.value.expires_at).toEqual(new Date(now.getTime() + 30 * 86_400_000));
  wechat.forget();
  expect((await Promise.all([link("scheme"), link("url_link")])).every((one) => one.ok)).toBe(true);
  expect(wechat.calls.token).toBe(2);
  at = new Date(at.getTime() + 7000_000);
  expect((await link("scheme")).ok).toBe(true);
  expect(wechat.calls.token).toBe(3);
  const rows = JSON.stringify(await db.read("select * from entry_secrets"));
  expect(rows.includes(secret)).toBe(false);
});

test("what WeChat refuses is told with its number; silence and nonsense are unknown; no token is in any answer", async () => {
  const id = await registered("jd");
  await room.setEntrySecret("per_1", id, { secret: "f".repeat(32), origin: null });
  const link = () => room.makeEntryLink(id, { surface: "home", form: "scheme" });
  expect(await link()).toMatchObject({ fault: "host_refused", detail: { code: 40125 } });
  await room.setEntrySecret("per_1", id, { secret, origin: null });
  wechat.knob = "silent";
  expect(await link()).toMatchObject({ fault: "host_silent" });
  wechat.knob = "nonsense";
  expect(await link()).toMatchObject({ fault: "host_silent" });
  wechat.knob = "quota";
  expect(await link()).toMatchObject({ fault: "host_refused", detail: { code: 44990 } });
  wechat.knob = "ok";
  expect((await link()).ok).toBe(true);
  const home = { surface: "home", form: "scheme" } as const;
  expect(await room.makeEntryLink(id, { ...home, path: "pages/unknown?x=1" })).toMatchObject({
    fault: "entry_invalid",
  });
  opening.open = false;
  expect(await link()).toMatchObject({ fault: "entry_shut" });
  opening.open = true;
});

test("Alipay's scheme takes no call; another server's address is a sandbox's alone", async () => {
  const id = await registered("meituan_takeaway");
  const before = wechat.calls.link;
  const made = await room.makeEntryLink(id, { surface: "home", form: "scheme", query: "shop=1" });
  expect(made.ok && made.value.url).toMatch(/^alipays:\/\/platformapi\/startapp\?appId=\d{16}/);
  expect(await room.makeEntryLink(id, { surface: "home", form: "url_link" })).toMatchObject({ fault: "entry_invalid" });
  expect(await room.setEntrySecret("p", id, { secret, origin: null })).toMatchObject({ fault: "entry_invalid" });
  const jd = await registered("jd");
  const evil = { secret, origin: "http://127.0.0.1:1/path" };
  expect(await room.setEntrySecret("p", jd, evil)).toMatchObject({ fault: "entry_invalid" });
  expect(wechat.calls.link).toBe(before);
});

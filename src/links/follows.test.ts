import { createHmac, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Db, makeIds, openDatabase } from "#db";
import { freshDatabase } from "../../tests/database.ts";
import { createLinks, type Links } from "./create-links.ts";
import type { FollowNetwork } from "./follow.ts";
import type { LinksParts } from "./types.ts";

let now = new Date("2024-01-01T00:00:00Z");
const clock = { now: () => now };
const market = "mkt_01FTS99G00184V7SF9YZ8CSHM8";
const by = { id: "per_1", kind: "person", marketplace: market, store: null } as const;
let db: Db;
let boot: (follow: LinksParts["follow"]) => Links;
let pages: Record<string, string | null> = {};
let calls: string[] = [];

/** A web of this test's own: an address leads to another one, or (null) stays. */
const network: FollowNetwork = {
  lookup: async (host) => [host.startsWith("in.") ? "10.0.0.7" : "93.184.216.34"],
  async get({ url }) {
    calls.push(url.href);
    const location = pages[url.href];
    if (location === undefined) throw new Error("Nobody answers.");
    const answer = { refresh: null, contentType: "text/html", body: "" };
    return { ...answer, status: location === null ? 200 : 302, location };
  },
};
const follow: LinksParts["follow"] = { network, rule: { where: "internet", tls: false } };

beforeAll(async () => {
  const { appUrl } = await freshDatabase();
  db = openDatabase(appUrl, { poolSize: 4, applicationName: "follows test" });
  boot = (given) =>
    createLinks({
      ...{ db, clock, ids: makeIds(clock, randomBytes), random: randomBytes, publicUrl: "https://hutong.test" },
      hash: (text) => createHmac("sha256", "x").update(text).digest(),
      ...{ permit: () => ({ open: true, reasons: [], opening: null }), agreementsInForce: async () => [] },
      ...{ mayApprove: () => ({ ok: true }), linkOpenings: async () => [] },
      follow: given ?? null,
    });
});
afterAll(() => db.close());

const check = async (room: Links, url: string) => {
  const evidence = await room.evidenceFor(by, { marketplace: market, url });
  const redirects = evidence?.hops.slice(1).map((hop) => hop.url) ?? [];
  const about = { marketplace: market, store: null, partner: "wechat", buyer: null } as const;
  return room.checkLink({
    ...{ ...about, direction: "in", surface: "chat", class: "page" },
    ...{ url, redirects, evidence },
  });
};

test("a short address is asked about first, followed by the worker once, and judged by where it leads", async () => {
  const rooms = [boot(follow), boot(follow)] as const;
  const [good, bad, within] = ["https://t.cn/good", "https://t.cn/bad", "https://bit.ly/in"];
  pages = {
    [good]: "https://www.wechat.com/page",
    "https://www.wechat.com/page": null,
    [bad]: "https://wechat-pay.example/",
    [within]: "https://in.example/",
  };
  calls = [];
  const codes = async (url: string) => {
    const { action, reasons } = await check(rooms[0], url);
    return [action, reasons.map((one) => one.code).sort()] as const;
  };
  for (const url of [good, bad, within])
    expect(await codes(url)).toEqual(["confirm", ["confirm_first", "short_address"]]);
  // Asked by many at once, over two processes whose workers run at once: each is followed once.
  await Promise.all(Array.from({ length: 6 }, (_, n) => check(rooms[n % 2] as Links, good)));
  await Promise.all([rooms[0].followDue(), rooms[1].followDue(), rooms[0].followDue()]);
  expect(calls.filter((one) => one === good).length).toBe(1);
  expect(await codes(good)).toEqual(["open", []]);
  expect(await codes(bad)).toEqual(["block", ["brand_in_name"]]);
  const [action, why] = await codes(within);
  expect([action, why.includes("leads_inside")]).toEqual(["block", true]);
  expect(calls.some((one) => one.includes("in.example"))).toBe(false);
  const listed = await rooms[0].listFollows({ marketplace: market }, { after: null, limit: 10 });
  expect(listed.data.map((one) => [one.url, one.ended]).sort()).toEqual([
    [within, "private_address"],
    [bad, "refused"],
    [good, "page"],
  ]);
  expect(await rooms[1].getFollow(listed.data[0]?.id ?? "")).toEqual(listed.data[0]);
  // A day later it may lead elsewhere.
  pages[good] = "https://ta0bao.com/";
  now = new Date(now.getTime() + 86_400_001);
  expect(await codes(good)).toEqual(["confirm", ["confirm_first", "not_followed_yet"]]);
  await rooms[1].followDue();
  // Not a look-alike of anything in these lists but its name is one of a host app's.
  expect((await codes(good))[0]).toBe("block");
});

test("a line that is down is tried again, three times, and then called lost; whoever died over one is followed up", async () => {
  const room = boot(follow);
  const url = "https://t.cn/down";
  pages = {};
  calls = [];
  await room.evidenceFor(by, { marketplace: market, url });
  for (let turn = 0; turn < 5; turn++) {
    await room.followDue();
    now = new Date(now.getTime() + 60_001);
  }
  expect(calls.length).toBe(3);
  const { action, reasons } = await check(room, url);
  expect([action, reasons.some((one) => one.code === "cannot_be_followed")]).toEqual(["confirm", true]);
});

test("what a seller posts is judged by where it leads; what is known, or refused as it stands, is asked nobody", async () => {
  const room = boot(follow);
  pages = { "https://t.cn/post": "https://wechat-pay.example/" };
  calls = [];
  const post = { marketplace: market, store: null, text: "看这里 https://t.cn/post", pictures: [] };
  expect((await room.screenPost(post)).ok).toBe(true);
  await room.followDue();
  const told = await room.screenPost(post);
  expect(told.ok && told.value.findings[0]).toMatchObject({ verdict: "refused", reasons: [{ code: "brand_in_name" }] });
  pages = { "https://t.cn/fine": "https://www.wechat.com/page", "https://www.wechat.com/page": null };
  const fine = { ...post, text: "看这里 https://t.cn/fine" };
  await room.screenPost(fine);
  await room.followDue();
  const allowed = await room.screenPost(fine);
  expect(allowed.ok && allowed.value.findings[0]).toMatchObject({ verdict: "allowed", partner: "wechat" });
  calls = [];
  for (const url of ["https://www.taobao.com/x", "https://ta0bao.com/", "https://1.2.3.4/", "weixin://x", "not one"])
    expect(await room.evidenceFor(by, { marketplace: market, url })).toBeNull();
  expect(await room.askFollow(by, { marketplace: market, url: "https://www.wechat.com/" })).toMatchObject({
    fault: "link_follow_needless",
  });
  expect(await boot(null).askFollow(by, { marketplace: market, url: "https://t.cn/z" })).toMatchObject({
    fault: "link_follow_off",
  });
  expect(await boot(null).evidenceFor(by, { marketplace: market, url: "https://t.cn/z" })).toBeNull();
  await room.followDue();
  expect(calls).toEqual([]);
});

const codesOf = async (room: Links, url: string) => {
  const { action, reasons } = await check(room, url);
  return [action, reasons.map((one) => one.code).sort()] as const;
};
const day = 86_400_001;

test("a stranger's address is no clear one until it was followed; what was found holds until there is newer", async () => {
  const room = boot(follow);
  const url = "https://plain-stranger.net/a";
  const bad = { marketplace: market, store: null, text: `看这里 ${url}`, pictures: [] };
  const posted = async () => {
    const told = await room.screenPost(bad);
    return told.ok && told.value.verdict;
  };
  pages = { [url]: "https://wechat-pay.example/" };
  expect(await codesOf(room, url)).toEqual(["confirm", ["confirm_first", "not_followed_yet"]]);
  await room.followDue();
  expect([await codesOf(room, url), await posted()]).toEqual([["block", ["brand_in_name"]], "refused"]);
  now = new Date(now.getTime() + day);
  // Asked anew, and the worker has not been there yet.
  expect([await codesOf(room, url), await codesOf(room, url)]).toEqual([
    ["block", ["brand_in_name"]],
    ["block", ["brand_in_name"]],
  ]);
  expect(await posted()).toBe("refused");
  expect(await room.evidenceFor(by, { marketplace: market, url })).toMatchObject({
    state: "waiting",
    ended: "refused",
  });
  pages = { [url]: null };
  await room.followDue();
  expect([await codesOf(room, url), await posted()]).toEqual([["open", []], "allowed"]);
});

test("that nobody could find out is no proof: a check asks first, and a seller's post goes by its policy", async () => {
  const room = boot(follow);
  const url = "https://slow-stranger.net/a";
  const post = { marketplace: market, store: null, text: `看这里 ${url}`, pictures: [] };
  pages = {};
  expect(await room.screenPost(post)).toMatchObject({ ok: true, value: { verdict: "allowed" } });
  for (let turn = 0; turn < 4; turn++) {
    await room.followDue();
    now = new Date(now.getTime() + 60_001);
  }
  expect(await codesOf(room, url)).toEqual(["confirm", ["cannot_be_followed", "confirm_first"]]);
  expect(await room.screenPost(post)).toMatchObject({ ok: true, value: { verdict: "allowed" } });
});

test("in the sandbox only the machine itself is followed: nobody waits for what is never asked", async () => {
  const room = boot({ network, rule: { where: "sandbox", tls: false } });
  expect(await room.evidenceFor(by, { marketplace: market, url: "https://never-called.net/" })).toBeNull();
  expect(await codesOf(room, "https://never-called.net/")).toEqual(["open", []]);
  expect(await room.evidenceFor(by, { marketplace: market, url: "http://localhost/x" })).toMatchObject({
    state: "waiting",
  });
  await room.followDue();
});

test("stopped at a host that is let in again the same day: nobody went on, so it is lost and not clear", async () => {
  const room = boot(follow);
  const [url, host] = ["https://leads-on.net/a", "shut-for-now.net"];
  const blocked = await room.blockHost(by, {
    ...{ marketplace: market, host, code: "phishing", why: { zh: "钓鱼", en: "Phishing" } },
  });
  const id = blocked.ok ? blocked.value.id : "";
  pages = { [url]: `https://${host}/` };
  await room.evidenceFor(by, { marketplace: market, url });
  await room.followDue();
  expect((await codesOf(room, url))[0]).toBe("block");
  await room.appealBlock(by, id, "we are honest");
  await room.decideBlock({ ...by, id: "per_2" }, id, { lift: true, why: "a mistake" });
  expect(await codesOf(room, url)).toEqual(["confirm", ["cannot_be_followed", "confirm_first"]]);
});

test("an address longer than what is shown of it is judged whole, before and after it was followed", async () => {
  const room = boot(follow);
  await room.blockHost(by, {
    ...{ marketplace: market, host: "kept-out.net", code: "phishing", why: { zh: "钓鱼", en: "Phishing" } },
  });
  const start = `https://long-stranger.net/?a=${"x".repeat(180)}`;
  const whole = `${start}&to=https://kept-out.net/`;
  const onward = `${start}&b=${"y".repeat(180)}`;
  // What is cut off must not be what is asked for.
  pages = { [whole.slice(0, 200)]: null, [onward]: "https://wechat-pay.example/" };
  calls = [];
  const posted = async (url: string) => {
    const told = await room.screenPost({ marketplace: market, store: null, text: `看这里 ${url}`, pictures: [] });
    return told.ok && [told.value.verdict, told.value.findings[0]?.reasons.map((one) => one.code).sort()];
  };
  const kept = ["refused", ["blocked_phishing", "carries_address"]];
  expect([await posted(whole), (await posted(onward)) || []]).toEqual([kept, ["allowed", ["not_followed_yet"]]]);
  await room.followDue();
  expect([await posted(whole), await posted(onward)]).toEqual([kept, ["refused", ["brand_in_name"]]]);
  expect(calls).toEqual([onward]);
});

test("a short address whose next stop never answers stays a short address", async () => {
  const room = boot(follow);
  const [url, next] = ["https://t.cn/onward", "https://silent-stranger.net/"];
  pages = { [url]: next };
  const codes = async () => {
    const told = await room.screenPost({ marketplace: market, store: null, text: `看这里 ${url}`, pictures: [] });
    return told.ok && told.value.findings[0]?.reasons.map((one) => one.code);
  };
  expect(await codes()).toEqual(["short_address", "not_followed_yet"]);
  for (let turn = 0; turn < 4; turn++) {
    await room.followDue();
    now = new Date(now.getTime() + 60_001);
  }
  const found = await room.evidenceFor(by, { marketplace: market, url });
  expect([found?.ended, found?.hops.map((hop) => hop.url)]).toEqual(["no_answer", [url, next]]);
  expect(found?.reasons.map((one) => one.code)).toEqual(["short_address", "cannot_be_followed"]);
  expect(await codes()).toEqual(["short_address", "cannot_be_followed"]);
  // Nor does a check forget it.
  expect(await codesOf(room, url)).toEqual(["confirm", ["cannot_be_followed", "confirm_first", "short_address"]]);
});

test("of a post full of strangers' addresses the first twenty are followed", async () => {
  const room = boot(follow);
  const urls = Array.from({ length: 25 }, (_, n) => `https://many-strangers.net/${n}`);
  pages = Object.fromEntries(urls.map((url) => [url, null]));
  calls = [];
  const text = `https://www.taobao.com/a ${urls.join(" ")} 微信 tea_shop88`;
  const screened = async () => {
    const told = await room.screenPost({ marketplace: market, store: null, text, pictures: [] });
    const findings = told.ok ? told.value.findings : [];
    return findings.map(({ value, reasons, follow: { state } = {} }) => ({
      ...{ value, state, codes: reasons.map((one) => one.code) },
    }));
  };
  const named = (all: Awaited<ReturnType<typeof screened>>, code: string) =>
    all.filter((one) => one.codes.includes(code)).map((one) => one.value);
  const first = await screened();
  expect(first.length).toBe(27);
  expect(named(first, "not_followed_yet").sort()).toEqual(urls.slice(0, 20).sort());
  expect(first.filter((one) => one.state === "waiting").length).toBe(20);
  // The rest is not passed over in silence, neither now nor later.
  expect(named(first, "not_followed").sort()).toEqual(urls.slice(20).sort());
  while ((await room.followDue()) > 0);
  expect([...calls].sort()).toEqual(urls.slice(0, 20).sort());
  const second = await screened();
  expect([named(second, "not_followed_yet"), second.filter((one) => one.state === "done").length]).toEqual([[], 20]);
  expect(named(second, "not_followed").sort()).toEqual(urls.slice(20).sort());
});

test("an address that is too long to be followed is named so; the same one twice is asked for once", async () => {
  const room = boot(follow);
  const [long, twice] = [`https://too-long.net/?a=${"x".repeat(2000)}`, "https://twice.net/x"];
  const text = `${long} ${twice} ${twice}?`;
  const told = await room.screenPost({ marketplace: market, store: null, text, pictures: [] });
  const codes = told.ok ? told.value.findings.map((one) => one.reasons.map(({ code }) => code)) : [];
  expect(codes).toEqual([["not_followed"], ["not_followed_yet"]]);
  for (const { zh, en } of told.ok ? told.value.findings.flatMap((one) => one.reasons) : [])
    expect([/\p{Script=Han}{4}/u.test(zh), /^[A-Z].*\.$/.test(en)]).toEqual([true, true]);
});

test("a page that leads two ways is whose both ends are, and no clear one while either end is not", async () => {
  const room = boot({
    ...{ rule: { where: "internet", tls: false } },
    network: {
      lookup: async () => ["93.184.216.34"],
      get: async ({ url }) => ({
        ...{ status: 200, location: null, refresh: null, contentType: "text/html" },
        body: ways[url.href] ?? "",
      }),
    },
  });
  const page = (script: string, meta: string): string =>
    `<script>location="${script}"</script><meta http-equiv=refresh content="0;url=${meta}">`;
  const ways: Record<string, string> = {
    "https://two-ways.net/wechat": page("https://www.wechat.com/a", "https://www.wechat.com/b"),
    "https://two-ways.net/split": page("https://www.wechat.com/a", "https://plain.net/"),
    "https://two-ways.net/bad": page("https://www.wechat.com/a", "https://wechat-pay.example/"),
    // A shortener's own page that stays: whether its way is taken first or last, nobody knows where it leads.
    "https://two-ways.net/short-first": page("https://t.cn/stays", "https://www.wechat.com/a"),
    "https://two-ways.net/short-last": page("https://www.wechat.com/a", "https://t.cn/stays"),
  };
  const screened = async (url: string) => {
    const told = await room.screenPost({ marketplace: market, store: null, text: `看这里 ${url}`, pictures: [] });
    const [found] = told.ok ? told.value.findings : [];
    return [found?.partner, found?.verdict, found?.reasons.map((one) => one.code).join()];
  };
  for (const url of Object.keys(ways)) await screened(url);
  await room.followDue();
  expect(await Promise.all(Object.keys(ways).map(screened))).toEqual([
    ["wechat", "allowed", ""],
    [null, "allowed", ""],
    [null, "refused", "brand_in_name"],
    [null, "refused", "short_address,cannot_be_followed"],
    [null, "refused", "short_address,cannot_be_followed"],
  ]);
});

import { createHmac, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Db, makeIds, openDatabase } from "#db";
import { freshDatabase } from "../../tests/database.ts";
import { createLinks, type Links } from "./create-links.ts";
import { short } from "./screen-post.ts";
import type { Caller, LinksParts } from "./types.ts";

const now = new Date("2026-11-22T00:00:00Z");
const clock = { now: () => now };
const ids = makeIds(clock, randomBytes);
const market = "mkt_01JDREDRED01REDREDREDREDRE";
const [tea, silk] = [ids.next("sto"), ids.next("sto")] as const;
const person = (id: string, store: string | null = null): Caller => ({
  kind: "person",
  id,
  marketplace: market,
  store,
});
const [owner, zhang, li] = [person("per_owner", tea), person("per_zhang"), person("per_li")];
const post = { marketplace: market, store: tea, text: "加微信 tea_house88", pictures: [] };
const why = { zh: "已核实", en: "We looked into it" };

let db: Db;
let rooms: readonly [Links, Links];
beforeAll(async () => {
  const { appUrl } = await freshDatabase();
  db = openDatabase(appUrl, { poolSize: 8, applicationName: "appeals test" });
  const parts: LinksParts = {
    ...{ db, clock, ids, random: randomBytes, publicUrl: "https://hutong.test" },
    hash: (text) => createHmac("sha256", "links of a test").update(text).digest(),
    permit: () => ({ open: false, reasons: [], opening: null }),
    agreementsInForce: async () => [],
    mayApprove: (caller, _, proposer) =>
      caller.kind === "person" && caller.store === null && caller.id !== proposer ? { ok: true } : { ok: false },
    linkOpenings: async () => [],
  };
  rooms = [createLinks(parts), createLinks(parts)];
  for (const room of rooms) await room.refresh();
  const posts = { qr_codes: "refuse", wallet_ids: "refuse", links: "refuse" } as const;
  const policy = { marketplace: market, partner: "wechat", title: { zh: "旧", en: "Old" }, rules: [], posts, why: "x" };
  await rooms[0].addPolicy(zhang, { ...policy, starts_at: null });
  for (const room of rooms) await room.refresh();
});
afterAll(() => db.close());

const verdict = async (asked: typeof post, room = rooms[0]) => {
  const done = await room.screenPost(asked);
  return done.ok ? done.value.findings.map((one) => [one.value, one.verdict]) : done.fault;
};
const appealPost = async () => {
  const grounds = await rooms[0].contestable(post, "tea_house88");
  if (!grounds.ok) throw new Error(grounds.fault);
  const input = { marketplace: market, store: tea, why: "our own service account", subject: "tea_house88" };
  return await rooms[0].appealScreen(owner, { ...input, ...grounds.value } as never, null);
};

test("a store appeals against a finding; granted by another person, it passes for that store and no other", async () => {
  expect(await verdict(post)).toEqual([["tea_house88", "refused"]]);
  const made = await appealPost();
  const id = made.ok ? made.value.id : "";
  expect(made).toMatchObject({ value: { state: "open", kind: "wallet_id", partner: "wechat", policy: 1 } });
  expect(await appealPost()).toMatchObject({ fault: "appeal_open" });
  expect(await verdict(post)).toEqual([["tea_house88", "refused"]]);
  expect(await rooms[0].decideAppeal(owner, id, { grant: true, why })).toMatchObject({ fault: "second_person_needed" });
  const both = await Promise.all([
    rooms[0].decideAppeal(li, id, { grant: true, why }),
    rooms[1].decideAppeal(zhang, id, { grant: false, why }),
  ]);
  expect(both.filter((one) => one.ok).length).toBe(1);
  const after = await rooms[0].getAppeal(id);
  expect(after?.decided).toEqual(why);
  const passes = after?.state === "granted" ? "allowed" : "refused";
  expect(await verdict(post, rooms[1])).toEqual([["tea_house88", passes]]);
  expect(await verdict({ ...post, store: silk })).toEqual([["tea_house88", "refused"]]);
});

test("what is not refused, or is unsafe, cannot be appealed; an unsafe one passes for nobody", async () => {
  expect(await rooms[0].contestable(post, "someone_else")).toMatchObject({ fault: "appeal_groundless" });
  const bad = { ...post, text: "看 https://user@evil.example/x" };
  const [found] = (await verdict(bad)) as [string, string][];
  expect(await rooms[0].contestable(bad, found?.[0] ?? "")).toMatchObject({
    ...{ fault: "appeal_groundless", detail: { unsafe: true } },
  });
});

test("what an appeal lets pass is one long address whole, and none that begins alike", async () => {
  const head = `https://weixin.qq.com/r/${"a".repeat(200)}`;
  const posted = (address: string) => ({ ...post, text: `看 ${address}` });
  const [found] = (await verdict(posted(`${head}/one`))) as [string, string][];
  const [subject = "", before] = found ?? [];
  expect([before, subject.length, head.startsWith(subject.slice(0, 150))]).toEqual(["refused", 200, true]);
  // Of another address it is no finding, and a code that is written like it is another one again.
  expect(await rooms[0].contestable(posted(`${head}/two`), subject)).toMatchObject({ fault: "appeal_groundless" });
  expect([short(subject) === subject, short(subject).length]).toEqual([false, 200]);
  const grounds = await rooms[0].contestable(posted(`${head}/one`), subject);
  if (!grounds.ok) throw new Error(grounds.fault);
  const input = { marketplace: market, store: tea, why: "ours", subject, ...grounds.value };
  const made = await rooms[0].appealScreen(owner, input as never, null);
  expect(await rooms[0].decideAppeal(li, made.ok ? made.value.id : "", { grant: true, why })).toMatchObject({
    ok: true,
  });
  expect(await verdict(posted(`${head}/one`))).toEqual([[subject, "allowed"]]);
  const [other] = (await verdict(posted(`${head}/two`))) as [string, string][];
  expect([other?.[0] === subject, other?.[1]]).toEqual([false, "refused"]);
});

test("two stores appeal against one block; one word decides both, the log has it, and the host is let in", async () => {
  const block = await rooms[0].blockHost(zhang, { marketplace: market, host: "tea.example", code: "spam", why });
  const id = block.ok ? block.value.id : "";
  const input = { marketplace: market, why: "ours", kind: "host", block: id } as const;
  const one = await rooms[0].appealScreen(owner, { ...input, store: tea }, null);
  const two = await rooms[1].appealScreen(person("per_2", silk), { ...input, store: silk }, null);
  expect([one.ok, two.ok]).toEqual([true, true]);
  const first = one.ok ? one.value.id : "";
  // Whoever blocked does not decide.
  expect(await rooms[0].decideAppeal(zhang, first, { grant: true, why })).toMatchObject({
    fault: "second_person_needed",
  });
  expect(await rooms[0].decideAppeal(li, first, { grant: true, why })).toMatchObject({ value: { state: "granted" } });
  const list = await rooms[0].listAppeals({ marketplace: market, store: silk }, { after: null, limit: 10 });
  expect(list.data.map((each) => [each.store, each.state, each.decided])).toEqual([[silk, "granted", why]]);
  expect((await rooms[0].getBlock(id))?.state).toBe("lifted");
  expect((await rooms[0].stepsOfBlock(id)).map((step) => step.event)).toEqual(["blocked", "appealed", "lifted"]);
  expect(await rooms[0].appealScreen(owner, { ...input, store: tea }, null)).toMatchObject({
    fault: "link_block_wrong_state",
  });
  const counted = await rooms[0].countAppeals(market);
  expect([counted.raised, counted.granted + counted.upheld, counted.open, counted.hours]).toEqual([4, 4, 0, 0]);
  expect((await rooms[0].linkReport(market)).appeals).toEqual(counted);
});

test("a repeat of one key is one appeal; twenty at once are one", async () => {
  const block = await rooms[0].blockHost(zhang, { marketplace: market, host: "cup.example", code: "spam", why });
  const input = { marketplace: market, store: tea, why: "ours", kind: "host", block: block.ok ? block.value.id : "" };
  const key = { caller: "per_owner", route: "appealScreen", key: "k", requestHash: "h" };
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, n) => rooms[n % 2 === 0 ? 0 : 1].appealScreen(owner, input as never, key)),
  );
  expect(new Set(all.map((one) => one.ok && one.value.id)).size).toBe(1);
});

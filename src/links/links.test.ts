import { createHmac, randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeIds, openDatabase } from "#db";
import { fen } from "#money";
import { freshDatabase } from "../../tests/database.ts";
import type { LinkCheck } from "./check-link.ts";
import { createLinks } from "./create-links.ts";
import type { Caller, LinksParts, NewPolicy, Permission, PermissionAsked, Result } from "./types.ts";

let now = new Date("2013-11-22T00:00:00Z");
const clock = { now: () => now };
const market = "mkt_01FTS99G00184V7SF9YZ8CSHM8";
const shut: Permission = {
  open: false,
  reasons: [{ code: "not_opened", zh: "尚未开放", en: "Not opened" }],
  opening: null,
};
/** The openings, as a test sets them. */
let permit: (asked: PermissionAsked) => Permission = () => shut;
let inForce: readonly string[] = [];
const zhang: Caller = { kind: "person", id: "per_zhang", marketplace: market, store: null };
const li: Caller = { ...zhang, id: "per_li" };
const hash = (text: string) => createHmac("sha256", "links of a test").update(text).digest();

async function openRoom() {
  const { appUrl } = await freshDatabase();
  const boot = () => {
    const db = openDatabase(appUrl, { poolSize: 4, applicationName: "links test" });
    const parts: LinksParts = {
      ...{ db, clock, ids: makeIds(clock, randomBytes), random: randomBytes, hash, publicUrl: "https://hutong.test" },
      permit: (asked) => permit(asked),
      agreementsInForce: async (_marketplace, ids) => ids.filter((id) => inForce.includes(id)),
      mayApprove: (caller, _, proposer) =>
        caller.kind === "person" && caller.id !== proposer ? { ok: true } : { ok: false },
      linkOpenings: async () => [],
    };
    return { db, room: createLinks(parts) };
  };
  return { one: boot(), two: boot() };
}

let rig: Awaited<ReturnType<typeof openRoom>>;
beforeAll(async () => {
  rig = await openRoom();
  await rig.one.room.refresh();
  await rig.one.room.setLinkSettings("per_zhang", { marketplace: market, hosts: ["taobao.com"], android: [], ios: [] });
});
afterAll(async () => {
  await rig.one.db.close();
  await rig.two.db.close();
});
beforeEach(() => {
  permit = () => shut;
});
const ok = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`Refused: ${result.fault} ${JSON.stringify(result.detail ?? {})}`);
  return result.value;
};
const make = (more: { target?: string; expires_at?: Date | null } = {}) =>
  rig.one.room.makeLink(
    zhang,
    {
      ...{ marketplace: market, store: null, kind: "product", title: "龙井", picture: null, price: fen(12_800) },
      ...{ target: "https://item.taobao.com/1", expires_at: null, ...more },
    },
    null,
  );

describe("a link", () => {
  test("is found by its code in a pasted text, until it expires or is revoked", async () => {
    const link = ok(await make({ expires_at: new Date(now.getTime() + 60_000) }));
    const text = `【龙井】复制这段话 ￥${link.code}￥ 打开淘宝 https://hutong.test/l/${link.code.replaceAll("-", "")}`;
    const found = async () => ok(await rig.two.room.resolveText("per_1", text));
    expect(await found()).toMatchObject([{ title: "龙井", price: { minor: 12_800n }, state: "live", code: link.code }]);
    expect(JSON.stringify(await found(), (_, v) => (typeof v === "bigint" ? `${v}` : v))).not.toContain("item.taobao");
    const altered = text.replaceAll(link.code, link.code.slice(0, -1) + (link.code.endsWith("0") ? "1" : "0"));
    expect(ok(await rig.two.room.resolveText("per_2", altered.split("http")[0] ?? ""))).toEqual([]);
    now = new Date(now.getTime() + 60_000);
    expect(await found()).toMatchObject([{ state: "expired" }]);
    const other = ok(await make());
    ok(await rig.one.room.revokeLink(zhang, other.id, "sold out"));
    expect(ok(await rig.one.room.revokeLink(zhang, other.id, "again")).state).toBe("revoked");
    expect((await rig.two.room.linkOfCode(other.code))?.state).toBe("revoked");
  });

  test("leads to the marketplace's hosts or this house, and nowhere else", async () => {
    for (const target of ["https://evil.top/", "https://taobao.com.evil.top/", "https://taobao.com@evil.top/"])
      expect(await make({ target })).toMatchObject({ fault: "link_target_refused" });
    ok(await make({ target: "https://hutong.test/pay/friend/fl_abc" }));
  });

  test("asked for twice with one key is made once", async () => {
    const key = { caller: "key_1", route: "r", key: "k", requestHash: "a".repeat(64) };
    const input = {
      ...{ marketplace: market, store: null, title: "店", picture: null, price: null, expires_at: null },
      kind: "store",
      target: "https://taobao.com/a",
    } as const;
    const [a, b] = await Promise.all([1, 2].map(() => rig.one.room.makeLink(zhang, input, key)));
    expect(a?.ok && b?.ok && a.value.id === b.value.id).toBe(true);
    expect(
      (await rig.one.room.listLinks({ marketplace: market, store: null }, { after: null, limit: 2 })).data.length,
    ).toBe(2);
  });

  test("resolving is slowed down by caller, and guessing ten times as much", async () => {
    now = new Date(now.getTime() + 3_600_000);
    const ask = async (who: string, text: string) => (await rig.one.room.resolveText(who, text)).ok;
    const { code } = ok(await make());
    const pastes = await Promise.all(Array.from({ length: 61 }, () => ask("paster", code)));
    expect(pastes.filter(Boolean).length).toBe(60);
    let guesses = 0;
    while (await ask("guesser", "8K3M-P7QX-2D5T")) guesses += 1;
    expect(guesses).toBe(6);
    now = new Date(now.getTime() + 60_000);
    expect([await ask("paster", code), await ask("guesser", code)]).toEqual([true, true]);
  });
});

describe("a policy", () => {
  const posts = { qr_codes: "refuse", wallet_ids: "refuse", links: "as_opened" } as const;
  const policy = (more: Partial<NewPolicy> = {}): NewPolicy => ({
    ...{ marketplace: market, partner: "wechat", title: { zh: "2013 年规则", en: "The rule of 2013" }, why: "x" },
    ...{ rules: [{ surfaces: ["feed"], when_open: "confirm", when_shut: "block" }], posts, starts_at: null, ...more },
  });
  const asked: LinkCheck = {
    ...{ marketplace: market, store: null, partner: "wechat", direction: "out", surface: "chat", class: "product" },
    ...{ url: "https://item.taobao.com/1", redirects: [], buyer: null },
  };
  const action = (more: Partial<LinkCheck> = {}) => rig.one.room.checkLink({ ...asked, ...more }).action;

  test("says how; whether is the openings' word, surface by surface and direction by direction", async () => {
    expect(action()).toBe("copy");
    ok(await rig.one.room.addPolicy(zhang, policy()));
    expect([action(), action({ surface: "feed" }), action({ surface: null })]).toEqual(["copy", "block", "block"]);
    expect(rig.one.room.checkLink(asked).reasons.map((one) => one.code)).toEqual(["not_opened", "copy_to_browser"]);
    const open = ["chat", "feed"];
    permit = (question) => (open.includes(question.method) ? { open: true, reasons: [], opening: "opn_1" } : shut);
    expect([action(), action({ surface: "feed" }), action({ surface: "group" }), action({ surface: null })]).toEqual([
      ...["open", "confirm", "copy", "copy"],
    ]);
    expect(action({ direction: "in", url: "https://mp.weixin.qq.com/s/1" })).toBe("copy");
    open.push("in_chat");
    expect(action({ direction: "in", url: "https://mp.weixin.qq.com/s/1" })).toBe("open");
  });

  test("holds a surface or a class of links back where the openings let them in, and says why", async () => {
    permit = () => ({ open: true, reasons: [], opening: "opn_1" });
    const words = { zh: "代付链接请私下发送。", en: "Send friend-pay links in private." };
    const rules: NewPolicy["rules"] = [
      { surfaces: ["feed"], classes: ["friend_pay"], when_open: "block", when_shut: "block", words },
      { classes: ["friend_pay"], when_open: "copy", when_shut: "block" },
      { when_open: "open", when_shut: "copy" },
    ];
    ok(await rig.one.room.addPolicy(zhang, policy({ partner: "douyin", rules })));
    const judged = (more: Partial<LinkCheck>) => {
      const { action: how, reasons } = rig.one.room.checkLink({ ...asked, partner: "douyin", ...more });
      return [how, reasons.map((one) => one.en).join(" ")];
    };
    expect(judged({ class: "friend_pay", surface: "feed" })).toEqual(["block", words.en]);
    expect(judged({ class: "friend_pay" })).toEqual([
      "copy",
      "The marketplace's link policy does not let links of this kind open here. Copy the link and open it in a browser.",
    ]);
    expect(judged({ surface: "feed" })).toEqual(["open", ""]);
    permit = () => shut;
    expect(judged({ class: "friend_pay" })[0]).toBe("block");
  });

  test("has versions: one that has started is not rewritten, and each holds in its time", async () => {
    const late = { starts_at: new Date(now.getTime() - 1) };
    expect(await rig.one.room.addPolicy(zhang, policy(late))).toMatchObject({ fault: "link_policy_late" });
    const from = new Date("2021-09-17T00:00:00Z");
    const allow = { qr_codes: "as_opened", wallet_ids: "refuse", links: "as_opened" } as const;
    const title = { zh: "互联互通", en: "Interconnection" };
    expect(ok(await rig.one.room.addPolicy(zhang, policy({ starts_at: from, posts: allow, title }))).n).toBe(2);
    const text = "加微信 tea_shop88，看 https://weixin.qq.com/r/abc";
    const screened = async () =>
      ok(await rig.one.room.screenPost({ marketplace: market, store: null, text, pictures: [] })).findings.map(
        (one) => [one.kind, one.verdict, one.policy],
      );
    permit = () => ({ open: true, reasons: [], opening: "opn_1" });
    expect(await screened()).toEqual([
      ["wallet_id", "refused", 1],
      ["link", "allowed", 1],
    ]);
    now = from;
    expect((await screened()).map((one) => one[2])).toEqual([2, 2]);
  });

  test("what is blocked by name stays out whatever is open; an appeal is decided by another", async () => {
    permit = () => ({ open: true, reasons: [], opening: "opn_1" });
    const url = "https://sub.honest.top/a";
    expect(action({ direction: "in", url })).toBe("open");
    const block = {
      marketplace: market,
      host: "honest.top",
      code: "phishing",
      why: { zh: "仿冒", en: "Poses" },
    } as const;
    const { id } = ok(await rig.one.room.blockHost(zhang, block));
    expect(await rig.one.room.blockHost(li, block)).toMatchObject({ fault: "link_block_exists" });
    expect(action({ direction: "in", url })).toBe("block");
    // Another process knows it at its next look.
    await rig.two.room.refresh();
    expect(rig.two.room.checkLink({ ...asked, direction: "in", url }).action).toBe("block");
    const lift = { lift: true, why: "it was honest" };
    expect(await rig.one.room.decideBlock(li, id, lift)).toMatchObject({ fault: "link_block_wrong_state" });
    ok(await rig.one.room.appealBlock(zhang, id, "we are honest"));
    expect(action({ direction: "in", url })).toBe("block");
    expect(await rig.one.room.decideBlock(zhang, id, lift)).toMatchObject({ fault: "second_person_needed" });
    ok(await rig.one.room.decideBlock(li, id, lift));
    expect(action({ direction: "in", url })).toBe("open");
    expect((await rig.one.room.stepsOfBlock(id)).map((step) => [step.event, step.by])).toEqual([
      ...[
        ["blocked", "per_zhang"],
        ["appealed", "per_zhang"],
        ["lifted", "per_li"],
      ],
    ]);
    const report = await rig.one.room.linkReport(market);
    expect(report.blocks).toEqual([{ code: "phishing", blocked: 1, appealed: 1, upheld: 0, lifted: 1 }]);
    const ofWechat = report.policies.filter((one) => one.partner === "wechat");
    expect(ofWechat.map((one) => one.holds)).toEqual([false, true]);
  });

  test("what came of links is counted by each process, and adds up", async () => {
    await rig.one.room.flush();
    const before = (await rig.one.room.linkReport(market)).links.find((one) => one.partner === "alipay");
    for (const { room } of [rig.one, rig.two])
      for (let i = 0; i < 5; i++) room.checkLink({ ...asked, partner: "alipay" });
    await Promise.all([rig.one.room.flush(), rig.two.room.flush()]);
    const { links } = await rig.one.room.linkReport(market);
    expect([before, links.find((one) => one.partner === "alipay")?.count]).toEqual([undefined, 10n]);
  });
});

test("an interface: granted fields pass, until it is cut, its agreement lapses, or the openings shut", async () => {
  permit = (asked) => (asked.capability === "data" ? { open: true, reasons: [], opening: "opn_2" } : shut);
  inForce = ["agr_1"];
  const grant = {
    marketplace: market,
    partner: "wechat",
    api: "orders.read",
    fields: ["id", "state"],
    agreement: "agr_1",
  };
  const ask = async (fields: readonly string[]) => {
    const answer = await rig.one.room.checkInterface({
      marketplace: market,
      partner: "wechat",
      api: "orders.read",
      fields,
    });
    return [answer.allowed, answer.fields_allowed.join(), answer.reasons.map((one) => one.code).join()];
  };
  expect(await ask(["id"])).toEqual([false, "", "not_granted"]);
  const { id } = ok(await rig.one.room.grantInterface(zhang, { ...grant, why: "x" }));
  expect(await ask(["id", "state"])).toEqual([true, "id,state", ""]);
  expect(await ask(["id", "buyer"])).toEqual([false, "id", "fields_not_granted"]);
  ok(await rig.one.room.moveGrant(zhang, id, { to: "cut", why: "July 2013" }));
  expect(await ask(["id"])).toEqual([false, "", "cut"]);
  expect(await rig.one.room.moveGrant(zhang, id, { to: "cut", why: "x" })).toMatchObject({
    ...{ fault: "interface_grant_wrong_state" },
  });
  ok(await rig.one.room.moveGrant(zhang, id, { to: "restored", why: "September 2021" }));
  inForce = [];
  expect(await ask(["id"])).toEqual([false, "", "agreement_lapsed"]);
  inForce = ["agr_1"];
  permit = () => shut;
  expect(await ask(["id"])).toEqual([false, "", "not_opened"]);
});

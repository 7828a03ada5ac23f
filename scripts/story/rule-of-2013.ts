import { PNG } from "pngjs";
import encodeQR from "qr";
import type { Link } from "./link-calls.ts";
import { found, type Market } from "./market.ts";
import { refused } from "./pay.ts";
import { ownerOf, signUpLongAgo } from "./people.ts";
import { holds, type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

const wechat = "Mozilla/5.0 (Linux; Android 11) AppleWebKit/537.36 Mobile MicroMessenger/8.0.14";
const target = "https://shop.taobao.test/bridgehead-tea";

/** Article 000: the rule of July 2013 and its end in September 2021, as two versions of one policy. */
export async function ruleOf2013(world: World, step: Step): Promise<void> {
  const { control } = world;
  if (!(await control.clockCanBeSet())) return await play(world, step, async () => {});
  await control.withClock(async (set) => play(world, step, set));
}

async function play(world: World, step: Step, set: (at: string) => Promise<unknown>): Promise<void> {
  await set("2013-11-25T10:00:00+08:00");
  const { market, link } = await in2013(world, step);
  await set("2021-09-17T10:00:00+08:00");
  await opensIn2021(world, step, market, link);
  await agreements(world, step, market);
}

/** Taps a short link inside WeChat, in a one-to-one chat. */
async function tap(link: Link): Promise<{ status: number; to: string | null; page: string }> {
  const answer = await fetch(`${link.url}?from=singlemessage`, {
    redirect: "manual",
    headers: { "user-agent": wechat },
  });
  return { status: answer.status, to: answer.headers.get("location"), page: await answer.text() };
}

async function in2013(world: World, step: Step) {
  const { operator } = world;
  const market = await found(world, { zh: "淘宝", en: "Taobao" }, [{ zh: "桥头茶铺二店", en: "Bridgehead Tea Two" }]);
  const [store] = market.stores;
  await operator.setLinkSettings(market.id, { hosts: ["taobao.test"], android: [], ios: [] });
  await step(
    {
      zh: "2013 年的规则：商家发布微信二维码被拒，图片里的二维码被识别出来",
      en: "The rule of 2013: a seller's WeChat QR code is found in the picture and refused",
    },
    async () => {
      const title = { zh: "2013 年规则：不得发布微信二维码", en: "The rule of 2013: no WeChat QR codes" };
      const posts = { qr_codes: "refuse", wallet_ids: "refuse", links: "refuse" } as const;
      const rules = [{ when_open: "open", when_shut: "copy" } as const];
      await operator.addLinkPolicy({ marketplace: market.id, partner: "wechat", title, rules, posts, why: "story" });
      const { verdict, findings } = await operator.screenPost({ store: store.id, pictures: [wechatCode()] });
      same([verdict, findings[0]?.kind, findings[0]?.partner], ["refused", "qr_code", "wechat"], "what was found");
      const [why] = findings[0]?.reasons ?? [];
      holds(why !== undefined && why.zh !== "" && why.en !== "", "the refusal says why in both languages");
    },
  );
  await appeals(world, step, market.id, store.id);
  const link = await step(
    {
      zh: "在微信里点淘宝链接：不能直接打开，提示复制到浏览器，并用中英文说明原因",
      en: "A Taobao link tapped in WeChat does not open: copy it to the browser, and why, in both languages",
    },
    async () => {
      const made = await operator.createLink({ store: store.id, kind: "store", target, title: "桥头茶铺" });
      const { status, to, page } = await tap(made);
      same([status, to], [200, null], "the answer inside WeChat");
      for (const words of [made.code, "复制", "Not opened on this marketplace", "本平台尚未开放"])
        holds(page.includes(words), `the guide page says ${words}`);
      const asked = { store: store.id, partner: "wechat", direction: "out", surface: "chat", class: "store" } as const;
      same((await operator.checkLink({ ...asked, url: target })).action, "copy", "the check by API");
      return made;
    },
  );
  return { market, link };
}

async function appeals(world: World, step: Step, marketplace: string, store: string): Promise<void> {
  const { operator } = world;
  await step(
    {
      zh: "店铺对审核结果申诉：由另一人裁决，理由用中英文写明；成立后这家店可以发布同一张图片",
      en: "The store appeals against the screen: another person decides, with words in both languages; then this one may be posted",
    },
    async () => {
      const owner = await ownerOf(operator, store);
      const approver = await signUpLongAgo(world, { name: "裁决 (story)", role: "approver", marketplace });
      const pictures = [wechatCode()];
      const { findings } = await operator.screenPost({ store, pictures });
      const subject = findings[0]?.value ?? "";
      const asked = { store, pictures, subject, why: "It is our own service's code." };
      const appeal = await (await owner.signIn()).appealScreen(asked);
      const why = { zh: "系店铺自己的客服号。", en: "It is the store's own service." };
      await refused(operator.decideAppeal(appeal.id, true, why), "second_person_needed");
      const decided = await (await approver.signIn()).decideAppeal(appeal.id, true, why);
      same([decided.state, decided.decided], ["granted", why], "the appeal");
      same((await operator.screenPost({ store, pictures })).verdict, "allowed", "the picture, posted again");
    },
  );
}

async function opensIn2021(world: World, step: Step, market: Market, link: Link): Promise<void> {
  const { operator } = world;
  await step(
    {
      zh: "2021 年 9 月：政策换新版，链接开放以协议为前提而生效，同一条链接在微信里直接打开店铺；群聊仍须复制",
      en: "September 2021: a new policy, an opening on an agreement: the same link opens the store in WeChat, not yet in groups",
    },
    async () => {
      const { id: agreement } = await operator.createAgreement({
        ...{ marketplace: market.id, parties: [market.id, "wechat"], scopes: ["traffic"], rung: "links", why: "story" },
        title: { zh: "淘宝与微信链接互通", en: "Taobao and WeChat: links" },
      });
      const { id } = await operator.createOpening({
        ...{ marketplace: market.id, capability: "link", partner: "wechat", methods: ["chat"], motive: "policy" },
        models: "taobao_link_wechat_2021",
        ...{
          requires: [{ kind: "agreement", id: agreement }],
          terms: { zh: "一对一聊天可直接打开", en: "Opens in chats" },
        },
      });
      await operator.moveOpening(id, "open", "the ministry's guidance of September 2021");
      const title = { zh: "2021 年：依开放计划", en: "2021: as the openings say" };
      const posts = { qr_codes: "as_opened", wallet_ids: "refuse", links: "as_opened" } as const;
      const rules = [{ when_open: "open", when_shut: "copy" } as const];
      const { n } = await operator.addLinkPolicy({
        ...{ marketplace: market.id, partner: "wechat", title, rules, posts, why: "story" },
      });
      same(n, 2, "the version of the same policy");
      const { status, to } = await tap(link);
      same([status, to], [302, target], "the same link, tapped in WeChat");
      const asked = { store: market.stores[0]?.id ?? "", partner: "wechat", direction: "out", class: "store" } as const;
      same((await operator.checkLink({ ...asked, surface: "group", url: target })).action, "copy", "in a group");
      const { verdict } = await operator.screenPost({ store: asked.store, pictures: [wechatCode()] });
      same(verdict, "allowed", "the same QR code under the second version");
    },
  );
}

async function agreements(world: World, step: Step, market: Market): Promise<void> {
  const { operator } = world;
  await step(
    {
      zh: "协议列出范围：快手与美团（内容、线上交易、线下履约），百度与十几家（流量、技术、服务生态）",
      en: "Agreements are listed with their scopes: Kuaishou with Meituan, Baidu with a dozen",
    },
    async () => {
      const dozen = Array.from({ length: 12 }, (_, i) => `baidu-partner-${i + 1}`);
      const base = { marketplace: market.id, why: "story" };
      const pair = await operator.createAgreement({
        ...{ ...base, parties: ["kuaishou", "meituan"], scopes: ["content", "online_trade", "offline_fulfilment"] },
        ...{ rung: "payment", title: { zh: "快手与美团", en: "Kuaishou and Meituan" } },
      });
      const many = await operator.createAgreement({
        ...{ ...base, parties: ["baidu", ...dozen], scopes: ["traffic", "technology", "service_ecology"] },
        ...{ rung: "ecosystem", title: { zh: "百度互联互通", en: "Baidu and partners" } },
      });
      const listed = await operator.listAgreements();
      const scopesOf = (id: string) => listed.find((one) => one.id === id)?.scopes;
      same(scopesOf(pair.id), ["content", "online_trade", "offline_fulfilment"], "Kuaishou and Meituan");
      same(scopesOf(many.id), ["traffic", "technology", "service_ecology"], "Baidu and partners");
      const ladder = await operator.listPartnerships(market.id);
      same(ladder.find((one) => one.partner === "wechat")?.rung, "links", "the ladder with WeChat");
    },
  );
}

/** A picture with WeChat's QR code of a person. */
function wechatCode(): string {
  const rows = encodeQR("https://u.wechat.com/MBs8h2Kf0", "raw", { border: 4 });
  const scale = 5;
  const size = rows.length * scale;
  const png = new PNG({ width: size, height: size });
  for (let at = 0; at < size * size; at += 1) {
    const dark = rows[Math.trunc(Math.trunc(at / size) / scale)]?.[Math.trunc((at % size) / scale)] === true;
    png.data.set(dark ? [0, 0, 0, 255] : [255, 255, 255, 255], at * 4);
  }
  return PNG.sync.write(png).toString("base64");
}

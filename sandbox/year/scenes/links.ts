import { fen } from "#money";
import { inTurn, must } from "../market.ts";
import { daysBefore } from "../rooms.ts";
import type { Scene } from "./index.ts";

const host = "market.example";

/** Links in three faces, two versions of a policy, blocks at each step, and what stores said against them. */
export async function share(scene: Scene): Promise<void> {
  const { rooms, market, now } = scene;
  const { links } = rooms;
  const { marketplace } = market;
  const { operator } = market.staff;
  const at = daysBefore(now);
  const settings = { marketplace, hosts: [host], android: [], ios: [] };
  await rooms.in(at(300), async () => must(await links.setLinkSettings(operator.id, settings)));
  await links.refresh();
  const posts = { qr_codes: "refuse", wallet_ids: "refuse", links: "as_opened" } as const;
  const policy = { marketplace, partner: "wechat", posts, starts_at: null };
  await rooms.in(at(280), async () => {
    const title = { zh: "不外链", en: "No links out" };
    const rules = [{ when_open: "confirm", when_shut: "block" }] as const;
    must(await links.addPolicy(operator, { ...policy, title, rules, why: "沿用旧规则" }));
  });
  await rooms.in(at(60), async () => {
    const title = { zh: "互联互通第一步", en: "First step of opening up" };
    const rules = [
      { surfaces: ["chat"], when_open: "open", when_shut: "copy" },
      { surfaces: ["group", "feed"], when_open: "confirm", when_shut: "copy" },
    ] as const;
    must(await links.addPolicy(operator, { ...policy, title, rules, why: "一对一聊天先行" }));
  });
  await links.refresh();
  await makeLinks(scene);
  await block(scene);
}

async function makeLinks({ rooms, market, now }: Scene): Promise<void> {
  const shops = market.stores.slice(0, 24);
  await inTurn(shops.length, async (n) => {
    const store = shops[n];
    if (!store) return;
    const owner = { kind: "person", id: store.owner, marketplace: market.marketplace, store: store.id };
    const good = store.goods[0]?.zh ?? "";
    const moment = daysBefore(now)(2 + n * 3);
    await rooms.in(moment, async () => {
      const plain = { marketplace: market.marketplace, store: store.id, picture: null, expires_at: null };
      const target = `https://${host}/item/${n}`;
      const link = { ...plain, kind: "product" as const, target, title: good, price: fen(2_990 + n * 310) };
      const { id } = must(await rooms.links.makeLink(owner, link, null));
      if (n % 9 === 4) must(await rooms.links.revokeLink(owner, id, "商品下架"));
    });
  });
}

const blocks = [
  ["tea-gift.example", "phishing", "仿冒本平台领券页面", "A page that copies our coupons", "lifted"],
  ["cheap-phones.example", "fraud", "多名买家付款后未收到货", "Buyers paid and got nothing", "upheld"],
  ["spring-sale.example", "phishing", "多名买家举报仿冒页面", "Buyers reported a page that copies a shop", "appealed"],
  ["mask-offer.example", "illegal", "发布禁售商品", "Offers what must not be sold", "blocked"],
] as const;

async function block({ rooms, market, now }: Scene): Promise<void> {
  const { links } = rooms;
  const { marketplace, stores } = market;
  const { operator, approver } = market.staff;
  const at = daysBefore(now);
  for (const [n, [name, code, zh, en, state]] of blocks.entries()) {
    const why = { zh: `${zh}（模拟）`, en: `${en} (simulated)` };
    const { id } = await rooms.in(at(50 - n * 12), async () =>
      must(await links.blockHost(operator, { marketplace, host: name, code, why })),
    );
    if (state === "blocked") continue;
    await rooms.in(at(47 - n * 12), async () => must(await links.appealBlock(operator, id, "域名已转手，请复核")));
    if (state === "appealed") continue;
    await rooms.in(at(45 - n * 12), async () => {
      const lift = state === "lifted";
      const said = lift ? "页面已下线，域名归还原主" : "仍有新的举报";
      must(await links.decideBlock(approver, id, { lift, why: said }));
    });
  }
  for (const [n, subject] of ["tea_house88", "fruit_daily", "kite2026"].entries()) {
    const store = stores[n];
    if (!store) continue;
    const owner = { kind: "person", id: store.owner, marketplace, store: store.id };
    const asked = { marketplace, store: store.id, kind: "wallet_id" as const, subject, partner: "wechat", policy: 2 };
    const made = await rooms.in(at(9 - 3 * n), async () => {
      const input = { ...asked, why: "这是本店的企业客服号，不是个人收款" };
      return must(await links.appealScreen(owner, input, null));
    });
    if (n === 2) continue;
    await rooms.in(at(8 - 3 * n), async () => {
      const granted = n === 0;
      const zh = granted ? "已核实为企业客服号" : "该号为个人号，请改用企业号";
      const en = granted ? "Verified as the store's own account" : "It is a private account; use the business one";
      must(await links.decideAppeal(approver, made.id, { grant: granted, why: { zh, en } }));
    });
  }
}

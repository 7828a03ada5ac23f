import { fen } from "#money";
import { must } from "../market.ts";
import { daysBefore } from "../rooms.ts";
import type { Scene } from "./index.ts";

const dayMs = 86_400_000;

/** Agreements at each step of their life, interfaces that partners may call, and vouchers bought in one app. */
export async function partners(scene: Scene): Promise<void> {
  const { rooms, market, now } = scene;
  const { agreements, links } = rooms;
  const { marketplace } = market;
  const { operator, approver } = market.staff;
  const day = (days: number) => new Date(now.getTime() - days * dayMs);
  const at = daysBefore(now);
  const propose = (days: number, partner: string, title: [string, string], more: object) =>
    rooms.in(at(days), async () => {
      const [zh, en] = title;
      const words = { zh: `${zh}（模拟）`, en: `${en} (simulated)` };
      const plain = { scopes: ["traffic"] as const, rung: "links" as const, notice_days: 30, two_people: true };
      const ends = { starts_at: null, ends_at: day(days - 365), why: "年度合作" };
      const input = { marketplace, title: words, parties: [marketplace, partner], ...plain, ...ends, ...more };
      return must(await agreements.proposeAgreement(operator, input, null)).id;
    });
  const confirm = (days: number, id: string) =>
    rooms.in(at(days), async () => must(await agreements.confirmAgreement(approver, id, { why: "法务已审" })));
  const pay = { scopes: ["payment", "technology"] as const, rung: "payment" as const };
  const content = { scopes: ["content", "online_trade", "offline_fulfilment"] as const, rung: "accounts" as const };
  const wechat = await propose(250, "wechat", ["与微信的支付合作", "Payment with WeChat"], pay);
  await confirm(249, wechat);
  const kuaishou = await propose(340, "kuaishou", ["与快手的团购核销", "Vouchers with Kuaishou"], content);
  await confirm(339, kuaishou);
  await rooms.in(at(30), async () => {
    const renewed = { ends_at: day(-700), why: "到期前续签两年" };
    must(await agreements.renewAgreement(operator, kuaishou, renewed));
  });
  await liveOn(scene, kuaishou);
  const bilibili = await propose(150, "bilibili", ["内容种草合作", "Content with Bilibili"], { scopes: ["content"] });
  await confirm(148, bilibili);
  const soon = { scopes: ["data"] as const, starts_at: day(-20), ends_at: day(-400) };
  await confirm(9, await propose(10, "xiaohongshu", ["数据联盟协议", "Data alliance"], soon));
  await propose(1, "douyin", ["直播与广告合作", "Streams and ads with Douyin"], { scopes: ["traffic", "content"] });
  const over = await propose(200, "toutiao", ["资讯流量合作", "News traffic"], {});
  await confirm(199, over);
  await rooms.in(at(60), async () => must(await agreements.endAgreement(operator, over, { why: "对方调整业务" })));
  await rooms.in(at(240), async () => {
    const grant = { marketplace, partner: "wechat", api: "order_status", fields: ["number", "state"] };
    must(await links.grantInterface(operator, { ...grant, agreement: wechat, why: "小程序内查单" }));
  });
  await vouchers(scene, kuaishou);
}

/** What the agreement lets open: it is told and paused when the agreement ends. */
async function liveOn({ rooms, market, now }: Scene, agreement: string): Promise<void> {
  const { operator } = market.staff;
  const terms = { zh: "快手内的团购入口（模拟）", en: "An entry for vouchers inside Kuaishou (simulated)" };
  const plan = { capability: "entry", partner: "kuaishou", methods: null, effective_at: null, caps: {}, terms };
  const requires = [{ kind: "agreement" as const, id: agreement }];
  await rooms.in(daysBefore(now)(330), async () => {
    const input = { marketplace: market.marketplace, ...plan, depth: "moderate" as const, requires };
    const { id } = must(await rooms.openings.createOpening(operator, input, null));
    must(await rooms.openings.moveOpening(operator, id, "open", "协议生效，随即开放", null));
  });
}

/** Bought there, redeemed here: some were, some wait, one went back, one lapsed. */
async function vouchers({ rooms, market, sales, now }: Scene, agreement: string): Promise<void> {
  const { agreements } = rooms;
  const { marketplace } = market;
  const { operator } = market.staff;
  const at = daysBefore(now);
  const [shop] = market.stores;
  // Of orders whose money still waits: a voucher's money lies in the seller's book until it is redeemed.
  const waits = sales.filter(({ at: paid, refund, wallet }) => {
    const age = now.getTime() - paid.getTime();
    return refund === null && wallet === "alipay" && age > 6.2 * dayMs && age < 6.9 * dayMs;
  });
  for (const [n, sale] of waits.slice(0, 6).entries()) {
    const days = 6 - n * 0.3;
    const made = await rooms.in(at(days), async () => {
      const bought = { marketplace, agreement, redeemer: marketplace, title: "双人茶点券（模拟）", value: sale.amount };
      const lasts = { expires_at: new Date(now.getTime() + 60 * dayMs), payment: sale.payment };
      return must(await agreements.issueVoucher(operator, { ...bought, ...lasts }, null));
    });
    if (n < 3 && shop)
      await rooms.in(at(days - 1.5), async () => {
        const till = { code: made.code ?? "", redeemer: marketplace, store: shop.id, till: `till-${n}` };
        must(await agreements.redeemVoucher(operator, till, null));
      });
    const { id } = made.voucher;
    if (n === 3) await rooms.in(at(days - 2), async () => must(await agreements.refundVoucher(operator, id, null)));
  }
  await rooms.in(at(80), async () => {
    const plain = { marketplace, agreement, redeemer: marketplace, title: "新客体验券（模拟）", value: fen(1_000) };
    const lasts = { expires_at: new Date(now.getTime() - 20 * dayMs), payment: null };
    must(await agreements.issueVoucher(operator, { ...plain, ...lasts }, null));
  });
  rooms.at(now);
  while ((await agreements.vouchersDue()) > 0);
}

import { appsOf2021 } from "./apps-of-2021.ts";
import { checkBooksOf, stands } from "./books.ts";
import type { WalletName } from "./control.ts";
import { activate, admit, connect, found, type Market, open } from "./market.ts";
import { midnightOf12September } from "./midnight.ts";
import {
  checkOut,
  type How,
  onOffer,
  payBy,
  payOnPhone,
  pick,
  refused,
  shutWith,
  until,
  untilComplete,
} from "./pay.ts";
import { type Chapter, holds, type Step, same } from "./tell.ts";
import { timeline } from "./timeline.ts";
import type { World } from "./world.ts";

/** Far enough to be seen shut, near enough to wait for. */
const aheadMs = 6_000;

/** Article 002: the deep wall, payment. Any wallet on any marketplace; opening one is data, not code. */
export const deepWater: Chapter = {
  id: "002",
  title: { zh: "深水区：任何平台，任何钱包", en: "The deep wall: any wallet on any marketplace" },
  async play(world, step) {
    const pinduoduo = await bothFromDayOne(world, step);
    const apps = await appsOf2021(world, step);
    const jd = await opensByData(world, step);
    const taobao = await onItsDay(world, step);
    await checkBooksOf(world, [pinduoduo, ...apps, jd, ...taobao], step);
  },
};

/** JD has shown an instant pass by already; where the clock can be set, it is the one of 2024. */
async function onItsDay(world: World, step: Step): Promise<Market[]> {
  const { control } = world;
  if (await control.clockCanBeSet()) return [await control.withClock((set) => midnightOf12September(world, step, set))];
  const left = {
    zh: "（此处的时钟不能拨动，略去 2024 年 9 月 12 日零点。）",
    en: "(The clock cannot be set here: midnight of 12 Sept 2024 is left out.)",
  };
  await step(left, async () => {});
  return [];
}

async function bothFromDayOne(world: World, step: Step): Promise<Market> {
  const market = await step(
    {
      zh: "拼多多（模拟）从第一天起两个钱包都收",
      en: "Pinduoduo (simulation) takes both wallets from the first day",
    },
    async () => {
      const made = await found(world, { zh: "拼多多", en: "Pinduoduo" }, [
        { zh: "果园直发", en: "Orchard Direct" },
        { zh: "竹器社", en: "Bamboo Works" },
      ]);
      for (const wallet of ["wechatpay", "alipay"] as const) await admit(world, made, wallet);
      return made;
    },
  );
  const [fruit, bamboo] = market.stores;
  const cart = async (wallet: WalletName, first: string, second: string, how: How): Promise<void> => {
    const open = await checkOut(market, [
      [fruit, first],
      [bamboo, second],
    ]);
    same(onOffer(open.checkout).sort(), ["alipay", "wechatpay"], "wallets on offer");
    const { payments, action } = await pick(open, wallet, how);
    same(payments.length, 2, "payments, one a store");
    holds(
      new Set(payments.map((one) => one.combined)).size === 1 && payments[0]?.combined !== null,
      "one combined order",
    );
    await payOnPhone(world, wallet, action);
    await untilComplete(open);
  };
  await step(
    {
      zh: "跨店购物车用微信支付合单：一个二维码，两店各得各的",
      en: "A cart over two stores, combined at WeChat Pay: one QR code, each store gets its own",
    },
    async () => {
      await cart("wechatpay", "19.90", "45.01", {});
      await stands(market, fruit.id, "wechatpay", "1990");
      await stands(market, bamboo.id, "wechatpay", "4501");
    },
  );
  await step(
    {
      zh: "跨店购物车用支付宝合并支付：一次跳转，两店各得各的",
      en: "A cart over two stores, merged at Alipay: one jump, each store gets its own",
    },
    async () => {
      await cart("alipay", "7.03", "100.00", { method: "jump", device: "phone" });
      await stands(market, fruit.id, "alipay", "703");
      await stands(market, bamboo.id, "alipay", "10000");
    },
  );
  return market;
}

async function opensByData(world: World, step: Step): Promise<Market> {
  const market = await step(
    {
      zh: "京东（模拟）只有微信支付；支付宝灰显：本平台尚未开放",
      en: "JD (simulation) has WeChat Pay alone; Alipay is greyed: not opened here",
    },
    async () => {
      const made = await found(world, { zh: "京东", en: "JD" }, [{ zh: "数码自营", en: "Electronics" }]);
      await admit(world, made, "wechatpay");
      await connect(world, made, "alipay");
      await activate(world, made.stores, "alipay");
      const { checkout } = await checkOut(made, [[made.stores[0], "1.00"]]);
      same(onOffer(checkout), ["wechatpay"], "wallets on offer");
      shutWith(checkout, "alipay", "not_opened");
      return made;
    },
  );
  const [store] = market.stores;
  const order = await checkOut(market, [[store, "2999.00"]]);
  await step(
    {
      zh: "一条开放计划（只是数据）定下生效时刻；时刻未到，仍被拒绝",
      en: "One opening, nothing but data, names an instant; before it a start is still refused",
    },
    async () => {
      const effective_at = new Date(Date.now() + aheadMs).toISOString();
      await open(world, market, "alipay", { effective_at, models: "jd_payment_alipay" });
      const { reasons } = await refused(pick(order, "alipay"), "wallet_not_offered");
      same(
        reasons.map((one) => one.code),
        ["not_yet_effective"],
        "reasons",
      );
    },
  );
  await step(
    {
      zh: "时刻一到，无人值守自动开放；京东订单用支付宝付清",
      en: "At that instant it opens by itself, nobody at the desk; JD's order is paid by Alipay",
    },
    async () => {
      const open = (checkout: typeof order.checkout) => onOffer(checkout).includes("alipay");
      await until(() => order.page.getCheckout(order.id), open, "Alipay is on offer at JD");
      await payBy(world, order, "alipay");
      await stands(market, store.id, "alipay", "299900");
    },
  );
  await timeline(world, step, market);
  return market;
}

import { bookOf, checkBooksOf, stands } from "./books.ts";
import { subMerchant } from "./control.ts";
import { storeJoins } from "./joining.ts";
import { admit, connect, found, type Market, open } from "./market.ts";
import { mediaPayout } from "./media-payout.ts";
import { momentsAd } from "./moments-ad.ts";
import { openingOf2024 } from "./opening-2024.ts";
import { checkOut, only, onOffer, payBy, pick, refused, shutWith } from "./pay.ts";
import { type Chapter, holds, type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

const dayMs = 86_400_000;

/** Article 001: the announcement, the effective day, store by store; the two wallets side by side. */
export const announcement: Chapter = {
  id: "001",
  title: {
    zh: "公告、生效、逐店开通：两个钱包并排",
    en: "Announced, effective, store by store: two wallets side by side",
  },
  async play(world, step) {
    const { control } = world;
    const settable = await control.clockCanBeSet();
    const first = settable
      ? await control.withClock((set) => openingOf2024(world, step, set))
      : await announced(world, step);
    const taobao = await activated(world, step);
    await sideBySide(world, step, taobao.market, taobao.opening);
    await storeJoins(world, step, taobao.market, taobao.opening);
    const ads = await momentsAd(world, step);
    await mediaPayout(world, step);
    await checkBooksOf(world, [first, taobao.market, ads], step);
  },
};

async function announced(world: World, step: Step): Promise<Market> {
  return await step(
    {
      zh: "（此处的时钟不能拨动，略去 2024 年的各日。）天猫（模拟）公告七天后开放微信支付：在那之前，买家看到生效日期",
      en:
        "(The clock cannot be set here: the days of 2024 are left out.) " +
        "Tmall (simulation) announces WeChat Pay for seven days from now: until then a buyer reads the date",
    },
    async () => {
      const market = await found(world, { zh: "天猫", en: "Tmall" }, [{ zh: "旗舰店", en: "Flagship store" }]);
      await admit(world, market, "alipay");
      await connect(world, market, "wechatpay");
      const [store] = market.stores;
      await world.operator.setActivation(store.id, "wechatpay", { state: "active" });
      const effective = new Date(Date.now() + 7 * dayMs);
      await open(world, market, "wechatpay", { effective_at: effective.toISOString() });
      const { checkout, ...buyer } = await checkOut(market, [[store, "1.00"]]);
      shutWith(checkout, "wechatpay", "not_yet_effective");
      const { reasons } = await refused(pick({ ...buyer }, "wechatpay"), "wallet_not_offered");
      const day = new Intl.DateTimeFormat("zh-CN", { dateStyle: "long", timeZone: "Asia/Shanghai" }).format(effective);
      holds(
        reasons.some((one) => one.zh.includes(day)),
        `the refusal names ${day}`,
      );
      return market;
    },
  );
}

async function activated(world: World, step: Step) {
  const { market, opening } = await step(
    {
      zh: "淘宝（模拟）即日向微信支付开放；甲店已开通（有特约商户号），丙店在审核，乙店没有申请",
      en: "Taobao (simulation) opens to WeChat Pay: store A has activated it, C is under review, B has done nothing",
    },
    async () => {
      const made = await found(world, { zh: "淘宝", en: "Taobao" }, [
        { zh: "甲店", en: "Store A" },
        { zh: "乙店", en: "Store B" },
        { zh: "丙店", en: "Store C" },
      ]);
      const [a, , c] = made.stores;
      await admit(world, made, "alipay");
      await connect(world, made, "wechatpay", "partner");
      const number = await subMerchant(world.control, 1);
      await world.operator.setActivation(a.id, "wechatpay", { state: "active", sub_merchant: number });
      await world.operator.setActivation(c.id, "wechatpay", { state: "applied" });
      return { market: made, opening: await open(world, made, "wechatpay") };
    },
  );
  const [, b, c] = market.stores;
  await step(
    {
      zh: "乙店说明尚未开通，丙店说明正在审核；两店都仍可用支付宝",
      en: "Store B says that it has not activated it, C that the review is under way; both still take Alipay",
    },
    async () => {
      for (const [store, reason] of [
        [b, "store_not_activated"],
        [c, "activation_applied"],
      ] as const) {
        const { checkout } = await checkOut(market, [[store, "9.90"]]);
        same(onOffer(checkout), ["alipay"], "wallets on offer");
        shutWith(checkout, "wechatpay", reason);
      }
    },
  );
  return { market, opening };
}

async function sideBySide(
  world: World,
  step: Step,
  market: Awaited<ReturnType<typeof activated>>["market"],
  opening: string,
): Promise<void> {
  const [a, b] = market.stores;
  await step(
    {
      zh: "甲店一单微信支付 88.80 元，钱记在特约商户名下",
      en: "Store A: 88.80 yuan by WeChat Pay, under the store's own sub-merchant number",
    },
    async () => {
      const order = await checkOut(market, [[a, "88.80"]]);
      same(onOffer(order.checkout).sort(), ["alipay", "wechatpay"], "wallets on offer");
      const paid = only((await payBy(world, order, "wechatpay")).payments);
      const row = (await world.control.ledger()).wechatpay.payments.find((one) => paid.id.endsWith(one.out_trade_no));
      same(row?.sub_merchant, await subMerchant(world.control, 1), "sub-merchant at WeChat Pay");
    },
  );
  await step(
    {
      zh: "甲店一单支付宝 66.61 元，乙店一单支付宝 12.34 元",
      en: "Store A: 66.61 yuan by Alipay; store B: 12.34 yuan by Alipay",
    },
    async () => {
      await payBy(world, await checkOut(market, [[a, "66.61"]]), "alipay");
      await payBy(world, await checkOut(market, [[b, "12.34"]]), "alipay");
    },
  );
  await step(
    { zh: "各店账簿分钱包记账，分文不差", en: "Each store's book tells the wallets apart, to the fen" },
    async () => {
      await stands(market, a.id, "wechatpay", "8880");
      await stands(market, a.id, "alipay", "6661");
      await stands(market, b.id, "alipay", "1234");
      same(await bookOf(market, b.id, "wechatpay"), {}, "store B's money at WeChat Pay");
    },
  );
  await step(
    {
      zh: "平台暂停微信支付：立即生效并说明原因；恢复后又能付款",
      en: "WeChat Pay is paused: it holds at once and says so; resumed, it is paid again",
    },
    async () => {
      const order = await checkOut(market, [[a, "5.00"]]);
      await world.operator.moveOpening(opening, "pause", "story");
      const { reasons } = await refused(pick(order, "wechatpay"), "wallet_not_offered");
      same(
        reasons.map((one) => one.code),
        ["paused"],
        "reasons",
      );
      await world.operator.moveOpening(opening, "resume", "story");
      await payBy(world, order, "wechatpay");
    },
  );
}

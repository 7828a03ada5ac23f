import { checkBooksOf, stands } from "./books.ts";
import { activate, admit, connect, found, type Market } from "./market.ts";
import { checkOut, onOffer, payBy, pick, refused, shutWith } from "./pay.ts";
import { ruleOf2013 } from "./rule-of-2013.ts";
import { takeawayEntry } from "./takeaway-entry.ts";
import { type Chapter, holds, type Step, same } from "./tell.ts";
import { vouchers } from "./vouchers.ts";
import type { World } from "./world.ts";
import { xianyuEntry } from "./xianyu-entry.ts";

/** Article 000: the walls stand. Taobao's checkout knows Alipay alone, and says why. */
export const walls: Chapter = {
  id: "000",
  title: { zh: "墙还在：淘宝收银台只有支付宝", en: "The walls stand: Taobao's checkout knows Alipay alone" },
  async play(world, step) {
    const taobao = await behindTheWall(world, step);
    const meituan = await insideAlipay(world, step);
    await ruleOf2013(world, step);
    await vouchers(world, step);
    const takeaway = await takeawayEntry(world, step);
    const xianyu = await xianyuEntry(world, step);
    await checkBooksOf(world, [taobao, meituan, takeaway, xianyu], step);
  },
};

async function behindTheWall(world: World, step: Step): Promise<Market> {
  const taobao = await step(
    {
      zh: "淘宝（模拟）开市：接入支付宝；微信支付的账户与店铺已就绪，但没有任何开放计划",
      en: "Taobao (simulation) opens its doors with Alipay; WeChat Pay's account and store are ready, but nothing is opened",
    },
    async () => {
      const market = await found(world, { zh: "淘宝", en: "Taobao" }, [{ zh: "桥头茶铺", en: "Bridgehead Tea" }]);
      await admit(world, market, "alipay");
      await connect(world, market, "wechatpay");
      await activate(world, market.stores, "wechatpay");
      return market;
    },
  );
  const [teaShop] = taobao.stores;
  const open = await step(
    {
      zh: "买家只能选支付宝；微信支付灰显，并用中英文说明：本平台尚未开放",
      en: "A buyer is offered Alipay only; WeChat Pay is greyed: not opened here, said in Chinese and English",
    },
    async () => {
      const made = await checkOut(taobao, [[teaShop, "128.00"]]);
      same(onOffer(made.checkout), ["alipay"], "wallets on offer");
      shutWith(made.checkout, "wechatpay", "not_opened");
      return made;
    },
  );
  await step(
    {
      zh: "绕过页面直接发起微信支付，被拒绝，理由相同",
      en: "A start with WeChat Pay past the page is refused, with the same reason",
    },
    async () => {
      const problem = await refused(pick(open, "wechatpay"), "wallet_not_offered");
      const codes = problem.reasons.map((one) => one.code);
      holds(codes.includes("not_opened"), `the refusal says not_opened (it says: ${codes.join(", ")})`);
    },
  );
  await step(
    {
      zh: "支付宝扫码付款，128.00 元一分不差记入店铺账簿",
      en: "Paid by Alipay's QR code: 128.00 yuan stand in the store's book, to the fen",
    },
    async () => {
      await payBy(world, open, "alipay");
      await stands(taobao, teaShop.id, "alipay", "12800");
      await stands(taobao, teaShop.id, "wechatpay", "0");
    },
  );
  return taobao;
}

async function insideAlipay(world: World, step: Step): Promise<Market> {
  const meituan = await step(
    {
      zh: "美团外卖（模拟）在支付宝里开店",
      en: "Meituan takeaway (simulation) opens inside Alipay",
    },
    async () => {
      const market = await found(world, { zh: "美团外卖", en: "Meituan takeaway" }, [
        { zh: "老王面馆", en: "Old Wang's Noodles" },
      ]);
      await admit(world, market, "alipay");
      return market;
    },
  );
  await step(
    {
      zh: "在支付宝内点的外卖，用支付宝自己的浏览器付清",
      en: "Takeaway ordered inside Alipay is paid in Alipay's own browser",
    },
    async () => {
      const [noodles] = meituan.stores;
      const lunch = await checkOut(meituan, [[noodles, "23.50"]]);
      await payBy(world, lunch, "alipay", { method: "in_app", device: "phone", openid: "2088000000000001" });
      await stands(meituan, noodles.id, "alipay", "2350");
    },
  );
  return meituan;
}

import { stands } from "./books.ts";
import { activate, admit, connect, found, type Market, type Store, termsOf } from "./market.ts";
import { checkOut, onOffer, payBy, refused, shutWith, until } from "./pay.ts";
import { type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

type OneStore = Market<readonly [Store]>;

/** 2021: Ele.me, Youku and others of the group take WeChat Pay. One opening over several marketplaces at once. */
export async function appsOf2021(world: World, step: Step): Promise<readonly Market[]> {
  const { operator } = world;
  const [eleme, youku] = await step(
    {
      zh: "饿了么与优酷（模拟）只有支付宝，微信支付的账户与店铺已就绪",
      en: "Ele.me and Youku (simulation) have Alipay alone; accounts and stores are ready for WeChat Pay",
    },
    async () => {
      const ready = async (zh: string, en: string): Promise<OneStore> => {
        const made = await found(world, { zh, en }, [{ zh: `${zh}店`, en: `A store of ${en}` }]);
        await admit(world, made, "alipay");
        await connect(world, made, "wechatpay");
        await activate(world, made.stores, "wechatpay");
        return made;
      };
      return [await ready("饿了么", "Ele.me"), await ready("优酷", "Youku")] as const;
    },
  );
  await step(
    {
      zh: "一条开放计划同时覆盖两个平台：两边都可用微信支付；在其中一边另开一条重叠的，被拒",
      en: "One opening covers both marketplaces: WeChat Pay works on each; a second one on either of them is refused",
    },
    async () => {
      const { id } = await operator.createOpening({
        ...{ marketplace: eleme.id, sides: [eleme.id, youku.id], partner: "wechatpay", depth: "deep" },
        ...{ terms: termsOf(eleme, "wechatpay"), models: "alibaba_apps_payment_wechat" },
      });
      await operator.moveOpening(id, "open", "story");
      for (const [market, amount, minor] of [
        [eleme, "33.30", "3330"],
        [youku, "25.00", "2500"],
      ] as const) {
        await payBy(world, await checkOut(market, [[market.stores[0], amount]]), "wechatpay");
        await stands(market, market.stores[0].id, "wechatpay", minor);
        const own = { marketplace: market.id, partner: "wechatpay", terms: termsOf(market, "wechatpay") };
        const rival = await operator.createOpening({ ...own, methods: ["qr"] });
        await refused(operator.moveOpening(rival.id, "open", "story"), "opening_overlaps");
      }
      await pausedOnBoth(world, id, [eleme, youku]);
    },
  );
  return [eleme, youku];
}

async function pausedOnBoth(world: World, opening: string, markets: readonly OneStore[]): Promise<void> {
  const offered = async (market: OneStore) => (await checkOut(market, [[market.stores[0], "1.00"]])).checkout;
  await world.operator.moveOpening(opening, "pause", "story");
  for (const market of markets) {
    const checkout = await until(
      () => offered(market),
      (one) => onOffer(one).length === 1,
      "the pause is felt",
    );
    same(onOffer(checkout), ["alipay"], "wallets on offer");
    shutWith(checkout, "wechatpay", "paused");
  }
  await world.operator.moveOpening(opening, "resume", "story");
}

import type { Market, Store } from "./market.ts";
import { checkOut, offerOf, onOffer, payBy, shutWith, until, yuan } from "./pay.ts";
import { holds, type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

export type Asked = { market: Market; opening: string };

/** Enough buyers that at five in a hundred somebody is in. */
const buyers = Array.from({ length: 400 }, (_, n) => `february-${n}`);

/** Which of the buyers the test lets in, by the house's own word. */
async function cohort(world: World, store: Store, opening: string): Promise<Set<string>> {
  const asked = { store: store.id, partner: "wechatpay", method: "qr", amount: yuan("12.00") };
  const told = await world.operator.askDecisions(buyers.map((reference) => ({ ...asked, buyer: { reference } })));
  const decided = told.every((one) => one.opening === opening && one.stage?.kind === "pilot");
  holds(decided, "every buyer's case is decided by the pilot");
  return new Set(buyers.filter((_, n) => told[n]?.open));
}

/** The test of February 2024: a small, sticky share of buyers. */
export async function februaryTest(world: World, step: Step, { market, opening }: Asked): Promise<void> {
  const [store] = market.stores as [Store];
  const small = await step(
    {
      zh: "2024 年 2 月试点：5% 的买家。组外买家只见支付宝并知道原因，组内买家两个都见，用微信支付付了 12.00 元",
      en: "The test of February 2024, 5 % of buyers: outside one sees only Alipay and why; inside, both, and pays by WeChat",
    },
    async () => {
      const inside = await cohort(world, store, opening);
      const [lucky = ""] = inside;
      const other = buyers.find((one) => !inside.has(one)) ?? "";
      holds(lucky !== "" && inside.size < 60, `${inside.size} of 400 buyers are in`);
      const shut = (await checkOut(market, [[store, "12.00"]], other)).checkout;
      same(onOffer(shut), ["alipay"], "what a buyer outside is offered");
      shutWith(shut, "wechatpay", "buyer_share_later");
      const open = await checkOut(market, [[store, "12.00"]], lucky);
      same(onOffer(open.checkout).sort(), ["alipay", "wechatpay"], "what a buyer inside is offered");
      await payBy(world, open, "wechatpay");
      return inside;
    },
  );
  await step(
    {
      zh: "试点扩到 20%：原来在组内的一个不少，另有新人进来",
      en: "Widened to 20 %: whoever was in is still in, and others join",
    },
    async () => {
      await world.operator.changePlan(opening, { why: "story", pilots: [{ buyers: { share: 2000 } }] });
      const wide = await until(
        () => cohort(world, store, opening),
        ({ size }) => size > small.size,
        "more buyers are in",
      );
      same(
        [...small].filter((one) => !wide.has(one)),
        [],
        "buyers thrown out",
      );
      const [lucky = ""] = small;
      const { checkout } = await checkOut(market, [[store, "12.00"]], lucky);
      holds(offerOf(checkout, "wechatpay").available, "the buyer of before is offered WeChat Pay again");
    },
  );
}

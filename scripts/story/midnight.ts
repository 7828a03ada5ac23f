import type { SetClock } from "./clock-dial.ts";
import { activate, admit, connect, found, type Market, type Store, termsOf } from "./market.ts";
import { checkOut, offerOf, onOffer, payBy, pick, refused, shutWith, until } from "./pay.ts";
import { holds, type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

const effective = "2024-09-12T00:00:00.000+08:00";
const laterStage = "2024-10-12T00:00:00.000+08:00";

type Staged = { market: Market; stores: readonly [Store, Store]; opening: string };

/** The midnight of 12 September 2024: stage 1 opens with nobody at the desk, the next one waits for its own day. */
export async function midnightOf12September(world: World, step: Step, set: SetClock): Promise<Market> {
  const staged = await drawn(world, step, set);
  await toTheMillisecond(world, step, staged);
  await acrossMidnight(world, step, set, staged);
  return staged.market;
}

async function drawn(world: World, step: Step, set: SetClock): Promise<Staged> {
  return await step(
    {
      zh: "时钟拨到 2024 年 9 月 5 日：淘宝（模拟）公告分两阶段开放微信支付，先首批店铺，10 月 12 日起所有店铺",
      en: "The clock is put at 5 Sept 2024: Taobao (simulation) announces two stages, first stores, then from 12 Oct all",
    },
    async () => {
      await set("2024-09-05T15:30:00+08:00");
      const market = await found(world, { zh: "淘宝", en: "Taobao" }, [
        { zh: "首批店", en: "First Store" },
        { zh: "次批店", en: "Second Store" },
      ]);
      await admit(world, market, "alipay");
      await connect(world, market, "wechatpay");
      await activate(world, market.stores, "wechatpay");
      const [first] = market.stores;
      const { id } = await world.operator.createOpening({
        ...{ marketplace: market.id, partner: "wechatpay", terms: termsOf(market, "wechatpay"), notice_days: 7 },
        models: "taobao_payment_wechat",
        stages: [{ stores: { list: [first.id] } }, { starts_at: laterStage }],
      });
      const why = { why: "story", skip_consultation: "Told in chapter 001" };
      const told = await world.operator.announceOpening(id, why);
      same(told.effective_at, new Date(effective).toISOString(), "the effective instant");
      return { market, stores: market.stores, opening: id };
    },
  );
}

async function toTheMillisecond(world: World, step: Step, { stores, opening }: Staged): Promise<void> {
  await step(
    {
      zh: "上海时间 9 月 11 日 23:59:59.999 微信支付关着；一毫秒后首批店开放，次批店等到 10 月 12 日零点",
      en: "At 23:59:59.999 of 11 Sept in Shanghai it is shut; a millisecond later stage 1 is open; stage 2 waits to 12 Oct",
    },
    async () => {
      const cases = [
        [stores[0], "2024-09-11T23:59:59.999+08:00", false, "not_yet_effective", null],
        [stores[0], effective, true, undefined, 1],
        [stores[1], effective, false, "store_not_listed", 1],
        [stores[1], "2024-10-11T23:59:59.999+08:00", false, "store_not_listed", 1],
        [stores[1], laterStage, true, undefined, 2],
      ] as const;
      const asked = async () =>
        await world.operator.askDecisions(cases.map(([store, at]) => ({ store: store.id, partner: "wechatpay", at })));
      const told = await until(asked, (all) => all[0]?.opening === opening, "the house has taken the opening in");
      for (const [n, [store, at, open, code, stage]] of cases.entries()) {
        const one = told[n];
        const found = [one?.open, one?.reasons[0]?.code, one?.stage?.n ?? null];
        same(found, [open, code, stage], `${store.name.en} at ${at}`);
      }
    },
  );
}

async function acrossMidnight(world: World, step: Step, set: SetClock, staged: Staged): Promise<void> {
  const { market, stores, opening } = staged;
  const order = await step(
    {
      zh: "时钟拨到零点前两秒：买家发起微信支付被拒，因为还没到时候",
      en: "The clock is put two seconds before midnight: a buyer's start with WeChat Pay is refused, not yet",
    },
    async () => {
      await set("2024-09-11T23:59:57+08:00");
      const made = await checkOut(market, [[stores[0], "99.00"]]);
      await set("2024-09-11T23:59:58+08:00");
      const { reasons } = await refused(pick(made, "wechatpay"), "wallet_not_offered");
      same(
        reasons.map((one) => one.code),
        ["not_yet_effective"],
        "reasons",
      );
      return made;
    },
  );
  await step(
    {
      zh: "零点一过，无人值守：同一订单出现微信支付并付清；次批店仍只有支付宝",
      en: "Past midnight, nobody at the desk: the same order is offered WeChat Pay and paid; the second store still waits",
    },
    async () => {
      const read = () => order.page.getCheckout(order.id);
      await until(read, (checkout) => offerOf(checkout, "wechatpay").available, "stage 1 opens");
      const { payments } = await payBy(world, order, "wechatpay");
      const paidAt = payments.find((one) => one.state === "paid")?.paid_at ?? "";
      holds(new Date(paidAt) >= new Date(effective), `paid at ${paidAt}, after midnight`);
      const { checkout } = await checkOut(market, [[stores[1], "1.00"]]);
      same(onOffer(checkout), ["alipay"], "wallets on offer at the second store");
      shutWith(checkout, "wechatpay", "store_not_listed");
      const steps = () => world.operator.openingSteps(opening);
      const kept = await until(
        steps,
        (all) => all.some((one) => one.event === "begin"),
        "its beginning is written down",
      );
      same(kept.find((one) => one.event === "begin")?.by, "house", "who began it");
    },
  );
}

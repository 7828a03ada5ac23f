import type { SetClock } from "./clock-dial.ts";
import { subMerchant } from "./control.ts";
import { type Asked, februaryTest } from "./february.ts";
import { admit, connect, found, type Market, type Store, termsOf } from "./market.ts";
import { checkOut, onOffer, payBy, refused, shutWith, until } from "./pay.ts";
import { holds, type Step, same } from "./tell.ts";
import { type Owners, storesVote } from "./vote.ts";
import type { World } from "./world.ts";

/** Midnight of 12 September 2024 in Shanghai. */
const effective = "2024-09-11T16:00:00.000Z";

/** Taobao's opening of 2024 on its own days: test, vote, announcement, the first morning. */
export async function openingOf2024(world: World, step: Step, set: SetClock): Promise<Market> {
  const asked = await readied(world, step, set);
  await februaryTest(world, step, asked);
  const owners = await storesVote(world, step, set, asked);
  await announced(world, step, set, asked, owners);
  await firstMorning(world, step, set, asked);
  return asked.market;
}

async function readied(world: World, step: Step, set: SetClock): Promise<Asked> {
  return await step(
    {
      zh: "时钟拨到 2024 年 2 月 20 日：淘宝（模拟）起草开放微信支付；甲店已开通，丙店在审核，乙、丁店没有申请",
      en: "The clock is put at 20 February 2024: Taobao (simulation) drafts WeChat Pay; A is active, C under review",
    },
    async () => {
      await set("2024-02-20T10:00:00+08:00");
      const market = await found(world, { zh: "淘宝", en: "Taobao" }, [
        { zh: "甲店", en: "Store A" },
        { zh: "乙店", en: "Store B" },
        { zh: "丙店", en: "Store C" },
        { zh: "丁店", en: "Store D" },
      ]);
      const [a, , c] = market.stores;
      await admit(world, market, "alipay");
      await connect(world, market, "wechatpay", "partner");
      const number = await subMerchant(world.control, 1);
      await world.operator.setActivation(a.id, "wechatpay", { state: "active", sub_merchant: number });
      await world.operator.setActivation(c.id, "wechatpay", { state: "applied" });
      const { id } = await world.operator.createOpening({
        ...{ marketplace: market.id, partner: "wechatpay", terms: termsOf(market, "wechatpay") },
        ...{ notice_days: 7, depth: "deep", motive: "policy", pilots: [{ buyers: { share: 500 } }] },
        models: "taobao_payment_wechat",
      });
      await world.operator.moveOpening(id, "pilot", "story");
      return { market, opening: id };
    },
  );
}

async function announced(world: World, step: Step, set: SetClock, { opening }: Asked, { d }: Owners): Promise<void> {
  await step(
    {
      zh: "9 月 5 日下午公告：只留六天被拒；七个自然日，即上海时间 9 月 12 日零点生效",
      en: "Announced on the afternoon of 5 Sept: six days are refused; seven calendar days make it 12 Sept, 00:00 Shanghai",
    },
    async () => {
      await set("2024-09-05T15:30:00+08:00");
      const body = { why: "story" };
      const early = { ...body, effective_at: "2024-09-11T00:00:00+08:00" };
      const refusal = await refused(world.operator.announceOpening(opening, early), "opening_notice_too_short");
      same(refusal.context["earliest"], effective, "the earliest instant that the refusal names");
      const told = await world.operator.announceOpening(opening, body);
      same([told.state, told.effective_at], ["announced", effective], "what is announced");
      same(told.voted_hash, told.terms_hash, "the terms that were voted on");
    },
  );
  await step(
    {
      zh: "每家店都收到公告：没有投票的丁店也看到生效日期 2024 年 9 月 12 日",
      en: "Every store is told: D, which did not vote, reads the date as well, 12 September 2024",
    },
    async () => {
      const owner = await d.signIn();
      const news = async () => (await owner.listNotifications()).find((one) => one.type === "opening.announce");
      const read = await until(news, (one) => one !== undefined, "store D is told of the announcement");
      same(read?.subject, opening, "what it is about");
      holds(read?.words.zh.includes("2024年9月12日") ?? false, `it names the day: ${read?.words.zh}`);
    },
  );
}

async function firstMorning(world: World, step: Step, set: SetClock, { market }: Asked): Promise<void> {
  const [a, b, c] = market.stores as [Store, Store, Store];
  await step(
    {
      zh: "9 月 12 日早上：甲店人人可用微信支付；乙店说明尚未开通，丙店说明正在审核",
      en: "The morning of 12 Sept: at store A anybody pays by WeChat; B says not activated, C that it is under review",
    },
    async () => {
      await set("2024-09-12T09:00:00+08:00");
      const order = await checkOut(market, [[a, "88.00"]], "somebody new");
      same(onOffer(order.checkout).sort(), ["alipay", "wechatpay"], "wallets on offer at store A");
      await payBy(world, order, "wechatpay");
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
  await step(
    {
      zh: "乙店当场开通：立即可用微信支付",
      en: "Store B activates it on the spot: WeChat Pay works there at once",
    },
    async () => {
      const number = await subMerchant(world.control, 2);
      await world.operator.setActivation(b.id, "wechatpay", { state: "active", sub_merchant: number });
      const paid = await payBy(world, await checkOut(market, [[b, "9.90"]]), "wechatpay");
      holds(paid.state === "complete", "store B's order is paid");
    },
  );
}

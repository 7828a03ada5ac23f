import { setTimeout as pause } from "node:timers/promises";
import { admit, found, type Market } from "./market.ts";
import { only, payBy, refused, until, yuan } from "./pay.ts";
import { holds, type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

const shop = "https://taobao.example";

/** UD Effect: an advertisement in Moments leads straight to the product; whoever buys is the campaign's doing. */
export async function momentsAd(world: World, step: Step): Promise<Market> {
  const placed = await placeAd(world, step);
  const payment = await tapAndBuy(world, step, placed);
  const { operator } = world;
  const { market, campaign } = placed;
  await step(
    {
      zh: "订单退款，功劳与费用全部收回",
      en: "The order is refunded: credit and fee are taken back whole",
    },
    async () => {
      await market.shop.createRefund({ payment, amount: yuan("199.00"), reason: "story" });
      const { taken_back, fees, refunded } = await until(
        () => operator.readFunnel(campaign.id),
        (one) => one.refunded === 1,
        "the credit is taken back",
      );
      same([taken_back.minor, fees.minor, refunded], ["19900", "0", 1], "the campaign's funnel");
    },
  );
  await fourFlows(world, step, placed);
  return market;
}

type Placed = { market: Market; campaign: { id: string; placements: readonly { jump: string }[] } };

async function placeAd(world: World, step: Step): Promise<Placed> {
  const { operator } = world;
  return await step(
    {
      zh: "阿里妈妈 UD 效果（模拟）：朋友圈广告直达商品；广告未开放时点击被拒，跳转只去允许的网站",
      en: "UD Effect (simulation): a Moments ad leads to a product; before ads open a tap is refused, with the reason",
    },
    async () => {
      const made = await found(world, { zh: "淘宝广告", en: "Taobao ads" }, [{ zh: "茶具店", en: "Teaware" }]);
      await admit(world, made, "alipay");
      await operator.setJumpTargets(made.id, [shop]);
      const ad = { host: "wechat", surface: "moments", target: "product" as const };
      const draft = {
        ...{ marketplace: made.id, plan: "ud_effect", name: { zh: "朋友圈茶具", en: "Teaware in Moments" } },
        ...{ starts_at: "2023-09-01T00:00:00+08:00", pricing: "share" as const, share_bp: 500 },
      };
      const away = { ...draft, placements: [{ ...ad, url: "https://elsewhere.example/" }] };
      await refused(operator.createCampaign(away), "jump_target_not_allowed");
      const placed = await operator.createCampaign({ ...draft, placements: [{ ...ad, url: `${shop}/item?id=7` }] });
      const jump = only(placed.placements).jump;
      same((await tap(jump)).status, 409, "a tap while ads are shut");
      const terms = { zh: "淘宝广告进入微信", en: "Taobao's ads open in WeChat" };
      const { id } = await operator.createOpening({
        ...{ marketplace: made.id, capability: "ad", partner: "wechat", terms },
        models: "alimama_ads_tencent",
      });
      await operator.moveOpening(id, "open", "story");
      return { market: made, campaign: placed };
    },
  );
}

async function tapAndBuy(world: World, step: Step, { market, campaign }: Placed): Promise<string> {
  const { operator } = world;
  const jump = only(campaign.placements).jump;
  return await step(
    {
      zh: "点击广告，落到商品页并带上点击编号；下单付清 199.00 元，归功于该活动，应付 5%",
      en: "It is tapped and lands on the product with the click's id; 199.00 are paid and credited, 5 % are owed",
    },
    async () => {
      const landed = await until(
        () => tap(jump),
        ({ status }) => status === 302,
        "the opening is felt",
      );
      const to = new URL(landed.location ?? "");
      same([to.origin, to.pathname, to.searchParams.get("id")], [shop, "/item", "7"], "where the tap leads");
      const click = to.searchParams.get("hutong_click") ?? "";
      await operator.tellClickOpened(click);
      // Nobody reads, chooses and pays within a second: such a click would count for nothing. Wallets tell whole
      // seconds.
      await pause(2100);
      const paid = (await buy(world, market, click, "alipay")).payment;
      const funnel = await until(
        () => operator.readFunnel(campaign.id),
        (one) => one.paid === 1,
        "the campaign is credited",
      );
      const { clicks, opened, credited, fees } = funnel;
      same([clicks, opened, credited.minor, fees.minor], [1, 1, "19900", "995"], "the campaign's funnel");
      return paid;
    },
  );
}

/** Article 003: whichever wallet and host app an order came through, its four flows stand on one timeline. */
async function fourFlows(world: World, step: Step, { market, campaign }: Placed): Promise<void> {
  const { operator } = world;
  await step(
    {
      zh: "又一单：从广告来，微信支付付清，发货；信息、交易、资金、物流四流在同一条时间线上",
      en: "Another order: led by the ad, paid by WeChat Pay, shipped; information, trade, money and goods on one timeline",
    },
    async () => {
      await admit(world, market, "wechatpay");
      const landed = await tap(only(campaign.placements).jump, "story, another reader");
      const click = new URL(landed.location ?? "").searchParams.get("hutong_click") ?? "";
      await pause(2100);
      const { order } = await buy(world, market, click, "wechatpay");
      const parcel = { order, carrier: "SF", number: "SF-STORY-1" };
      const told = await operator.tellShipment({ ...parcel, state: "picked_up", at: new Date().toISOString() });
      holds(told !== null, "the parcel was told");
      const items = await until(
        () => operator.readFlows(order),
        (all) => new Set(all.map((one) => one.flow)).size === 4,
        "four flows on one timeline",
      );
      const flows = [...new Set(items.map((one) => one.flow))].sort();
      same(flows, ["information", "logistics", "payment", "transaction"], "the flows");
    },
  );
}

/** A tap on the advertisement; nothing is followed by itself. */
async function tap(url: string, browser = "story"): Promise<{ status: number; location: string | null }> {
  const answer = await fetch(url, { redirect: "manual", headers: { "user-agent": browser } });
  await answer.arrayBuffer();
  return { status: answer.status, location: answer.headers.get("location") };
}

/** An order that carries the click, and is paid. */
async function buy(
  world: World,
  market: Market,
  click: string,
  wallet: "alipay" | "wechatpay",
): Promise<{ payment: string; order: string }> {
  const [store] = market.stores;
  holds(store !== undefined, "there is a store");
  const title = "盖碗 Gaiwan";
  const amount = yuan("199.00");
  const order = { number: `ad-${wallet}`, title, amount, lines: [{ title, quantity: 1, amount }] };
  const { secret, ...checkout } = await market.shop.createCheckout({
    orders: [{ ...order, store: store?.id ?? "" }],
    buyer: { reference: "reader-of-moments" },
    ...{ success_url: `${shop}/paid`, cancel_url: `${shop}/cart`, metadata: { click } },
  });
  const open = { id: checkout.id, page: market.shop.as(secret), checkout, buyer: "reader-of-moments" };
  const paid = await payBy(world, open, wallet);
  return { payment: only(paid.payments).id, order: only(paid.orders).id };
}

import { afterPayment } from "./after-payment.ts";
import { checkBooksOf } from "./books.ts";
import { gameLicences } from "./game-licences.ts";
import { jdAtWechat } from "./jd-at-wechat.ts";
import type { Market } from "./market.ts";
import {
  checkOut,
  type How,
  type Open,
  only,
  payBy,
  paymentState,
  payOnPhone,
  pick,
  refused,
  until,
  untilComplete,
  yuan,
} from "./pay.ts";
import { pilotOf2023 } from "./pilot-2023.ts";
import { sentAndUnsent } from "./shipping.ts";
import { taobaoPassword } from "./taobao-password.ts";
import { otherWays, type Taote, taoteGoesFirst } from "./taote.ts";
import { type Chapter, holds, type Step, same } from "./tell.ts";
import { pastEventsPlayed } from "./timeline.ts";
import type { World } from "./world.ts";
import { xianyuWithdraws } from "./xianyu-withdraws.ts";

/** Article 004: the long road. The pilot of 2023, Taote's jump and jump-back, a friend who pays, a double payment. */
export const longRoad: Chapter = {
  id: "004",
  title: { zh: "长路：试点、跳转、代付、重复付款", en: "The long road: a pilot, jumps, a friend, a double payment" },
  async play(world, step) {
    const pilot = await inNovember2023(world, step);
    const taote = await taoteGoesFirst(world, step);
    await jumps(world, step, taote);
    await otherWays(world, step, taote);
    await friendPays(world, step, taote);
    await paidTwice(world, step, taote);
    const shipped = await sentAndUnsent(world, step);
    await afterPayment(world, step);
    await xianyuWithdraws(world, step);
    await jdAtWechat(world, step);
    await gameLicences(world, step);
    await taobaoPassword(world, step);
    await pastEventsPlayed(world, step);
    await checkBooksOf(world, [pilot, taote, ...shipped], step);
  },
};

async function inNovember2023(world: World, step: Step): Promise<Market> {
  const { control } = world;
  if (!(await control.clockCanBeSet())) return await pilotOf2023(world, step);
  return await control.withClock(async (set) => {
    await set("2023-11-15T10:00:00+08:00");
    return await pilotOf2023(world, step);
  });
}

type OneStore = Taote;

/** Jump to the wallet, pay there, jump back to the cashier, which knows. */
async function jumpAndBack(world: World, market: OneStore, wallet: "wechatpay" | "alipay", how: How): Promise<void> {
  const order = await checkOut(market, [[market.stores[0], "59.90"]]);
  const { action } = await pick(order, wallet, how);
  same(action?.kind, "jump", "what the buyer must do");
  const { return_url: back = "" } = await payOnPhone(world, wallet, action);
  const cashier = new URL(`/pay/${order.id}`, world.url);
  const landed = new URL(back);
  same(
    [landed.origin, landed.pathname],
    [cashier.origin, cashier.pathname],
    "where the wallet sends the buyer back to",
  );
  const page = await order.page.fetchPage(back);
  holds(
    page.status === 200 && page.type.startsWith("text/html"),
    `the cashier page answers (${page.status} ${page.type})`,
  );
  await untilComplete(order);
}

async function jumps(world: World, step: Step, market: OneStore): Promise<void> {
  const phone = { method: "jump", device: "phone" } as const;
  await step(
    {
      zh: "手机上跳到微信支付（H5），付款，跳回收银台，已支付",
      en: "On a phone: jump to WeChat Pay (H5), pay, jump back to the cashier, paid",
    },
    () => jumpAndBack(world, market, "wechatpay", phone),
  );
  await step(
    {
      zh: "手机上跳到支付宝（wap），付款，跳回，已支付",
      en: "On a phone: jump to Alipay (wap), pay, jump back, paid",
    },
    () => jumpAndBack(world, market, "alipay", phone),
  );
  await step(
    {
      zh: "电脑上跳到支付宝（page），付款，跳回，已支付",
      en: "On a desktop: jump to Alipay (page), pay, jump back, paid",
    },
    () => jumpAndBack(world, market, "alipay", { method: "jump", device: "desktop" }),
  );
}

/** Whoever holds the link's last part may pay. */
async function friendLink({ id, page }: Open): Promise<string> {
  const { url } = await page.createFriendLink(id);
  return new URL(url).pathname.split("/").at(-1) ?? "";
}

async function friendPays(world: World, step: Step, market: OneStore): Promise<void> {
  const [store] = market.stores;
  const order = await checkOut(market, [[store, "168.00"]], "somebody-4711");
  const link = await step(
    {
      zh: "请好友代付：好友看到金额与店铺，看不到买家是谁",
      en: "Ask a friend to pay: the friend sees shop and amount, and nothing of the buyer",
    },
    async () => {
      const token = await friendLink(order);
      const seen = await market.shop.as(token).readFriendLink(token);
      same(seen.amount, yuan("168.00"), "what the friend sees to pay");
      const text = JSON.stringify(seen);
      holds(!text.includes(order.buyer), "the friend does not see the buyer");
      holds(
        seen.orders.every((one) => !("lines" in one) && !("number" in one)),
        "the friend sees no lines or numbers",
      );
      return token;
    },
  );
  const friend = market.shop.as(link);
  const payment = await step(
    {
      zh: "好友在自己的手机上用微信支付付清",
      en: "The friend pays with WeChat Pay on their own phone",
    },
    async () => {
      const { action, payments } = await pick(order, "wechatpay", { method: "jump", device: "phone", by: friend });
      const { return_url: back = "" } = await payOnPhone(world, "wechatpay", action, "friend");
      same(new URL(back).pathname, `/pay/friend/${link}`, "where the friend lands");
      await untilComplete(order);
      return only(payments);
    },
  );
  await step(
    {
      zh: "链接只能用一次：再付被拒；买家自己付了的，链接作废",
      en: "The link works once: a second payment is refused; where the buyer paid after all, the link is used up",
    },
    async () => {
      await refused(pick(order, "alipay", { by: friend }), "checkout_complete");
      await refused(order.page.createFriendLink(order.id), "checkout_complete");
      const own = await checkOut(market, [[store, "2.00"]]);
      const unused = await friendLink(own);
      await payBy(world, own, "alipay");
      await refused(own.page.readFriendLink(unused), "friend_link_used");
    },
  );
  await refundsTheFriend(world, step, market, payment.id);
}

async function refundsTheFriend(world: World, step: Step, market: Market, payment: string): Promise<void> {
  await step(
    {
      zh: "退款 68.00 元原路退给付款的好友",
      en: "68.00 yuan refunded: it goes back to the friend who paid",
    },
    async () => {
      const { id } = await market.shop.createRefund({ payment, amount: yuan("68.00"), reason: "story" });
      await until(
        () => market.shop.getRefund(id),
        (refund) => refund.state === "refunded",
        "the refund is done",
      );
      const { refunds } = (await world.control.ledger()).wechatpay;
      const sent = only(refunds.filter((one) => payment.endsWith(one.out_trade_no)));
      same(
        [sent.amount, id.endsWith(sent.out_refund_no)],
        ["6800", true],
        "the refund at WeChat Pay, of the friend's payment",
      );
    },
  );
}

async function paidTwice(world: World, step: Step, market: OneStore): Promise<void> {
  const order = await checkOut(market, [[market.stores[0], "77.70"]]);
  const first = await step(
    {
      zh: "买家先出支付宝二维码，没扫，改用微信支付付清",
      en: "A buyer shows Alipay's code, does not scan it, turns to WeChat Pay and pays",
    },
    async () => {
      const alipay = await pick(order, "alipay");
      await payBy(world, order, "wechatpay");
      await paymentState(order.page, only(alipay.payments).id, "abandoned");
      return alipay;
    },
  );
  await step(
    {
      zh: "旧二维码又被付了一次：77.70 元自动退回支付宝",
      en: "The old code is paid all the same: 77.70 yuan go back to Alipay by themselves",
    },
    async () => {
      const { id } = only(first.payments);
      await payOnPhone(world, "alipay", first.action, "somebody in a hurry");
      await paymentState(order.page, id, "returned");
      const { payments } = (await world.control.ledger()).alipay;
      const row = payments.find((one) => id.endsWith(one.out_trade_no));
      same([row?.amount, row?.refunded], ["7770", "7770"], "Alipay's word on the second payment");
    },
  );
}

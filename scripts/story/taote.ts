import { payMethods } from "#wallets/protocol";
import { activate, admit, connect, found, type Market, open, type Store } from "./market.ts";
import { checkOut, offerOf, onOffer, pick, refused, shutWith } from "./pay.ts";
import { holds, type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

export type Taote = Market<readonly [Store]>;

/**
 * The end of August 2024: Taote is the first to take WeChat Pay, by jump and jump-back as with any third-party payment,
 * rather than by scanning a code.
 */
export async function taoteGoesFirst(world: World, step: Step): Promise<Taote> {
  const { control } = world;
  const market = await readied(world, step);
  if (!(await control.clockCanBeSet())) await opened(world, step, market);
  else
    await control.withClock(async (set) => {
      await set("2024-08-31T10:00:00+08:00");
      await opened(world, step, market);
    });
  return market;
}

async function readied(world: World, step: Step): Promise<Taote> {
  return await step(
    {
      zh: "淘特（模拟）收支付宝；微信支付的账户与店铺已就绪，收银台尚未开放，灰显并说明",
      en: "Taote (simulation) takes Alipay; account and store are ready for WeChat Pay, the checkout is not open and says so",
    },
    async () => {
      const made = await found(world, { zh: "淘特", en: "Taote" }, [{ zh: "工厂店", en: "Factory Outlet" }]);
      await admit(world, made, "alipay");
      await connect(world, made, "wechatpay");
      await activate(world, made.stores, "wechatpay");
      const { checkout } = await checkOut(made, [[made.stores[0], "1.00"]]);
      same(onOffer(checkout), ["alipay"], "wallets on offer");
      shutWith(checkout, "wechatpay", "not_opened");
      return made;
    },
  );
}

async function opened(world: World, step: Step, market: Taote): Promise<void> {
  await step(
    {
      zh: "2024 年 8 月底，淘特率先：只开放跳转。跳转可付，扫码被拒并说明目前可用的方式",
      en: "End of August 2024, Taote goes first, by jump alone: a jump is on offer, a QR code is told which way is open",
    },
    async () => {
      await open(world, market, "wechatpay", { methods: ["jump"], models: "taote_payment_wechat" });
      const order = await checkOut(market, [[market.stores[0], "1.00"]]);
      holds(offerOf(order.checkout, "wechatpay").available, "WeChat Pay is on offer at Taote");
      const { reasons } = await refused(pick(order, "wechatpay", { method: "qr" }), "wallet_not_offered");
      same(
        reasons.map((one) => one.code),
        ["method_not_open"],
        "why not by QR",
      );
      holds(reasons[0]?.en.includes("jump") ?? false, `it names the way that is open: ${reasons[0]?.en}`);
    },
  );
}

/** Afterwards: the other ways are another opening, beside the first one. */
export async function otherWays(world: World, step: Step, market: Taote): Promise<void> {
  await step(
    {
      zh: "其余方式由另一条开放计划打开；与进行中的计划重叠的被拒",
      en: "The other ways are opened by another opening; one that overlaps with a live one is refused",
    },
    async () => {
      await refused(open(world, market, "wechatpay"), "opening_overlaps");
      await open(world, market, "wechatpay", { methods: payMethods.filter((method) => method !== "jump") });
    },
  );
}

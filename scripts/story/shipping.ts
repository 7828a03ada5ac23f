import type { SetClock } from "./clock-dial.ts";
import { admit, found, type Market, type Store } from "./market.ts";
import { checkOut, only, payBy, refused, until } from "./pay.ts";
import { type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

type Sold = { market: Market<readonly [Store]>; sent: string; unsent: string; extend: () => Promise<unknown> };

/**
 * Guaranteed trade as its buyers know it: what was sent is released ten days after that, what was never sent is not
 * released by time at all.
 */
export async function sentAndUnsent(world: World, step: Step): Promise<Market[]> {
  if (!(await world.control.clockCanBeSet())) return [];
  return await world.control.withClock(async (set) => {
    const sold = await twoSold(world, step, set);
    await oneIsLate(world, step, set, sold);
    await onlyTheSent(world, step, set, sold);
    return [sold.market];
  });
}

async function twoSold(world: World, step: Step, set: SetClock): Promise<Sold> {
  const { operator } = world;
  return await step(
    {
      zh: "淘宝（模拟）规定：收货期限十天，自全部发货起算。2024 年 10 月 20 日两单付款，只发出一单",
      en: "Taobao (simulation) lets ten days count from the shipment. On 20 Oct 2024 two orders are paid, one is sent",
    },
    async () => {
      await set("2024-10-20T10:00:00+08:00");
      const market = await found(world, { zh: "淘宝", en: "Taobao" }, [{ zh: "山货店", en: "Mountain Goods" }]);
      await admit(world, market, "wechatpay");
      const terms = {
        release_after_days: 10,
        commission_bp: 0,
        release_from: "shipment",
        ship_within_days: 3,
      } as const;
      await operator.setSettlementTerms(market.id, terms);
      await set("2024-10-20T10:01:00+08:00");
      const pay = async (text: string) => {
        const open = await checkOut(market, [[market.stores[0], text]]);
        return { open, order: only((await payBy(world, open, "wechatpay")).orders).id };
      };
      const [sent, unsent] = [await pay("60.00"), await pay("40.00")];
      await until(
        () => operator.releaseLimit(unsent.order),
        (limit) => limit.release_at === null && limit.counts_from === "shipment",
        "it waits to be sent",
      );
      await operator.tellShipment(parcelOf(sent.order, "2024-10-20T10:01:30+08:00"));
      same((await operator.releaseLimit(sent.order)).release_at?.slice(0, 10), "2024-10-30", "the limit's day");
      const extend = () => unsent.open.page.extendReceipt(unsent.order);
      return { market, sent: sent.order, unsent: unsent.order, extend };
    },
  );
}

const parcelOf = (order: string, at: string) => ({
  ...{ order, carrier: "SF", number: `SF-${order.slice(-6)}`, state: "picked_up" },
  at: new Date(at).toISOString(),
});

async function oneIsLate(world: World, step: Step, set: SetClock, { unsent, extend }: Sold): Promise<void> {
  const { operator } = world;
  await step(
    {
      zh: "三天后仍未发货的一单被提醒一次；尚未发货，买家无期限可延长",
      en: "Three days later the unsent one is told as late, once; before it is sent there is no limit to make longer",
    },
    async () => {
      await refused(extend(), "release_not_begun");
      await set("2024-10-23T10:02:00+08:00");
      const told = async () =>
        (await operator.listEvents("order.ship_overdue")).filter((one) => one.subject === unsent);
      await until(told, (all) => all.length === 1, "the order is told as late");
    },
  );
}

async function onlyTheSent(world: World, step: Step, set: SetClock, { market, ...sold }: Sold): Promise<void> {
  const { operator } = world;
  await step(
    {
      zh: "10 月 30 日发出的一单 60.00 元自动放款；另一单留在担保中，补发后由买家确认收货",
      en: "On 30 Oct the sent one's 60.00 are released; the other stays in escrow, is sent, and its buyer confirms receipt",
    },
    async () => {
      const balance = async (kind: string): Promise<string> =>
        (await operator.listAccounts(market.stores[0].id)).find((one) => one.kind === kind)?.balance.minor ?? "0";
      await set("2024-10-30T10:03:00+08:00");
      await until(
        () => balance("balance"),
        (minor) => minor === "6000",
        "60.00 yuan are the store's",
      );
      same(await balance("escrow"), "4000", "what was never sent stays in escrow");
      same((await operator.releaseLimit(sold.unsent)).release_at, null, "it has no limit");
      await operator.tellShipment(parcelOf(sold.unsent, "2024-10-30T10:03:30+08:00"));
      same((await operator.releaseLimit(sold.unsent)).release_at?.slice(0, 10), "2024-11-09", "now it has one");
      await operator.confirmReceipt(sold.unsent);
      await until(
        () => balance("balance"),
        (minor) => minor === "10000",
        "all of it is the store's",
      );
    },
  );
}

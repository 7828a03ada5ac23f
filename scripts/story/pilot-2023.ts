import { stands } from "./books.ts";
import { activate, connect, found, type Market, type Store, termsOf } from "./market.ts";
import type { Told } from "./opening-calls.ts";
import { checkOut, only, payBy, pick, refused, shutWith, until, yuan } from "./pay.ts";
import { holds, type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

type Pilot = { market: Market; store: Store; opening: string };

const noCard = { no_bound_card: true, no_balance: false };
const card = { no_bound_card: false, no_balance: false };

/** The pilot of November 2023: mainly buyers with no bound card or no balance, by QR code, 300 yuan at most. */
export async function pilotOf2023(world: World, step: Step): Promise<Market> {
  const pilot = await drawn(world, step);
  const { market, store } = pilot;
  const buy = (amount: string, buyer: string, facts = noCard) => checkOut(market, [[store, amount]], buyer, facts);
  await step(
    { zh: "没有绑卡的买家扫码付清 300.00 元", en: "A buyer without a bound card pays 300.00 yuan by QR code" },
    async () => {
      await payBy(world, await buy("300.00", "no card"), "wechatpay");
      await stands(market, store.id, "wechatpay", "30000");
    },
  );
  const why = async (order: Awaited<ReturnType<typeof buy>>, how = {}): Promise<Told["reasons"][number]["code"][]> => {
    const { reasons } = await refused(pick(order, "wechatpay", how), "wallet_not_offered");
    return reasons.map((one) => one.code);
  };
  await step(
    {
      zh: "300.01 元被拒并说明每笔上限；跳转方式说明尚未开放",
      en: "300.01 is told the limit a payment; a jump is told that it is not open",
    },
    async () => {
      same(await why(await buy("300.01", "no card either")), ["over_cap_per_payment"], "reasons");
      const jump = { method: "jump", device: "phone" } as const;
      same(await why(await buy("1.00", "no card either"), jump), ["method_not_open"], "reasons");
    },
  );
  await step(
    {
      zh: "绑了卡、有余额的买家看到微信支付灰显，并知道是先给谁用的",
      en: "A buyer with a card and a balance sees WeChat Pay greyed, and whom it is for at first",
    },
    async () => {
      const order = await buy("10.00", "with a card", card);
      shutWith(order.checkout, "wechatpay", "buyer_fact_later");
      same(await why(order), ["buyer_fact_later"], "reasons");
    },
  );
  await step(
    {
      zh: "每人每日 500 元：同一买家当天再付 200.01 元被拒，付 200.00 元可以；别的买家不受影响",
      en: "500 yuan a buyer and day: another 200.01 of the same buyer is refused, 200.00 is paid; others are free",
    },
    async () => {
      same(await why(await buy("200.01", "no card")), ["over_cap_per_buyer_day"], "reasons");
      await payBy(world, await buy("200.00", "no card"), "wechatpay");
      same(await why(await buy("0.01", "no card")), ["over_cap_per_buyer_day"], "reasons");
      await payBy(world, await buy("200.01", "another without a card"), "wechatpay");
      await stands(market, store.id, "wechatpay", "70001");
    },
  );
  await paused(world, step, pilot, async () => await why(await buy("1.00", "a third")));
  await guarded(world, step, pilot);
  return market;
}

async function drawn(world: World, step: Step): Promise<Pilot> {
  return await step(
    {
      zh: "2023 年 11 月的试点：淘宝（模拟）只对没有绑卡或没有余额的买家开放微信二维码，每笔最多 300 元、每人每日 500 元",
      en: "The pilot of Nov 2023: Taobao (simulation), QR code, buyers with no card or no balance, 300 yuan a payment, 500 a day",
    },
    async () => {
      const market = await found(world, { zh: "淘宝", en: "Taobao" }, [{ zh: "青瓷坊", en: "Celadon Kiln" }]);
      await connect(world, market, "wechatpay");
      await activate(world, market.stores, "wechatpay");
      const caps = { per_payment: yuan("300.00"), per_buyer_day: yuan("500.00") };
      const { id } = await world.operator.createOpening({
        ...{ marketplace: market.id, partner: "wechatpay", terms: termsOf(market, "wechatpay") },
        ...{ depth: "deep", models: "taobao_payment_wechat" },
        guards: [{ figure: "complaint_rate", limit: 0, window_minutes: 60, min_count: 1 }],
        pilots: [{ methods: ["qr"], buyers: { any_of: ["no_bound_card", "no_balance"] }, caps }],
      });
      await world.operator.moveOpening(id, "pilot", "story");
      return { market, store: market.stores[0], opening: id };
    },
  );
}

async function paused(world: World, step: Step, { market, store, opening }: Pilot, why: () => Promise<string[]>) {
  await step(
    {
      zh: "试点暂停：已打开的收银台也立即付不了；恢复后又能付",
      en: "The pilot is paused: it holds at once, also for a cashier page that is open; resumed, it is paid again",
    },
    async () => {
      const open = await checkOut(market, [[store, "5.00"]], "waiting", noCard);
      await world.operator.moveOpening(opening, "pause", "story");
      const { reasons } = await refused(pick(open, "wechatpay"), "wallet_not_offered");
      same(
        reasons.map((one) => one.code),
        ["paused"],
        "reasons",
      );
      same(await why(), ["paused"], "reasons for a new buyer");
      await world.operator.moveOpening(opening, "resume", "story");
      await payBy(world, open, "wechatpay");
    },
  );
}

async function guarded(world: World, step: Step, { market, store, opening }: Pilot): Promise<void> {
  await step(
    {
      zh: "一笔投诉登记后，护栏在数秒内自行暂停试点并告知平台；由人说明原因后恢复",
      en: "A complaint comes in: a guard pauses the pilot by itself within seconds and tells; a person resumes, with a reason",
    },
    async () => {
      const paid = await payBy(world, await checkOut(market, [[store, "6.00"]], "who complains", noCard), "wechatpay");
      await world.operator.takeComplaint({ payment: only(paid.payments).id, code: "charged_twice" });
      const read = () => world.operator.getOpening(opening);
      await until(read, (one) => one.state === "paused", "the guard pauses the pilot");
      const last = (await world.operator.openingSteps(opening)).at(-1);
      same([last?.event, last?.by], ["pause", "guard"], "who paused it");
      const { data } = await world.operator.marketNotifications(market.id);
      holds(
        data.some((one) => one.type === "opening.guard_breached" && one.subject === opening),
        "the marketplace's people are told",
      );
      same(
        (await world.operator.moveOpening(opening, "resume", "looked at it: a mistake")).state,
        "piloting",
        "after it",
      );
    },
  );
}

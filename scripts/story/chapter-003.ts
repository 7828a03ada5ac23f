import type { BuyerAction } from "#wallets/protocol";
import { seedingAlliance } from "./alliance.ts";
import { checkBooksOf, stands } from "./books.ts";
import type { WalletName } from "./control.ts";
import { admit, found } from "./market.ts";
import { checkOut, type Open, only, payBy, payOnPhone, pick, until, untilComplete } from "./pay.ts";
import { prerequisites } from "./prerequisites.ts";
import { type Chapter, type Step, same } from "./tell.ts";
import { twoPeople } from "./two-people.ts";
import type { World } from "./world.ts";

/** Article 003: governance, so that openness does not mean disruption. Notices get lost, a wallet fails. */
export const keepingHouse: Chapter = {
  id: "003",
  title: { zh: "治理：通知会丢，钱包会坏，钱不能错", en: "Governance: notices get lost, wallets fail, money must not" },
  async play(world, step) {
    const market = await step(
      {
        zh: "淘宝（模拟）两个钱包都已开放",
        en: "Taobao (simulation) is open to both wallets",
      },
      async () => {
        const made = await found(world, { zh: "淘宝", en: "Taobao" }, [{ zh: "油纸伞铺", en: "Paper Umbrellas" }]);
        for (const wallet of ["wechatpay", "alipay"] as const) await admit(world, made, wallet);
        return made;
      },
    );
    await lostNotices(world, step, market);
    await outage(world, step, market);
    await prerequisites(world, step);
    await seedingAlliance(world, step);
    await twoPeople(world, step);
    await checkBooksOf(world, [market], step);
  },
};

type OneStore = Awaited<ReturnType<typeof found<readonly [{ zh: string; en: string }]>>>;

async function lostNotices(world: World, step: Step, market: OneStore): Promise<void> {
  const [store] = market.stores;
  for (const [wallet, zh, en] of [
    ["wechatpay", "微信支付", "WeChat Pay"],
    ["alipay", "支付宝", "Alipay"],
  ] as const)
    await step(
      {
        zh: `${zh}的付款通知丢了：主动查询后到账`,
        en: `${en}'s notice is lost: asked, it says paid`,
      },
      () =>
        world.control.withFaults(wallet, { notice_drop: 1 }, async () => {
          const order = await checkOut(market, [[store, "31.00"]]);
          const { action, payments } = await pick(order, wallet);
          await payOnPhone(world, wallet, action);
          await noticeDropped(world, wallet, only(payments).id);
          same((await order.page.getCheckout(order.id)).state, "open", "the checkout before anybody asks");
          same((await order.page.checkCheckout(order.id)).state, "complete", "the checkout after asking");
        }),
    );
}

/** The wallet has tried to tell us and did not get through. */
async function noticeDropped(world: World, wallet: WalletName, payment: string): Promise<void> {
  const tried = async () => {
    const { notices } = (await world.control.ledger())[wallet];
    return notices.find((one) => payment.endsWith(one.about) && one.tries > 0);
  };
  const notice = await until(tried, (one) => one !== undefined, `${wallet} tries to tell of ${payment}`);
  same(notice?.answered, false, "whether the notice was answered");
}

async function outage(world: World, step: Step, market: OneStore): Promise<void> {
  const [store] = market.stores;
  const buyers = {
    paying: await checkOut(market, [[store, "40.01"]], "buyer who pays in the outage"),
    loyal: await checkOut(market, [[store, "50.02"]], "buyer who waits for WeChat Pay"),
    turning: await checkOut(market, [[store, "60.03"]], "buyer who turns to Alipay"),
  };
  const { action } = await pick(buyers.paying, "wechatpay");
  const down = { server_error: 1, notice_drop: 1 };
  await world.control.withFaults("wechatpay", down, () => whileDown(world, step, buyers, action));
  await backAgain(world, step, buyers);
  await step(
    {
      zh: "改用支付宝的订单只收了一次钱；账簿：微信支付 121.03 元，支付宝 91.03 元",
      en: "Who turned to Alipay paid once; the book says 121.03 yuan at WeChat Pay, 91.03 at Alipay",
    },
    async () => {
      const { payments } = await buyers.turning.page.checkCheckout(buyers.turning.id);
      const states = payments.map((one) => `${one.wallet} ${one.state}`).sort();
      // WeChat Pay never saw the other attempt, but its time is not over: nobody claims that it is closed.
      same(states, ["alipay paid", "wechatpay abandoned"], "the attempts");
      await stands(market, store.id, "wechatpay", "12103");
      await stands(market, store.id, "alipay", "9103");
    },
  );
}

type Buyers = Readonly<Record<"paying" | "loyal" | "turning", Open>>;

async function whileDown(world: World, step: Step, buyers: Buyers, before: BuyerAction | null): Promise<void> {
  const { paying, loyal, turning } = buyers;
  await step(
    {
      zh: "微信支付故障：发起付款没有结果，记为未知，绝不记为失败",
      en: "WeChat Pay is down: a start gets no answer, which is unknown and never failed",
    },
    async () => {
      for (const order of [loyal, turning]) {
        const { payments, action } = await pick(order, "wechatpay");
        same([only(payments).state, action], ["starting", null], "the attempt");
      }
    },
  );
  await step(
    {
      zh: "支付宝照常：等不及的买家改用支付宝付清",
      en: "Alipay works as ever: a buyer turns to it and pays",
    },
    () => payBy(world, turning, "alipay"),
  );
  await step(
    {
      zh: "故障中有人付了款而通知不达：查询也没有答案，照旧等待，不误判",
      en: "One pays during the outage, the notice does not get through, asking gives no answer: the house waits",
    },
    async () => {
      await payOnPhone(world, "wechatpay", before);
      const asked = await paying.page.checkCheckout(paying.id);
      same([asked.state, only(asked.payments).state], ["open", "waiting"], "the checkout and its attempt");
    },
  );
}

async function backAgain(world: World, step: Step, { paying, loyal }: Buyers): Promise<void> {
  await step(
    {
      zh: "微信支付恢复：故障中付的款查到并入账，什么都没丢",
      en: "WeChat Pay is back: what was paid meanwhile is found; nothing is lost",
    },
    async () => {
      same((await paying.page.checkCheckout(paying.id)).state, "complete", "the checkout after asking");
    },
  );
  await step(
    {
      zh: "未知的那笔以同一单号重新拿到二维码，付清",
      en: "The unknown attempt gets its code after all, under the same number, and is paid",
    },
    async () => {
      const unknown = only((await loyal.page.getCheckout(loyal.id)).payments);
      const asked = only((await loyal.page.checkCheckout(loyal.id)).payments);
      same([asked.id, asked.state], [unknown.id, "waiting"], "the attempt after asking");
      await payOnPhone(world, "wechatpay", asked.action);
      await untilComplete(loyal);
    },
  );
}

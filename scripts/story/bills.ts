import type { FaultKnobs } from "#wallets/fake-protocol";
import { checkBooksOf } from "./books.ts";
import type { Client } from "./client.ts";
import type { SetClock } from "./clock-dial.ts";
import type { WalletName } from "./control.ts";
import { admit, found, type Market, type Store } from "./market.ts";
import { checkOut, only, payBy, paymentState, payOnPhone, pick, refused, until } from "./pay.ts";
import { signUpLongAgo } from "./people.ts";
import { type Chapter, holds, type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

const day = "2024-11-11";
const nextDay = "2024-11-12";
const wallets = ["wechatpay", "alipay"] as const;

const wrong: Partial<FaultKnobs> = {
  ...{ bill_drop: 1, bill_wrong_amount: 1, bill_wrong_fee: 1, bill_wrong_state: 1, bill_extra: 1, bill_next_day: 2 },
};

/** After the payment: a day's bills with every kind of difference, found and resolved. */
export const dayOfBills: Chapter = {
  id: "bills",
  title: { zh: "账单：双十一当天的每一分钱都对得上", en: "The bills of Double 11, reconciled to the fen" },
  async play(world, step) {
    if (!(await world.control.clockCanBeSet())) return;
    await world.control.withClock((set) => doubleEleven(world, step, set));
  },
};

type Shop = { market: Market<readonly [Store]>; accounts: Readonly<Record<WalletName, string>>; unheard: string[] };

async function doubleEleven(world: World, step: Step, set: SetClock): Promise<void> {
  const shop = await opened(world, step, set);
  await ratesAgreed(world, step, shop);
  const asWrong = <T>(knobs: Partial<FaultKnobs>, work: () => Promise<T>): Promise<T> =>
    world.control.withFaults("wechatpay", knobs, () => world.control.withFaults("alipay", knobs, work));
  await lastMinutes(world, step, set, shop);
  // Until its bill is in, neither a notice nor a question tells of the unheard ones.
  await asWrong({ ask_stale: true, notice_drop: 1 }, async () => {
    await paidUnheard(world, step, set, shop);
    await asWrong({ bill_file: 4 }, () => set(`${nextDay}T10:01:00+08:00`));
    await refusedFiles(world, step, shop, asWrong);
    await asWrong(wrong, () => everyClass(world, step, shop));
    await twoPeople(world, step, shop);
    await asWrong({ bill_next_day: 2 }, () => closedByItself(world, step, set, shop));
  });
  await step(
    { zh: "没听到的那笔，订单已过期：原路退回", en: "What nobody had heard of goes back: its order was over" },
    async () => {
      await set("2024-11-13T12:00:00+08:00");
      for (const payment of shop.unheard) await paymentState(shop.market.shop, payment, "returned");
    },
  );
  await checkBooksOf(world, [shop.market], step);
}

/** WeChat Pay's bill tells its rate; Alipay's tells none, so what it may keep is what was agreed. */
async function ratesAgreed(world: World, step: Step, shop: Shop): Promise<void> {
  await step(
    {
      zh: "支付宝账单不写费率：登记约定费率 0.6%，从当天零点起",
      en: "Alipay's bill tells no rate: that 0.6 % was agreed is put down, from the day's beginning on",
    },
    async () => {
      const terms = { rate: 600, rounding: "half_even", starts_at: `${day}T00:00:00+08:00` } as const;
      const agreed = await world.operator.addAgreedRate(shop.accounts.alipay, terms);
      same([agreed.method, agreed.rate], ["*", 600], "what is agreed with Alipay");
    },
  );
}

async function lastMinutes(world: World, step: Step, set: SetClock, shop: Shop): Promise<void> {
  await step({ zh: "23:50 还有一笔", en: "One more is paid at 23:50" }, async () => {
    await set(`${day}T23:50:00+08:00`);
    for (const wallet of wallets)
      await payBy(world, await checkOut(shop.market, [[shop.market.stores[0], "66.00"]]), wallet);
  });
}

async function opened(world: World, step: Step, set: SetClock): Promise<Shop> {
  return await step(
    {
      zh: "时钟拨到 2024 年 11 月 11 日：淘宝（模拟）两个钱包都开放，各收四笔款",
      en: "The clock is put at 11 November 2024: Taobao (simulation) takes four payments by each wallet",
    },
    async () => {
      await set(`${day}T12:00:00+08:00`);
      const market = await found(world, { zh: "淘宝", en: "Taobao" }, [{ zh: "双十一店", en: "Double 11 Store" }]);
      for (const wallet of wallets) await admit(world, market, wallet);
      for (const wallet of wallets)
        for (const amount of ["11.10", "22.20", "33.30", "44.40"])
          await payBy(world, await checkOut(market, [[market.stores[0], amount]]), wallet);
      const list = await world.operator.listWalletAccounts(market.id);
      const idOf = (wallet: WalletName) => list.find((one) => one.wallet === wallet)?.id ?? "";
      return { market, accounts: { wechatpay: idOf("wechatpay"), alipay: idOf("alipay") }, unheard: [] };
    },
  );
}

async function paidUnheard(world: World, step: Step, set: SetClock, shop: Shop): Promise<void> {
  await step(
    {
      zh: "23:52 每个钱包各有一笔付了款却无人得知：通知丢失，查询也答未付",
      en: "At 23:52 one payment by each wallet that nobody hears of: no notice, and asked, the wallet says unpaid",
    },
    async () => {
      await set(`${day}T23:52:00+08:00`);
      for (const wallet of wallets) {
        const order = await checkOut(shop.market, [[shop.market.stores[0], "55.50"]]);
        const { action, payments } = await pick(order, wallet);
        await payOnPhone(world, wallet, action);
        same((await order.page.checkCheckout(order.id)).state, "open", `the ${wallet} checkout after asking`);
        shop.unheard.push(only(payments).id);
      }
    },
  );
}

type WithKnobs = <T>(knobs: Partial<FaultKnobs>, work: () => Promise<T>) => Promise<T>;

/** Has the day tried now, and waits until it was. */
async function tried(world: World, account: string, of: string) {
  const dayOf = async () => (await world.operator.listReconciliations(account)).find((one) => one.day === of);
  await world.operator.askForReconciliation({ wallet_account: account, day: of });
  const done = await until(
    dayOf,
    (one) => one !== undefined && (one.state === "done" || one.code !== null),
    `the bill of ${of} is tried`,
  );
  if (!done) throw new Error(`The day ${of} is not known.`);
  return done;
}

async function refusedFiles(world: World, step: Step, shop: Shop, asWrong: WithKnobs): Promise<void> {
  const cases = [
    [4, "bill_not_ready"],
    [1, "bill_truncated"],
    [2, "bill_hash_wrong"],
    [3, "bill_total_wrong"],
  ] as const;
  await step(
    {
      zh: "次日十点后自动取账单：还没有、被截断、哈希不符、合计不符的，一律拒绝并说明",
      en: "After ten the next morning bills are fetched: not ready, cut off, of another hash or total, each is refused by name",
    },
    async () => {
      for (const [file, code] of cases)
        await asWrong({ bill_file: file }, async () => {
          for (const wallet of wallets) {
            const found = await until(
              () => tried(world, shop.accounts[wallet], day),
              (one) => one.code === code,
              `${wallet}'s bill is refused as ${code}`,
            );
            same(found.state, file === 4 ? "waiting" : "refused", `the day at ${wallet}`);
          }
        });
    },
  );
}

const classes = (breaks: readonly { class: string; state: string }[]): string[] =>
  breaks.map((one) => `${one.class} ${one.state}`).sort();

async function everyClass(world: World, step: Step, shop: Shop): Promise<void> {
  await step(
    {
      zh: "账单到了：每一类差错都查出并点名",
      en: "The bills are in: every kind of difference is found and named",
    },
    async () => {
      for (const wallet of wallets) {
        const found = await breaksOf(world, shop, wallet);
        const all = ["amount open", "day_boundary open", "fee open", "ours_only open", "state open"];
        const fund = found.filter((one) => one.kind === "fund").map(() => "amount open");
        same(classes(found), [...all, ...fund, "theirs_only open"].sort(), `the breaks of ${wallet}`);
      }
    },
  );
}

async function breaksOf(world: World, shop: Shop, wallet: WalletName) {
  const done = await until(
    () => tried(world, shop.accounts[wallet], day),
    (one) => one.state === "done",
    `${wallet}'s bill is in`,
  );
  return await world.operator.listBreaks(done.run ?? "");
}

async function twoPeople(world: World, step: Step, shop: Shop): Promise<void> {
  const marketplace = shop.market.id;
  const finance = await signUpLongAgo(world, { name: "财务 (story)", role: "finance", marketplace });
  const approver = await signUpLongAgo(world, { name: "复核 (story)", role: "approver", marketplace });
  await step(
    {
      zh: "差错由两个人了结：财务提出分录，复核批准即记账；提出的人自己不能批准",
      en: "Two people end the differences: finance proposes an entry, another's approval posts it; nobody approves their own",
    },
    async () => {
      const [one, two] = [await finance.signIn(), await approver.signIn()];
      for (const wallet of wallets) await endAll(one, two, await openOf(world, shop, wallet));
      for (const wallet of wallets) {
        const left = await openOf(world, shop, wallet);
        same(classes(left), ["day_boundary open"], `what is open at ${wallet}: it waits for the next bill`);
      }
    },
  );
}

async function openOf(world: World, shop: Shop, wallet: WalletName) {
  const days = await world.operator.listReconciliations(shop.accounts[wallet]);
  const run = days.find((one) => one.day === day)?.run ?? "";
  return (await world.operator.listBreaks(run)).filter((one) => one.state !== "closed");
}

type Break = Awaited<ReturnType<typeof openOf>>[number];

/** By its entry where one is right, which the approval posts; else as it is. */
async function endAll(one: Client, two: Client, breaks: readonly Break[]): Promise<void> {
  const why = "Double 11: the wallet's desk confirmed it by letter";
  for (const { id, entries } of breaks.filter((found) => found.class !== "day_boundary")) {
    const act = entries.length > 0 ? "enter" : "accept";
    const proposed = await one.proposeBreakEnd(id, { act, why });
    same([proposed.state, proposed.proposed_entry?.moves], ["proposed", entries[0]?.moves], `break ${id}`);
    const decision = { approve: true, why, proposed_at: proposed.proposed_at ?? "" };
    await refused(one.decideBreakEnd(id, decision), "second_person_needed");
    const stale = { ...decision, proposed_at: new Date(Date.parse(decision.proposed_at) - 1).toISOString() };
    await refused(two.decideBreakEnd(id, stale), "break_proposal_outdated");
    const done = await two.decideBreakEnd(id, decision);
    const ended = act === "enter" ? "entered" : "accepted";
    same([done.state, done.resolution, done.entry?.moves], ["closed", ended, entries[0]?.moves], `break ${id}`);
    await refused(two.decideBreakEnd(id, decision), "break_wrong_state");
  }
}

async function closedByItself(world: World, step: Step, set: SetClock, shop: Shop): Promise<void> {
  await step(
    {
      zh: "再过一天：23:50 那笔在次日账单里，差错自动了结；没听到的那笔由账单得知",
      en: "A day later that of 23:50 is in the bill and closes by itself; what nobody heard of is heard from it",
    },
    async () => {
      await set("2024-11-13T10:05:00+08:00");
      for (const wallet of wallets) {
        const done = await until(
          () => tried(world, shop.accounts[wallet], nextDay),
          (one) => one.state === "done",
          `${wallet}'s bill of the next day is in`,
        );
        same(await openOf(world, shop, wallet), [], `what is open of ${day} at ${wallet}`);
        const late = await world.operator.listBreaks(done.run ?? "");
        same(classes(late), ["day_boundary closed", "state closed"], `what the next bill of ${wallet} said`);
      }
      const { text } = await world.operator.fetchPage("/metrics");
      holds(/hutong_watch\{what="unplaced"\} 0/.test(text), "the watch finds no success without its place");
    },
  );
}

import type { Client } from "./client.ts";
import { accountSettings, subMerchant } from "./control.ts";
import { found, type Market, open as openCheckout, type Store } from "./market.ts";
import { checkOut, only, payBy, refused, until, yuan } from "./pay.ts";
import { type Person, signUp } from "./people.ts";
import { type Step, same } from "./tell.ts";
import type { Withdrawal } from "./withdrawal-calls.ts";
import type { World } from "./world.ts";

type Seller = {
  market: Market<readonly [Store]>;
  account: string;
  /** The seller's own number at WeChat Pay. */
  number: string;
  owner: Person;
  finance: Person;
};

/**
 * Xianyu's WeChat collection balance: WeChat Pay holds what was paid, the marketplace's share is taken there, receipt
 * lets the rest go to the seller's own number, and the seller withdraws it to a bank card, by two people.
 */
export async function xianyuWithdraws(world: World, step: Step): Promise<void> {
  const { control } = world;
  // A card may be used a day after it was set: without a clock to set there is no such day.
  if (!(await control.clockCanBeSet())) return;
  await control.withClock(async (set) => {
    await set("2024-01-30T10:00:00+08:00");
    const seller = await joins(world, step);
    await sells(world, step, seller, set);
    await set("2024-01-31T11:00:00+08:00");
    await withdraws(world, step, seller, set);
  });
}

async function joins(world: World, step: Step): Promise<Seller> {
  return await step(
    {
      zh: "闲鱼卖家（模拟）以特约商户号加入微信支付：款项由微信冻结，平台分账 1.6%，提现须两人",
      en: "A Xianyu seller (simulation) joins WeChat Pay by its own number: held there, 1.6 % shared, two people",
    },
    async () => {
      const { operator, control } = world;
      const names = [{ zh: "胶片相机", en: "Film Cameras" }] as const;
      const market = await found(world, { zh: "闲鱼小程序", en: "Xianyu mini program" }, names);
      const settings = { ...(await accountSettings(control, "wechatpay", "partner")), holding: "ecommerce" };
      const title = "wechatpay sandbox, e-commerce";
      const account = await operator.createWalletAccount({
        marketplace: market.id,
        wallet: "wechatpay",
        title,
        settings,
      });
      const number = await subMerchant(control, 57);
      const [store] = market.stores;
      await operator.setActivation(store.id, "wechatpay", { state: "active", sub_merchant: number });
      await openCheckout(world, market, "wechatpay", { models: "xianyu_entry_wechat" });
      await operator.addRateCard(market.id, { commission_bp: 160 });
      const owner = await signUp(operator, { name: "卖家 (story)", role: "merchant_owner", store: store.id });
      const family = { name: "家人 (story)", role: "merchant_finance", store: store.id };
      // For seven days an account counts as a hand of whoever made it.
      const finance = await control.daysAgo(30, async () => signUp(await owner.signIn(), family));
      const client = await owner.signIn();
      await client.setWithdrawalRules(store.id, { two_people: true, daily_limit: yuan("2000.00") });
      // The wallet pays to the card that the seller bound there: in the sandbox, one that ends as the number does.
      const card = { holder: "张伟", bank: "招商银行", number: `622588011122${number.slice(-4)}` };
      await client.setBankCard(store.id, card);
      return { market, account: account.id, number, owner, finance };
    },
  );
}

async function accountOf(client: Client, store: string, kind: string): Promise<string> {
  return (await client.listAccounts(store)).find((one) => one.kind === kind)?.balance.minor ?? "0";
}

type SetClock = (at: string) => Promise<void>;

async function sells(world: World, step: Step, { market, number }: Seller, set: SetClock): Promise<void> {
  const [store] = market.stores;
  await step(
    {
      zh: "买家付 880.00 元，确认收货：微信分账 14.08 元给平台，其余 865.92 元解冻给卖家",
      en: "A buyer pays 880.00 and confirms receipt: WeChat Pay shares 14.08 and lets 865.92 go to the seller",
    },
    async () => {
      const open = await checkOut(market, [[store, "880.00"]]);
      const order = only((await payBy(world, open, "wechatpay")).orders).id;
      const held = await balanceAt(world, number);
      same([held.available, held.pending], ["0", "88000"], "what WeChat Pay holds for the seller before receipt");
      // Within a minute of the payment nothing can be shared.
      await set("2024-01-30T10:05:00+08:00");
      const done = await until(
        () => world.operator.confirmReceipt(order),
        (release) => release.state === "released",
        "the wallet lets the money go",
      );
      same([done.commission.minor, done.net.minor], ["1408", "86592"], "the marketplace's and the seller's part");
      const books = [await accountOf(world.operator, store.id, "balance"), (await balanceAt(world, number)).available];
      same(books, ["86592", "86592"], "the seller's balance here and at WeChat Pay");
      same(await accountOf(world.operator, store.id, "commission_collected"), "1408", "the share that was collected");
      const share = only((await world.operator.listShares()).filter((one) => one.store === store.id));
      same([share.state, share.amount.minor], ["shared", "1408"], "the share");
    },
  );
}

async function balanceAt(world: World, merchant: string): Promise<{ available: string; pending: string }> {
  const { balances = [] } = (await world.control.ledger()).wechatpay;
  return balances.find((one) => one.merchant === merchant) ?? { available: "0", pending: "0" };
}

async function withdraws(world: World, step: Step, seller: Seller, set: SetClock): Promise<void> {
  const { market, account, number } = seller;
  const store = market.stores[0].id;
  const [owner, finance] = [await seller.owner.signIn(), await seller.finance.signIn()];
  const ask = (amount: string) => owner.askWithdrawal({ store, wallet_account: account, amount: yuan(amount) });
  const ended = async (id: string, at: string): Promise<Withdrawal> => {
    // The wallet's bank takes a moment, and the house asks after a minute.
    await until(
      () => owner.getWithdrawal(id),
      ({ state }) => state === "processing",
      "the wallet has taken it",
    );
    await set(at);
    return await until(
      () => owner.getWithdrawal(id),
      ({ state }) => state !== "sending" && state !== "processing",
      "the wallet has decided",
    );
  };
  await step(
    {
      zh: "卖家申请提现 500.00 元，自己不能确认，家人确认；银行拒绝，款项退回余额",
      en: "The seller asks for 500.00, may not confirm it alone, a second person does; the bank refuses: it is back",
    },
    async () => {
      await world.control.withFaults("wechatpay", { withdrawal_refused: true }, async () => {
        const { id } = await ask("500.00");
        await refused(owner.confirmWithdrawal(id), "second_person_needed");
        await refused(ask("2000.01"), "withdrawal_limit");
        await refused(ask("400.00"), "balance_short");
        await finance.confirmWithdrawal(id);
        const told = await ended(id, "2024-01-31T11:05:00+08:00");
        same([told.state, told.says], ["refused", "银行卡已注销或户名不符，银行拒绝入账"], "what became of it");
      });
      const balances = [await accountOf(world.operator, store, "balance"), (await balanceAt(world, number)).available];
      same(balances, ["86592", "86592"], "the balance here and at WeChat Pay");
    },
  );
  await step(
    {
      zh: "再提一次：499.50 元到达尾号相符的银行卡，手续费 0.50 元，两边余额分毫不差",
      en: "Once more: 499.50 reach the bank card, the fee is 0.50, and both sides' balances agree to the fen",
    },
    async () => {
      const { id } = await ask("500.00");
      await finance.confirmWithdrawal(id);
      const told = await ended(id, "2024-01-31T11:10:00+08:00");
      same([told.state, told.card_last4, told.fee.minor], ["paid", number.slice(-4), "50"], "what became of it");
      const kinds = ["balance", "withdrawals_due", "withdrawal_fees"];
      const ours = await Promise.all(kinds.map((kind) => accountOf(world.operator, store, kind)));
      same(ours, ["36592", "0", "50"], "the seller's balance, what is on its way, the fees");
      same((await balanceAt(world, number)).available, "36642", "what WeChat Pay has of it: balance and fee");
      const states = (await owner.listWithdrawals()).map((one) => one.state);
      same(states, ["paid", "refused"], "the seller's withdrawals, newest first");
    },
  );
}

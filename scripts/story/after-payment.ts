import type { Client } from "./client.ts";
import type { Dispute } from "./dispute-calls.ts";
import { admit, found, type Market, type Store } from "./market.ts";
import { checkOut, type Open, only, payBy, refused, until, yuan } from "./pay.ts";
import { signUpLongAgo } from "./people.ts";
import { holds, type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

type OneStore = Market<readonly [Store]>;

/** What comes after the payment: receipt and release, refunds in part, refund-only with appeal. */
export async function afterPayment(world: World, step: Step): Promise<void> {
  const market = await step(
    {
      zh: "闲鱼（模拟）收佣金 1%，定下仅退款规则：先问店铺，48 小时不答即同意",
      en: "Xianyu (simulation) takes 1 % and says how refund-only is decided: the store is asked, silence is consent",
    },
    async () => {
      const made = await found(world, { zh: "闲鱼", en: "Xianyu" }, [{ zh: "旧书摊", en: "Second-hand Books" }]);
      await admit(world, made, "wechatpay");
      await world.operator.addRateCard(made.id, { commission_bp: 100 });
      const limits = { automatic_max: yuan("0.00"), person_above: yuan("500.00"), rating_below: 400 };
      await world.operator.setRefundOnlyRules(made.id, { ...limits, store_hours: 48, appeal_days: 7 });
      return made;
    },
  );
  await receiptAndRelease(world, step, market);
  await threeRefundsAtOnce(world, step, market);
  await refundOnly(world, step, market);
}

async function paidOrder(
  world: World,
  market: OneStore,
  text: string,
): Promise<{ open: Open; order: string; payment: string }> {
  const open = await checkOut(market, [[market.stores[0], text]]);
  const done = await payBy(world, open, "wechatpay");
  return { open, order: only(done.orders).id, payment: only(done.payments).id };
}

async function account(world: World, market: OneStore, kind: string): Promise<bigint> {
  const accounts = await world.operator.listAccounts(market.stores[0].id);
  return BigInt(accounts.find((one) => one.kind === kind)?.balance.minor ?? "0");
}

async function receiptAndRelease(world: World, step: Step, market: OneStore): Promise<void> {
  await step(
    {
      zh: "买家付 100.00 元，先延长收货一次，再确认收货：99.00 元成为店铺余额，佣金 1.00 元",
      en: "A buyer pays 100.00, takes longer once, confirms receipt: 99.00 is the store's, 1.00 the marketplace's",
    },
    async () => {
      const { open, order } = await paidOrder(world, market, "100.00");
      same(await account(world, market, "balance"), 0n, "the balance before");
      await open.page.extendReceipt(order);
      await refused(open.page.extendReceipt(order), "release_extended");
      await world.operator.confirmReceipt(order);
      await until(
        () => account(world, market, "balance"),
        (balance) => balance === 9900n,
        "99.00 yuan are the store's",
      );
      const taken =
        (await account(world, market, "commission")) + (await account(world, market, "commission_collected"));
      same([await account(world, market, "escrow"), taken], [0n, 100n], "what is left in escrow, and the commission");
    },
  );
}

async function threeRefundsAtOnce(world: World, step: Step, market: OneStore): Promise<void> {
  await step(
    {
      zh: "三笔 40.00 元的部分退款同时发起，100.00 元只容得下两笔：两笔成功，一笔被拒",
      en: "Three partial refunds of 40.00 at once, of a payment of 100.00: two are made, one is refused",
    },
    async () => {
      const { payment } = await paidOrder(world, market, "100.00");
      const ask = { payment, amount: yuan("40.00"), reason: "story" };
      const all = await Promise.allSettled([1, 2, 3].map(() => market.shop.createRefund(ask)));
      same(all.filter((one) => one.status === "fulfilled").length, 2, "refunds that were made");
      for (const one of all) if (one.status === "rejected") await refused(Promise.reject(one.reason), "refund_exceeds");
      await until(
        () => market.shop.getPayment(payment),
        (one) => one.refunded.minor === "8000",
        "80.00 yuan went back",
      );
      const row = (await world.control.ledger()).wechatpay.payments.find((one) => payment.endsWith(one.out_trade_no));
      same(row?.refunded, "8000", "WeChat Pay's word on what went back");
    },
  );
}

const photo = [{ title: "照片 photo", url: "http://shop.test/torn-page.jpg" }];

/** One of the operators proposes, an approver who signed in decides. */
async function verdict(operator: Client, approver: Client, id: string, what: "for_buyer" | "overturned") {
  await operator.proposeVerdict(id, what, "story");
  await refused(operator.decideVerdict(id, { approve: true, verdict: what, why: "mine" }), "second_person_needed");
  return await approver.decideVerdict(id, { approve: true, verdict: what, why: "looked at the pictures" });
}

/** The store's own hand: nobody of the marketplace answers for it. */
async function ofStore({ operator }: World, market: OneStore): Promise<Client> {
  const [store] = market.stores;
  const scopes = ["orders:read", "refunds:write"] as const;
  const key = { marketplace: market.id, store: store.id, name: "Disputes", scopes: [...scopes] };
  return operator.as((await operator.createApiKey(key)).token);
}

async function refundOnly(world: World, step: Step, market: OneStore): Promise<void> {
  const { operator } = world;
  const person = await signUpLongAgo(world, { name: "审批人 (story)", role: "approver", marketplace: market.id });
  const approver = await person.signIn();
  const { open, order, payment } = await paidOrder(world, market, "30.00");
  const asked = await step(
    {
      zh: "买家申请仅退款 30.00 元并附照片；在此期间不放款；店铺提出异议，转人工",
      en: "A buyer asks for 30.00 back without the goods, with a picture; the money is held; the store contests",
    },
    async () => {
      const { id, state } = await open.page.openDispute({
        ...{ order, kind: "refund_only", amount: yuan("30.00"), reason: "a page is torn", evidence: photo },
      });
      same(state, "with_store", "who is asked");
      await refused(operator.confirmReceipt(order), "release_held");
      const answer = { agree: false, why: "It was whole when it left." };
      const contested = await (await ofStore(world, market)).answerDispute(id, answer);
      same(contested.state, "with_person", "who decides");
      return id;
    },
  );
  const inState = (wanted: Dispute["state"]) =>
    until(
      () => open.page.getDispute(asked),
      (one) => one.state === wanted,
      `the dispute becomes ${wanted}`,
    );
  await step(
    {
      zh: "两人决定退给买家：一人提议，另一人批准；钱包退回 30.00 元",
      en: "Two people decide for the buyer, one proposes and another approves; the wallet sends 30.00 back",
    },
    async () => {
      await verdict(operator, approver, asked, "for_buyer");
      await inState("refunded");
      same((await market.shop.getPayment(payment)).refunded, yuan("30.00"), "what went back");
    },
  );
  await appeal(world, step, { market, approver, asked, inState });
}

type Appealed = {
  market: OneStore;
  approver: Client;
  asked: string;
  inState(wanted: Dispute["state"]): Promise<Dispute>;
};

async function appeal(world: World, step: Step, { market, approver, asked, inState }: Appealed): Promise<void> {
  const { operator } = world;
  const before = await account(world, market, "balance");
  await step(
    {
      zh: "店铺申诉成立：平台存入自有资金，补偿店铺 30.00 元；每一步都有记录",
      en: "The store appeals and is right: the platform, with money of its own, makes 30.00 good; every step is on record",
    },
    async () => {
      const accounts = await operator.walletAccounts();
      const { id: wallet } = only(accounts.filter((one) => one.marketplace === market.id));
      const funds = await operator.proposeFunds(wallet, { act: "add", amount: yuan("200.00"), why: "story" });
      await refused(operator.decideFunds(funds.id), "second_person_needed");
      await approver.decideFunds(funds.id);
      await operator.appealDispute(asked, { why: "The parcel's film shows it.", evidence: photo });
      await verdict(operator, approver, asked, "overturned");
      await inState("compensated");
      same((await account(world, market, "balance")) - before, 3000n, "what the store was given");
      const book = await operator.platformBook(wallet);
      same([book.funds, book.compensated], [yuan("170.00"), yuan("30.00")], "the platform's own book");
      const events = (await operator.disputeSteps(asked)).map((one) => one.event);
      const told = ["opened", "contested", "proposed_for_buyer", "for_buyer", "refunded", "appealed"];
      same(events, [...told, "proposed_overturned", "overturned", "paid"], "the record");
      const page = await operator.fetchPage(`${world.url}${operator.statement(market.stores[0].id, wallet)}`);
      holds(page.type.startsWith("text/csv") && page.text.includes("store_compensated"), "the statement tells it");
    },
  );
}

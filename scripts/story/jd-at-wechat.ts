import type { Wire } from "#http";
import type { PaymentView } from "#payments";
import { checkBooksOf } from "./books.ts";
import { type Client, makeCaller, Problem } from "./client.ts";
import { admit, found, type Market } from "./market.ts";
import { refused, until, yuan } from "./pay.ts";
import { signUpLongAgo } from "./people.ts";
import { holds, type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

type Code = { id: string; url: string };
type Said = { zh: string; en: string };
type Page = {
  key: string;
  amount: string | null;
  offers: { wallet: string; open: boolean; via: string; says: Said }[];
};
type Pairs = { data: { acquirer: string; issuer: string; account: string }[] };
type Clearing = { id: string; net: { minor: string }; payer: string; receiver: string; state: string };
type Acceptance = { payment: string; state: string; fee: { minor: string }; fee_back: { minor: string } };
type Payment = Wire<PaymentView>;

const both = { acquirer: "wechatpay", issuer: "jdpay" } as const;

/** Article 004, May 2024: JD Pay and WeChat Pay become interconnected. A JD user pays at a WeChat merchant's code. */
export async function jdAtWechat(world: World, step: Step): Promise<void> {
  const phone = makeCaller(world.control.url, null);
  const { market, code } = await step(
    {
      zh: "糖水铺（模拟）只开通了微信支付；京东用户扫它的收款码，被告知两个钱包尚未互认",
      en: "A sweet shop (simulation) has joined WeChat Pay alone; a JD user scans its code and is told why not",
    },
    () => aWechatShop(world, phone),
  );
  const second = await signUpLongAgo(world, { name: "互认审批人 (story)", role: "approver" });
  const opening = await step(
    {
      zh: "一条数据：微信支付一侧向京东支付开放收单互认，手续费万分之三十八由微信支付承担，每日五百元；费率由第二人批准",
      en:
        "One piece of data: WeChat Pay's side accepts JD Pay, 500 yuan a day, at a fee of 0.38 % that WeChat Pay bears; " +
        "a second person approves the fee",
    },
    async () => openAcceptance(world, market, await second.signIn()),
  );
  const payment = await step(
    {
      zh: "同一个码：京东用户付 100.00 元，微信支付结给店铺，京东支付欠微信支付 99.62 元；当日只剩四百，再付 450.00 元被拒",
      en:
        "The same code: the JD user pays 100.00, WeChat Pay pays the shop, JD Pay owes WeChat Pay 99.62; 400 are left of " +
        "the day, and another 450.00 is refused",
    },
    () => pays(world, phone, market, code),
  );
  await step(
    {
      zh: "退 50.00 元原路回到京东用户，手续费退一半；清算：京东支付付出净额，微信支付收到",
      en: "50.00 go back the same way with half of the fee; the pair settles: JD Pay pays, WeChat Pay receives",
    },
    async () => goesBackAndSettles(world, market, payment, await second.signIn()),
  );
  await step({ zh: "撤回之后，墙又在了", en: "Withdrawn, the wall stands again" }, async () => {
    await world.operator.moveOpening(opening, "withdraw", "story");
    await until(
      () => look(phone, code),
      (page) => offerOf(page)?.open === false,
      "JD's app is shut out again",
    );
  });
  await checkBooksOf(world, [market], step);
}

type Caller = ReturnType<typeof makeCaller>;

const look = (phone: Caller, code: Code) => phone.post<Page>("/phone/merchant", { wallet: "jdpay", code: code.url });
const offerOf = (page: Page) => page.offers.find((one) => one.wallet === "jdpay");

async function aWechatShop(world: World, phone: Caller): Promise<{ market: Market; code: Code }> {
  const market = await found(world, { zh: "骑楼", en: "Arcade" }, [{ zh: "糖水铺", en: "Sweet Soups" }]);
  await admit(world, market, "wechatpay");
  const terms = { zh: "微信收款码", en: "Codes of WeChat Pay" };
  const draft = { marketplace: market.id, partner: "wechatpay", capability: "code", terms };
  const { id } = await world.operator.createOpening(draft);
  await world.operator.moveOpening(id, "open", "story");
  const store = market.stores[0]?.id ?? "";
  const code = await market.shop.calls.post<Code>("/v1/merchant-codes", { store, title: "糖水铺" });
  const page = await until(
    () => look(phone, code),
    ({ offers }) => offers.some((one) => one.wallet === "wechatpay" && one.open),
    "WeChat may pay by the code",
  );
  const offer = offerOf(page);
  same(offer?.open, false, "whether JD Pay may pay");
  holds(offer?.says !== null, "it says why in both languages");
  return { market, code };
}

type Change = { id: string };

/** What holds takes another person than the one who proposed it. */
async function approved(world: World, approver: Client, path: string, body: object): Promise<void> {
  const { id } = await world.operator.calls.post<Change>(path, body);
  const decide = `/v1/hub/acceptance-changes/${id}/decide`;
  await refused(world.operator.calls.post(decide, { approve: true, why: "myself" }), "second_person_needed");
  await approver.calls.post(decide, { approve: true, why: "seen" });
}

async function openAcceptance(world: World, market: Market, approver: Client): Promise<string> {
  const { operator } = world;
  const { data } = await operator.calls.get<Pairs>("/v1/hub/acceptance-pairs");
  if (!data.some((one) => one.acquirer === both.acquirer && one.issuer === both.issuer)) {
    const settings = (
      await makeCaller(world.control.url, null).get<Record<string, Record<string, string>>>("/credentials.json")
    )["jdpay"];
    holds(settings !== undefined, "the sandbox has JD Pay");
    const account = { marketplace: market.id, wallet: "jdpay", title: "WeChat Pay at JD Pay", settings };
    const { id } = await operator.calls.post<{ id: string }>("/v1/wallet-accounts", account);
    await approved(world, approver, "/v1/hub/acceptance-pairs", { ...both, account: id });
  }
  const card = { ...both, rate: 38, fixed: yuan("0.00"), bearer: "acquirer", on_refund: "returned" };
  await approved(world, approver, "/v1/hub/acceptance-rates", card);
  const { id } = await operator.createOpening({
    ...{ marketplace: market.id, sides: ["wechatpay"], partner: "jdpay", capability: "acceptance" },
    models: "jd_pay_wechat",
    caps: { per_payment: yuan("500.00"), total_day: yuan("500.00") },
    terms: { zh: "京东支付用户可在微信支付商户付款", en: "JD Pay's users may pay at WeChat Pay's merchants" },
  });
  await operator.moveOpening(id, "open", "story");
  return id;
}

async function pays(world: World, phone: Caller, market: Market, code: Code): Promise<string> {
  const page = await until(
    () => look(phone, code),
    (one) => offerOf(one)?.open === true,
    "JD Pay may pay by the code",
  );
  same(offerOf(page)?.via, "wechatpay", "who accepts it");
  const form = { wallet: "jdpay", code: code.url, key: page.key };
  const over = await phone.post("/phone/merchant/pay", { ...form, amount: "500.01" }).catch((fault: unknown) => fault);
  holds(over instanceof Problem, "more than the cap is refused");
  const asked = { ...form, amount: "100.00", key: (await look(phone, code)).key };
  const next = await phone.post<{ code: string }>("/phone/merchant/pay", asked);
  // Scanned and sent twice: one sale.
  same((await phone.post<{ code: string }>("/phone/merchant/pay", asked)).code, next.code, "the second form's payment");
  const shown = await phone.post<{ state: string }>("/phone/pay", {
    wallet: "jdpay",
    code: next.code,
    decision: "pay",
  });
  same(shown.state, "paid", "what JD's app shows");
  const { data } = await until(
    () => market.shop.calls.get<{ data: Payment[] }>("/v1/payments?state=paid"),
    ({ data }) => data.length === 1,
    "the shop is paid",
  );
  const [payment] = data;
  same([payment?.wallet, payment?.issuer, payment?.amount.minor], ["wechatpay", "jdpay", "10000"], "the payment");
  const id = payment?.id ?? "";
  same(await acceptedOf(world, id), ["accepted", "38", "0"], "the acceptance, its fee");
  await overTheDay(phone, code);
  return id;
}

async function overTheDay(phone: Caller, code: Code): Promise<void> {
  const form = { wallet: "jdpay", code: code.url, key: (await look(phone, code)).key, amount: "450.00" };
  const over = await phone.post("/phone/merchant/pay", form).catch((fault: unknown) => fault);
  holds(over instanceof Problem, "more than the day has left is refused");
}

async function acceptedOf(world: World, payment: string): Promise<string[]> {
  const { data } = await world.operator.calls.get<{ data: Acceptance[] }>("/v1/hub/acceptances?limit=100");
  const found = data.find((one) => one.payment === payment);
  return found ? [found.state, found.fee.minor, found.fee_back.minor] : [];
}

async function goesBackAndSettles(world: World, market: Market, payment: string, approver: Client): Promise<void> {
  const { id } = await market.shop.createRefund({ payment, amount: yuan("50.00"), reason: "story" });
  await until(
    () => market.shop.getRefund(id),
    (refund) => refund.state === "refunded",
    "both halves of the refund are done",
  );
  same(await acceptedOf(world, payment), ["accepted", "38", "19"], "what of the fee came back");
  const { calls } = world.operator;
  const closed = await calls.post<Clearing>("/v1/hub/clearings", both);
  same([closed.payer, closed.receiver], ["jdpay", "wechatpay"], "who pays whom");
  for (const what of ["paid", "received"])
    await approved(world, approver, `/v1/hub/clearings/${closed.id}/confirm`, { what });
  const { data } = await calls.get<{ data: Clearing[] }>("/v1/hub/clearings");
  same(data.find((one) => one.id === closed.id)?.state, "settled", "the settlement");
}

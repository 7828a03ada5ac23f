import type { Wire } from "#http";
import type { SettlementView } from "#transfers";
import { makeCaller, Problem } from "./client.ts";
import { found } from "./market.ts";
import { signUpLongAgo } from "./people.ts";
import { type Chapter, holds, type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

type Card = { wallet: string; people: { phone: string; name: string; balance_fen: string }[] };
type Quote = { quote: string; to: { name: string; wallet: string }; fen: string; payer_pays_fen: string };
type Settlement = Wire<SettlementView>;
type Sandbox = ReturnType<typeof makeCaller>;

const [wang, li, chen, sun] = ["13800000001", "13900000001", "13600000001", "13700000001"] as const;

/** Between wallets: an Alipay user sends ten yuan to a WeChat user, a JD user to a UnionPay user, by openings. */
export const walletTransfers: Chapter = {
  id: "transfers",
  title: { zh: "钱包互转：十元钱过墙", en: "Between wallets: ten yuan through the wall" },
  async play(world, step) {
    const sandbox = makeCaller(world.control.url, null);
    const there = await sandbox.get("/fsp").then(
      () => true,
      () => false,
    );
    if (!there) {
      const left = { zh: "（此处没有互转枢纽，略去。）", en: "(There is no hub here: left out.)" };
      return await step(left, async () => {});
    }
    await wall(sandbox, step);
    const owner = await opens(world, step);
    await tenYuan(sandbox, step);
    await othersToo(world, owner, sandbox, step);
    await settles(world, step);
  },
};

async function refusedWith(work: Promise<unknown>, code: string): Promise<void> {
  const fault = await work.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (!(fault instanceof Problem) || fault.code !== code) throw new Error(`wanted ${code}, got ${String(fault)}`);
}

async function wall(sandbox: Sandbox, step: Step): Promise<void> {
  await step(
    {
      zh: "没有开放计划：支付宝用户连对方的名字也查不到（4300）",
      en: "No opening: an Alipay user is not even told the other's name (4300)",
    },
    () => refusedWith(sandbox.post("/fsp/alipay/look", { to: li }), "4300"),
  );
}

/** Answers the marketplace that the openings are of. */
async function opens(world: World, step: Step): Promise<string> {
  return await step(
    {
      zh: "一条数据：支付宝一侧向微信开放转账，单笔不超过一千元",
      en: "One piece of data opens transfers from Alipay to WeChat, a thousand yuan each at most",
    },
    async () => {
      const { id } = await found(world, { zh: "互转", en: "Transfers" }, []);
      const terms = { zh: "支付宝用户可向微信用户转账", en: "Alipay users may send to WeChat users" };
      await openTransfers(world, { marketplace: id, sides: ["alipay"], partner: "wechatpay", terms });
      return id;
    },
  );
}

type Terms = { marketplace: string; sides: string[]; partner: string; terms: { zh: string; en: string } };

async function openTransfers({ operator }: World, given: Terms): Promise<void> {
  const caps = { per_payment: { currency: "CNY", minor: "100000" } } as const;
  const { id } = await operator.createOpening({ ...given, capability: "transfer", caps });
  await operator.moveOpening(id, "open", "story");
}

async function balance(sandbox: Sandbox, phone: string): Promise<bigint> {
  const { data } = await sandbox.get<{ data: Card[] }>("/fsp");
  return BigInt(data.flatMap((one) => one.people).find((one) => one.phone === phone)?.balance_fen ?? "-1");
}

async function tenYuan(sandbox: Sandbox, step: Step): Promise<void> {
  const before = [await balance(sandbox, wang), await balance(sandbox, li)];
  const quote = await step(
    {
      zh: "先看到收款人「李雷」与费用（零），再决定转不转",
      en: "Name (李雷) and fee (none) are shown before anything is sent",
    },
    async () => {
      const terms = await sandbox.post<Quote>("/fsp/alipay/quote", { from: wang, to: li, fen: "1000" });
      same(
        [terms.to.name, terms.to.wallet, terms.fen, terms.payer_pays_fen],
        ["李雷", "wechatpay", "1000", "1000"],
        "terms",
      );
      return terms;
    },
  );
  await step(
    { zh: "转出十元：王小明少十元，李雷多十元", en: "Ten yuan go: ten less for 王小明, ten more for 李雷" },
    async () => {
      const { state } = await sandbox.post<{ state: string }>("/fsp/alipay/send", { from: wang, quote: quote.quote });
      same(state, "COMMITTED", "state");
      await reached(async () => (await balance(sandbox, li)) === (before[1] ?? 0n) + 1000n, "the payee has it");
      same(await balance(sandbox, wang), (before[0] ?? 0n) - 1000n, "the payer's balance");
    },
  );
  await step(
    { zh: "超过单笔上限与反方向，仍是墙", en: "Above the cap, and the other way round, the wall still stands" },
    async () => {
      await refusedWith(sandbox.post("/fsp/alipay/quote", { from: wang, to: li, fen: "100001" }), "4300");
      await refusedWith(sandbox.post("/fsp/wechatpay/look", { to: wang }), "4300");
    },
  );
}

/** The hub knows no wallet by name: whichever has a fake is a participant, and another opening lets its users send. */
async function othersToo(world: World, marketplace: string, sandbox: Sandbox, step: Step): Promise<void> {
  await step(
    {
      zh: "再一条数据：京东支付用户看到「孙丽」后，向云闪付用户转出十元；各钱包以自己的密钥签名",
      en: "One more piece of data: a JD user sees 孙丽 and sends her ten yuan at UnionPay; each wallet signs with its key",
    },
    async () => {
      await refusedWith(sandbox.post("/fsp/jdpay/look", { to: sun }), "4300");
      const opened = { zh: "京东支付用户可向云闪付用户转账", en: "JD users may send to UnionPay users" };
      await openTransfers(world, { marketplace, sides: ["jdpay"], partner: "unionpay", terms: opened });
      const before = await balance(sandbox, sun);
      const terms = await sandbox.post<Quote>("/fsp/jdpay/quote", { from: chen, to: sun, fen: "1000" });
      same([terms.to.name, terms.to.wallet, terms.payer_pays_fen], ["孙丽", "unionpay", "1000"], "terms");
      const sent = await sandbox.post<{ state: string }>("/fsp/jdpay/send", { from: chen, quote: terms.quote });
      same(sent.state, "COMMITTED", "state");
      await reached(async () => (await balance(sandbox, sun)) === before + 1000n, "the payee has it");
    },
  );
}

/** The payee hears that it is committed by a callback of its own, at about the same moment as the payer. */
async function reached(fact: () => Promise<boolean>, what: string): Promise<void> {
  for (let turn = 0; turn < 200; turn++) {
    if (await fact()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  holds(false, what);
}

async function settles(world: World, step: Step): Promise<void> {
  const { operator } = world;
  await step(
    {
      zh: "日终轧差：净额之和为零；一人登记付款、另一人复核，收方才得，头寸归零",
      en: "End of day: nets are nothing together; one says who paid, another confirms, then the other receives",
    },
    async () => {
      const one = await operator.closeHubWindow({ currency: "CNY" });
      const net = (who: string) => one.lines.find((line) => line.participant === who)?.net.minor;
      const sum = one.lines.reduce((total, line) => total + BigInt(line.due.minor), 0n);
      const wallets = ["alipay", "wechatpay", "jdpay", "unionpay"];
      same([...wallets.map(net), sum], ["1000", "-1000", "1000", "-1000", 0n], "net positions");
      const receive = (participant: string) => ({ participant, how: "received" }) as const;
      await refusedWith(operator.settleHubLine(one.id, receive("wechatpay")), "hub_line_refused");
      const second = await signUpLongAgo(world, { name: "枢纽审批人 (story)", role: "approver" });
      const approver = await second.signIn();
      for (const participant of ["alipay", "jdpay"]) {
        const said = await operator.settleHubLine(one.id, { participant, how: "paid", why: "bank statement" });
        const change = said.lines.find((line) => line.participant === participant)?.proposed?.change ?? "";
        await refusedWith(operator.approveHubChange(change, "myself"), "second_person_needed");
        await approver.approveHubChange(change, "seen");
      }
      await operator.settleHubLine(one.id, receive("wechatpay"));
      const settled: Settlement = await operator.settleHubLine(one.id, receive("unionpay"));
      same([settled.state, settled.in_transit.minor], ["settled", "0"], "settlement");
    },
  );
}

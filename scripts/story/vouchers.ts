import { admit, found } from "./market.ts";
import { checkOut, only, payBy, refused, until, yuan } from "./pay.ts";
import { type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

const day = 86_400_000;

/** Kuaishou and Meituan: bought in one's app, redeemed at the other's shop; the money goes where the meal was eaten. */
export async function vouchers(world: World, step: Step): Promise<void> {
  const { operator } = world;
  const set = await renewed(world, step);
  const { kuaishou, meituan } = set;
  const buyOne = async () => {
    const open = await checkOut(kuaishou, [[kuaishou.stores[0], "50.00"]], "eater");
    const payment = only((await payBy(world, open, "alipay")).payments).id;
    const voucher = await operator.issueVoucher({
      ...{ marketplace: kuaishou.id, agreement: set.agreement, redeemer: meituan.id, title: "火锅券" },
      ...{ value: yuan("50.00"), expires_at: new Date(Date.now() + 30 * day).toISOString(), payment },
    });
    return { ...voucher, payment };
  };
  const held = async (store: string, kind: string): Promise<string> =>
    (await operator.listAccounts(store)).find((one) => one.kind === kind)?.balance.minor ?? "0";
  await step(
    {
      zh: "快手里 50.00 元买的券，在美团的店里核销：两个收银台同时扫，只成一次，钱到核销的店",
      en: "A voucher of 50.00 bought in Kuaishou, redeemed at Meituan's shop: two tills at once, one wins, its store gets it",
    },
    async () => {
      const { code } = await buyOne();
      const [store] = meituan.stores;
      const tills = ["till-1", "till-2"].map((till) => operator.redeemVoucher({ code, till, store: store.id }));
      const told = await Promise.allSettled(tills);
      same(told.filter((one) => one.status === "fulfilled").length, 1, "tills that won");
      await refused(operator.redeemVoucher({ code, till: "till-3", store: store.id }), "voucher_redeemed");
      await until(
        () => held(store.id, "balance"),
        (minor) => minor === "5000",
        "the redeeming store's balance",
      );
      same(await held(kuaishou.stores[0].id, "vouchers_due"), "0", "what the selling store still owes");
    },
  );
  await step(
    {
      zh: "没用的券退回：作废后不能再核销，50.00 元原路退给买家",
      en: "An unused voucher goes back: it can be redeemed no more, and 50.00 are refunded the way they came",
    },
    async () => {
      const { id, code, payment } = await buyOne();
      await refused(kuaishou.shop.createRefund({ payment, amount: yuan("50.00"), reason: "story" }), "voucher_stands");
      same((await operator.refundVoucher(id)).state, "refunded", "the voucher");
      const [store] = meituan.stores;
      await refused(operator.redeemVoucher({ code, till: "till-1", store: store.id }), "voucher_invalid");
      await until(
        () => kuaishou.shop.getPayment(payment),
        (one) => one.refunded.minor === "5000",
        "the buyer's money is back",
      );
    },
  );
}

async function renewed(world: World, step: Step) {
  const { operator } = world;
  return await step(
    {
      zh: "快手与美团（模拟）：2021 年的协议含线下履约，2024 年 7 月续签；按范围与历次步骤列出",
      en: "Kuaishou and Meituan (simulation): the agreement of 2021 with offline fulfilment, renewed in July 2024, step by step",
    },
    async () => {
      const names = [{ zh: "快手小店", en: "Kuaishou Shop" }] as const;
      const kuaishou = await found(world, { zh: "快手", en: "Kuaishou" }, names);
      const meituan = await found(world, { zh: "美团", en: "Meituan" }, [{ zh: "老灶火锅", en: "Old Hotpot" }]);
      await admit(world, kuaishou, "alipay");
      const now = Date.now();
      const { id } = await operator.createAgreement({
        ...{ marketplace: kuaishou.id, parties: [kuaishou.id, meituan.id], rung: "payment", why: "story" },
        scopes: ["content", "online_trade", "offline_fulfilment"],
        ...{ title: { zh: "快手与美团", en: "Kuaishou and Meituan" }, ends_at: new Date(now + 30 * day).toISOString() },
      });
      await operator.renewAgreement(id, new Date(now + 1000 * day).toISOString());
      same(await operator.stepsOfAgreement(id), ["proposed", "renewed"], "the agreement's steps");
      return { kuaishou, meituan, agreement: id };
    },
  );
}

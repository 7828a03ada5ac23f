import { exampleEntries } from "#entries";
import { stands } from "./books.ts";
import { admit, found, type Market } from "./market.ts";
import { checkOut, payOnPhone, refused, untilComplete } from "./pay.ts";
import { holds, type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

/** Since September 2024 Meituan's takeaway is an entry inside Alipay: who the buyer is there, and Alipay pays. */
export async function takeawayEntry(world: World, step: Step): Promise<Market> {
  const { operator } = world;
  const takeaway = exampleEntries.meituan_takeaway;
  const openid = "2088000000000002";
  const meituan = await step(
    {
      zh: "美团外卖（模拟）在支付宝登记小程序入口；入口尚未开放，点单付款被拒，说明原因",
      en: "Meituan takeaway (simulation) registers its mini program in Alipay: not opened yet, a payment there says so",
    },
    async () => {
      const names = [{ zh: "兰州拉面", en: "Lanzhou Noodles" }] as const;
      const market = await found(world, { zh: "美团外卖小程序", en: "Meituan takeaway mini program" }, names);
      await admit(world, market, "alipay");
      const entry = await operator.registerEntry({ ...takeaway, marketplace: market.id });
      const order = await checkOut(market, [[market.stores[0], "18.80"]], "hungry-1");
      const { reasons } = await refused(operator.payInEntry(entry.id, order.id), "entry_shut");
      same(
        reasons.map((one) => one.code),
        ["not_opened"],
        "why",
      );
      return { market, entry: entry.id, order };
    },
  );
  const { market, entry, order } = meituan;
  await step(
    {
      zh: "入口开放；买家同意后登记其支付宝身份，在支付宝内由支付宝付清 18.80 元",
      en: "It opens; with consent the buyer is known there, and 18.80 yuan are paid inside Alipay, by Alipay",
    },
    async () => {
      const terms = { zh: "美团外卖进入支付宝", en: "Meituan takeaway opens in Alipay" };
      const sides = { marketplace: market.id, capability: "entry", partner: "alipay" };
      const { id } = await operator.createOpening({ ...sides, terms, models: "meituan_entry_alipay" });
      await operator.moveOpening(id, "open", "story");
      await refused(operator.payInEntry(entry, order.id), "identity_missing");
      const told = await operator.mapIdentity(entry, { openid, buyer: order.buyer, consent: "takeaway-2024" });
      holds(!JSON.stringify(told).includes(openid), "nobody is told the identity again");
      const { payments, action } = await operator.payInEntry(entry, order.id);
      same([payments[0]?.wallet, payments[0]?.method], ["alipay", "in_app"], "how it is paid");
      await payOnPhone(world, "alipay", action, order.buyer);
      await untilComplete(order);
      await stands(market, market.stores[0].id, "alipay", "1880");
      await operator.revokeIdentity(told.id);
      const next = await checkOut(market, [[market.stores[0], "9.90"]], order.buyer);
      await refused(operator.payInEntry(entry, next.id), "identity_missing");
    },
  );
  return market;
}

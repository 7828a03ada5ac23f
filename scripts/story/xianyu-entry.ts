import { exampleEntries } from "#entries";
import { stands } from "./books.ts";
import { admit, found, type Market } from "./market.ts";
import { checkOut, payOnPhone, refused, untilComplete } from "./pay.ts";
import { type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

/** January 2024: Xianyu's mini program in WeChat. Its marketplace has joined both wallets; WeChat Pay pays inside. */
export async function xianyuEntry(world: World, step: Step): Promise<Market> {
  const { operator } = world;
  return await step(
    {
      zh: "闲鱼（模拟）的微信小程序：平台两种钱包都已接入，在微信内由微信支付以 JSAPI 付清 66.00 元，支付宝分文未动",
      en: "Xianyu's (simulation) mini program in WeChat: both wallets are joined, inside WeChat 66.00 are paid by WeChat Pay's JSAPI, and nothing by Alipay",
    },
    async () => {
      const names = [{ zh: "旧相机", en: "Used Cameras" }] as const;
      const market = await found(world, { zh: "闲鱼", en: "Xianyu" }, names);
      for (const wallet of ["alipay", "wechatpay"] as const) await admit(world, market, wallet);
      const entry = await operator.registerEntry({ ...exampleEntries.xianyu, marketplace: market.id });
      same([entry.host, entry.wallet], ["wechat", "wechatpay"], "where it is, and who pays there");
      const terms = { zh: "闲鱼进入微信", en: "Xianyu opens in WeChat" };
      const draft = { marketplace: market.id, capability: "entry", partner: "wechat", terms };
      const { id } = await operator.createOpening({ ...draft, models: "xianyu_entry_wechat" });
      await operator.moveOpening(id, "open", "story");
      const [store] = market.stores;
      const order = await checkOut(market, [[store, "66.00"]], "collector-1");
      await refused(operator.payInEntry(entry.id, order.id), "identity_missing");
      const openid = "oXianyuStory0000000000000001";
      await operator.mapIdentity(entry.id, { openid, buyer: order.buyer, consent: "xianyu-2024" });
      const { payments, action } = await operator.payInEntry(entry.id, order.id);
      const [payment] = payments;
      same([payment?.wallet, payment?.method], ["wechatpay", "in_app"], "how it is paid");
      same(action?.kind === "invoke" && action.bridge, "WeixinJSBridge.getBrandWCPayRequest", "what the page calls");
      await payOnPhone(world, "wechatpay", action, order.buyer);
      await untilComplete(order);
      const rows = (await world.control.ledger()).wechatpay.payments;
      const row = rows.find((one) => payment?.id.endsWith(one.out_trade_no));
      same([row?.amount, row?.payer], ["6600", openid], "what WeChat Pay was paid, and by whom");
      await stands(market, store.id, "wechatpay", "6600");
      await stands(market, store.id, "alipay", "0");
      return market;
    },
  );
}

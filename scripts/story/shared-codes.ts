import type { Wire } from "#http";
import type { PaymentView } from "#payments";
import { checkBooksOf, stands } from "./books.ts";
import { Problem } from "./client.ts";
import type { WalletName } from "./control.ts";
import { admit, found, type Market } from "./market.ts";
import { until, yuan } from "./pay.ts";
import { type Chapter, holds, type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

type Code = { id: string; url: string; emv: string };
type Charged = { wallet: string; payment: Wire<PaymentView> };
const wallets = ["wechatpay", "alipay"] as const;
const apps: Readonly<Record<WalletName, string>> = { wechatpay: "MicroMessenger/8.0", alipay: "AlipayClient/10.6" };

/** Article 002, still open in the article: codes of different apps and merchants recognise and scan each other. */
export const sharedCodes: Chapter = {
  id: "002",
  title: { zh: "深水区：一个码，各家都能扫", en: "The deep wall: one code that everybody's app scans" },
  async play(world, step) {
    const market = await aStreetMarket(world, step);
    const code = await shut(market, step);
    await openByData(world, market, step);
    await oneCode(world, market, code, step);
    await oneTill(world, market, step);
    await checkBooksOf(world, [market], step);
  },
};

function aStreetMarket(world: World, step: Step): Promise<Market> {
  const says = {
    zh: "线下夜市（模拟）的茶摊，两个钱包都已开通收银台",
    en: "A tea stall of the Night Market (simulation) has joined both wallets",
  };
  return step(says, async () => {
    const market = await found(world, { zh: "夜市", en: "Night Market" }, [{ zh: "茶摊", en: "Tea Stall" }]);
    for (const wallet of wallets) await admit(world, market, wallet);
    return market;
  });
}

const stallOf = (market: Market): string => market.stores[0]?.id ?? "";

async function shut(market: Market, step: Step): Promise<Code> {
  const says = {
    zh: "共用收款码先贴出来：两家的 App 都打得开，都说“本平台尚未开放”",
    en: "The shared code is up: both apps open it, and both are told that it is not opened here",
  };
  return step(says, async () => {
    const code = await market.shop.calls.post<Code>("/v1/merchant-codes", { store: stallOf(market), title: "茶摊" });
    for (const wallet of wallets) {
      const page = await pageOf(code, wallet);
      holds(!page.includes(`value="${wallet}"`), `${wallet} has no button`);
      holds(page.includes("本平台尚未开放"), "the page says why");
    }
    return code;
  });
}

async function pageOf(code: Code, wallet: WalletName): Promise<string> {
  const answer = await fetch(code.url, { headers: { "user-agent": apps[wallet], "accept-language": "zh-CN" } });
  return await answer.text();
}

function openByData(world: World, market: Market, step: Step): Promise<void> {
  const says = {
    zh: "每个钱包一条开放计划（能力：码），只是数据",
    en: "An opening a wallet (capability: code), nothing but data",
  };
  return step(says, async () => {
    for (const partner of wallets) {
      const terms = {
        zh: `${market.name.zh}与 ${partner} 的码互通`,
        en: `Codes between ${market.name.en} and ${partner}`,
      };
      const draft = {
        marketplace: market.id,
        partner,
        capability: "code",
        terms,
        models: "offline_codes_wechat_alipay",
      };
      const { id } = await world.operator.createOpening(draft);
      await world.operator.moveOpening(id, "open", "story");
    }
  });
}

function oneCode(world: World, market: Market, code: Code, step: Step): Promise<void> {
  const says = {
    zh: "同一个码：微信扫付 6.60 元，支付宝扫付 8.80 元，各进各的账",
    en: "One code: WeChat pays 6.60 by it, Alipay 8.80, each in its own account",
  };
  return step(says, async () => {
    for (const [wallet, amount] of [
      ["wechatpay", "6.60"],
      ["alipay", "8.80"],
    ] as const) {
      const page = await until(
        () => pageOf(code, wallet),
        (text) => text.includes(`value="${wallet}"`),
        `${wallet} may pay by the code`,
      );
      const key = /name="key" value="(\w+)"/.exec(page)?.[1] ?? "";
      const body = new URLSearchParams({ wallet, amount, key, openid: "" });
      const sent = await fetch(code.url, {
        ...{ method: "POST", redirect: "manual", body },
        headers: { "user-agent": apps[wallet] },
      });
      same(sent.status, 303, "status of the form");
      const seen = await world.control.decide(wallet, sent.headers.get("location") ?? "", "pay", "passer-by");
      same(seen.amount, amount, "amount in the app");
      const minor = yuan(amount).minor;
      const paid = () =>
        market.shop.calls.get<{ data: { wallet: string; state: string }[] }>("/v1/payments?state=paid");
      await until(paid, ({ data }) => data.some((one) => one.wallet === wallet), `${wallet} has paid`);
      await stands(market, stallOf(market), wallet, minor);
    }
  });
}

function oneTill(world: World, market: Market, step: Step): Promise<void> {
  const says = {
    zh: "同一台收银机扫各家付款码：前缀分辨网络，重复扫只扣一次",
    en: "One till scans any wallet's payer code: the prefix tells the network, scanned again it is charged once",
  };
  return step(says, async () => {
    for (const wallet of wallets) {
      const { code } = await world.control.showCode(wallet, "passer-by");
      const sale = { store: stallOf(market), code, number: `TILL-${wallet}`, amount: yuan("3.30") };
      const charged = await market.shop.calls.post<Charged>("/v1/till-payments", sale);
      same(charged.wallet, wallet, "network of the code");
      same(charged.payment.state, "paid", "state");
      const again = await market.shop.calls.post<Charged>("/v1/till-payments", sale);
      same(again.payment.id, charged.payment.id, "payment of the second scan");
      const other = market.shop.calls.post("/v1/till-payments", { ...sale, number: `${sale.number}-2` });
      const why = await other.catch((fault: unknown) => (fault instanceof Problem ? fault.code : "threw"));
      same(why, "payer_code_used", "the same code for another sale");
    }
    await stands(market, stallOf(market), "wechatpay", "990");
    await stands(market, stallOf(market), "alipay", "1210");
  });
}

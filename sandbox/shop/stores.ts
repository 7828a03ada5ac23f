import type { Words } from "#wallets/protocol";
import type { DemoStore } from "../seed.ts";
import { sandboxWallets } from "../wallets.ts";

export type ShopStore = DemoStore & { tagline: Words };

/** Whatever the sandbox has. */
const all = sandboxWallets.map(({ id }) => id);
const both = ["wechatpay", "alipay"];

/**
 * The stores of the demo marketplace. One has not joined WeChat Pay, so that a buyer sees a wallet refused, with the
 * reason. The first one also takes the payments of the self-check.
 */
export const demoStores: readonly ShopStore[] = [
  {
    name: "tea",
    title: { zh: "云上茶铺", en: "Cloud Tea House" },
    tagline: { zh: "明前采，慢火焙", en: "Picked before the spring rain, roasted slowly" },
    wallets: all,
    tags: { category: "food", city_tier: "2" },
  },
  {
    name: "paper",
    title: { zh: "纸墨斋", en: "Paper & Ink" },
    tagline: { zh: "纸寿千年，墨香一室", en: "Paper that outlives us, ink you can smell" },
    wallets: both,
    tags: { category: "stationery", city_tier: "1" },
  },
  {
    name: "cycles",
    title: { zh: "胡同单车行", en: "Alley Cycles" },
    tagline: { zh: "铃声一响，拐弯就到", en: "Ring once, you are round the corner" },
    wallets: ["alipay"],
    tags: { category: "sports", city_tier: "1" },
  },
  {
    name: "kitchen",
    title: { zh: "巷口小馆", en: "Corner Kitchen" },
    tagline: { zh: "巷子口的那一口", en: "A bite from the mouth of the lane" },
    wallets: both,
    tags: { category: "food", city_tier: "3" },
  },
];

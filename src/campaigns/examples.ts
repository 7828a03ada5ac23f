import { fen } from "#money";
import type { NewCampaign, NewPlacement } from "./types.ts";

type Example = Omit<NewCampaign, "marketplace" | "wallet_account" | "payer" | "budget" | "placements"> & {
  placements: readonly Omit<NewPlacement, "url" | "store">[];
};

const day = 86_400;

/**
 * Campaigns as the articles tell of them. Who, where and since when was reported; prices, shares and windows were not:
 * they are assumed, to be changed.
 */
export const exampleCampaigns = {
  /** Alimama's UD Effect: Channels, Moments and mini programs lead straight to stores, goods and live streams. */
  ud_effect: {
    ...{ plan: "ud_effect", name: { zh: "UD 效果（朋友圈、视频号）", en: "UD Effect (Moments, Channels)" } },
    ...{ starts_at: new Date("2023-09-01T00:00:00+08:00"), ends_at: null },
    ...{ model: "last_touch", window_seconds: 7 * day, pricing: "click", price: fen(80), share_bp: null },
    placements: [
      { host: "wechat", surface: "moments", target: "store" },
      { host: "wechat", surface: "channels", target: "live" },
      { host: "wechat", surface: "feed", target: "product" },
    ],
  },
  /** Star Cube: Alimama with Douyin's Star Chart, before 618 of 2024. Settled by result. */
  star_cube: {
    ...{ plan: "star_cube", name: { zh: "星立方计划", en: "Star Cube" } },
    ...{ starts_at: new Date("2024-05-20T00:00:00+08:00"), ends_at: new Date("2024-06-21T00:00:00+08:00") },
    ...{ model: "position", window_seconds: 15 * day, pricing: "share", price: null, share_bp: 500 },
    placements: [
      { host: "douyin", surface: "content", target: "product" },
      { host: "douyin", surface: "stream", target: "live" },
    ],
  },
  /** Bilibili's Spark: so much an order. */
  spark: {
    ...{ plan: "spark", name: { zh: "星火计划", en: "Spark" } },
    ...{ starts_at: new Date("2024-05-01T00:00:00+08:00"), ends_at: null },
    ...{ model: "last_touch", window_seconds: 15 * day, pricing: "order", price: fen(300), share_bp: null },
    placements: [{ host: "bilibili", surface: "content", target: "product" }],
  },
} as const satisfies Readonly<Record<string, Example>>;

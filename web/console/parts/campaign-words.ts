import type { ChipWords } from "./chip-of.tsx";

export const campaignStates: ChipWords = {
  running: ["success", "投放中", "Running"],
  paused: ["warning", "已暂停", "Paused"],
  ended: ["default", "已结束", "Ended"],
};
export const billStates: ChipWords = {
  proposed: ["warning", "待批准", "Waits for approval"],
  approved: ["processing", "入账中", "Being booked"],
  done: ["success", "已入账", "Booked"],
  rejected: ["default", "已否决", "Rejected"],
};
export const payoutStates: ChipWords = {
  asked: ["warning", "待确认", "Waits for confirmation"],
  sending: ["processing", "付款中", "On its way"],
  processing: ["processing", "银行处理中", "At the bank"],
  paid: ["success", "已付款", "Paid"],
  returned: ["error", "银行退回", "Sent back by the bank"],
  refused: ["error", "被拒绝", "Refused"],
  cancelled: ["default", "已取消", "Called off"],
};
export const appealStates: ChipWords = {
  open: ["warning", "待裁决", "Waits for a decision"],
  granted: ["success", "申诉成立", "Granted"],
  upheld: ["default", "维持原决定", "Upheld"],
};

type Pair = readonly [string, string];
export const pricingWords: Readonly<Record<string, Pair>> = {
  click: ["按点击", "By the click"],
  order: ["按订单", "By the order"],
  share: ["按成交比例", "By share of sales"],
};
export const surfaceWords: Readonly<Record<string, Pair>> = {
  feed: ["信息流", "Feed"],
  search: ["搜索", "Search"],
  splash: ["开屏", "Splash"],
  moments: ["朋友圈", "Moments"],
  channels: ["视频号", "Channels"],
  stream: ["直播", "Live stream"],
  content: ["内容", "Content"],
};
export const targetWords: Readonly<Record<string, Pair>> = {
  store: ["店铺", "Store"],
  product: ["商品", "Product"],
  live: ["直播间", "Live stream"],
};

/** Where the console places advertisements; the API takes any host app. */
export const hosts = ["wechat", "alipay", "douyin", "kuaishou", "bilibili", "xiaohongshu"] as const;

import { moneyText, useFormats } from "../lib/format.ts";
import { type Say, useSay } from "../lib/language.tsx";
import type { Caps, Stage } from "../lib/types.ts";

const pair = (say: Say, words: readonly [string, string]): string => say(words[0], words[1]);

const capabilities: Readonly<Record<string, readonly [string, string]>> = {
  payment: ["支付", "Payment"],
  code: ["扫码互认", "Shared codes"],
  acceptance: ["收单互认", "Acceptance"],
  transfer: ["转账", "Transfers"],
  link: ["链接", "Links"],
  entry: ["服务入口", "Service entry"],
  ad: ["广告", "Advertisements"],
  data: ["数据", "Data"],
  licence: ["版权授权", "Licence"],
  voucher: ["售券", "Vouchers"],
};

export const capabilityIds = Object.keys(capabilities);

export function useCapabilityName(): (id: string) => string {
  const say = useSay();
  return (id) => {
    const found = capabilities[id];
    return found ? say(found[0], found[1]) : id;
  };
}

const depths = {
  superficial: ["浅层", "Superficial"],
  moderate: ["中层", "Moderate"],
  deep: ["深层", "Deep"],
  policy: ["政策", "Policy"],
} as const;

export function useDepthName(): (depth: string | null) => string {
  const say = useSay();
  return (depth) => (depth !== null && depth in depths ? pair(say, depths[depth as keyof typeof depths]) : "—");
}

const capWords = {
  per_payment: ["每笔", "per payment"],
  per_buyer_day: ["每买家每日", "per buyer a day"],
  per_store_day: ["每店每日", "per store a day"],
  total_day: ["每日总额", "in all a day"],
} as const;

export function useCapsText(): (caps: Caps) => string {
  const say = useSay();
  return (caps) => {
    const set = Object.entries(capWords).flatMap(([name, words]) => {
      const cap = caps[name as keyof Caps];
      return cap ? [`${moneyText(cap)} ${pair(say, words)}`] : [];
    });
    return set.length === 0 ? say("不设限额", "no caps") : set.join(say("，", ", "));
  };
}

const facts: Readonly<Record<string, readonly [string, string]>> = {
  no_bound_card: ["未绑卡", "no bound card"],
  no_balance: ["无余额", "no balance"],
};

export function useFactName(): (fact: string) => string {
  const say = useSay();
  return (fact) => say(...(facts[fact] ?? ([fact, fact] as const)));
}

/** Who is in, in one line. */
export function useAudienceText(): (stage: Pick<Stage, "stores" | "buyers" | "methods">) => string {
  const say = useSay();
  const formats = useFormats();
  return ({ stores, buyers, methods }) => {
    const parts: string[] = [];
    if (stores.share !== undefined)
      parts.push(say(`${formats.share(stores.share)} 的店铺`, `${formats.share(stores.share)} of stores`));
    if (stores.list) parts.push(say(`${stores.list.length} 家指定店铺`, `${stores.list.length} named stores`));
    if (stores.categories) parts.push(`${say("类目", "categories")} ${stores.categories.join("/")}`);
    if (stores.city_tiers) parts.push(`${say("店铺城市级别", "stores of tier")} ${stores.city_tiers.join("/")}`);
    if (buyers.share !== undefined)
      parts.push(say(`${formats.share(buyers.share)} 的买家`, `${formats.share(buyers.share)} of buyers`));
    if (buyers.any_of)
      parts.push(buyers.any_of.map((name) => say(...(facts[name] ?? ([name, name] as const)))).join(say("或", " or ")));
    if (buyers.city_tiers) parts.push(`${say("买家城市级别", "buyers of tier")} ${buyers.city_tiers.join("/")}`);
    if (buyers.age_bands) parts.push(`${say("年龄段", "ages")} ${buyers.age_bands.join("/")}`);
    if (buyers.apps) parts.push(`${say("应用", "in")} ${buyers.apps.join("/")}`);
    if (buyers.app_version_from)
      parts.push(say(`版本 ≥ ${buyers.app_version_from}`, `from ${buyers.app_version_from} on`));
    if (methods) parts.push(`${say("方式", "by")} ${methods.join("/")}`);
    return parts.length === 0 ? say("所有店铺与买家", "every store and buyer") : parts.join(say("，", ", "));
  };
}

const guardWords: Readonly<Record<string, readonly [string, string]>> = {
  success_rate: ["成功率低于", "success below"],
  refund_rate: ["退款率高于", "refunds above"],
  unknown_rate: ["未知率高于", "unknowns above"],
  complaint_rate: ["投诉率高于", "complaints above"],
  breaks: ["差错多于", "breaks above"],
};

export function useGuardName(): (figure: string) => string {
  const say = useSay();
  return (figure) => say(...(guardWords[figure] ?? ([figure, figure] as const)));
}

const moveWords: Readonly<Record<string, readonly [string, string]>> = {
  draft: ["起草", "Drafted"],
  pilot: ["开始试点", "Pilots began"],
  consult: ["征求意见", "Stores were asked"],
  decide: ["决定", "Decided"],
  announce: ["公告", "Announced"],
  begin: ["生效", "Took effect"],
  effective: ["生效", "Took effect"],
  open: ["开放", "Opened"],
  complete: ["全面开放", "Opened to everybody"],
  stage: ["进入下一步", "Stepped up"],
  start_stage: ["进入下一步", "Stepped up"],
  pause_stage: ["收回一步", "A step was taken back"],
  resume_stage: ["恢复一步", "A step holds again"],
  pause: ["暂停", "Paused"],
  resume: ["恢复", "Resumed"],
  plan: ["改计划", "The plan was changed"],
  terms: ["改条款", "The terms were changed"],
  seal: ["计票", "The vote was counted"],
  withdraw: ["撤回", "Withdrawn"],
};

export function useMoveName(): (move: string) => string {
  const say = useSay();
  return (move) => say(...(moveWords[move] ?? ([move, move] as const)));
}

const reasons: Readonly<Record<string, readonly [string, string]>> = {
  more_buyers: ["带来更多买家", "More buyers"],
  fees: ["费率问题", "Fees"],
  cash_flow: ["回款周期", "Cash flow"],
  effort: ["接入工作量", "Effort of joining"],
  data: ["数据与隐私", "Data and privacy"],
  service: ["客服与退款", "Service and refunds"],
  other: ["其他", "Other"],
};

export const reasonCodes = Object.keys(reasons);

export function useReasonName(): (code: string) => string {
  const say = useSay();
  return (code) => say(...(reasons[code] ?? ([code, code] as const)));
}

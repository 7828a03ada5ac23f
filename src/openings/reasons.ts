import { type Money, toDecimalText } from "#money";
import type { Words } from "#wallets/protocol";

/** A code for programs, and a sentence for the person who is kept out (or limited). */
export type Reason = { code: ReasonCode } & Words;

type Details = { at?: Date; timeZone?: string; cap?: Money; methods?: readonly string[]; storesTogether?: true };

const plain = (zh: string, en: string) => (): Words => ({ zh, en });

/** Every reason that a decision can give. */
export const reasonTable = {
  // The wall, and the opening itself.
  not_opened: plain("本平台尚未开放。", "Not opened on this marketplace."),
  not_announced: plain("已在筹备，开放日期尚未公布。", "In preparation; no opening date has been announced."),
  not_yet_effective: ({ at, timeZone }: Details): Words => ({
    zh: `将于 ${instantText(at, timeZone, "zh-CN")} 起开放。`,
    en: `Opens on ${instantText(at, timeZone, "en-GB")}.`,
  }),
  paused: plain("暂停使用，请稍后再试或选择其他方式。", "Paused for now. Choose another way, or try later."),
  withdrawn: plain("已停止开放。", "No longer open here."),
  method_not_open: ({ methods }: Details): Words => ({
    zh: `此方式尚未开放，目前可用：${(methods ?? []).join("、")}。`,
    en: `This way is not open; what is: ${(methods ?? []).join(", ")}.`,
  }),
  stage_waits: plain("本阶段尚未开始。", "This stage has not begun."),
  // Who the pilot or stage is for.
  store_not_listed: plain(
    "目前仅向部分店铺开放，本店不在其中。",
    "Open to some stores for now; this one is not among them.",
  ),
  store_category_later: plain("本店所属类目稍后开放。", "Stores of this category come later."),
  store_city_later: plain("本店所在城市稍后开放。", "Stores of this city tier come later."),
  store_signed_up_later: plain(
    "按报名顺序开放，本店稍后轮到。",
    "Stores open in the order of sign-up; this one comes later.",
  ),
  store_share_later: plain(
    "正分批向店铺开放，本店稍后轮到。",
    "Open to a share of stores for now; this one comes later.",
  ),
  buyer_fact_later: plain(
    "目前主要面向未绑定银行卡或无余额的用户。",
    "Mainly for buyers with no bound card or no balance for now.",
  ),
  buyer_city_later: plain("您所在的城市稍后开放。", "Your city comes later."),
  buyer_age_later: plain("您所在的用户群体稍后开放。", "Your group of buyers comes later."),
  buyer_app_later: plain("此应用稍后开放。", "This app comes later."),
  app_version_too_old: plain("请先更新应用到最新版本。", "Update the app to its latest version first."),
  buyer_not_known: plain("目前仅向部分登录用户开放。", "Open to a share of signed-in buyers for now."),
  buyer_share_later: plain(
    "正分批向用户开放，您稍后即可使用。",
    "Open to a share of buyers for now; you will be able to use it later.",
  ),
  condition_not_met: plain("不符合本阶段的开放条件。", "The conditions of this stage are not met."),
  // The store and its account.
  store_unknown: plain("没有此店铺。", "There is no such store."),
  marketplace_suspended: plain("平台暂停收款。", "The marketplace takes no payments at present."),
  store_suspended: plain("店铺已被暂停。", "The store is suspended."),
  store_closed: plain("店铺已停业。", "The store is closed."),
  account_missing: plain("平台尚未接入。", "The marketplace has not connected it yet."),
  store_not_activated: plain("店铺尚未开通。", "The store has not activated it."),
  activation_applied: plain("店铺已申请，等待审核。", "The store has applied; the review is under way."),
  activation_not_visible: plain("店铺已就绪，即将向买家开放。", "The store is ready; buyers will see it soon."),
  store_switched_off: plain("店铺已关闭此方式。", "The store has switched it off."),
  // The moment and the payment.
  wallet_degraded: plain(
    "对方系统目前不稳定，请选择其他方式。",
    "Its service is unsteady right now. Choose another way.",
  ),
  needs_wallet_app: plain("请在对应的应用内打开本页。", "Open this page inside its own app."),
  over_cap_per_payment: ({ cap, storesTogether }: Details): Words =>
    storesTogether
      ? {
          zh: `各店合并付款超过每笔上限 ${amountText(cap, "zh")}，请逐店付款。`,
          en: `All stores together are more than the limit of ${amountText(cap, "en")} a payment. Pay store by store.`,
        }
      : {
          zh: `超过每笔上限 ${amountText(cap, "zh")}。`,
          en: `More than the limit of ${amountText(cap, "en")} a payment.`,
        },
  over_cap_per_buyer_day: ({ cap }: Details): Words => ({
    zh: `超过每人每日上限 ${amountText(cap, "zh")}，请明日再试或选择其他方式。`,
    en: `More than the limit of ${amountText(cap, "en")} a buyer and day. Choose another way, or try tomorrow.`,
  }),
  over_cap_per_store_day: ({ cap }: Details): Words => ({
    zh: `本店今日额度（${amountText(cap, "zh")}）已不足，请选择其他方式。`,
    en: `This store's limit for today (${amountText(cap, "en")}) leaves too little. Choose another way.`,
  }),
  over_cap_total_day: ({ cap }: Details): Words => ({
    zh: `平台今日额度（${amountText(cap, "zh")}）已不足，请选择其他方式。`,
    en: `Today's limit for all (${amountText(cap, "en")}) leaves too little. Choose another way.`,
  }),
  currency_not_open: ({ cap }: Details): Words => ({
    zh: `仅开放 ${cap?.currency ?? ""} 付款。`,
    en: `Open for payments in ${cap?.currency ?? ""} only.`,
  }),
  /** Not a refusal: what limits an open one. */
  cap_per_payment: ({ cap }: Details): Words => ({
    zh: `每笔最高 ${amountText(cap, "zh")}。`,
    en: `At most ${amountText(cap, "en")} a payment.`,
  }),
  cap_per_buyer_day: ({ cap }: Details): Words => ({
    zh: `每人每日最高 ${amountText(cap, "zh")}。`,
    en: `At most ${amountText(cap, "en")} a buyer and day.`,
  }),
} as const satisfies Record<string, (details: Details) => Words>;

/** Limits of an open one: told to whoever it is open to, never a refusal. */
export const limitCodes: readonly ReasonCode[] = ["cap_per_payment", "cap_per_buyer_day"];

export type ReasonCode = keyof typeof reasonTable;

/** How a store stands with the partner, when it cannot be used there; "ready" when it can. */
export type Standing =
  | "ready"
  | "store_unknown"
  | "marketplace_suspended"
  | "store_suspended"
  | "store_closed"
  | "account_missing"
  | "store_not_activated"
  | "activation_applied"
  | "activation_not_visible"
  | "store_switched_off";

/** Reasons that say the same each time, and those about a cap: made once, since a decision makes several of them. */
const fixed = new Map<ReasonCode, Reason>();
const aboutCaps = new WeakMap<Money, Map<ReasonCode, Reason>>();

export function reason(code: ReasonCode, details?: Details): Reason {
  const words: (details: Details) => Words = reasonTable[code];
  const { cap } = details ?? {};
  if (details && (!cap || details.storesTogether)) return { code, ...words(details) };
  const kept = cap ? (aboutCaps.get(cap) ?? new Map<ReasonCode, Reason>()) : fixed;
  if (cap && kept.size === 0) aboutCaps.set(cap, kept);
  let found = kept.get(code);
  if (!found) {
    found = Object.freeze({ code, ...words(details ?? {}) });
    kept.set(code, found);
  }
  return found;
}

/** "300.00 元" for people who read Chinese, "CNY 300.00" for others. */
function amountText(amount: Money | undefined, language: "zh" | "en"): string {
  if (!amount) return "";
  const text = toDecimalText(amount);
  return language === "zh" && amount.currency === "CNY" ? `${text} 元` : `${amount.currency} ${text}`;
}

/** Formatters are dear to make and there are few time zones. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function instantText(at: Date | undefined, timeZone = "UTC", locale: "zh-CN" | "en-GB"): string {
  const name = `${locale} ${timeZone}`;
  let formatter = formatters.get(name);
  if (!formatter) {
    const shape = { dateStyle: "long", timeStyle: "short", hourCycle: "h23", timeZone } as const;
    formatter = new Intl.DateTimeFormat(locale, shape);
    formatters.set(name, formatter);
  }
  return at ? `${formatter.format(at)} (${timeZone})` : "";
}

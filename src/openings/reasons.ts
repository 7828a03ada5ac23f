import { type Money, toDecimalText } from "#money";
import type { Words } from "#wallets/protocol";

/** A code for programs, and a sentence for the person who is kept out (or limited). */
export type Reason = { code: ReasonCode } & Words;

type Details = { at?: Date; timeZone?: string; cap?: Money; methods?: readonly string[] };

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
  over_cap_per_payment: ({ cap }: Details): Words => ({
    zh: `超过每笔上限 ${amountText(cap, "zh")}。`,
    en: `More than the limit of ${amountText(cap, "en")} a payment.`,
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
} as const satisfies Record<string, (details: Details) => Words>;

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

export function reason(code: ReasonCode, details: Details = {}): Reason {
  const words: (details: Details) => Words = reasonTable[code];
  return { code, ...words(details) };
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

import { type Language, useLooks } from "./language.tsx";
import type { Money } from "./types.ts";

const signs: Readonly<Record<string, string>> = { CNY: "¥", HKD: "HK$", USD: "US$", JPY: "JP¥" };

/** Whole minor units as people read them; never through a float. */
export function moneyText({ currency, minor }: Money, grouped = true): string {
  const negative = minor.startsWith("-");
  const digits = (negative ? minor.slice(1) : minor).padStart(3, "0");
  const [whole, rest] =
    currency === "JPY" ? [digits.replace(/^0+(?=\d)/, ""), ""] : [digits.slice(0, -2), digits.slice(-2)];
  const shown = grouped ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole;
  return `${negative ? "−" : ""}${signs[currency] ?? `${currency} `}${shown}${rest === "" ? "" : `.${rest}`}`;
}

/** As one would type it: "12.30"; nothing for no amount. */
export function plainYuan(money: Money | null): string {
  if (money === null) return "";
  const digits = money.minor.padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Yuan for a chart's axis, where a float does no harm. */
export function yuanOf(money: Money): number {
  return Number(money.minor) / 100;
}

export function sumOf(amounts: readonly Money[]): Money {
  const total = amounts.reduce((sum, one) => sum + BigInt(one.minor), 0n);
  return { currency: amounts[0]?.currency ?? "CNY", minor: total.toString() };
}

/** "12.30" or "12" as fen; null for anything else, also for nothing at all ("0"). */
export function fenOf(text: string): Money | null {
  const amount = fenOrZero(text);
  return amount === null || amount.minor === "0" ? null : amount;
}

/** The same where nothing at all ("0") is an amount as well. */
export function fenOrZero(text: string): Money | null {
  const found = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text.trim().replaceAll(",", ""));
  if (!found) return null;
  return { currency: "CNY", minor: BigInt(`${found[1]}${(found[2] ?? "").padEnd(2, "0")}`).toString() };
}

export type Formats = ReturnType<typeof formatsOf>;

export function formatsOf(language: Language) {
  const locale = language === "zh-CN" ? "zh-CN" : "en-GB";
  const clock = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium", hour12: false });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
  const calendar = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  const short = new Intl.DateTimeFormat(locale, {
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  const number = new Intl.NumberFormat(locale);
  return {
    instant: (text: string | null) => (text === null ? "—" : clock.format(new Date(text))),
    day: (text: string | null) => (text === null ? "—" : day.format(new Date(text))),
    /** A day that is already one of some zone, "2026-11-22". */
    calendarDay: (day: string) => calendar.format(new Date(`${day}T00:00:00Z`)),
    short: (text: string | null) => (text === null ? "—" : short.format(new Date(text))),
    number: (value: number | string) => number.format(typeof value === "string" ? BigInt(value) : value),
    /** 10,000ths as a percentage. */
    share: (tenThousandths: number) => `${number.format(tenThousandths / 100)}%`,
    percent: (part: number, whole: number) => (whole === 0 ? "—" : `${((part / whole) * 100).toFixed(1)}%`),
  };
}

export function useFormats(): Formats {
  return formatsOf(useLooks().language);
}

import type { Locale, Words } from "./contract.ts";
import { en } from "./words-en.ts";
import { type Dictionary, zh } from "./words-zh.ts";

export type { Dictionary } from "./words-zh.ts";

export function dictionary(locale: Locale): Dictionary {
  return locale === "en" ? en : zh;
}

/** The API's own words (a wallet's name, a reason) in the reader's language. */
export function inWords(words: Words, locale: Locale): string {
  return locale === "en" ? words.en : words.zh;
}

/** Chinese for every Chinese browser, English for all others; null for a text that names no language of ours. */
export function localeOf(tag: string | null | undefined): Locale | null {
  if (!tag) return null;
  if (/^zh\b/i.test(tag)) return "zh-CN";
  return /^en\b/i.test(tag) ? "en" : null;
}

/** What the reader chose, then the address (?lang=), then what the marketplace said, then the browser. */
export function pickLocale(chosen: {
  kept: string | null;
  query: string | null;
  checkout: string | null;
  browser: string | null;
}): Locale {
  const { kept, query, checkout, browser } = chosen;
  return localeOf(kept) ?? localeOf(query) ?? localeOf(checkout) ?? localeOf(browser) ?? (browser ? "en" : "zh-CN");
}

/** "14:05" of an instant, in the reader's own time zone. */
export function clockText(instant: string, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(
    Date.parse(instant),
  );
}

export function dateText(instant: string, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" }).format(
    Date.parse(instant),
  );
}

/** "09:41", or "1:09:41" from an hour on; never below zero. */
export function countdownText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (n: number): string => `${n}`.padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

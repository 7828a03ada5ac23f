import type { Words } from "#wallets/protocol";
import type { OpeningRow } from "./rows.ts";

/** What stores are told of: moves that change what they may offer, or ask something of them. */
const texts: Readonly<Record<string, Words>> = {
  consult: { zh: "征求您的意见，请在 {at} 前投票", en: "your opinion is asked: vote before {at}" },
  decide: { zh: "征求意见已截止，结果已公布", en: "the consultation is over and its result is published" },
  announce: { zh: "已公告，将于 {at} 生效", en: "announced: it takes effect at {at}" },
  open: { zh: "已开放，自 {at} 生效", en: "open, in effect from {at}" },
  begin: { zh: "已生效，开始分阶段开放", en: "in effect: it opens, stage by stage" },
  complete: { zh: "已全面开放", en: "open to everybody" },
  pause: { zh: "已暂停", en: "paused" },
  resume: { zh: "已恢复", en: "resumed" },
  withdraw: { zh: "已撤回", en: "withdrawn" },
};

const locales = { zh: "zh-CN", en: "en-GB" } as const;

/** What a move is called for a store that reads it; null for what concerns the marketplace alone. */
export function tellingOf(row: OpeningRow, move: string, at: Date | null, timeZone: string): Words | null {
  const text = texts[move];
  if (!text) return null;
  const say = (language: "zh" | "en"): string => {
    const day = at === null ? "" : `${instantIn(at, timeZone, locales[language])} (${timeZone})`;
    const about = text[language].replace("{at}", day);
    return language === "zh" ? `开放计划“${row.terms_zh}”：${about}。` : `Opening "${row.terms_en}": ${about}.`;
  };
  return { zh: say("zh"), en: say("en") };
}

const instantIn = (at: Date, timeZone: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone }).format(at);

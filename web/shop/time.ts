import type { Tongue } from "./words.ts";

const localeOf = (tongue: Tongue): string => (tongue === "zh" ? "zh-CN" : "en-GB");

/** "2024年9月12日 10:21", "12 Sept 2024, 10:21": in the reader's own time zone. */
export function dayText(instant: string, tongue: Tongue): string {
  return new Date(instant).toLocaleString(localeOf(tongue), { dateStyle: "medium", timeStyle: "short" });
}

/** "10:21". */
export function clockText(instant: string, tongue: Tongue): string {
  return new Date(instant).toLocaleTimeString(localeOf(tongue), { hour: "2-digit", minute: "2-digit" });
}

/** "10:21:05". */
export function secondsText(instant: string, tongue: Tongue): string {
  return new Date(instant).toLocaleTimeString(localeOf(tongue), { hourCycle: "h23" });
}

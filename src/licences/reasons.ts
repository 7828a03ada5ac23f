import type { Reason } from "./types.ts";

const day = (at: Date, timeZone: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", hourCycle: "h23", timeZone }).format(at);

/** Why nothing may be done with a work: told when no licence fits. */
export const licenceReasons = {
  missing: (): Reason => ({
    code: "licence_missing",
    zh: "该作品未授权给此应用。",
    en: "This work is not licensed to this app.",
  }),
  streamer: (): Reason => ({
    code: "licence_other_streamer",
    zh: "授权仅限指定主播。",
    en: "The licence is for a named streamer only.",
  }),
  scope: (scopes: readonly string[]): Reason => ({
    code: "licence_other_scope",
    zh: `授权范围不含此用途，仅限：${scopes.join("、")}。`,
    en: `The licence is not for this use, only for: ${scopes.join(", ")}.`,
  }),
  notYet: (at: Date, timeZone: string): Reason => ({
    code: "licence_not_yet",
    zh: `授权自 ${day(at, timeZone, "zh-CN")}（${timeZone}）起生效。`,
    en: `The licence begins on ${day(at, timeZone, "en-GB")} (${timeZone}).`,
  }),
  ended: (at: Date, timeZone: string): Reason => ({
    code: "licence_ended",
    zh: `授权已于 ${day(at, timeZone, "zh-CN")}（${timeZone}）到期。`,
    en: `The licence ended on ${day(at, timeZone, "en-GB")} (${timeZone}).`,
  }),
  revoked: (why: string): Reason => ({
    code: "licence_revoked",
    zh: `授权已被撤销：${why}`,
    en: `The licence was revoked: ${why}`,
  }),
};

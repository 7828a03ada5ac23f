import type { SandboxClock } from "../clock.ts";
import { Refusal } from "../problem.ts";

export type ClockView = { now: string; ahead_ms: number };

export function readClock(clock: SandboxClock | null): ClockView {
  if (!clock) throw notSettable();
  return { now: clock.now().toISOString(), ahead_ms: clock.ahead() };
}

/** `{at: RFC 3339 text | null}`: house and fakes go on from that instant; null is the machine's own time. */
export function setClock(clock: SandboxClock | null, asked: Record<string, unknown>): ClockView {
  if (!clock) throw notSettable();
  const at = asked["at"];
  const instant = typeof at === "string" && /^\d{4}-\d\d-\d\dT/.test(at) ? new Date(at) : null;
  if (at !== null && (instant === null || Number.isNaN(instant.getTime())))
    throw new Refusal(400, "instant_malformed", {
      en: '"at" is an instant such as "2024-09-11T23:59:50+08:00", or null for the machine\'s own time.',
      zh: 'at 是一个时刻，例如 "2024-09-11T23:59:50+08:00"；null 表示恢复本机时间。',
    });
  clock.set(instant);
  return readClock(clock);
}

function notSettable(): Refusal {
  return new Refusal(409, "clock_not_settable", {
    en: "This sandbox runs on a clock of its starter's: it cannot be set here.",
    zh: "此沙盒使用启动者提供的时钟，不能在此设置。",
  });
}

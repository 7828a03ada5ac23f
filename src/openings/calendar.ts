/** Formatters are dear to make and there are few time zones. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    const shape = { calendar: "gregory", numberingSystem: "latn", timeZone } as const;
    formatter = new Intl.DateTimeFormat("en-CA", { ...shape, year: "numeric", month: "2-digit", day: "2-digit" });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

/** The calendar day of an instant in an IANA time zone: "2024-09-05". */
export function dayOf(at: Date, timeZone: string): string {
  const parts = formatterOf(timeZone).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`;
}

/** The day so many calendar days later; no time zone is needed for that. */
export function addDays(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

const halfWidthMs = 16 * 3_600_000;

/**
 * The first instant of a calendar day in a time zone, to the millisecond. Found by halving, so that days which begin at
 * one in the morning, and days that a zone left out, need no rule of their own.
 */
export function startOfDay(day: string, timeZone: string): Date {
  const middle = new Date(`${day}T00:00:00Z`).getTime();
  let before = middle - halfWidthMs;
  let from = middle + halfWidthMs;
  while (from - before > 1) {
    const half = Math.floor((before + from) / 2);
    if (dayOf(new Date(half), timeZone) < day) before = half;
    else from = half;
  }
  return new Date(from);
}

/** The earliest effective instant of what is announced now: so many calendar days ahead, at midnight of the zone. */
export function earliestEffective(now: Date, noticeDays: number, timeZone: string): Date {
  return noticeDays === 0 ? now : startOfDay(addDays(dayOf(now, timeZone), noticeDays), timeZone);
}

/** The calendar day, "2026-11-22", that an instant falls on there. */
export const dayIn = (at: number | string, timeZone: string): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(new Date(at));

const dayMs = 86_400_000;

/** The day so many days later (or earlier). */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

/** How far a zone's clocks are ahead of UTC at that instant, in milliseconds. */
function ahead(at: number, timeZone: string): number {
  const clock = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric" },
  });
  const told = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = told;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** When a day begins there, also where its clocks are moved on that day, or skip its midnight. */
export function dayStart(day: string, timeZone: string): string {
  const utc = Date.parse(`${day}T00:00:00Z`);
  const near = utc - ahead(utc, timeZone);
  const exact = utc - ahead(near, timeZone);
  return new Date(dayIn(exact, timeZone) < day ? near : exact).toISOString();
}

type Day = string | undefined;

/** The first and the last day of a range that ends before `to`. */
export function daysOf(from: string | null, to: string | null, timeZone: string): readonly [Day, Day] {
  const day = (at: number): Day => (Number.isNaN(at) ? undefined : dayIn(at, timeZone));
  return [day(Date.parse(from ?? "")), day(Date.parse(to ?? "") - 1)];
}

/** Where amounts are asked for and no time is: as many days, today's among them. */
export const usualDays = 90;

/** When the last days begin, counted with the day of `now`. */
export const lastDaysFrom = (now: number, timeZone: string, days: number = usualDays): string =>
  dayStart(dayAfter(dayIn(now, timeZone), 1 - days), timeZone);

import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays, dayOf, earliestEffective, startOfDay } from "./calendar.ts";

test("5 September in Shanghai and seven days: 12 September 00:00 there, whatever the hour of the announcement", () => {
  const effective = new Date("2024-09-11T16:00:00.000Z");
  for (const at of ["2024-09-04T16:00:00.000Z", "2024-09-05T06:30:00Z", "2024-09-05T15:59:59.999Z"])
    expect(earliestEffective(new Date(at), 7, "Asia/Shanghai")).toEqual(effective);
  expect(earliestEffective(new Date("2024-09-05T16:00:00Z"), 7, "Asia/Shanghai")).toEqual(
    new Date("2024-09-12T16:00:00Z"),
  );
  expect(earliestEffective(effective, 0, "Asia/Shanghai")).toEqual(effective);
});

test("days over month ends, leap days and a clock that changes", () => {
  expect(addDays("2024-02-27", 3)).toBe("2024-03-01");
  expect(addDays("2025-12-29", 7)).toBe("2026-01-05");
  // São Paulo's clocks went from 23:59:59 to 01:00 that night: the day has no midnight.
  expect(startOfDay("2018-11-04", "America/Sao_Paulo")).toEqual(new Date("2018-11-04T03:00:00Z"));
  // Samoa had no 30 December 2011.
  expect(startOfDay("2011-12-30", "Pacific/Apia")).toEqual(new Date("2011-12-30T10:00:00Z"));
  expect(startOfDay("2024-03-31", "Europe/Berlin")).toEqual(new Date("2024-03-30T23:00:00Z"));
});

test("a day starts at its start: a millisecond before is the day before", () => {
  const zones = fc.constantFrom("Asia/Shanghai", "UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati");
  const instants = fc.date({ min: new Date("1996-01-01"), max: new Date("2040-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(zones, instants, fc.integer({ min: 0, max: 60 }), (zone, at, days) => {
      const day = addDays(dayOf(at, zone), days);
      const start = startOfDay(day, zone);
      expect(dayOf(start, zone)).toBe(day);
      expect(dayOf(new Date(start.getTime() - 1), zone)).toBe(addDays(day, -1));
    }),
    { numRuns: 200 },
  );
});

test("over every month's end and leap day: days of Shanghai, and seven whole ones of notice", () => {
  // Plain reckoning: Shanghai has been eight hours ahead, without summer time, since 1992.
  const shanghai = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);
  const months = fc.integer({ min: 0, max: 12 * 48 - 1 });
  const around = fc.oneof(fc.constantFrom(-1, 0, 1), fc.integer({ min: -3 * 86_400_000, max: 3 * 86_400_000 }));
  let leapDays = 0;
  fc.assert(
    fc.property(months, around, fc.integer({ min: 0, max: 40 }), (month, ms, notice) => {
      const at = Date.UTC(1992, month + 1, 1) - 8 * 3_600_000 + ms;
      const day = dayOf(new Date(at), "Asia/Shanghai");
      expect(day).toBe(shanghai(at));
      if (day.endsWith("02-29")) leapDays++;
      const start = Date.parse(`${day}T00:00:00+08:00`);
      expect(startOfDay(day, "Asia/Shanghai").getTime()).toBe(start);
      const effective = notice === 0 ? at : start + notice * 86_400_000;
      expect(earliestEffective(new Date(at), notice, "Asia/Shanghai").getTime()).toBe(effective);
    }),
    { numRuns: 1500 },
  );
  expect(leapDays).toBeGreaterThan(0);
});

test("a day lasts as long as its zone says: 23 hours, 25, and 24 after all", () => {
  const hours = (day: string, zone: string) =>
    (startOfDay(addDays(day, 1), zone).getTime() - startOfDay(day, zone).getTime()) / 3_600_000;
  expect(hours("2024-03-31", "Europe/Berlin")).toBe(23);
  expect(hours("2024-10-27", "Europe/Berlin")).toBe(25);
  expect(hours("2024-11-30", "Europe/Berlin")).toBe(24);
  // Lord Howe moves its clocks by half an hour.
  expect(hours("2024-10-06", "Australia/Lord_Howe")).toBe(23.5);
});

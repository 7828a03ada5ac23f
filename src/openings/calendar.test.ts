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

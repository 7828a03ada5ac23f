import { expect, test } from "vitest";
import { dayAfter, dayIn, dayStart, daysOf, lastDaysFrom } from "./zone-days.ts";

test.each([
  ["2026-11-22", "Asia/Shanghai", "2026-11-21T16:00:00.000Z"],
  ["2026-11-22", "UTC", "2026-11-22T00:00:00.000Z"],
  // Clocks go back or forward on that day.
  ["2026-10-25", "Europe/London", "2026-10-24T23:00:00.000Z"],
  ["2026-10-26", "Europe/London", "2026-10-26T00:00:00.000Z"],
  ["2026-11-01", "America/New_York", "2026-11-01T04:00:00.000Z"],
  ["2026-04-05", "Pacific/Auckland", "2026-04-04T11:00:00.000Z"],
  ["2026-09-27", "Pacific/Auckland", "2026-09-26T12:00:00.000Z"],
  // That day had no midnight: its clocks went from 24:00 to 01:00.
  ["2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00.000Z"],
])("%s begins in %s at %s", (day, zone, at) => {
  expect(dayStart(day, zone)).toBe(at);
  expect(dayIn(Date.parse(at), zone)).toBe(day);
  expect(dayIn(Date.parse(at) - 1, zone)).toBe(dayAfter(day, -1));
});

test("a range is shown by its days, the last of which ends before its end", () => {
  const [from, to] = [dayStart("2026-11-01", "Asia/Shanghai"), dayStart("2026-11-03", "Asia/Shanghai")];
  expect(daysOf(from, to, "Asia/Shanghai")).toEqual(["2026-11-01", "2026-11-02"]);
  expect(daysOf(null, to, "Asia/Shanghai")).toEqual([undefined, "2026-11-02"]);
  expect(daysOf(from, null, "Asia/Shanghai")).toEqual(["2026-11-01", undefined]);
});

test("the last ninety days hold today", () => {
  const now = Date.parse("2026-11-22T15:59:59Z");
  expect(lastDaysFrom(now, "Asia/Shanghai")).toBe(dayStart("2026-08-25", "Asia/Shanghai"));
  expect(lastDaysFrom(now + 1000, "Asia/Shanghai", 1)).toBe(dayStart("2026-11-23", "Asia/Shanghai"));
});

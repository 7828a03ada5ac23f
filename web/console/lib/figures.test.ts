import { expect, test } from "vitest";
import { laidOver, lastDays } from "./figures.ts";
import type { Figures } from "./types.ts";

const row = (day: string, paid: number) => ({ day, paid }) as Figures["data"][number];
const figures = (from: string, to: string, data: Figures["data"]): Figures => ({
  ...{ from: `${from}T16:00:00.000Z`, to: `${to}T16:00:00.000Z`, data, time_zone: "Asia/Shanghai" },
});

test("days that are told again take the place of the same days, and a first word is taken whole", () => {
  const month = figures("2026-10-23", "2026-11-22", [row("2026-11-20", 1), row("2026-11-21", 2), row("2026-11-22", 3)]);
  expect(laidOver(null, month)).toBe(month);
  const two = figures("2026-11-20", "2026-11-22", [row("2026-11-21", 2), row("2026-11-22", 4)]);
  const now = laidOver(month, two);
  expect(now.data.map((one) => one.paid)).toEqual([1, 2, 4]);
  expect(now.from).toBe(month.from);
  // A stream that began anew tells all of it again.
  expect(laidOver(now, month)).toBe(month);
});

test("today and the day before are the house's, whatever has been sold on them", () => {
  expect(lastDays(figures("2026-10-23", "2026-11-22", []))).toEqual(["2026-11-22", "2026-11-21"]);
});

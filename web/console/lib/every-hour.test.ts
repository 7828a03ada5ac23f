import { expect, test } from "vitest";
import { everyHour } from "./every-hour.ts";

const hour = (at: string, paid: number) => ({ at, started: paid, paid, refused: 0, unknown: 0 });

test("hours without a payment stand between the others with nothing in them", () => {
  const told = everyHour([hour("2026-11-22T08:00:00.000Z", 2), hour("2026-11-22T11:00:00.000Z", 1)]);
  expect(told.map(({ at, paid }) => [at.slice(11, 13), paid])).toEqual([
    ["08", 2],
    ["09", 0],
    ["10", 0],
    ["11", 1],
  ]);
});

test("hours one after the other, and none at all, stay as they are", () => {
  const two = [hour("2026-11-22T08:00:00.000Z", 2), hour("2026-11-22T09:00:00.000Z", 1)];
  expect(everyHour(two)).toEqual(two);
  expect(everyHour([])).toEqual([]);
});

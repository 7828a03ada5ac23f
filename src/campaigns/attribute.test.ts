import fc from "fast-check";
import { expect, test } from "vitest";
import { attribute, fastestMs, type Touch } from "./attribute.ts";

const paid = new Date("2024-06-01T12:00:00Z");
const before = (seconds: number): Date => new Date(paid.getTime() - seconds * 1000);
const touch = (click: string, seconds: number, window_seconds = 3600): Touch => ({
  ...{ click, at: before(seconds), window_seconds },
});

test("last touch takes all; position-based gives 40, 20, 40; of two each a half", () => {
  const [a, b, c] = [touch("a", 300), touch("b", 200), touch("c", 100)];
  expect(attribute([b, c, a], paid, "last_touch")).toEqual([{ click: "c", weight: 10_000 }]);
  expect(attribute([c, a, b], paid, "position")).toEqual([
    { click: "a", weight: 4000 },
    { click: "b", weight: 2000 },
    { click: "c", weight: 4000 },
  ]);
  expect(attribute([a, b], paid, "position").map((one) => one.weight)).toEqual([5000, 5000]);
  expect(attribute([a], paid, "position")).toEqual([{ click: "a", weight: 10_000 }]);
  const five = [touch("a", 5), touch("b", 4), touch("c", 3), touch("d", 2), touch("e", 1)];
  expect(attribute(five, paid, "position").map((one) => one.weight)).toEqual([4000, 666, 666, 666, 4002]);
});

test("outside its window, after the payment, or faster than people a click counts for nothing", () => {
  expect(attribute([touch("a", 3600)], paid, "last_touch")).toHaveLength(1);
  expect(attribute([touch("a", 3601)], paid, "last_touch")).toEqual([]);
  expect(attribute([touch("a", -1)], paid, "last_touch")).toEqual([]);
  const quick = { click: "a", at: new Date(paid.getTime() - fastestMs + 1), window_seconds: 3600 };
  expect(attribute([quick], paid, "last_touch")).toEqual([]);
});

/** The same, said as slowly and plainly as can be: shares of the whole as fractions, one click after the other. */
function naive(touches: readonly Touch[], model: "last_touch" | "position"): Map<string, number> {
  const list: Touch[] = [];
  for (const one of touches) {
    const seconds = (paid.getTime() - one.at.getTime()) / 1000;
    if (seconds < fastestMs / 1000 || seconds > one.window_seconds) continue;
    let place = 0;
    for (const other of list) {
      const sooner = other.at < one.at || (other.at.getTime() === one.at.getTime() && other.click < one.click);
      if (sooner) place++;
    }
    list.splice(place, 0, one);
  }
  const shares = new Map<string, number>();
  for (const [place, one] of list.entries()) {
    const [first, last] = [place === 0, place === list.length - 1];
    if (model === "last_touch") shares.set(one.click, last ? 1 : 0);
    else if (list.length === 1) shares.set(one.click, 1);
    else if (list.length === 2) shares.set(one.click, 0.5);
    else shares.set(one.click, first || last ? 0.4 : 0.2 / (list.length - 2));
  }
  return shares;
}

const touches = fc.uniqueArray(
  fc.record({
    click: fc.stringMatching(/^[a-z]{3}$/),
    at: fc.integer({ min: -20, max: 4000 }).map(before),
    window_seconds: fc.constantFrom(60, 900, 3600),
  }),
  { selector: (one) => one.click, maxLength: 12 },
);

test("against a naive model: who is credited, near enough how much, and always the whole", () => {
  fc.assert(
    fc.property(touches, fc.constantFrom("last_touch", "position"), (drawn, model) => {
      const credits = attribute(drawn, paid, model);
      const shares = naive(drawn, model);
      const sum = credits.reduce((total, one) => total + one.weight, 0);
      expect(sum).toBe(shares.size === 0 ? 0 : 10_000);
      for (const [click, share] of shares) {
        const weight = credits.find((one) => one.click === click)?.weight ?? 0;
        expect(Math.abs(weight - share * 10_000)).toBeLessThan(12);
      }
      expect(credits.filter((one) => !shares.has(one.click))).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

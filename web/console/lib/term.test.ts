import { expect, test } from "vitest";
import { daysLeft, noticeAt, placeIn, windowOf } from "./term.ts";

const now = Date.parse("2026-11-22T04:00:00Z");
const term = (starts_at: string, ends_at: string | null, notice_days = 30) => ({ starts_at, ends_at, notice_days });

test("a day that has begun is still left; the end itself is none", () => {
  expect(daysLeft({ ends_at: "2026-11-22T05:00:00Z" }, now)).toBe(1);
  expect(daysLeft({ ends_at: "2026-11-24T04:00:00Z" }, now)).toBe(2);
  expect(daysLeft({ ends_at: "2026-11-22T04:00:00Z" }, now)).toBe(0);
  expect(daysLeft({ ends_at: null }, now)).toBe(null);
});

test("notice comes so many days before the end, not before the start", () => {
  const at = (text: string) => Date.parse(text);
  expect(noticeAt(term("2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z"))).toBe(at("2026-12-01T00:00:00Z"));
  expect(noticeAt(term("2026-12-20T00:00:00Z", "2026-12-31T00:00:00Z"))).toBe(at("2026-12-20T00:00:00Z"));
  expect(noticeAt(term("2026-12-20T00:00:00Z", null))).toBe(null);
});

test("the picture holds every term and now; what lies outside stands at its edge", () => {
  const terms = [term("2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"), term("2026-03-01T00:00:00Z", null)];
  const shown = windowOf(terms, now);
  expect(shown.from).toBe(Date.parse("2026-01-01T00:00:00Z"));
  expect(shown.to).toBeGreaterThan(now);
  expect(placeIn(shown, shown.from)).toBe(0);
  expect(placeIn(shown, shown.to)).toBe(100);
  expect(placeIn(shown, shown.from - 1)).toBe(0);
  expect(placeIn(windowOf([], now), now)).toBe(0);
});

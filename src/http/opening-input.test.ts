import { expect, test } from "vitest";
import { audienceOf, instantIn, instantOf } from "./opening-input.ts";
import { Refusal } from "./refusal.ts";

/** Has the form of a date and a time, and is no instant of JavaScript's. */
const leap = "2026-12-31T23:59:60Z";

test("a leap second is refused in words wherever an instant is read, and never kept as nothing", () => {
  for (const read of [instantIn, instantOf, (text: string) => audienceOf({ signed_up_before: text })])
    expect(() => read(leap)).toThrow(Refusal);
  expect(instantOf(null)).toBeNull();
  const before = "2026-12-31T23:59:59+08:00";
  expect(audienceOf({ signed_up_before: before })).toEqual({ signed_up_before: new Date(before) });
});

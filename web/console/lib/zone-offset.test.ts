import { expect, test } from "vitest";
import { offsetOf } from "./zone-offset.ts";

test.each([
  [480, "UTC+8"],
  [0, "UTC+0"],
  [330, "UTC+5:30"],
  [-210, "UTC−3:30"],
])("%i minutes ahead is %s", (minutes, told) => {
  expect(offsetOf(minutes)).toBe(told);
});

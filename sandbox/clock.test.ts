import { expect, test } from "vitest";
import { sandboxClock } from "./clock.ts";
import { setClock } from "./control/clock.ts";

test("a clock that is set goes on from there, and comes back to the machine's time", () => {
  let machine = Date.parse("2026-11-22T08:00:00Z");
  const clock = sandboxClock(new Date("2024-09-11T23:59:59.999+08:00"), () => machine);
  expect(clock.now().toISOString()).toBe("2024-09-11T15:59:59.999Z");
  machine += 1;
  expect(clock.now().toISOString()).toBe("2024-09-11T16:00:00.000Z");
  clock.set(null);
  expect(clock.now().getTime()).toBe(machine);
});

test("the control port takes an instant with its offset, or null, and nothing else", () => {
  const clock = sandboxClock(null, () => 0);
  expect(setClock(clock, { at: "2024-09-12T00:00:00+08:00" })).toEqual({
    now: "2024-09-11T16:00:00.000Z",
    ahead_ms: Date.parse("2024-09-11T16:00:00Z"),
  });
  expect(setClock(clock, { at: null }).ahead_ms).toBe(0);
  for (const at of ["tomorrow", 5, undefined, "2024-13-99T00:00:00Z"])
    expect(() => setClock(clock, { at })).toThrow(/instant/);
  expect(() => setClock(null, { at: null })).toThrow(/cannot be set/);
});

import { expect, test } from "vitest";
import { fen } from "#money";
import { capPlanOf } from "./cap-plan.ts";
import type { Decision } from "./decide.ts";

const none = { per_payment: null, per_buyer_day: null, per_store_day: null, total_day: null };
const decision = (caps: Partial<Decision["caps"]>, open = true): Decision => ({
  ...{ open, reasons: [], caps: { ...none, ...caps }, openingId: "opn_1", openingVersion: 1, stage: null, version: 1n },
});
const dayAt = (at: string, zone: string) => capPlanOf(decision({ total_day: fen(100) }), {}, zone, new Date(at))?.day;

test("nothing is counted where no day has a limit, where it is shut, and at the wall", () => {
  const now = new Date("2026-11-22T08:00:00Z");
  expect(capPlanOf(decision({ per_payment: fen(100) }), {}, "Asia/Shanghai", now)).toBeNull();
  expect(capPlanOf(decision({ total_day: fen(100) }, false), {}, "Asia/Shanghai", now)).toBeNull();
  expect(capPlanOf({ ...decision({ total_day: fen(100) }), openingId: null }, {}, "Asia/Shanghai", now)).toBeNull();
});

test("each limit of a day is in the plan by itself, and nothing of a person but a hash that is the opening's own", () => {
  const now = new Date("2026-11-22T08:00:00Z");
  const plan = (caps: Partial<Decision["caps"]>, opening = "opn_1") =>
    capPlanOf({ ...decision(caps), openingId: opening }, { reference: "li lei" }, "Asia/Shanghai", now);
  expect(plan({ total_day: fen(3) })).toMatchObject({ total: fen(3), store: null, buyer: null });
  expect(plan({ per_store_day: fen(2) })).toMatchObject({ total: null, store: fen(2), buyer: null });
  const mine = plan({ per_buyer_day: fen(1) })?.buyer;
  expect(mine).toEqual({ name: expect.stringMatching(/^[0-9a-f]{32}$/), limit: fen(1) });
  expect(plan({ per_buyer_day: fen(1) }, "opn_2")?.buyer?.name).not.toBe(mine?.name);
});

test("a day is the marketplace's: to the millisecond, over a month's end, a leap day and a year's end", () => {
  for (const [last, day, next] of [
    ["2026-11-22T15:59:59.999Z", "2026-11-22", "2026-11-23"],
    ["2026-11-30T15:59:59.999Z", "2026-11-30", "2026-12-01"],
    ["2028-02-28T15:59:59.999Z", "2028-02-28", "2028-02-29"],
    ["2028-02-29T15:59:59.999Z", "2028-02-29", "2028-03-01"],
    ["2026-12-31T15:59:59.999Z", "2026-12-31", "2027-01-01"],
  ] as const) {
    expect(dayAt(last, "Asia/Shanghai")).toBe(day);
    expect(dayAt(new Date(Date.parse(last) + 1).toISOString(), "Asia/Shanghai")).toBe(next);
  }
});

test("where clocks change, a day is 23 or 25 hours long and still one day", () => {
  const zone = "Europe/Berlin";
  // 25 October 2026: from 22:00 UTC of the 24th to 23:00 UTC of the 25th.
  const autumn = [
    "2026-10-24T21:59:59.999Z",
    "2026-10-24T22:00:00Z",
    "2026-10-25T22:59:59.999Z",
    "2026-10-25T23:00:00Z",
  ];
  expect(autumn.map((at) => dayAt(at, zone))).toEqual(["2026-10-24", "2026-10-25", "2026-10-25", "2026-10-26"]);
  // 28 March 2027: from 23:00 UTC of the 27th to 22:00 UTC of the 28th.
  const spring = [
    "2027-03-27T22:59:59.999Z",
    "2027-03-27T23:00:00Z",
    "2027-03-28T21:59:59.999Z",
    "2027-03-28T22:00:00Z",
  ];
  expect(spring.map((at) => dayAt(at, zone))).toEqual(["2027-03-27", "2027-03-28", "2027-03-28", "2027-03-29"]);
});

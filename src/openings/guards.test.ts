import { afterAll, beforeAll, expect, test } from "vitest";
import { breachOf, type Figures } from "./guards.ts";
import { decided, draft, move, type OpeningsRig, ok, openRig, operator } from "./test-rig.ts";
import type { Guard } from "./types.ts";

const well: Figures = { paid: 0n, refused: 0n, unknown: 0n, refunded: 0n };
const guard: Guard = { figure: "success_rate", limit: 9000, window_minutes: 10, min_count: 20 };

test("a figure breaches its limit, not at it, and not before there are enough payments", () => {
  const rate = (paid: bigint, refused: bigint) => breachOf(guard, { ...well, paid, refused }) !== null;
  expect([rate(18n, 2n), rate(17n, 3n), rate(0n, 19n), rate(0n, 0n)]).toEqual([false, true, false, false]);
  const refunds: Guard = { ...guard, figure: "refund_rate", limit: 1000 };
  expect(breachOf(refunds, { ...well, paid: 100n, refunded: 10n })).toBeNull();
  expect(breachOf(refunds, { ...well, paid: 100n, refunded: 11n })).toMatchObject({ part: 11n, whole: 100n });
  const unknown: Guard = { ...guard, figure: "unknown_rate", limit: 500, min_count: 1 };
  expect(breachOf(unknown, { ...well, paid: 19n, unknown: 1n })).toBeNull();
  expect(breachOf(unknown, { ...well, paid: 18n, unknown: 1n })).not.toBeNull();
});

let rig: OpeningsRig;
let figures = well;
const asked: Date[] = [];
beforeAll(async () => {
  rig = await openRig({
    figuresOf: async (_sides, _partner, since) => {
      asked.push(since);
      return figures;
    },
  });
});
afterAll(() => rig.end());

test("a guard pauses by itself, once, tells a person, and only a person resumes; what was before does not count", async () => {
  const made = await draft(rig, { guards: [guard] });
  ok(await move(rig, made.id, "open"));
  const elsewhere = rig.boot();
  rig.now = new Date(rig.now.getTime() + 3_600_000);
  expect(await rig.openings.watchGuards()).toBe(0);
  expect(asked.at(-1)).toEqual(new Date(rig.now.getTime() - 600_000));
  figures = { ...well, paid: 10n, refused: 10n };
  const paused = await Promise.all([rig.openings.watchGuards(), elsewhere.watchGuards()]);
  expect(paused.toSorted()).toEqual([0, 1]);
  expect(decided(rig).reasons[0]?.code).toBe("paused");
  const last = (await rig.openings.stepsOf(made.id)).at(-1);
  expect(last).toMatchObject({ event: "pause", by: "guard", why: expect.stringContaining("success_rate 10 of 20") });
  expect(rig.alarms.map((one) => one.what)).toEqual(["opening_paused_by_guard"]);
  const key = { kind: "key", id: "key_1", marketplace: rig.marketplace, store: null };
  const resume = (by: typeof operator | typeof key) => rig.openings.moveOpening(by, made.id, "resume", "mended", null);
  expect(await resume(key)).toMatchObject({ fault: "person_needed" });
  rig.now = new Date(rig.now.getTime() + 60_000);
  ok(await resume(operator));
  figures = well;
  await rig.openings.watchGuards();
  expect(asked.at(-1)).toEqual(rig.now);
  // What a person paused, a key may resume.
  ok(await move(rig, made.id, "pause"));
  ok(await resume(key));
  const plan = { why: "too strict", guards: [{ ...guard, limit: 10_001 }] };
  expect(await rig.openings.changePlan(operator, made.id, plan, null)).toMatchObject({ fault: "opening_invalid" });
  expect(ok(await rig.openings.changePlan(operator, made.id, { ...plan, guards: [] }, null)).guards).toEqual([]);
});

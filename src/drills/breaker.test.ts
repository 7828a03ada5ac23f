import { expect, test } from "vitest";
import { makeBreaker, rules } from "./breaker.ts";

function rig() {
  let now = Date.parse("2026-11-22T08:00:00Z");
  const told: string[] = [];
  const breaker = makeBreaker({ now: () => new Date(now) }, (what) => told.push(what));
  const hear = (times: number, good: boolean) => {
    for (let n = 0; n < times; n++) breaker.heard("w", good);
  };
  return {
    ...breaker,
    told,
    hear,
    later: (ms: number) => {
      now += ms;
    },
    health: () => breaker.healthOf("w"),
  };
}

test("too few calls say nothing; half of enough shuts the wallet, and no other", () => {
  const { hear, health, healthOf, told } = rig();
  hear(rules.fewest - 1, false);
  expect(health()).toBe("well");
  hear(1, false);
  expect(health()).toBe("degraded");
  expect(healthOf("other")).toBe("well");
  expect(told).toEqual(["wallet_degraded"]);
});

test("less than half is borne, and what is older than the window is forgotten", () => {
  const { hear, health, later } = rig();
  hear(12, true);
  hear(11, false);
  expect(health()).toBe("well");
  later(rules.windowMs);
  hear(rules.fewest - 1, false);
  expect(health()).toBe("well");
  hear(1, false);
  expect(health()).toBe("degraded");
});

test("it is not probed before its rest is over, and what comes in until then opens nothing", () => {
  const { hear, health, later, toProbe, states } = rig();
  hear(rules.fewest, false);
  hear(50, true);
  expect([health(), toProbe(), states()[0]?.state]).toEqual(["degraded", [], "resting"]);
  later(rules.restMs);
  expect([health(), toProbe(), states()[0]?.state]).toEqual(["degraded", ["w"], "probing"]);
});

test("good answers in a row open it; a bad one shuts it for twice as long, up to a most", () => {
  const { hear, health, later, toProbe, told } = rig();
  hear(rules.fewest, false);
  later(rules.restMs);
  hear(rules.goodInRow - 1, true);
  hear(1, false);
  expect(health()).toBe("degraded");
  later(rules.restMs);
  expect(toProbe()).toEqual([]);
  later(rules.restMs);
  expect(toProbe()).toEqual(["w"]);
  for (let n = 0; n < 12; n++) {
    hear(1, false);
    later(rules.restMostMs);
  }
  expect(toProbe()).toEqual(["w"]);
  hear(rules.goodInRow, true);
  expect([health(), toProbe()]).toEqual(["well", []]);
  expect(told).toEqual(["wallet_degraded", "wallet_recovered"]);
});

test("open again, it begins afresh: the old bad calls do not count", () => {
  const { hear, health, later } = rig();
  hear(rules.fewest, false);
  later(rules.restMs);
  hear(rules.goodInRow, true);
  hear(rules.fewest - 1, false);
  expect(health()).toBe("well");
});

import { expect, test } from "vitest";
import { nextRules, type Rule, ruleFor } from "./link-rules.ts";

const surfaces = ["chat", "group", "feed", "search"] as const;
const directions = ["in", "out"] as const;
const classes = ["product", "page"] as const;

/** What src/links/judge.ts does with rules: the first that fits. */
const judged = (rules: readonly Rule[], at: { direction: string; surface: string; class: string }) => {
  const fits = (all: readonly string[] | undefined, one: string): boolean => all === undefined || all.includes(one);
  const rule = rules.find(
    (one) =>
      fits(one.direction && [one.direction], at.direction) &&
      fits(one.surfaces, at.surface) &&
      fits(one.classes, at.class),
  );
  return [rule?.when_open ?? "open", rule?.when_shut ?? "copy"];
};
const everywhere = directions.flatMap((direction) =>
  surfaces.flatMap((surface) => classes.map((kind) => ({ direction, surface, class: kind }))),
);
const shown = (rules: Rule[]) => Object.fromEntries(surfaces.map((one) => [one, ruleFor({ rules }, one)]));

const tables: [string, Rule[]][] = [
  ["no rules", []],
  ["one rule both ways", [{ when_open: "confirm", when_shut: "block" }]],
  [
    "surfaces both ways, then a rule for all",
    [
      { surfaces: ["feed"], when_open: "block", when_shut: "block" },
      { direction: "in", surfaces: ["chat"], when_open: "open", when_shut: "copy" },
      { when_open: "confirm", when_shut: "copy" },
    ],
  ],
  [
    "a class behind a rule for all, and before it",
    [
      { surfaces: ["chat"], classes: ["page"], when_open: "copy", when_shut: "block" },
      { surfaces: ["chat", "group"], when_open: "confirm", when_shut: "block" },
      { classes: ["product"], when_open: "block", when_shut: "block" },
      { direction: "out", when_open: "open", when_shut: "copy" },
    ],
  ],
];

test.each(tables)("%s: saved as it stands, nothing opens in another way, in or out", (_, rules) => {
  const next = nextRules({ rules }, shown(rules));
  for (const at of everywhere) expect([at, judged(next, at)]).toEqual([at, judged(rules, at)]);
});

test.each(tables)("%s: our links on one surface changed, what comes in and the other surfaces stay", (_, rules) => {
  const chosen = { ...shown(rules), feed: { when_open: "copy", when_shut: "copy" } as const };
  const next = nextRules({ rules }, chosen);
  expect(ruleFor({ rules: next }, "feed")).toMatchObject(chosen.feed);
  for (const at of everywhere.filter((one) => one.direction === "in" || one.surface !== "feed"))
    expect([at, judged(next, at)]).toEqual([at, judged(rules, at)]);
});

test("what a rule says in words goes with it", () => {
  const words = { zh: "请留意", en: "Take care" };
  const rules: Rule[] = [{ when_open: "confirm", when_shut: "copy", words }];
  const next = nextRules({ rules }, shown(rules));
  expect(next.map((one) => one.words)).toEqual(Array(5).fill(words));
});

import type { LinkPolicy } from "./types.ts";

export type Rule = LinkPolicy["rules"][number];
/** How our links open on one surface, as the form asks for it. */
export type Ways = Pick<Rule, "when_open" | "when_shut" | "words">;
type Rules = Pick<LinkPolicy, "rules">;

/** What the form shows and rewrites: a rule of our links for links of every class. */
const isShown = (rule: Rule): boolean => rule.direction !== "in" && rule.classes === undefined;

const firstFor = ({ rules }: Rules, surface: string): number =>
  rules.findIndex(
    (rule) => isShown(rule) && (rule.surfaces === undefined || rule.surfaces.some((one) => one === surface)),
  );

/** The first rule that fits a surface of our links there; else what holds without any (src/links/judge.ts). */
export const ruleFor = (policy: Rules, surface: string): Ways =>
  policy.rules[firstFor(policy, surface)] ?? { when_open: "open", when_shut: "copy" };

/**
 * The next version's rules: our links as chosen, surface by surface, and all else as it was. A rule without a direction
 * holds both ways, so what it said of links that come in stays behind. Every new rule stands where the one stood that
 * it follows, since the first that fits counts.
 */
export function nextRules(policy: Rules, chosen: Readonly<Record<string, Ways>>): Rule[] {
  const ours = (place: number): Rule[] =>
    Object.entries(chosen).flatMap(([surface, { when_open, when_shut, words }]) =>
      firstFor(policy, surface) === place
        ? [{ direction: "out", surfaces: [surface], when_open, when_shut, ...(words ? { words } : {}) } as Rule]
        : [],
    );
  const kept = policy.rules.flatMap((rule, place): Rule[] => {
    if (!isShown(rule)) return [rule];
    return [...ours(place), ...(rule.direction === undefined ? [{ ...rule, direction: "in" as const }] : [])];
  });
  return [...kept, ...ours(-1)];
}

import type { Screened } from "./screen-url.ts";
import type { Action, Direction, LinkClass, Permission, PolicyView, Rule, Surface, Told } from "./types.ts";

export type LinkAsked = { direction: Direction; surface: Surface; class: LinkClass };
export type Judged = { action: Action; reasons: readonly Told[]; opening: string | null; policy: number | null };

const needsCopy: Told = {
  code: "copy_to_browser",
  zh: "请复制链接，到浏览器中打开。",
  en: "Copy the link and open it in a browser.",
};
const confirmFirst: Told = {
  code: "confirm_first",
  zh: "即将离开本应用，请确认后继续。",
  en: "You are about to leave this app: confirm to go on.",
};
const heldBack: Told = {
  code: "held_back",
  zh: "本平台的链接规则不允许在此处直接打开这类链接。",
  en: "The marketplace's link policy does not let links of this kind open here.",
};
const fallback: Rule = { when_open: "open", when_shut: "copy" };

/** Pure: what is screened out stays out; then the openings say whether, and the policy says how. */
export function judgeLink(
  asked: LinkAsked,
  given: { screened: Screened; permission: Permission; policy: PolicyView | null },
): Judged {
  const { screened, permission, policy } = given;
  const about = { opening: permission.opening, policy: policy?.n ?? null };
  if (screened.verdict === "refused") return { action: "block", reasons: screened.reasons, ...about };
  const rule = policy?.rules.find((one) => fits(one, asked)) ?? fallback;
  const own: Told[] = rule.words ? [{ code: "policy", ...rule.words }] : [];
  if (!permission.open) {
    const how = rule.when_shut === "copy" ? [needsCopy] : [];
    return { action: rule.when_shut, reasons: [...permission.reasons, ...own, ...how], ...about };
  }
  if (rule.when_open === "copy" || rule.when_open === "block") {
    const how = rule.when_open === "copy" ? [needsCopy] : [];
    return { action: rule.when_open, reasons: [...(own.length > 0 ? own : [heldBack]), ...how], ...about };
  }
  if (screened.verdict === "suspect" || rule.when_open === "confirm")
    return { action: "confirm", reasons: [...screened.reasons, confirmFirst], ...about };
  return { action: "open", reasons: [], ...about };
}

function fits(rule: Rule, { direction, surface, class: kind }: LinkAsked): boolean {
  return (
    (rule.direction === undefined || rule.direction === direction) &&
    (rule.surfaces === undefined || rule.surfaces.includes(surface)) &&
    (rule.classes === undefined || rule.classes.includes(kind))
  );
}

const strictness: readonly Action[] = ["open", "confirm", "copy", "block"];

/** Where nobody says on which surface a link stands: what holds on all of them. */
export function strictest(all: readonly Judged[]): Judged {
  return all.reduce((one, two) => (strictness.indexOf(two.action) > strictness.indexOf(one.action) ? two : one));
}

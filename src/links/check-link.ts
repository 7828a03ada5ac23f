import { type FollowView, notYet, onceEach } from "./follows.ts";
import type { House } from "./house.ts";
import { type Judged, judgeLink, strictest } from "./judge.ts";
import { type Screened, screenUrl } from "./screen-url.ts";
import { type Direction, type LinkClass, type PermissionAsked, type Surface, surfaces } from "./types.ts";

export type LinkCheck = {
  marketplace: string;
  store: string | null;
  /** The host app. */
  partner: string;
  direction: Direction;
  /** Null: not known; what holds on all of them. */
  surface: Surface | null;
  class: LinkClass;
  url: string;
  /** Where it was seen to lead on, in order. */
  redirects: readonly string[];
  /** What our own follower found out; its word counts as the address's own. */
  evidence?: Pick<FollowView, "state" | "verdict" | "reasons"> | null;
  buyer: string | null;
};

/** What the openings call the way in which a link is opened. */
export const methodOf = (direction: Direction, surface: Surface): string =>
  direction === "out" ? surface : `in_${surface}`;

/** The stricter of the two. An address that is (again) being looked into is no clear one. */
function withEvidence(own: Screened, evidence: LinkCheck["evidence"] | null): Screened {
  const found = evidence?.verdict ?? null;
  const good = found === null || found === "clear";
  if (good && evidence?.state === "waiting" && own.verdict === "clear")
    return { verdict: "suspect", reasons: [notYet] };
  if (good || own.verdict === "refused") return own;
  return { verdict: found, reasons: onceEach([...own.reasons, ...(evidence?.reasons ?? [])]) };
}

/** What happens to this link on this surface: open, confirm, copy to the browser or block, and why. From memory. */
export function checkLink(house: House, asked: LinkCheck): Judged {
  const now = house.clock.now();
  const { marketplace, partner, direction, class: kind } = asked;
  const lists = house.snapshot.listsOf(marketplace);
  const allowed = [...lists.allowed, new URL(house.publicUrl).hostname];
  const own = screenUrl(asked.url, direction === "out" ? { ...lists, allowed } : lists, asked.redirects);
  const screened = withEvidence(own, asked.evidence ?? null);
  const policy = house.snapshot.policyAt(marketplace, partner, now);
  const on = (surface: Surface): Judged => {
    const question: PermissionAsked = {
      ...{ marketplace, store: asked.store, capability: "link", partner, buyer: asked.buyer },
      method: methodOf(direction, surface),
    };
    const permission = house.permit(question, now);
    return judgeLink({ direction, surface, class: kind }, { screened, permission, policy });
  };
  const judged = asked.surface === null ? strictest(surfaces.map(on)) : on(asked.surface);
  house.counts.add(marketplace, partner, direction, judged.action);
  return judged;
}

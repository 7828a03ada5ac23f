import { compare, type Money } from "#money";
import type { BuyerFacts, StoreFacts } from "./audience.ts";
import type { Limits } from "./limits.ts";
import type { Place, Programmes, ReadyProgramme, ReadyStage } from "./programmes.ts";
import { type Reason, reason, type Standing } from "./reasons.ts";
import type { Caps } from "./types.ts";

/**
 * What a decision is about, the same few facts for every capability: a link's or an advertisement's host app is the
 * partner, its surface the method. None of them names a person.
 */
export type Facts = {
  /** The side that is asked: a marketplace, or a host app. */
  marketplace: string;
  store: string;
  /** What openings may pick stores by; absent = nothing is known. */
  storeFacts?: StoreFacts;
  capability: string;
  partner: string;
  /** Null while the buyer has not chosen how: then one open method is enough. */
  method: string | null;
  /** Null where no money moves. */
  amount: Money | null;
  /** As the marketplace tells them. */
  buyer: BuyerFacts;
  /** How the store stands with the partner: the directory's word. */
  standing: Standing;
  health: "well" | "degraded";
  /** Whether the page is inside the partner's own app; absent = not known. */
  inPartnerApp?: boolean;
};

export type Decision = {
  open: boolean;
  /** When shut: every reason, the wall first; never empty. When open: what limits it, often nothing. */
  reasons: readonly Reason[];
  caps: Caps;
  /** What decided: the opening, its version, and which pilot or stage; null at the wall. */
  openingId: string | null;
  openingVersion: number | null;
  stage: { readonly kind: "pilot" | "stage"; readonly n: number } | null;
  /** Of all the side's openings: the commit that starts a payment compares it, so that a pause holds. */
  version: bigint;
};

const noCaps: Caps = { per_payment: null, per_buyer_day: null, per_store_day: null, total_day: null };
const unknownStore: StoreFacts = { tags: {}, signedUpAt: null };

/**
 * May this buyer use this partner here and now, and up to what? Pure; explains itself. Everything that does not depend
 * on who asks was worked out when the programmes were compiled.
 */
export function decide(facts: Facts, programmes: Programmes, now: Date): Decision {
  if (facts.marketplace !== programmes.marketplace)
    throw new RangeError(`Programmes of ${programmes.marketplace} cannot decide for ${facts.marketplace}.`);
  const place = programmes.at(facts.capability, facts.partner);
  const fitting = place === null ? [] : fittingOf(place, facts.method);
  let best: Decision | null = null;
  for (const programme of fitting) {
    const one = decideBy(programme, facts, programmes.version, now);
    best = best === null ? one : better(best, one);
  }
  return best ?? atTheWall(facts, programmes.version, place);
}

function fittingOf(place: Place, method: string | null): readonly ReadyProgramme[] {
  return method === null ? place.live : (place.byMethod.get(method) ?? place.forAllMethods);
}

function opens(methods: readonly string[] | null, method: string | null): boolean {
  return method === null || methods === null || methods.includes(method);
}

function atTheWall(facts: Facts, version: bigint, place: Place | null): Decision {
  const { known, live } = place ?? { known: [], live: [] };
  const reasons: Reason[] = [];
  if (live.length > 0) reasons.push(reason("method_not_open", { methods: live.flatMap((one) => one.methods ?? []) }));
  else reasons.push(reason(known.some((one) => opens(one.methods, facts.method)) ? "withdrawn" : "not_opened"));
  if (facts.standing !== "ready") reasons.push(reason(facts.standing));
  return { open: false, reasons, caps: noCaps, openingId: null, openingVersion: null, stage: null, version };
}

function decideBy(programme: ReadyProgramme, facts: Facts, version: bigint, now: Date): Decision {
  const stands = standing(programme, now.getTime());
  const reasons: Reason[] = [];
  let stage: ReadyStage | null = null;
  if (stands === null) {
    // Open for everybody.
  } else if ("code" in stands) reasons.push(stands);
  else {
    stage = stands;
    outsideStage(reasons, stage, facts, now);
  }
  const limits = stage === null ? programme.limits : stage.limits;
  if (facts.standing !== "ready") reasons.push(reason(facts.standing));
  if (facts.health === "degraded") reasons.push(reason("wallet_degraded"));
  if (facts.method === "in_app" && facts.inPartnerApp === false) reasons.push(reason("needs_wallet_app"));
  if (facts.amount !== null) overLimits(reasons, limits, facts.amount, facts.buyer);
  const open = reasons.length === 0;
  return {
    open,
    reasons: open ? limits.told : reasons,
    caps: limits.caps,
    openingId: programme.id,
    openingVersion: programme.version,
    stage: stage === null ? null : stage.told,
    version,
  };
}

const paused = reason("paused");
const stageWaits = reason("stage_waits");
const notAnnounced = reason("not_announced");
const conditionNotMet = reason("condition_not_met");

/** Where an opening stands at an instant: what shuts it, the pilot or stage that holds, or null: open for everybody. */
function standing(programme: ReadyProgramme, now: number): Reason | ReadyStage | null {
  const { state, effectiveAt, stages, pilots } = programme;
  if (state === "paused") return paused;
  const announced = state === "announced" || state === "opening" || state === "open";
  if (announced && effectiveAt !== null && now >= effectiveAt) {
    // Open for everybody at last: the stages are behind it.
    if (state === "open" || !programme.staged) return null;
    return stageAt(stages, effectiveAt, now) ?? stageWaits;
  }
  // A pilot that was begun runs on while stores are asked, and until the effective instant.
  const pilot = state === "open" || state === "opening" ? null : stageAt(pilots, programme.pilotsFrom, now);
  if (pilot !== null) return pilot;
  return announced ? programme.notYet : notAnnounced;
}

/** As stageAt() of stages.ts has it: the last one that has started; the first starts with its kind. */
function stageAt(stages: readonly ReadyStage[], from: number | null, now: number): ReadyStage | null {
  if (from === null || now < from) return null;
  for (let i = stages.length - 1; i > 0; i--) {
    const stage = stages[i] as ReadyStage;
    if (stage.startsAt <= now) return stage;
  }
  return stages[0] ?? null;
}

function outsideStage(into: Reason[], stage: ReadyStage, facts: Facts, now: Date): void {
  if (!opens(stage.methods, facts.method)) into.push(stage.methodNotOpen);
  stage.stores?.(into, facts.store, facts.storeFacts ?? unknownStore);
  stage.buyers?.(into, facts.buyer);
  if (stage.condition !== null && !stage.condition(facts, now)) into.push(conditionNotMet);
}

function overLimits(into: Reason[], limits: Limits, amount: Money, buyer: BuyerFacts): void {
  for (const { cap, over, otherCurrency } of limits.all) {
    if (cap.currency !== amount.currency) {
      into.push(otherCurrency);
      return;
    }
    // A payment above what a whole day allows can never be counted into it.
    if (amount.minor > cap.minor) into.push(over);
  }
  if (!limits.needsReference || typeof buyer["reference"] === "string") return;
  // A share of buyers may have said it already; a cause is told once.
  if (!into.some((one) => one.code === "buyer_not_known")) into.push(reason("buyer_not_known"));
}

/** Of two openings for different methods: the open one, then the wider one, then the one nearer to being open. */
function better(one: Decision, two: Decision): Decision {
  if (one.open !== two.open) return one.open ? one : two;
  if (!one.open) return two.reasons.length < one.reasons.length ? two : one;
  const [a, b] = [one.caps.per_payment, two.caps.per_payment];
  if (a === null || b === null) return a === null ? one : two;
  return a.currency === b.currency && compare(b, a) > 0 ? two : one;
}

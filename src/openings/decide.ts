import { compare, type Money } from "#money";
import { type BuyerFacts, buyerReasons, type StoreFacts, storeReasons } from "./audience.ts";
import type { Programme, Programmes } from "./programmes.ts";
import { type Reason, reason, type Standing } from "./reasons.ts";
import { stageAt } from "./stages.ts";
import type { Caps, Stage } from "./types.ts";

/**
 * What a decision is about. Facts of other capabilities (a link's host app, an entry's surface) join here as they
 * come; none of them names a person.
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
  stage: { kind: "pilot" | "stage"; n: number } | null;
  /** Of all the side's openings: the commit that starts a payment compares it, so that a pause holds. */
  version: bigint;
};

const noCaps: Caps = { per_payment: null, per_buyer_day: null, per_store_day: null, total_day: null };
const unknownStore: StoreFacts = { tags: {}, signedUpAt: null };

/** May this buyer use this partner here and now, and up to what? Pure; explains itself. */
export function decide(facts: Facts, programmes: Programmes, now: Date): Decision {
  if (facts.marketplace !== programmes.marketplace)
    throw new RangeError(`Programmes of ${programmes.marketplace} cannot decide for ${facts.marketplace}.`);
  const known = programmes.of(facts.capability, facts.partner);
  const live = known.filter((programme) => programme.state !== "withdrawn");
  const fitting = live.filter((programme) => opens(programme.methods, facts.method));
  if (fitting.length === 0) return atTheWall(facts, programmes, known, live);
  let best: Decision | null = null;
  for (const programme of fitting) best = better(best, decideBy(programme, facts, programmes, now));
  if (!best) throw new Error("Fitting programmes decide something.");
  return best;
}

function opens(methods: readonly string[] | null, method: string | null): boolean {
  return method === null || methods === null || methods.includes(method);
}

function atTheWall(
  facts: Facts,
  programmes: Programmes,
  known: readonly Programme[],
  live: readonly Programme[],
): Decision {
  const reasons: Reason[] = [];
  if (live.length > 0) reasons.push(reason("method_not_open", { methods: live.flatMap((one) => one.methods ?? []) }));
  else reasons.push(reason(known.some((one) => opens(one.methods, facts.method)) ? "withdrawn" : "not_opened"));
  return {
    open: false,
    reasons: [...reasons, ...standingReasons(facts)],
    caps: noCaps,
    openingId: null,
    openingVersion: null,
    stage: null,
    version: programmes.version,
  };
}

function decideBy(programme: Programme, facts: Facts, programmes: Programmes, now: Date): Decision {
  const { shut, kind, stage } = standing(programme, programmes.timeZone, now);
  const caps = stage ? stage.caps : programme.caps;
  const reasons = distinct([
    ...shut,
    ...(stage ? stageReasons(stage, programme, facts) : []),
    ...standingReasons(facts),
    ...paymentReasons(caps, facts),
  ]);
  const open = reasons.length === 0;
  return {
    open,
    reasons: open ? limits(caps) : reasons,
    caps,
    openingId: programme.id,
    openingVersion: programme.version,
    stage: stage && { kind, n: stage.n },
    version: programmes.version,
  };
}

/** Two conditions may fail for one cause; it is told once. */
function distinct(reasons: readonly Reason[]): Reason[] {
  if (reasons.length < 2) return reasons as Reason[];
  return reasons.filter((one, index) => reasons.findIndex((other) => other.code === one.code) === index);
}

type Stands = { shut: Reason[]; kind: "pilot" | "stage"; stage: Stage | null };

/** Where an opening stands at an instant: what shuts it, and the pilot or stage that holds. */
function standing(programme: Programme, timeZone: string, now: Date): Stands {
  const { state, effectiveAt, stages, pilots } = programme;
  if (state === "paused") return { shut: [reason("paused")], kind: "stage", stage: null };
  const announced = state === "announced" || state === "opening" || state === "open";
  if (announced && effectiveAt !== null && now >= effectiveAt) {
    // Open for everybody at last: the stages are behind it.
    if (state === "open" || stages.length === 0) return { shut: [], kind: "stage", stage: null };
    const stage = stageAt(stages, effectiveAt, now);
    return { shut: stage ? [] : [reason("stage_waits")], kind: "stage", stage };
  }
  // A pilot that was begun runs on while stores are asked, and until the effective instant.
  const stage = stageAt(pilots, pilots[0]?.started_at ?? null, now);
  if (stage && state !== "open" && state !== "opening") return { shut: [], kind: "pilot", stage };
  const waits = announced && effectiveAt !== null;
  const code = waits ? reason("not_yet_effective", { at: effectiveAt, timeZone }) : reason("not_announced");
  return { shut: [code], kind: "pilot", stage: null };
}

function stageReasons(stage: Stage, programme: Programme, facts: Facts): Reason[] {
  const reasons: Reason[] = [];
  if (!opens(stage.methods, facts.method)) reasons.push(reason("method_not_open", { methods: stage.methods ?? [] }));
  const codes = [
    ...storeReasons(stage.stores, programme.salt, facts.store, facts.storeFacts ?? unknownStore),
    ...buyerReasons(stage.buyers, programme.salt, facts.buyer),
  ];
  return [...reasons, ...codes.map((code) => reason(code))];
}

function standingReasons(facts: Facts): Reason[] {
  return facts.standing === "ready" ? [] : [reason(facts.standing)];
}

function paymentReasons(caps: Caps, facts: Facts): Reason[] {
  const reasons: Reason[] = [];
  if (facts.health === "degraded") reasons.push(reason("wallet_degraded"));
  if (facts.method === "in_app" && facts.inPartnerApp === false) reasons.push(reason("needs_wallet_app"));
  const { amount } = facts;
  if (amount === null) return reasons;
  for (const [name, code] of capCodes) {
    const cap = caps[name];
    if (cap === null) continue;
    if (cap.currency !== amount.currency) return [...reasons, reason("currency_not_open", { cap })];
    // A payment above what a whole day allows can never be counted into it.
    if (compare(amount, cap) > 0) reasons.push(reason(code, { cap }));
  }
  // Whoever has no reference cannot be counted, so a limit for each buyer lets nobody unknown in.
  if (caps.per_buyer_day !== null && typeof facts.buyer["reference"] !== "string")
    reasons.push(reason("buyer_not_known"));
  return reasons;
}

const capCodes = [
  ["per_payment", "over_cap_per_payment"],
  ["per_buyer_day", "over_cap_per_buyer_day"],
  ["per_store_day", "over_cap_per_store_day"],
  ["total_day", "over_cap_total_day"],
] as const;

function limits(caps: Caps): Reason[] {
  const told: Reason[] = [];
  if (caps.per_payment) told.push(reason("cap_per_payment", { cap: caps.per_payment }));
  if (caps.per_buyer_day) told.push(reason("cap_per_buyer_day", { cap: caps.per_buyer_day }));
  return told;
}

/** Of two openings for different methods: the open one, then the wider one, then the one nearer to being open. */
function better(one: Decision | null, two: Decision): Decision {
  if (!one) return two;
  if (one.open !== two.open) return one.open ? one : two;
  if (!one.open) return two.reasons.length < one.reasons.length ? two : one;
  const [a, b] = [one.caps.per_payment, two.caps.per_payment];
  if (a === null || b === null) return a === null ? one : two;
  return a.currency === b.currency && compare(b, a) > 0 ? two : one;
}

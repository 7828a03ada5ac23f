import { compare, type Money } from "#money";
import type { Programme, Programmes } from "./programmes.ts";
import { type Reason, reason, type Standing } from "./reasons.ts";

/**
 * What a decision is about. Facts of other capabilities (a link's host app, an entry's surface) join here as they
 * come; none of them names a person.
 */
export type Facts = {
  marketplace: string;
  store: string;
  capability: string;
  partner: string;
  /** Null while the buyer has not chosen how: then one open method is enough. */
  method: string | null;
  /** Null where no money moves. */
  amount: Money | null;
  /** As the marketplace tells them. */
  buyer: Readonly<Record<string, string | number | boolean | undefined>>;
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
  caps: { perPayment: Money | null };
  /** What decided: the opening and its version; null at the wall. */
  openingId: string | null;
  openingVersion: number | null;
  /** Of all the marketplace's openings: the commit that starts a payment compares it, so that a pause holds. */
  version: bigint;
};

/** May this buyer use this partner here and now, and up to what? Pure; explains itself. */
export function decide(facts: Facts, programmes: Programmes, now: Date): Decision {
  if (facts.marketplace !== programmes.marketplace)
    throw new RangeError(`Programmes of ${programmes.marketplace} cannot decide for ${facts.marketplace}.`);
  const known = programmes.of(facts.capability, facts.partner);
  const live = known.filter((programme) => programme.state !== "withdrawn");
  const fitting = live.filter((programme) => opens(programme, facts.method));
  if (fitting.length === 0) return atTheWall(facts, programmes, known, live);
  let best: Decision | null = null;
  for (const programme of fitting) best = better(best, decideBy(programme, facts, programmes, now));
  if (!best) throw new Error("Fitting programmes decide something.");
  return best;
}

function opens(programme: Programme, method: string | null): boolean {
  return method === null || programme.methods === null || programme.methods.includes(method);
}

function atTheWall(
  facts: Facts,
  programmes: Programmes,
  known: readonly Programme[],
  live: readonly Programme[],
): Decision {
  const reasons: Reason[] = [];
  if (live.length > 0) reasons.push(reason("method_not_open", { methods: live.flatMap((one) => one.methods ?? []) }));
  else reasons.push(reason(known.some((one) => opens(one, facts.method)) ? "withdrawn" : "not_opened"));
  return {
    open: false,
    reasons: [...reasons, ...standingReasons(facts)],
    caps: { perPayment: null },
    openingId: null,
    openingVersion: null,
    version: programmes.version,
  };
}

function decideBy(programme: Programme, facts: Facts, programmes: Programmes, now: Date): Decision {
  const shut = [
    ...stateReasons(programme, programmes.timeZone, now),
    ...standingReasons(facts),
    ...paymentReasons(programme, facts),
  ];
  const cap = programme.caps.per_payment;
  const limits = cap ? [reason("cap_per_payment", { cap })] : [];
  return {
    open: shut.length === 0,
    reasons: shut.length === 0 ? limits : shut,
    caps: { perPayment: cap },
    openingId: programme.id,
    openingVersion: programme.version,
    version: programmes.version,
  };
}

function stateReasons(programme: Programme, timeZone: string, now: Date): Reason[] {
  const { state, effectiveAt } = programme;
  if (state === "paused") return [reason("paused")];
  if (state === "piloting" || state === "consulting" || state === "decided" || effectiveAt === null)
    return [reason("not_announced")];
  return now < effectiveAt ? [reason("not_yet_effective", { at: effectiveAt, timeZone })] : [];
}

function standingReasons(facts: Facts): Reason[] {
  return facts.standing === "ready" ? [] : [reason(facts.standing)];
}

function paymentReasons(programme: Programme, facts: Facts): Reason[] {
  const reasons: Reason[] = [];
  if (facts.health === "degraded") reasons.push(reason("wallet_degraded"));
  if (facts.method === "in_app" && facts.inPartnerApp === false) reasons.push(reason("needs_wallet_app"));
  const cap = programme.caps.per_payment;
  if (cap && facts.amount) {
    if (cap.currency !== facts.amount.currency) reasons.push(reason("currency_not_open", { cap }));
    else if (compare(facts.amount, cap) > 0) reasons.push(reason("over_cap_per_payment", { cap }));
  }
  return reasons;
}

/** Of two openings for different methods: the open one, then the wider one, then the one nearer to being open. */
function better(one: Decision | null, two: Decision): Decision {
  if (!one) return two;
  if (one.open !== two.open) return one.open ? one : two;
  if (!one.open) return two.reasons.length < one.reasons.length ? two : one;
  const [a, b] = [one.caps.perPayment, two.caps.perPayment];
  if (a === null || b === null) return a === null ? one : two;
  return a.currency === b.currency && compare(b, a) > 0 ? two : one;
}

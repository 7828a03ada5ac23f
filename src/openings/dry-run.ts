import type { Money } from "#money";
import type { BuyerFacts, StoreFacts } from "./audience.ts";
import { decide, type Facts } from "./decide.ts";
import { limitCodes, type Reason } from "./reasons.ts";
import type { PlanToTry, planTrials, Trial } from "./try-plan.ts";
import type { Caller, OpeningView, Result } from "./types.ts";

/** An order as it was asked for, with what the marketplace told of its buyer then. */
export type PastOrder = { marketplace: string; store: string; amount: Money; buyer: BuyerFacts; at: Date };

export type DryRunAsked = { plan: PlanToTry; from: Date; to: Date };

type Counted = { orders: number; let_in: number };
export type TrialTold = Pick<Trial, "kind" | "n" | "title"> &
  Counted & {
    by_city_tier: readonly (Counted & { city_tier: number | null })[];
    by_age_band: readonly (Counted & { age_band: string | null })[];
    by_store_city_tier: readonly (Counted & { city_tier: string | null })[];
    /** Why the others were not let in; an order may have several reasons. */
    reasons: readonly (Reason & { orders: number })[];
  };
export type DryRun = {
  opening: string;
  from: Date;
  to: Date;
  /** False: there were more orders than are looked at; the figures are of the first ones. */
  complete: boolean;
  orders: number;
  trials: readonly TrialTold[];
};

const ordersMax = 500_000;

export type DryRunNeeds = {
  planTrials(caller: Caller, id: string, plan: PlanToTry): ReturnType<typeof planTrials>;
  /** What is known of a store now: openings pick by it, and nobody keeps what it was then. */
  storeFacts(store: string, partner: string): StoreFacts;
  /** A page at a time, in any order. */
  pastOrders(asked: { sides: readonly string[]; from: Date; to: Date }): AsyncIterable<readonly PastOrder[]>;
};

/**
 * How many past orders each pilot and stage of a plan would have let in, had it held then: by the buyer's city tier and
 * age band, by the store's city tier, and why not. Whether a store had joined is left out of it, and so are days' caps,
 * which depend on what else would have been paid. Nothing is written; a page of orders is in memory at a time.
 */
export function makeDryRun(needs: DryRunNeeds) {
  return async (caller: Caller, id: string, { plan, from, to }: DryRunAsked): Promise<Result<DryRun>> => {
    const tried = await needs.planTrials(caller, id, plan);
    if (!tried.ok) return tried;
    const { opening, trials } = tried.value;
    const tallies = trials.map((trial) => ({ trial, ...newTally() }));
    let orders = 0;
    for await (const page of needs.pastOrders({ sides: opening.sides, from, to })) {
      for (const order of page.slice(0, ordersMax - orders)) {
        const facts = { ...factsOf(order, opening), storeFacts: needs.storeFacts(order.store, opening.partner) };
        for (const tally of tallies) count(tally, facts, order.at);
      }
      orders += page.length;
      if (orders >= ordersMax) break;
    }
    const value: DryRun = {
      ...{ opening: id, from, to, complete: orders < ordersMax, orders: Math.min(orders, ordersMax) },
      trials: tallies.map(({ trial, ...tally }) => told(trial, tally)),
    };
    return { ok: true, value };
  };
}

function factsOf(order: PastOrder, { marketplace, capability, partner }: OpeningView): Facts {
  const { store, amount, buyer } = order;
  const asked = { marketplace, capability, partner, store, amount, buyer, method: null };
  return { ...asked, standing: "ready", health: "well" };
}

type Tally = {
  all: Counted;
  tiers: Map<unknown, Counted>;
  ages: Map<unknown, Counted>;
  storeTiers: Map<unknown, Counted>;
  reasons: Map<string, Reason & { orders: number }>;
};
const newTally = (): Tally => ({
  ...{ all: { orders: 0, let_in: 0 }, tiers: new Map(), ages: new Map(), storeTiers: new Map(), reasons: new Map() },
});

function count(tally: Tally & { trial: Trial }, facts: Facts, at: Date): void {
  const decision = decide(facts, tally.trial.programmes, at);
  const groups = [
    tally.all,
    groupOf(tally.tiers, facts.buyer["city_tier"]),
    groupOf(tally.ages, facts.buyer["age_band"]),
    groupOf(tally.storeTiers, facts.storeFacts?.tags["city_tier"]),
  ];
  for (const group of groups) {
    group.orders++;
    if (decision.open) group.let_in++;
  }
  for (const reason of decision.reasons) {
    if (limitCodes.includes(reason.code)) continue;
    const kept = tally.reasons.get(reason.code) ?? { ...reason, orders: 0 };
    kept.orders++;
    tally.reasons.set(reason.code, kept);
  }
}

function groupOf(groups: Map<unknown, Counted>, value: unknown = null): Counted {
  const kept = groups.get(value) ?? { orders: 0, let_in: 0 };
  groups.set(value, kept);
  return kept;
}

function told({ kind, n, title }: Trial, tally: Tally): TrialTold {
  // What nobody told comes last.
  const order = (value: unknown) => (value === null ? "~" : String(value));
  const sorted = <V>(groups: Map<unknown, Counted>) =>
    [...groups].sort(([a], [b]) => (order(a) < order(b) ? -1 : 1)) as [V, Counted][];
  return {
    ...{ kind, n, title, ...tally.all },
    by_city_tier: sorted<number | null>(tally.tiers).map(([city_tier, counted]) => ({ city_tier, ...counted })),
    by_age_band: sorted<string | null>(tally.ages).map(([age_band, counted]) => ({ age_band, ...counted })),
    by_store_city_tier: sorted<string | null>(tally.storeTiers).map(([city_tier, counted]) => ({
      city_tier,
      ...counted,
    })),
    reasons: [...tally.reasons.values()].sort((a, b) => b.orders - a.orders),
  };
}

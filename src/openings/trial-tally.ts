import { add, type Money } from "#money";
import type { Facts } from "./decide.ts";
import type { Reason } from "./reasons.ts";
import type { Trial } from "./try-plan.ts";

type Counted = { orders: number; let_in: number };
type Group<Key> = Key & Counted;

export type TrialTold = Pick<Trial, "kind" | "n" | "title"> &
  Counted & {
    /** What was let in, an amount a currency. */
    let_in_amounts: readonly Money[];
    stores: number;
    /** Stores with at least one order that was let in. */
    stores_in: number;
    /** Days on which a day's cap refused something. */
    capped_days: number;
    by_city_tier: readonly Group<{ city_tier: number | null }>[];
    by_age_band: readonly Group<{ age_band: string | null }>[];
    by_tier_and_age: readonly Group<{ city_tier: number | null; age_band: string | null }>[];
    by_store_city_tier: readonly Group<{ city_tier: string | null }>[];
    /** The stores with the most orders. */
    by_store: readonly Group<{ store: string }>[];
    /** Why the others were not let in; an order may have several reasons. */
    reasons: readonly (Reason & { orders: number })[];
  };

const storesTold = 50;

export type Tally = {
  all: Counted;
  amounts: Map<string, Money>;
  tiers: Map<unknown, Counted>;
  ages: Map<unknown, Counted>;
  pairs: Map<string, Group<{ city_tier: unknown; age_band: unknown }>>;
  storeTiers: Map<unknown, Counted>;
  stores: Map<string, Counted>;
  reasons: Map<string, Reason & { orders: number }>;
};

export const newTally = (): Tally => ({
  ...{ all: { orders: 0, let_in: 0 }, amounts: new Map(), tiers: new Map(), ages: new Map(), pairs: new Map() },
  ...{ storeTiers: new Map(), stores: new Map(), reasons: new Map() },
});

/** Counts one order; no reasons: it was let in. */
export function addTo(tally: Tally, facts: Facts, amount: Money, reasons: readonly Reason[]): void {
  const { city_tier = null, age_band = null } = facts.buyer;
  const groups = [
    tally.all,
    groupOf(tally.tiers, city_tier),
    groupOf(tally.ages, age_band),
    pairOf(tally.pairs, city_tier, age_band),
    groupOf(tally.storeTiers, facts.storeFacts?.tags["city_tier"]),
    groupOf(tally.stores, facts.store),
  ];
  for (const group of groups) {
    group.orders++;
    if (reasons.length === 0) group.let_in++;
  }
  if (reasons.length === 0) {
    const before = tally.amounts.get(amount.currency);
    tally.amounts.set(amount.currency, before ? add(before, amount) : amount);
  }
  for (const reason of reasons) {
    const kept = tally.reasons.get(reason.code) ?? { ...reason, orders: 0 };
    kept.orders++;
    tally.reasons.set(reason.code, kept);
  }
}

function groupOf<Key>(groups: Map<Key | null, Counted>, value: Key | null = null): Counted {
  const kept = groups.get(value) ?? { orders: 0, let_in: 0 };
  groups.set(value, kept);
  return kept;
}

function pairOf(pairs: Tally["pairs"], city_tier: unknown, age_band: unknown): Counted {
  const key = JSON.stringify([city_tier, age_band]);
  const kept = pairs.get(key) ?? { city_tier, age_band, orders: 0, let_in: 0 };
  pairs.set(key, kept);
  return kept;
}

// What nobody told comes last.
const order = (value: unknown) => (value === null ? "~" : String(value));
const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

export function told({ kind, n, title }: Trial, tally: Tally, cappedDays: number): TrialTold {
  const sorted = <V>(groups: Map<unknown, Counted>) =>
    [...groups].sort(([a], [b]) => byText(order(a), order(b))) as [V, Counted][];
  const stores = [...tally.stores].sort(([a, one], [b, two]) => two.orders - one.orders || byText(a, b));
  const pairs = [...tally.pairs].sort(([a], [b]) => byText(a, b)).map(([, pair]) => pair);
  return {
    ...{ kind, n, title, ...tally.all, capped_days: cappedDays },
    let_in_amounts: [...tally.amounts].sort(([a], [b]) => byText(a, b)).map(([, amount]) => amount),
    ...{ stores: stores.length, stores_in: stores.filter(([, { let_in }]) => let_in > 0).length },
    by_city_tier: sorted<number | null>(tally.tiers).map(([city_tier, counted]) => ({ city_tier, ...counted })),
    by_age_band: sorted<string | null>(tally.ages).map(([age_band, counted]) => ({ age_band, ...counted })),
    by_tier_and_age: pairs as Group<{ city_tier: number | null; age_band: string | null }>[],
    by_store_city_tier: sorted<string | null>(tally.storeTiers).map(([city_tier, counted]) => ({
      city_tier,
      ...counted,
    })),
    by_store: stores.slice(0, storesTold).map(([store, counted]) => ({ store, ...counted })),
    reasons: [...tally.reasons.values()].sort((a, b) => b.orders - a.orders),
  };
}

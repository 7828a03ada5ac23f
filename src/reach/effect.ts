import { type BuyerFigures, buyerFigures, changeOf } from "./effect-buyers.ts";
import type { History } from "./history.ts";
import {
  type Cluster,
  clusteredShare,
  type Difference,
  type Draw,
  meanDifference,
  type Share,
  shareDifference,
} from "./intervals.ts";

/** `in`: a stage's sticky share admits the buyer; `out`: it does not yet. Who is in, a hash settled, not we. */
export type Group = "in" | "out";

/** An order as an effect report reads it. */
export type EffectOrder = {
  buyer: string;
  group: Group;
  period: "before" | "after";
  city_tier: number | null;
  age_band: string | null;
  /** Null: not paid. */
  wallet: string | null;
  /** Minor units; for means only. */
  amount: number;
};

export type Both<T> = { in: T; out: T };
/** After the start: those who are in, those held out, and the one less the other. */
export type Compared = Both<Share> & { difference: Difference };
type Conversion = { before: Both<Share>; after: Both<Share>; change: Difference };

export type EffectReport = BuyerFigures & {
  orders: number;
  /** Orders that were paid, of all that were made; `change`: what the hold-out's own change does not explain. */
  conversion: Conversion;
  conversion_by_tier: readonly (Conversion & { city_tier: number | null })[];
  conversion_by_age: readonly (Conversion & { age_band: string | null })[];
  /** Of paid orders after the start. */
  wallets: readonly ({ wallet: string } & Compared)[];
  /** The incumbent's share of paid orders: how much less than in the hold-out. */
  displacement: Difference;
  /** Of paid orders after the start, in minor units: mean in, less mean out. */
  basket: Difference;
};

const both = <T>(make: (group: Group) => T): Both<T> => ({ in: make("in"), out: make("out") });

/** Buyer by buyer, in one order for every list: how many of their orders were of the kind, of how many. */
function clustersOf(
  buyers: readonly (readonly EffectOrder[])[],
  isIn: (one: EffectOrder) => boolean,
  isOfKind: (one: EffectOrder) => boolean,
): Cluster[] {
  return buyers.map((orders) => {
    const own = orders.filter(isIn);
    return { n: own.filter(isOfKind).length, of: own.length };
  });
}

const byBuyer = (orders: readonly EffectOrder[], group: Group): EffectOrder[][] => [
  ...Map.groupBy(
    orders.filter((one) => one.group === group),
    (one) => one.buyer,
  ).values(),
];

function conversionOf(orders: readonly EffectOrder[]): Conversion {
  const buyers = both((group) => byBuyer(orders, group));
  const clustersIn = (period: EffectOrder["period"]) =>
    both((group) =>
      clustersOf(
        buyers[group],
        (one) => one.period === period,
        (one) => one.wallet !== null,
      ),
    );
  const [was, is] = [clustersIn("before"), clustersIn("after")];
  const change = changeOf(both((group) => ({ before: was[group], after: is[group] })));
  return {
    before: both((group) => clusteredShare(was[group])),
    after: both((group) => clusteredShare(is[group])),
    change,
  };
}

const byKey = <Key>(orders: readonly EffectOrder[], keyOf: (one: EffectOrder) => Key): [Key, Conversion][] =>
  [...Map.groupBy(orders, keyOf)]
    .sort(([one], [two]) => (`${one ?? "~"}` < `${two ?? "~"}` ? -1 : 1))
    .map(([key, own]) => [key, conversionOf(own)]);

/**
 * What an opening did, against the buyers whom its stage left out. Shares by Wilson, differences by Newcombe; where
 * orders are counted, for as many as they are worth: one buyer's are like each other. `history`: with what the buyers
 * paid beyond these orders.
 */
export function effectOf(
  orders: readonly EffectOrder[],
  incumbent: string,
  draw: Draw,
  history: History = new Map(),
): EffectReport {
  const paid = orders.filter((one) => one.period === "after" && one.wallet !== null);
  const paying = both((group) => byBuyer(paid, group));
  const walletShare = (wallet: string) => {
    const ofIt = (one: EffectOrder): boolean => one.wallet === wallet;
    const shares = both((group) => clusteredShare(clustersOf(paying[group], () => true, ofIt)));
    return { wallet, ...shares, difference: shareDifference(shares.in, shares.out) };
  };
  const baskets = (group: Group) =>
    paying[group].map((own) => ({ count: own.length, sum: own.reduce((sum, one) => sum + one.amount, 0) }));
  const { value, low, high } = walletShare(incumbent).difference;
  const less = (one: number | null): number | null => (one === null ? null : 0 - one);
  return {
    orders: orders.length,
    ...buyerFigures(orders, incumbent, history),
    conversion: conversionOf(orders),
    conversion_by_tier: byKey(orders, (one) => one.city_tier).map(([city_tier, own]) => ({ city_tier, ...own })),
    conversion_by_age: byKey(orders, (one) => one.age_band).map(([age_band, own]) => ({ age_band, ...own })),
    wallets: [...new Set(paid.map((one) => one.wallet as string))].sort().map(walletShare),
    displacement: { value: less(value), low: less(high), high: less(low) },
    basket: meanDifference(baskets("in"), baskets("out"), draw),
  };
}

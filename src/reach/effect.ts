import {
  changeDifference,
  type Difference,
  type Draw,
  meanDifference,
  type Share,
  shareDifference,
  wilson,
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

type Both<T> = { in: T; out: T };
type Conversion = { before: Both<Share>; after: Both<Share>; change: Difference };

export type EffectReport = {
  orders: number;
  buyers: Both<number>;
  /** Of the paying buyers after the start, those who had bought nothing before it. */
  new_buyers: Both<Share> & { difference: Difference };
  /** Of the paying buyers after the start, those who never paid with the incumbent, before or after. */
  without_incumbent: Both<Share> & { difference: Difference };
  /** Orders that were paid, of all that were made; `change`: what the hold-out's own change does not explain. */
  conversion: Conversion;
  conversion_by_tier: readonly (Conversion & { city_tier: number | null })[];
  conversion_by_age: readonly (Conversion & { age_band: string | null })[];
  /** Of paid orders after the start. */
  wallets: readonly ({ wallet: string } & Both<Share> & { difference: Difference })[];
  /** The incumbent's share of paid orders: how much less than in the hold-out. */
  displacement: Difference;
  /** Of paid orders after the start, in minor units: mean in, less mean out. */
  basket: Difference;
};

type Buyer = { group: Group; paidBefore: boolean; paidAfter: boolean; incumbent: boolean };

const groups = ["in", "out"] as const;
const both = <T>(make: (group: Group) => T): Both<T> => ({ in: make("in"), out: make("out") });

function buyersOf(orders: readonly EffectOrder[], incumbent: string): Map<string, Buyer> {
  const buyers = new Map<string, Buyer>();
  for (const { buyer, group, period, wallet } of orders) {
    const known = buyers.get(buyer) ?? { group, paidBefore: false, paidAfter: false, incumbent: false };
    buyers.set(buyer, known);
    if (wallet === null) continue;
    if (period === "before") known.paidBefore = true;
    else known.paidAfter = true;
    if (wallet === incumbent) known.incumbent = true;
  }
  return buyers;
}

function conversionOf(orders: readonly EffectOrder[]): Conversion {
  const shareIn = (period: EffectOrder["period"]) =>
    both((group) => {
      const made = orders.filter((one) => one.period === period && one.group === group);
      return wilson(made.filter((one) => one.wallet !== null).length, made.length);
    });
  const [before, after] = [shareIn("before"), shareIn("after")];
  const [ours, theirs] = groups.map((group) => shareDifference(after[group], before[group])) as [
    Difference,
    Difference,
  ];
  return { before, after, change: changeDifference(ours, theirs) };
}

const byKey = <Key>(orders: readonly EffectOrder[], keyOf: (one: EffectOrder) => Key): [Key, Conversion][] =>
  [...Map.groupBy(orders, keyOf)]
    .sort(([one], [two]) => (`${one ?? "~"}` < `${two ?? "~"}` ? -1 : 1))
    .map(([key, own]) => [key, conversionOf(own)]);

/** What an opening did, against the buyers whom its stage left out. Shares by Wilson, differences by Newcombe. */
export function effectOf(orders: readonly EffectOrder[], incumbent: string, draw: Draw): EffectReport {
  const buyers = [...buyersOf(orders, incumbent).values()];
  const share = (which: (buyer: Buyer) => boolean) => {
    const shares = both((group) => {
      const paying = buyers.filter((one) => one.group === group && one.paidAfter);
      return wilson(paying.filter(which).length, paying.length);
    });
    return { ...shares, difference: shareDifference(shares.in, shares.out) };
  };
  const paid = orders.filter((one) => one.period === "after" && one.wallet !== null);
  const walletShare = (wallet: string) => {
    const shares = both((group) => {
      const own = paid.filter((one) => one.group === group);
      return wilson(own.filter((one) => one.wallet === wallet).length, own.length);
    });
    return { wallet, ...shares, difference: shareDifference(shares.in, shares.out) };
  };
  const amounts = (group: Group): number[] => paid.filter((one) => one.group === group).map((one) => one.amount);
  const { value, low, high } = walletShare(incumbent).difference;
  const less = (one: number | null): number | null => (one === null ? null : 0 - one);
  return {
    orders: orders.length,
    buyers: both((group) => buyers.filter((one) => one.group === group).length),
    new_buyers: share((one) => !one.paidBefore),
    without_incumbent: share((one) => !one.incumbent),
    conversion: conversionOf(orders),
    conversion_by_tier: byKey(orders, (one) => one.city_tier).map(([city_tier, own]) => ({ city_tier, ...own })),
    conversion_by_age: byKey(orders, (one) => one.age_band).map(([age_band, own]) => ({ age_band, ...own })),
    wallets: [...new Set(paid.map((one) => one.wallet as string))].sort().map(walletShare),
    displacement: { value: less(value), low: less(high), high: less(low) },
    basket: meanDifference(amounts("in"), amounts("out"), draw),
  };
}

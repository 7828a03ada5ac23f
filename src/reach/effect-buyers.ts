import type { Both, Compared, EffectOrder, Group } from "./effect.ts";
import { type History, isBefore, keepFirst, type Phase } from "./history.ts";
import {
  type Cluster,
  changeDifference,
  clusteredChange,
  clusteredDifference,
  clusteredShare,
  type Difference,
  type Share,
  shareDifference,
  wilson,
} from "./intervals.ts";

type Period = EffectOrder["period"];

/** A buyer with orders in the report. `first…`: null where the buyer never paid so until the report's end. */
type Buyer = {
  group: Group;
  ordered: Record<Period, boolean>;
  paid: Record<Period, boolean>;
  firstPaid: Phase | null;
  firstIncumbent: Phase | null;
};

/** What one buyer counts for: null: the figure is not about this buyer. */
type Counts = (buyer: Buyer, period: Period) => boolean | null;

const groups = ["in", "out"] as const;

export type BuyerFigures = {
  buyers: Both<number>;
  /** Of the paying buyers after the start, those who had bought nothing before it, however long ago. */
  new_buyers: Compared;
  /**
   * Of a period's paying buyers, those who until the period's end never paid with the incumbent. What else the buyer
   * paid for counts too, also where it says nothing about the stage. Who is new and has both wallets may be among them.
   */
  without_incumbent: Compared & Changed;
  /**
   * Of the buyers who ordered in a period and had never paid with the incumbent until then: who paid, with whatever
   * wallet. Whom that is about, nothing that the opening did has settled, and who only turned to another wallet counts
   * the same in both groups: so this is whom the opening brought, and no displacement.
   */
  gained: Changed & { after: Both<Share> };
};
/** The same of the days before the start; `change`: what the hold-out's own change does not explain. */
type Changed = { before: Both<Share>; change: Difference };

/** What each buyer did, by the report's orders and by all that is known of them. */
function buyersOf(orders: readonly EffectOrder[], incumbent: string, history: History): Buyer[] {
  const own = Map.groupBy(orders, (one) => one.buyer);
  return [...own].map(([name, mine]) => {
    const wallets = new Map(history.get(name));
    const [ordered, paid] = [
      { before: false, after: false },
      { before: false, after: false },
    ];
    for (const { period, wallet } of mine) {
      ordered[period] = true;
      if (wallet === null) continue;
      paid[period] = true;
      keepFirst(wallets, wallet, period);
    }
    const firstPaid = [...wallets.values()].reduce<Phase | null>(
      (first, one) => (first === null || isBefore(one, first) ? one : first),
      null,
    );
    const { group } = mine[0] as EffectOrder;
    return { group, ordered, paid, firstPaid, firstIncumbent: wallets.get(incumbent) ?? null };
  });
}

const isNew: Counts = ({ paid, firstPaid }, period) => (paid[period] ? !isBefore(firstPaid, period) : null);

const isWithout: Counts = ({ paid, firstIncumbent: first }, period) =>
  paid[period] ? first !== period && !isBefore(first, period) : null;

const isGained: Counts = ({ ordered, paid, firstIncumbent }, period) =>
  ordered[period] && !isBefore(firstIncumbent, period) ? paid[period] : null;

const clustersOf = (buyers: readonly Buyer[], counts: Counts, period: Period): Cluster[] =>
  buyers.map((buyer) => {
    const told = counts(buyer, period);
    return { n: told ? 1 : 0, of: told === null ? 0 : 1 };
  });

/** Everything about buyers, each of whom counts once. */
export function buyerFigures(orders: readonly EffectOrder[], incumbent: string, history: History): BuyerFigures {
  const all = buyersOf(orders, incumbent, history);
  const both = <T>(make: (buyers: readonly Buyer[]) => T): Both<T> => {
    const [own, others] = groups.map((group) => make(all.filter((one) => one.group === group))) as [T, T];
    return { in: own, out: others };
  };
  const sharesIn = (counts: Counts, period: Period) =>
    both((buyers) => {
      const told = buyers.map((one) => counts(one, period)).filter((one) => one !== null);
      return wilson(told.filter((one) => one).length, told.length);
    });
  const compared = (counts: Counts): Compared => {
    const shares = sharesIn(counts, "after");
    return { ...shares, difference: shareDifference(shares.in, shares.out) };
  };
  const changed = (counts: Counts) => {
    const clusters = both((buyers) => ({
      before: clustersOf(buyers, counts, "before"),
      after: clustersOf(buyers, counts, "after"),
    }));
    return { before: sharesIn(counts, "before"), change: changeOf(clusters) };
  };
  return {
    buyers: both((buyers) => buyers.length),
    new_buyers: compared(isNew),
    without_incumbent: { ...compared(isWithout), ...changed(isWithout) },
    gained: { ...changed(isGained), after: sharesIn(isGained, "after") },
  };
}

type Periods = Record<Period, readonly Cluster[]>;

/** How much more the share changed among those who are in; the same buyers stand in both periods' lists. */
export function changeOf(clusters: Both<Periods>): Difference {
  const [ours, theirs] = groups.map((group) => {
    const { before, after } = clusters[group];
    return {
      change: clusteredChange(before, after),
      alone: shareDifference(clusteredShare(after), clusteredShare(before)),
    };
  }) as [Told, Told];
  return clusteredDifference(ours.change, theirs.change, changeDifference(ours.alone, theirs.alone));
}
type Told = { change: ReturnType<typeof clusteredChange>; alone: Difference };

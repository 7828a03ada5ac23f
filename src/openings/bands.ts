import type { Choice } from "./tally.ts";

/** Stores of a consultation whose turnover lies from `from` on and below `to`, in minor units; null: no end. */
export type Band = {
  n: number;
  from: string;
  to: string | null;
  /** How many stores were asked. */
  asked: number;
  support: { stores: number; turnover: string };
  re_evaluate: { stores: number; turnover: string };
};

export type Weighed = { turnover: bigint; choice: Choice | null };

/** A band with fewer ballots of a choice would tell how single stores voted, to whoever knows their turnover. */
export const leastOfAChoice = 5;

/** 1, 2, 5, 10, …: borders that follow from no store's figure. */
function borders(most: bigint): bigint[] {
  const all: bigint[] = [];
  for (let ten = 1n; ten <= most; ten *= 10n) all.push(ten, 2n * ten, 5n * ten);
  return all.filter((one) => one <= most);
}

/**
 * The electorate by turnover, each band with at least five ballots of each choice, and one band alone where there are
 * not so many. `bandOf` tells the band of a turnover.
 */
export function bandsOf(electors: readonly Weighed[]): { bands: readonly Band[]; bandOf(turnover: bigint): number } {
  const sorted = electors.toSorted((a, b) => (a.turnover < b.turnover ? -1 : 1));
  const most = sorted.at(-1)?.turnover ?? 0n;
  const ends: bigint[] = [];
  let at = 0;
  let open = { support: 0, re_evaluate: 0 };
  const fillTo = (end: bigint | null): void => {
    for (let one = sorted[at]; one && (end === null || one.turnover < end); one = sorted[++at])
      if (one.choice !== null) open[one.choice] += 1;
  };
  const isTooLittle = (): boolean => Math.min(open.support, open.re_evaluate) < leastOfAChoice;
  for (const border of borders(most)) {
    fillTo(border);
    if (isTooLittle()) continue;
    ends.push(border);
    open = { support: 0, re_evaluate: 0 };
  }
  // The last band takes in what is left, and is thrown together with the one before when that is too little.
  fillTo(null);
  if (isTooLittle()) ends.pop();
  const bandOf = (turnover: bigint): number => ends.findIndex((end) => turnover < end) + 1 || ends.length + 1;
  return { bands: counted(sorted, ends, bandOf), bandOf };
}

function counted(electors: readonly Weighed[], ends: readonly bigint[], bandOf: (turnover: bigint) => number): Band[] {
  const sums = [...ends, null].map((end, index) => ({
    ...{ n: index + 1, from: ends[index - 1] ?? 0n, to: end, asked: 0 },
    ...{ support: { stores: 0, turnover: 0n }, re_evaluate: { stores: 0, turnover: 0n } },
  }));
  for (const { turnover, choice } of electors) {
    const band = sums[bandOf(turnover) - 1] as (typeof sums)[number];
    band.asked += 1;
    if (choice === null) continue;
    band[choice].stores += 1;
    band[choice].turnover += turnover;
  }
  const told = ({ stores, turnover }: { stores: number; turnover: bigint }) => ({ stores, turnover: `${turnover}` });
  return sums.map((one) => ({
    ...{ n: one.n, from: `${one.from}`, to: one.to === null ? null : `${one.to}`, asked: one.asked },
    ...{ support: told(one.support), re_evaluate: told(one.re_evaluate) },
  }));
}

import { leastOfAChoice } from "./bands.ts";

export type Choice = "support" | "re_evaluate";
export type Rule = {
  /** Of the electorate that must have voted, and of the votes that must support: 10,000ths. */
  quorum: number;
  share: number;
  weighting: "stores" | "turnover";
};
export type Vote = { choice: Choice; reasonCode: string; turnover: bigint };

export type Counts = { electorate: string; cast: string; support: string; re_evaluate: string };
export type Tally = {
  stores: Counts;
  /** In minor units. */
  turnover: Counts;
  /** Most stores first. A few stores' turnover is told to nobody: of one alone it would be that store's. */
  reasons: { choice: Choice; code: string; stores: string; turnover: string | null }[];
  passed: boolean;
};

type Sums = { cast: bigint; support: bigint };

/** As many stores as a band of published ballots has of each choice at least. */
const leastOfAReason = BigInt(leastOfAChoice);

/** Counts votes by stores and by turnover; whole numbers only, so that no share is rounded into a majority. */
export function tallyOf(rule: Rule, electorate: { stores: bigint; turnover: bigint }, votes: readonly Vote[]): Tally {
  const stores: Sums = { cast: 0n, support: 0n };
  const turnover: Sums = { cast: 0n, support: 0n };
  const reasons = new Map<string, { choice: Choice; code: string; stores: bigint; turnover: bigint }>();
  for (const vote of votes) {
    const supports = vote.choice === "support";
    for (const [sums, weight] of [
      [stores, 1n],
      [turnover, vote.turnover],
    ] as const) {
      sums.cast += weight;
      if (supports) sums.support += weight;
    }
    const key = `${vote.choice} ${vote.reasonCode}`;
    const reason = reasons.get(key) ?? { choice: vote.choice, code: vote.reasonCode, stores: 0n, turnover: 0n };
    reason.stores += 1n;
    reason.turnover += vote.turnover;
    reasons.set(key, reason);
  }
  const weighed = rule.weighting === "stores" ? stores : turnover;
  const quorum = weighed.cast * 10_000n >= BigInt(rule.quorum) * electorate[rule.weighting];
  const share = weighed.support * 10_000n >= BigInt(rule.share) * weighed.cast;
  const told = [...reasons.values()].sort(
    (a, b) => Number.parseInt((b.stores - a.stores).toString(), 10) || (a.code < b.code ? -1 : 1),
  );
  return {
    stores: countsOf(electorate.stores, stores),
    turnover: countsOf(electorate.turnover, turnover),
    reasons: told.map((one) => ({
      ...{ ...one, stores: `${one.stores}` },
      turnover: one.stores < leastOfAReason ? null : `${one.turnover}`,
    })),
    passed: weighed.cast > 0n && quorum && share,
  };
}

function countsOf(electorate: bigint, { cast, support }: Sums): Counts {
  return {
    electorate: `${electorate}`,
    cast: `${cast}`,
    support: `${support}`,
    re_evaluate: `${cast - support}`,
  };
}

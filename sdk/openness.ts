import type { Openness, OpennessBallots } from "./api.ts";
import { type Growth, hasGrown, hashLines } from "./merkle.ts";
import { type Check, check } from "./openness-checks.ts";
import { checkVote, type Vote } from "./openness-votes.ts";

/** What was published, as an outsider keeps it. */
export type OpennessFiles = {
  openness: Openness;
  /** Of each vote whose ballots are public and counted, by `voteName`. */
  ballots: Readonly<Record<string, OpennessBallots>>;
  /** An earlier head of the audit tree that somebody kept, and the house's proof that the tree only grew since. */
  grown: { earlier: { n: string; hash: string }; growth: Growth | null } | null;
};

type Opening = Openness["openings"][number];

/** A vote's name: the opening's id and the vote's number. */
export const voteName = (opening: string, n: number): string => `${opening}-${n}`;

/** Votes whose ballots are published. */
export function votesOf({ openings }: Pick<Openness, "openings">): { opening: string; vote: Vote }[] {
  const all = openings.flatMap(({ id, votes }) => votes.map((vote) => ({ opening: id, vote })));
  return all.filter(({ vote }) => vote.ballots_public && vote.root !== null);
}

/**
 * Counts every figure of the openness page again from the published files. What the files state once, and what follows
 * from nothing else in them (fees, the order at checkout, caps), is not here.
 */
export function checkOpenness({ openness, ballots, grown }: OpennessFiles): Check[] {
  return [
    ...walletChecks(openness),
    ...outageChecks(openness),
    ...appealChecks(openness),
    ...openness.openings.flatMap((one) => openingChecks(one)),
    ...openness.openings.flatMap(({ id, votes }) =>
      votes.flatMap((vote) => checkVote(voteName(id, vote.n), vote, ballots[voteName(id, vote.n)] ?? null)),
    ),
    ...grownChecks(openness, grown),
  ];
}

const counts = ["started", "paid", "refused", "unknown"] as const;

/** Totals are sums of days; the days lie in the file's time, one a wallet, day and currency. */
function walletChecks({ wallets, days, from, as_of }: Openness): Check[] {
  const names = days.map((one) => `${one.day} ${one.wallet} ${one.amount.currency}`);
  const [first, last] = [shanghaiDay(from), shanghaiDay(as_of)];
  const strays = days.filter(
    (one) => one.day < first || one.day > last || !wallets.some((w) => w.wallet === one.wallet),
  );
  const totals = wallets.flatMap((told) => {
    const mine = days.filter((one) => one.wallet === told.wallet);
    const yuan = mine.filter((one) => one.amount.currency === "CNY");
    const amount = yuan.reduce((total, one) => total + BigInt(one.amount.minor), 0n);
    const sum = (name: (typeof counts)[number]) => mine.reduce((total, one) => total + one[name], 0);
    return [
      ...counts.map((name) => check(`wallet_${name}`, told.wallet, sum(name), told[name])),
      check("wallet_amount", told.wallet, amount, told.amount.minor),
    ];
  });
  return [
    ...totals,
    check("days_once", "", new Set(names).size, names.length),
    check("days_known", "", strays.length, 0),
  ];
}

const shanghaiDay = (instant: string): string =>
  new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 10);

function outageChecks({ outages, as_of }: Openness): Check[] {
  const wrong = outages.filter(
    ({ began_at, ended_at }) => began_at > as_of || (ended_at !== null && ended_at < began_at),
  );
  return [check("outages_in_time", "", wrong.length, 0)];
}

function appealChecks({ appeals, appeals_told }: Openness): Check[] {
  return appeals.flatMap((told) => {
    const mine = appeals_told.filter((one) => one.about === told.about);
    const of = (some: typeof mine) => some.reduce((total, one) => total + one.count, 0);
    const ended = (outcome: string) => of(mine.filter((one) => one.outcome === outcome));
    return [
      check("appeals_raised", told.about, of(mine), told.raised),
      ...(["granted", "upheld", "open"] as const).map((name) =>
        check(`appeals_${name}`, told.about, ended(name), told[name]),
      ),
      check("appeals_hours", told.about, medianHours(mine), told.hours),
    ];
  });
}

/** The middle one of those decided; of two in the middle, the shorter. */
function medianHours(rows: Openness["appeals_told"]): number | null {
  const each = rows.flatMap(({ hours, count }) => (hours === null ? [] : Array.from({ length: count }, () => hours)));
  return each.sort((a, b) => a - b)[Math.ceil(each.length / 2) - 1] ?? null;
}

/** The hash of the terms that are shown, and the state that the last step led to. */
function openingChecks(one: Opening): Check[] {
  const { zh, en } = one.terms;
  const methods = one.methods === null ? "*" : one.methods.join(",");
  const terms = hashLines([
    ...["hutong-terms-1", one.sides.join(","), one.capability, one.partner, methods],
    ...[Buffer.byteLength(zh), zh, en],
  ]);
  const instants = one.steps.map((step) => Date.parse(step.at));
  const inOrder = instants.every((at, index) => index === 0 || at >= (instants[index - 1] ?? at));
  return [
    check("terms_hash", one.id, terms, one.terms_hash),
    check("last_step", one.id, one.steps.at(-1)?.to, one.state),
    check("steps_in_order", one.id, inOrder, true),
  ];
}

function grownChecks({ audit }: Openness, grown: OpennessFiles["grown"]): Check[] {
  if (grown === null) return [];
  const { earlier, growth } = grown;
  const told = `${earlier.n}:${earlier.hash} → ${audit?.n}:${audit?.hash}`;
  const proven = growth !== null && hasGrown(growth);
  const counted = proven ? `${growth.from}:${growth.from_root} → ${growth.to}:${growth.to_root}` : "not proven";
  return [check("audit_grown", "", counted, told)];
}

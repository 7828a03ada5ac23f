import type { Openness, OpennessBallots } from "./api.ts";
import { hashLines, leafHashOf, rootOver } from "./merkle.ts";
import { type Check, check } from "./openness-checks.ts";

type Opening = Openness["openings"][number];
export type Vote = Opening["votes"][number];
type Choice = OpennessBallots["ballots"][number]["choice"];

const choices = ["support", "re_evaluate"] as const;
const sum = (all: readonly bigint[]): bigint => all.reduce((total, one) => total + one, 0n);

/** The leaf of a ballot as it is published, hashed: what stands in the tree. */
export const ballotLeaf = (choice: Choice, hidden: string): string =>
  leafHashOf(hashLines(["hutong-ballot-leaf-2", choice, hidden]));

/** A closed vote counted again from its published ballots. `ballots` null: the house gave none. */
export function checkVote(about: string, vote: Vote, ballots: OpennessBallots | null): Check[] {
  const { tally } = vote;
  // Under way: nothing but the rule and the deadline is told.
  if (!tally || vote.root === null) return [];
  const passed = check("vote_passed", about, passes(vote), tally.passed);
  if (!vote.ballots_public) return [passed, { ...check("vote_ballots", about, "", ""), ok: null }];
  if (ballots === null) return [passed, check("vote_ballots", about, "none", "published")];
  const leaves = ballots.ballots.map(({ choice, hidden }) => ballotLeaf(choice, hidden));
  return [
    passed,
    check("vote_root", about, rootOver(leaves), vote.root),
    // The same hidden half twice would be one ballot counted twice.
    check("vote_once", about, new Set(ballots.ballots.map((one) => one.hidden)).size, ballots.ballots.length),
    ...countChecks(about, vote, ballots),
    ...bandChecks(about, ballots),
    ...turnoverChecks(about, vote, ballots),
  ];
}

function countChecks(about: string, { stores, tally }: Vote, { ballots, bands }: OpennessBallots): Check[] {
  const of = (choice: Choice) => ballots.filter((one) => one.choice === choice).length;
  const asked = bands.reduce((total, one) => total + one.asked, 0);
  return [
    ...choices.map((choice) => check(`vote_${choice}`, about, of(choice), tally?.stores[choice])),
    check("vote_cast", about, ballots.length, tally?.stores.cast),
    check("vote_asked", about, asked, stores),
    check("vote_electorate", about, asked, tally?.stores.electorate),
  ];
}

/** Bands follow each other without a gap, hold as many ballots as they say, and a turnover that they can hold. */
function bandChecks(about: string, { ballots, bands }: OpennessBallots): Check[] {
  const counted = bands.flatMap(({ n }) =>
    choices.map((choice) => ballots.filter((one) => one.band === n && one.choice === choice).length),
  );
  const told = bands.flatMap((band) => choices.map((choice) => band[choice].stores));
  const fits = bands.every((band, at) => {
    const whole = band.from === (bands[at - 1]?.to ?? "0") && (band.to === null) === (at === bands.length - 1);
    const within = choices.every((choice) => {
      const { stores, turnover } = band[choice];
      const most = band.to === null || stores === 0 ? null : BigInt(band.to) * BigInt(stores) - BigInt(stores);
      return BigInt(turnover) >= BigInt(band.from) * BigInt(stores) && (most === null || BigInt(turnover) <= most);
    });
    return whole && within && band.asked >= band.support.stores + band.re_evaluate.stores;
  });
  return [
    check("vote_bands", about, [...counted, ballots.length].join(" "), [...told, sum(told.map(BigInt))].join(" ")),
    check("vote_band_turnover", about, fits, true),
  ];
}

function turnoverChecks(about: string, { tally }: Vote, { bands }: OpennessBallots): Check[] {
  const of = (choice: Choice) => sum(bands.map((band) => BigInt(band[choice].turnover)));
  return [
    ...choices.map((choice) => check(`vote_${choice}_turnover`, about, of(choice), tally?.turnover[choice])),
    check("vote_cast_turnover", about, of("support") + of("re_evaluate"), tally?.turnover.cast),
  ];
}

/** The rule that was set before the first ballot, on the counts that are told. */
function passes({ quorum, share, weighting, tally }: Vote): boolean {
  const told = tally?.[weighting];
  if (!told) return false;
  const [cast, support, electorate] = [told.cast, told.support, told.electorate].map(BigInt) as [
    bigint,
    bigint,
    bigint,
  ];
  const enough = cast > 0n && cast <= electorate && cast * 10_000n >= BigInt(quorum) * electorate;
  return enough && support * 10_000n >= BigInt(share) * cast;
}

/** What a store keeps: `version` and more beside it do no harm. */
export type Receipt = {
  opening: string;
  consultation: number;
  terms_hash: string;
  store: string;
  choice: Choice;
  reason_code: string;
  reason: string;
  salt: string;
};

/** The published ballot that is the receipt's, or null. A changed choice, reason or salt finds none. */
export function findBallot(receipt: Receipt, { ballots }: OpennessBallots): OpennessBallots["ballots"][number] | null {
  const { opening, consultation, terms_hash, store, salt, reason_code, reason } = receipt;
  const hidden = hashLines([
    ...["hutong-ballot-2", opening, consultation, terms_hash, store, salt, reason_code, reason],
  ]);
  return ballots.find((one) => one.hidden === hidden && one.choice === receipt.choice) ?? null;
}

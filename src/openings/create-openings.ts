import type { Clock, Db, Ids, Random } from "#db";
import { announceOpening } from "./announce.ts";
import type { StoreFacts } from "./audience.ts";
import { type BallotLanes, castBallot, makeBallotLanes, readBallot } from "./cast-ballot.ts";
import { changePlan } from "./change-plan.ts";
import { changeTerms, termsOf } from "./change-terms.ts";
import { decideOpening, sealDue } from "./close-consultation.ts";
import { consultStores } from "./consult.ts";
import { createOpening } from "./create-opening.ts";
import { type Figures, watchGuards } from "./guards.ts";
import { getOpening, listOpenings, stepsOf } from "./lists.ts";
import { moveOpening } from "./move-opening.ts";
import { listStandings, setStanding } from "./prerequisites.ts";
import { decideProposal, proposalsOf, proposeAct } from "./proposals.ts";
import { answerReason, consultationsOf, proveBallot } from "./read-consultation.ts";
import { createSnapshot, type OpeningsSnapshot } from "./snapshot.ts";
import { startStage } from "./start-stage.ts";
import { tickOpenings } from "./tick.ts";
import type { Caller } from "./types.ts";
import { withdrawPartner } from "./withdraw-partner.ts";

export type ElectorStore = StoreFacts & { id: string; merchant: string };

export type OpeningsParts = {
  db: Db;
  clock: Clock;
  ids: Ids;
  /** For what makes a share stick, and for the salts of ballots. */
  random: Random;
  /** Ids of all wallets: the partners that payment can open to. */
  walletIds: readonly string[];
  /** A marketplace's IANA time zone, from the directory's snapshot; null when there is no such marketplace. */
  timeZoneOf(marketplace: string): string | null;
  /** Open stores of a side, from memory: who can be asked. `signedUpAt` is about the partner. */
  storesOf(side: string, partner: string): readonly ElectorStore[];
  /** What each store of these sides sold in a time, in minor units; stores that sold nothing may be left out. */
  turnoverOf(sides: readonly string[], from: Date, to: Date): Promise<ReadonlyMap<string, bigint>>;
  /** Whether a person may vote for a store: an owner of its merchant. */
  mayVote(person: string, store: string): boolean;
  /** What came of a partner's payments on these sides since an instant: what guards watch. */
  figuresOf(sides: readonly string[], partner: string, since: Date): Promise<Figures>;
  /** Whether a caller may approve what `proposer` proposed: a person with that role, and not the same one. */
  mayApprove(
    caller: Caller,
    marketplace: string,
    proposer: string,
  ): { ok: true } | { ok: false; detail?: Readonly<Record<string, unknown>> };
  /** Tells a person. */
  alarm(what: string, about: Readonly<Record<string, unknown>>): void;
};

/** What every verb of this room needs. */
export type House = OpeningsParts & { snapshot: OpeningsSnapshot; ballots: BallotLanes };

/** The openings' door. Call `refresh` once before serving, then on a timer (a second, so that a pause is felt). */
export function createOpenings(parts: OpeningsParts) {
  const snapshot = createSnapshot(parts.db, parts.timeZoneOf);
  const house: House = { ...parts, snapshot, ballots: makeBallotLanes(parts.db) };
  return {
    createOpening: createOpening.bind(null, house),
    moveOpening: moveOpening.bind(null, house),
    announceOpening: announceOpening.bind(null, house),
    changePlan: changePlan.bind(null, house),
    startStage: startStage.bind(null, house),
    changeTerms: changeTerms.bind(null, house),
    /** Every version of an opening's terms, oldest first. */
    termsOf: termsOf.bind(null, house),
    withdrawPartner: withdrawPartner.bind(null, house),
    setStanding: setStanding.bind(null, house),
    listStandings: listStandings.bind(null, house),
    getOpening: getOpening.bind(null, house),
    listOpenings: listOpenings.bind(null, house),
    /** Every move of an opening, oldest first. */
    stepsOf: stepsOf.bind(null, house),
    consultStores: consultStores.bind(null, house),
    castBallot: castBallot.bind(null, house),
    readBallot: (caller: Caller, opening: string, store: string) => readBallot(house, caller, opening, store),
    proposeAct: proposeAct.bind(null, house),
    decideProposal: decideProposal.bind(null, house),
    proposalsOf: proposalsOf.bind(null, house),
    decideOpening: decideOpening.bind(null, house),
    consultationsOf: consultationsOf.bind(null, house),
    proveBallot: proveBallot.bind(null, house),
    answerReason: answerReason.bind(null, house),
    /** Pauses what breaches a guard; call it every few seconds. */
    watchGuards: watchGuards.bind(null, house),
    /** Writes down what has come true by itself (deadlines, effective instants); call it every second or so. */
    async tick(): Promise<number> {
      const sealed = await sealDue(house);
      return sealed + (await tickOpenings(house));
    },
    ...snapshot,
  };
}

export type Openings = ReturnType<typeof createOpenings>;

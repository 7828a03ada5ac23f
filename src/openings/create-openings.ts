import type { Clock, Db, Ids, Random, Tx } from "#db";
import { announceOpening } from "./announce.ts";
import type { StoreFacts } from "./audience.ts";
import { type BallotLanes, castBallot, makeBallotLanes, readBallot } from "./cast-ballot.ts";
import { changePlan } from "./change-plan.ts";
import { changeTerms, termsOf } from "./change-terms.ts";
import { decideOpening, sealDue } from "./close-consultation.ts";
import { takeComplaint } from "./complaints.ts";
import { consultStores } from "./consult.ts";
import { createOpening } from "./create-opening.ts";
import type { Figures, FiguresAsked } from "./guard-figures.ts";
import { guardSeries } from "./guard-readings.ts";
import { watchGuards } from "./guards.ts";
import { getOpening, listOpenings, stepsOf } from "./lists.ts";
import { moveOpening } from "./move-opening.ts";
import { nextStart } from "./next-start.ts";
import { listNotifications } from "./notifications.ts";
import { pauseStage, resumeStage } from "./pause-stage.ts";
import { prerequisitesOf, tellLost } from "./prerequisites.ts";
import { decideProposal, proposalsOf, proposeAct } from "./proposals.ts";
import { publicOpenings } from "./public-openings.ts";
import { answerReason, consultationsOf, leavesOf, proveBallot } from "./read-consultation.ts";
import { countUnread, markAllRead, markRead } from "./read-marks.ts";
import { readRules, setRules } from "./rules.ts";
import { createSnapshot, type OpeningsSnapshot } from "./snapshot.ts";
import { decideStanding, listStandings, setStanding } from "./standings.ts";
import { startStage } from "./start-stage.ts";
import { tellStores } from "./tell-stores.ts";
import { tickOpenings } from "./tick.ts";
import { readTimeline } from "./timeline/timeline.ts";
import { ballotsOf } from "./told-ballots.ts";
import { draftTrials, planTrials } from "./try-plan.ts";
import type { Caller } from "./types.ts";
import { withdrawPartner } from "./withdraw-partner.ts";

export type ElectorStore = StoreFacts & { id: string; merchant: string };

type Approval = { ok: true } | { ok: false; detail?: Readonly<Record<string, unknown>> };

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
  figuresOf(asked: FiguresAsked): Promise<Figures>;
  /** `always` in production: one person alone opens nothing. `as_set`: as an opening or its marketplace asks for. */
  twoPeople: "always" | "as_set";
  /** Whether a caller may approve what `proposer` proposed: a person with that role, and not the same one. */
  mayApprove(caller: Caller, marketplace: string, proposer: string, query?: Tx["query"]): Approval | Promise<Approval>;
  /**
   * Of these agreements of a marketplace, those in force at an instant: what a room that keeps agreements knows.
   * Absent: only what somebody said with setStanding counts. When one ends, that room calls `agreementLost`.
   */
  agreementsInForce?(tx: Tx, marketplace: string, ids: readonly string[], now: Date): Promise<readonly string[]>;
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
    /** A plan ready to be asked about the past, each pilot and stage alone; for makeDryRun. */
    planTrials: planTrials.bind(null, house),
    /** The same of a draft that nobody has saved. */
    draftTrials: draftTrials.bind(null, house),
    startStage: startStage.bind(null, house),
    pauseStage: pauseStage.bind(null, house),
    resumeStage: resumeStage.bind(null, house),
    changeTerms: changeTerms.bind(null, house),
    /** Every version of an opening's terms, oldest first. */
    termsOf: termsOf.bind(null, house),
    withdrawPartner: withdrawPartner.bind(null, house),
    setStanding: setStanding.bind(null, house),
    /** A second person confirms what the first one said. */
    decideStanding: decideStanding.bind(null, house),
    /** Tells the openings that live on an agreement that it no longer is in force; in the commit that ends it. */
    agreementLost: (tx: Tx, marketplace: string, id: string) =>
      tellLost(house, tx, { kind: "agreement", id }, { marketplace, opening: null }, house.clock.now()),
    readRules: readRules.bind(null, house),
    setRules: setRules.bind(null, house),
    listStandings: listStandings.bind(null, house),
    getOpening: getOpening.bind(null, house),
    listOpenings: listOpenings.bind(null, house),
    publicOpenings: publicOpenings.bind(null, house),
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
    leavesOf: leavesOf.bind(null, house),
    ballotsOf: ballotsOf.bind(null, house),
    answerReason: answerReason.bind(null, house),
    /** Pauses what breaches a guard; call it every few seconds. */
    watchGuards: watchGuards.bind(null, house),
    prerequisitesOf: prerequisitesOf.bind(null, house),
    /** What the guards of an opening read over time. */
    guardSeries: guardSeries.bind(null, house),
    /** Writes down what has come true by itself (deadlines, effective instants); call it every second or so. */
    async tick(): Promise<number> {
      const sealed = await sealDue(house);
      return sealed + (await tickOpenings(house));
    },
    /** Tells stores what has moved, a batch at a time; call it every second or so. */
    tellStores: tellStores.bind(null, house),
    /** When a side's decisions change next by the clock alone. */
    nextStart: (side: string, now: Date) => nextStart(snapshot.programmesFor(side), now),
    timeline: readTimeline.bind(null, house),
    listNotifications: listNotifications.bind(null, house),
    countUnread: countUnread.bind(null, house),
    markRead: markRead.bind(null, house),
    markAllRead: markAllRead.bind(null, house),
    /** Keeps a complaint about a payment, which guards count. */
    takeComplaint: takeComplaint.bind(null, house),
    ...snapshot,
  };
}

export type Openings = ReturnType<typeof createOpenings>;

import type { Clock, Db, Ids, Random } from "#db";
import { announceOpening } from "./announce.ts";
import { changePlan } from "./change-plan.ts";
import { changeTerms, termsOf } from "./change-terms.ts";
import { createOpening } from "./create-opening.ts";
import { getOpening, listOpenings, stepsOf } from "./lists.ts";
import { moveOpening } from "./move-opening.ts";
import { listStandings, setStanding } from "./prerequisites.ts";
import { createSnapshot, type OpeningsSnapshot } from "./snapshot.ts";
import { startStage } from "./start-stage.ts";
import { tickOpenings } from "./tick.ts";
import { withdrawPartner } from "./withdraw-partner.ts";

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
  /** Tells a person. */
  alarm(what: string, about: Readonly<Record<string, unknown>>): void;
};

/** What every verb of this room needs. */
export type House = OpeningsParts & { snapshot: OpeningsSnapshot };

/** The openings' door. Call `refresh` once before serving, then on a timer (a second, so that a pause is felt). */
export function createOpenings(parts: OpeningsParts) {
  const snapshot = createSnapshot(parts.db, parts.timeZoneOf);
  const house: House = { ...parts, snapshot };
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
    /** Writes down what has come true by itself; call it every second or so. */
    tick: tickOpenings.bind(null, house),
    ...snapshot,
  };
}

export type Openings = ReturnType<typeof createOpenings>;

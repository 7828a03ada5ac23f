import type { Clock, Db, Ids } from "#db";
import { createOpening } from "./create-opening.ts";
import { getOpening, listOpenings, stepsOf } from "./lists.ts";
import { moveOpening } from "./move-opening.ts";
import { createSnapshot, type OpeningsSnapshot } from "./snapshot.ts";

export type OpeningsParts = {
  db: Db;
  clock: Clock;
  ids: Ids;
  /** Ids of all wallets: the partners that payment can open to. */
  walletIds: readonly string[];
  /** A marketplace's IANA time zone, from the directory's snapshot; null when there is no such marketplace. */
  timeZoneOf(marketplace: string): string | null;
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
    getOpening: getOpening.bind(null, house),
    listOpenings: listOpenings.bind(null, house),
    /** Every move of an opening, oldest first. */
    stepsOf: stepsOf.bind(null, house),
    ...snapshot,
  };
}

export type Openings = ReturnType<typeof createOpenings>;

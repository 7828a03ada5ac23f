import type { SettlementTerms } from "./types.ts";

export type ReleaseTerms = Pick<
  SettlementTerms,
  "release_from" | "release_after_days" | "ship_within_days" | "release_after_delivery_days"
>;
/** Whole days after the payment; null: nobody told of it. `ships` false: there is nothing to send. */
export type Course = { ships: boolean; sent: number | null; signed: number | null };
export type Release = { day: number | null; from: "payment" | "shipment" | "delivery" };

/**
 * On which day after the payment the money is let go by itself, as the house reckons it where no wallet ends it sooner
 * and nobody disputes or makes it longer; null: not before it is sent.
 */
export function releaseOf(terms: ReleaseTerms, { ships, sent, signed }: Course): Release {
  const { release_from, release_after_days: days, release_after_delivery_days: short } = terms;
  if (release_from === "payment" || !ships) return { day: days, from: "payment" };
  if (sent === null) return { day: null, from: "shipment" };
  if (signed !== null && short !== null && signed + short < sent + days)
    return { day: signed + short, from: "delivery" };
  return { day: sent + days, from: "shipment" };
}

export const percentText = (basis: number): string => `${Math.floor(basis / 100)}.${`${basis % 100}`.padStart(2, "0")}`;

import { createHash } from "node:crypto";
import type { Money } from "#money";
import { dayOf } from "./calendar.ts";
import type { Decision } from "./decide.ts";

/** The caps of a decision that have to be counted before a payment may start; limits in minor units. */
export type CapPlan = {
  opening: string;
  /** Of the marketplace: what is counted today is given back to today. */
  day: string;
  /** A hash of the buyer's reference, so that nothing about a person is kept. */
  buyer: { name: string; limit: Money } | null;
  store: Money | null;
  total: Money | null;
};

/** Null when nothing is counted: the money path then does no more than without caps. */
export function capPlanOf(
  decision: Decision,
  buyer: { reference?: string },
  timeZone: string,
  now: Date,
): CapPlan | null {
  const { per_buyer_day: perBuyer, per_store_day: store, total_day: total } = decision.caps;
  const { openingId: opening } = decision;
  if (!decision.open || opening === null || (!perBuyer && !store && !total)) return null;
  const name = createHash("sha256").update(`${opening}/${buyer.reference}`).digest("hex").slice(0, 32);
  const day = dayOf(now, timeZone);
  return { opening, day, buyer: perBuyer && { name, limit: perBuyer }, store, total };
}

import type { Money } from "#money";
import { reason } from "#openings";
import type { Decision } from "./needs.ts";
import type { Reason } from "./types.ts";

export type Part = { amount: Money; decision: Decision };

/**
 * What the buyer pays in one act is one payment to them, however many stores share it: where parts of one start are
 * opened by the same opening, their sum is held against its limit a payment. Empty: it is within. Every part's own
 * limits are its decision's matter.
 */
export function overTogether(parts: readonly Part[]): Reason[] {
  if (parts.length < 2) return [];
  const over = new Map<string, Reason>();
  for (const { decision } of parts) {
    const { opening, cap } = decision;
    if (!opening || cap === null) continue;
    const mine = parts.filter((one) => one.decision.opening === opening && one.amount.currency === cap.currency);
    const sum = mine.reduce((total, one) => total + one.amount.minor, 0n);
    if (mine.length > 1 && sum > cap.minor)
      over.set(opening, reason("over_cap_per_payment", { cap, storesTogether: true }));
  }
  return [...over.values()];
}

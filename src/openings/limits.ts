import type { Money } from "#money";
import { type CapName, capNames } from "./caps.ts";
import { type Reason, reason } from "./reasons.ts";
import type { Caps } from "./types.ts";

/** Caps made ready: the amounts to compare with, and the words for what is above them. */
export type Limits = {
  caps: Caps;
  all: readonly { cap: Money; over: Reason; otherCurrency: Reason }[];
  /** Whoever has no reference cannot be counted, so a limit for each buyer lets nobody unknown in. */
  needsReference: boolean;
  /** What an open one is told: its limits are no refusal. */
  told: readonly Reason[];
};

const overCodes = {
  per_payment: "over_cap_per_payment",
  per_buyer_day: "over_cap_per_buyer_day",
  per_store_day: "over_cap_per_store_day",
  total_day: "over_cap_total_day",
} as const satisfies Record<CapName, string>;

export function compileLimits(caps: Caps): Limits {
  const told: Reason[] = [];
  if (caps.per_payment) told.push(reason("cap_per_payment", { cap: caps.per_payment }));
  if (caps.per_buyer_day) told.push(reason("cap_per_buyer_day", { cap: caps.per_buyer_day }));
  const all = capNames.flatMap((name) => {
    const cap = caps[name];
    if (!cap) return [];
    return [{ cap, over: reason(overCodes[name], { cap }), otherCurrency: reason("currency_not_open", { cap }) }];
  });
  return { caps, all, needsReference: caps.per_buyer_day !== null, told: Object.freeze(told) };
}

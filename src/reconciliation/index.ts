import { makeDoor } from "./door.ts";
import type { ReconciliationNeeds } from "./types.ts";

export { type AgreedRateView, agreedFees, feeRoundings, type NewAgreedRate, type PaidAt } from "./agreed-rates.ts";
export { breakAgeNames, isBreakAge } from "./break-ages.ts";
export type { BreakFigures } from "./break-figures.ts";
export { reconciliationChecks } from "./checks.ts";
export { type Entry, type EntryChoice, entryChoices } from "./entries.ts";
export type { Progress, RunDone } from "./run-day.ts";
export { titled } from "./titles.ts";
export type * from "./types.ts";
export { breakClasses } from "./types.ts";

export type Reconciliation = ReturnType<typeof makeReconciliation>;

/** The room, with what main hands in. */
export function makeReconciliation(needs: ReconciliationNeeds) {
  return makeDoor(needs);
}

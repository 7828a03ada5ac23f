import { type BreakFilter, getBreak, getRun, listBreaks, listRuns, type Page, type RunFilter } from "./lists.ts";
import { decideEnd, type ProposeInput, proposeEnd } from "./resolve.ts";
import { type Progress, runDay } from "./run-day.ts";
import type { Caller, ReconciliationNeeds } from "./types.ts";

/** Everything that others may ask of this room. */
export function makeDoor(needs: ReconciliationNeeds) {
  return {
    runDay: (asked: { account: string; day: string }, told?: Progress) => runDay(needs, asked, told),
    getRun: (id: string) => getRun(needs, id),
    listRuns: (filter: RunFilter, page: Page) => listRuns(needs, filter, page),
    getBreak: (id: string) => getBreak(needs, id),
    listBreaks: (filter: BreakFilter, page: Page) => listBreaks(needs, filter, page),
    proposeEnd: (caller: Caller, id: string, input: ProposeInput) => proposeEnd(needs, caller, id, input),
    decideEnd: (caller: Caller, id: string, input: { approve: boolean; why: string }) =>
      decideEnd(needs, caller, id, input),
  };
}

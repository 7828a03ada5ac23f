import type { RepeatKey } from "#db";
import { listAgreedRates, type NewAgreedRate, setAgreedRate } from "./agreed-rates.ts";
import { type AssignInput, assignBreak } from "./assign.ts";
import { breakFigures } from "./break-figures.ts";
import { askForDay, type DayFilter, listDays, makeTickDays } from "./days.ts";
import { type DecideFile, decideFile, proposeFile } from "./decide-file.ts";
import { type FileFilter, getFile, listFiles, readFile } from "./files.ts";
import { type BreakFilter, listBreaks } from "./list-breaks.ts";
import { getBreak, getRun, listRuns, type Page, type RunFilter } from "./lists.ts";
import { accountOfPayment, liveWordOf, nameLive } from "./name-live.ts";
import { type DecideInput, decideEnd, type ProposeInput, proposeEnd } from "./resolve.ts";
import { type Progress, runDay } from "./run-day.ts";
import { makeTakeFile } from "./take-file.ts";
import type { Caller, ReconciliationNeeds } from "./types.ts";
import { makeWatch } from "./watch.ts";

/** Everything that others may ask of this room. */
export function makeDoor(needs: ReconciliationNeeds) {
  return {
    runDay: (asked: { account: string; day: string }, told?: Progress) => runDay(needs, asked, told),
    /** Looks after the days of every account by itself: the worker's chore. */
    tick: makeTickDays(needs),
    /** The invariant, and what waits too long: the worker's chore. */
    watch: makeWatch(needs),
    /** Names what an alarm of payments tells of a success that did not fit. */
    async name(alarm: { what: string; about: Readonly<Record<string, unknown>>; at: Date }): Promise<void> {
      const { payment } = alarm.about;
      if (!alarm.what.startsWith("payment_") || typeof payment !== "string") return;
      const word = liveWordOf(needs, alarm, await accountOfPayment(needs, payment));
      if (word) await nameLive(needs, word);
    },
    setAgreedRate: (by: string, given: NewAgreedRate) => setAgreedRate(needs, by, given),
    listAgreedRates: (account: string) => listAgreedRates(needs, account),
    askForDay: (asked: { account: string; day: string }) => askForDay(needs, asked),
    listDays: (filter: DayFilter, page: Page) => listDays(needs, filter, page),
    getRun: (id: string) => getRun(needs, id),
    listRuns: (filter: RunFilter, page: Page) => listRuns(needs, filter, page),
    getBreak: (id: string) => getBreak(needs, id),
    listBreaks: (filter: BreakFilter, page: Page) => listBreaks(needs, filter, page),
    proposeEnd: (caller: Caller, id: string, input: ProposeInput) => proposeEnd(needs, caller, id, input),
    assignBreak: (caller: Caller, id: string, input: AssignInput, repeat: RepeatKey | null) =>
      assignBreak(needs, caller, id, input, repeat),
    breakFigures: (asked: { marketplace: string | null; caller: string }) => breakFigures(needs, asked),
    takeFile: makeTakeFile(needs),
    getFile: (id: string) => getFile(needs, id),
    readFile: (id: string) => readFile(needs, id),
    listFiles: (filter: FileFilter, page: Page) => listFiles(needs, filter, page),
    proposeFile: (caller: Caller, id: string, input: { why: string }) => proposeFile(needs, caller, id, input),
    decideFile: (caller: Caller, id: string, input: DecideFile) => decideFile(needs, caller, id, input),
    decideEnd: (caller: Caller, id: string, input: DecideInput) => decideEnd(needs, caller, id, input),
  };
}

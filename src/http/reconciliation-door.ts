import type { Reconciliation } from "#reconciliation";

/** Bills against the books: their days, runs and breaks, and the rates agreed with wallets. */
export type ReconciliationDoor = Pick<
  Reconciliation,
  | ("askForDay" | "listDays" | "getRun" | "listRuns" | "getBreak" | "listBreaks" | "proposeEnd" | "decideEnd")
  | ("assignBreak" | "breakFigures")
  | ("takeFile" | "getFile" | "readFile" | "listFiles" | "proposeFile" | "decideFile")
  | ("listAgreedRates" | "setAgreedRate")
>;

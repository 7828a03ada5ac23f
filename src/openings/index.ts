export { capabilities } from "./checks.ts";
export { createOpenings, type Openings, type OpeningsParts } from "./create-openings.ts";
export { type Decision, decide, type Facts } from "./decide.ts";
export { compile, type Programme, type Programmes } from "./programmes.ts";
export { type Reason, type ReasonCode, reasonTable, type Standing } from "./reasons.ts";
export { type OpeningMove, type OpeningState, openingTable } from "./states.ts";
export type { NewOpening, OpeningStep, OpeningView } from "./types.ts";

/** Client of a Hutong house: no package beyond Node's own. docs/guides/sdk.md shows it at work. */
export type * from "./api.ts";
export { apiVersion } from "./api.ts";
export * from "./client.ts";
export { HutongProblem, HutongUnknown } from "./faults.ts";
export { checkOpenness, type OpennessFiles, voteName, votesOf } from "./openness.ts";
export type { Check } from "./openness-checks.ts";
export { findBallot, type Receipt } from "./openness-votes.ts";
export type { Outside } from "./send.ts";
export * from "./webhooks.ts";

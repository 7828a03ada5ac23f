export { type Calls, type CallsParts, createCalls } from "./create-calls.ts";
export type { CallView } from "./types.ts";

export { type Breaker, makeBreaker, type WalletState } from "./breaker.ts";
export { createDrills, type Drills } from "./create-drills.ts";
export { drillMinor } from "./play-drill.ts";
export { makeHealthShare } from "./share-health.ts";
export type { DrillNeeds, DrillStep, DrillView, SandboxControl } from "./types.ts";
export { watchWallet } from "./watch-wallet.ts";

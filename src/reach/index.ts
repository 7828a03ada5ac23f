export { type CircleWords, circlesInWords, circlesOf, drawCircles, lensArea } from "./circles.ts";
export { type EffectOrder, type EffectReport, effectOf, type Group } from "./effect.ts";
export {
  createReach,
  type EffectAsked,
  type EffectReportView,
  type HoldOut,
  type Reach,
  type ReachParts,
} from "./effect-report.ts";
export { type Difference, type Draw, type Share, shareDifference, wilson } from "./intervals.ts";
export { type Reached, type ReachFault, type ReachReport, reached, reachOf, type Segment } from "./reach.ts";
export { along, type Curve, compareMonths, type Month, standardWhatIf, type WhatIf } from "./what-if.ts";

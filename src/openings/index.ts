export type { Announcement } from "./announce.ts";
export type { BuyerFact, BuyerFacts, StoreFacts } from "./audience.ts";
export { dayOf } from "./calendar.ts";
export { capChecks } from "./cap-checks.ts";
export type { CapsParts, PaymentEnd, StartCaps } from "./cap-parts.ts";
export { type CapPlan, capPlanOf } from "./cap-plan.ts";
export { type Caps as CapsDoor, createCaps } from "./caps-door.ts";
export type { BallotView, NewBallot } from "./cast-ballot.ts";
export type { PlanChange } from "./change-plan.ts";
export type { TermsVersion } from "./change-terms.ts";
export type { ComplainedPayment, ComplaintView, NewComplaint } from "./complaints.ts";
export { conditionFacts } from "./conditions.ts";
export type { NewConsultation } from "./consult.ts";
export { createOpenings, type Openings, type OpeningsParts } from "./create-openings.ts";
export { type Decision, decide, type Facts } from "./decide.ts";
export {
  type DraftRunAsked,
  type DryRun,
  type DryRunAsked,
  makeDraftRun,
  makeDryRun,
  type PastOrder,
} from "./dry-run.ts";
export type { Figures, FiguresAsked } from "./guard-figures.ts";
export type { GuardSeries } from "./guard-readings.ts";
export type { NotificationView } from "./notifications.ts";
export { placeFrom, seedOf } from "./place.ts";
export type { PrerequisiteView } from "./prerequisites.ts";
export { compile, type Programme, type Programmes } from "./programmes.ts";
export type { ProposalView, ProposedAct } from "./proposals.ts";
export type { PublicOpening } from "./public-openings.ts";
export type { ConsultationView } from "./read-consultation.ts";
export type { Reader, Unread } from "./read-marks.ts";
export { type Reason, type ReasonCode, reason, reasonTable, type Standing } from "./reasons.ts";
export { type LeafForm, leafOf, type Proof, type Receipt, verifyReceipt } from "./receipts.ts";
export type { OpeningRules } from "./rules.ts";
export type { NewStanding, Standing as PrerequisiteStanding, StandingName } from "./standings.ts";
export { type OpeningMove, type OpeningState, openingTable } from "./states.ts";
export type { Choice, Rule, Tally } from "./tally.ts";
export { termsHash } from "./terms.ts";
export { modelledOpenings, pastEvents, type TimelineEntry } from "./timeline/timeline.ts";
export type { ToldBallots } from "./told-ballots.ts";
export type { PlanToTry } from "./try-plan.ts";
export type {
  Caps,
  NewCaps,
  NewOpening,
  NewStage,
  OpeningStep,
  OpeningView,
  Prerequisite,
  Stage,
  StoreAudience,
} from "./types.ts";

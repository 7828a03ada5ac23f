import type { Money } from "#money";
import type {
  Announcement,
  BallotView,
  BuyerFacts,
  ConsultationView,
  Decision,
  DraftRunAsked,
  DryRun,
  DryRunAsked,
  GuardSeries,
  NewBallot,
  NewConsultation,
  NewOpening,
  NewStanding,
  OpeningMove,
  OpeningStep,
  OpeningView,
  PlanChange,
  PrerequisiteStanding,
  PrerequisiteView,
  Proof,
  ProposalView,
  ProposedAct,
  PublicOpening,
  Receipt,
  TermsVersion,
  ToldBallots,
} from "#openings";
import type { Words } from "#wallets/protocol";
import type { Caller, Page, Paged, Reach, RepeatKey, Result } from "./parts.ts";
import type { ToldDoor } from "./told-door.ts";

/** What this room needs of openings. */
export type OpeningsDoor = ToldDoor & {
  createOpening(caller: Caller, input: NewOpening, repeat: RepeatKey | null): Promise<Result<OpeningView>>;
  getOpening(id: string): Promise<OpeningView | null>;
  listOpenings(reach: Reach, page: Page): Promise<Paged<OpeningView>>;
  /** For everybody: no draft, each with its votes and steps. */
  publicOpenings(page: Page): Promise<Paged<PublicOpening>>;
  /**
   * Kept with who and why. `opening_overlaps` when another live one opens the same, `opening_wrong_state` when its
   * state knows no such move. Opening before its effective instant announces it: it opens then by itself.
   */
  moveOpening(
    caller: Caller,
    id: string,
    move: OpeningMove,
    why: string,
    repeat: RepeatKey | null,
  ): Promise<Result<OpeningView>>;
  announceOpening(
    caller: Caller,
    id: string,
    input: Announcement,
    repeat: RepeatKey | null,
  ): Promise<Result<OpeningView>>;
  changeTerms(
    caller: Caller,
    id: string,
    input: { terms: Words; why: string },
    repeat: RepeatKey | null,
  ): Promise<Result<OpeningView>>;
  changePlan(caller: Caller, id: string, input: PlanChange, repeat: RepeatKey | null): Promise<Result<OpeningView>>;
  startStage(
    caller: Caller,
    id: string,
    input: { kind: "pilot" | "stage"; n: number; why: string },
    repeat: RepeatKey | null,
  ): Promise<Result<OpeningView>>;
  termsOf(id: string): Promise<readonly TermsVersion[]>;
  stepsOf(id: string): Promise<readonly OpeningStep[]>;
  withdrawPartner(
    caller: Caller,
    input: { marketplace: string; partner: string; why: string },
  ): Promise<Result<readonly OpeningView[]>>;
  setStanding(caller: Caller, input: NewStanding): Promise<Result<PrerequisiteStanding>>;
  listStandings(marketplace: string): Promise<readonly PrerequisiteStanding[]>;
  consultStores(
    caller: Caller,
    id: string,
    input: NewConsultation,
    repeat: RepeatKey | null,
  ): Promise<Result<OpeningView>>;
  decideOpening(caller: Caller, id: string, why: string, repeat: RepeatKey | null): Promise<Result<OpeningView>>;
  consultationsOf(id: string): Promise<readonly ConsultationView[]>;
  /** Two people: what one proposes, another approves; `second_person_needed` says why somebody may not. */
  proposeAct(
    caller: Caller,
    id: string,
    proposal: ProposedAct & { why: string },
    repeat: RepeatKey | null,
  ): Promise<Result<ProposalView>>;
  guardSeries(id: string, span: { from: Date; to: Date }): Promise<readonly GuardSeries[]>;
  prerequisitesOf(opening: OpeningView): Promise<readonly PrerequisiteView[]>;
  proposalsOf(id: string): Promise<readonly ProposalView[]>;
  decideProposal(
    caller: Caller,
    id: string,
    input: { n: number; approve: boolean; why: string },
  ): Promise<Result<OpeningView>>;
  /** `person_needed` for whoever may not vote for that store. */
  castBallot(caller: Caller, id: string, input: NewBallot, repeat: RepeatKey | null): Promise<Result<BallotView>>;
  readBallot(caller: Caller, id: string, store: string): Promise<Result<BallotView>>;
  leavesOf(id: string, n: number): Promise<Result<{ root: string; leaves: readonly string[] }>>;
  ballotsOf(id: string, n: number): Promise<Result<ToldBallots>>;
  proveBallot(caller: Caller, id: string, store: string): Promise<Result<{ receipt: Receipt; proof: Proof }>>;
  answerReason(
    caller: Caller,
    id: string,
    input: { reason_code: string; answer: Words },
  ): Promise<Result<readonly ConsultationView[]>>;
};

/** Decides from memory: nothing is read, written or counted. */
export type DecisionsDoor = {
  /** Null for a store that there is not. */
  marketplaceOf(store: string): string | null;
  /** Rises with every change of an opening at the store's side. */
  versionAt(store: string): bigint;
  /** What openings were ever made for at the store's side, each once, with their ids. */
  placesAt(store: string): readonly { capability: string; partner: string; openings: readonly string[] }[];
  decide(
    asked: {
      store: string;
      capability: string;
      partner: string;
      method: string | null;
      amount: Money | null;
      buyer: BuyerFacts;
    },
    now: Date,
  ): Decision;
  /** This one reads past orders; it writes nothing. */
  dryRun(caller: Caller, id: string, asked: DryRunAsked): Promise<Result<DryRun>>;
  draftRun(caller: Caller, asked: DraftRunAsked): Promise<Result<DryRun>>;
};

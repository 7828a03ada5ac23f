import type {
  DisputeView,
  EvidenceFile,
  FilePlace,
  NewDispute,
  NewFile,
  NewRules,
  Proposed,
  RatingView,
  RulesView,
  Said,
  StepView,
} from "#disputes";
import type { Caller, Page, Paged, Reach, RepeatKey, Result } from "./parts.ts";

/** What this room needs of disputes. Every id and order is one that the caller reaches. */
export type DisputesDoor = {
  open(caller: Caller, input: NewDispute, repeat: RepeatKey | null): Promise<Result<DisputeView>>;
  get(id: string): Promise<DisputeView | null>;
  list(filter: Reach & { order?: string; state?: string }, page: Page): Promise<Paged<DisputeView>>;
  /** The order is one that the caller reaches; whether this party may see a file is `maySee`. */
  putFile(caller: Caller, order: FilePlace, file: NewFile): Promise<Result<EvidenceFile>>;
  findFile(id: string): Promise<EvidenceFile | null>;
  readFile(id: string): Promise<Buffer | null>;
  steps(id: string): Promise<readonly StepView[]>;
  agree(caller: Caller, id: string, said: Said): Promise<Result<DisputeView>>;
  contest(caller: Caller, id: string, said: Said): Promise<Result<DisputeView>>;
  withdraw(caller: Caller, id: string, said: Said): Promise<Result<DisputeView>>;
  appeal(caller: Caller, id: string, said: Said): Promise<Result<DisputeView>>;
  propose(caller: Caller, id: string, input: { verdict: Proposed } & Said): Promise<Result<DisputeView>>;
  /** `second_person_needed` for whoever proposed, and for keys. */
  decide(caller: Caller, id: string, input: { approve: boolean; why: string }): Promise<Result<DisputeView>>;
  rules(marketplace: string): Promise<RulesView>;
  setRules(by: string, marketplace: string, rules: NewRules): Promise<RulesView>;
  setRating(by: string, store: { id: string; marketplace: string }, rating: number): Promise<RatingView>;
};

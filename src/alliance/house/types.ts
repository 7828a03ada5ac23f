import type { Clock, Db, Ids, RepeatKey, Tx } from "#db";
import type { Money } from "#money";
import type { Mode } from "../terms.ts";

/** What the house keeps of an alliance: who may compare what with whom, how often, and what came of it. No person. */
export type ContractView = {
  id: string;
  marketplace: string;
  partner: string;
  title: string;
  purposes: readonly string[];
  modes: readonly Mode[];
  agreement: string | null;
  clip: Money;
  crowd: number;
  epsilon_milli: number;
  padding: number;
  budget: number;
  used: number;
  starts_at: Date;
  ends_at: Date;
  created_at: Date;
};
export type NewContract = Omit<ContractView, "id" | "used" | "created_at">;

export type DatasetView = {
  id: string;
  marketplace: string;
  title: string;
  purposes: readonly string[];
  basis: string;
  withdrawn_at: Date | null;
  created_at: Date;
};
export type NewDataset = Pick<DatasetView, "marketplace" | "title" | "purposes" | "basis">;

export type RunState = "running" | "done" | "below_crowd" | "failed";
export type RunView = {
  id: string;
  contract: string;
  dataset: string;
  marketplace: string;
  partner: string;
  purpose: string;
  mode: Mode;
  state: RunState;
  step: string;
  steps_done: number;
  steps_of: number;
  people: number | null;
  total: Money | null;
  why: string | null;
  /** What let it: opn_… */
  opening: string;
  created_at: Date;
  changed_at: Date;
};
export type NewRun = { contract: string; dataset: string; purpose: string; mode: Mode };
export type RunProgress = { step: string; done: number; of: number };
export type RunEnd = {
  outcome: Exclude<RunState, "running">;
  people: number | null;
  total: bigint | null;
  why: string | null;
};

export type LogEntry = {
  id: string;
  contract: string;
  event: string;
  run: string | null;
  by: string;
  about: Readonly<Record<string, unknown>>;
  at: Date;
};

export type AllianceFault =
  | "not_found"
  | "idempotency_key_reused"
  | "alliance_not_open"
  | "alliance_agreement_missing"
  | "alliance_not_running"
  | "alliance_purpose_refused"
  | "alliance_consent_missing"
  | "alliance_mode_refused"
  | "alliance_budget_used_up"
  | "alliance_run_over";

export type Result<T> =
  | { ok: true; value: T; repeated?: boolean }
  | { ok: false; fault: AllianceFault; detail?: Readonly<Record<string, unknown>> };

export type Page = { after: string | null; limit: number };
export type Paged<T> = { data: readonly T[]; next: string | null };

export type AllianceParts = {
  db: Db;
  clock: Clock;
  ids: Ids;
  /** Whether data is open to this partner now, and by which opening; else why not. */
  decide(
    marketplace: string,
    partner: string,
    now: Date,
  ): { open: true; opening: string } | { open: false; reasons: readonly unknown[] };
  /** Whether an agreement of the marketplace is in force at an instant, and stays so until the run's own commit. */
  agreementStands(tx: Tx, marketplace: string, agreement: string, at: Date): Promise<boolean>;
};

export type { RepeatKey };

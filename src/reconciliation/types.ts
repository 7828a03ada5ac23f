import type { Clock, Db, Ids } from "#db";
import type { Money } from "#money";
import type { BillFault, BillKind, BillLine, Wallet } from "#wallets/protocol";
import type { Entry } from "./entries.ts";

export const breakClasses = ["ours_only", "theirs_only", "amount", "fee", "state", "day_boundary"] as const;
export type BreakClass = (typeof breakClasses)[number];

/** The wallet's account that a bill is of. */
export type AccountFacts = { id: string; marketplace: string; wallet: string };

/** `since`: when the house got to know it. */
export type LivingAccount = AccountFacts & { since: Date };

/**
 * What this room needs, as functions that main hands in. It reads the tables of payments for itself and writes none of
 * them: it must be able to disagree with that room.
 */
export type ReconciliationNeeds = {
  db: Db;
  clock: Clock;
  ids: Ids;
  account(id: string): AccountFacts | null;
  /** Accounts whose bills the house looks after by itself. */
  accounts?(): readonly LivingAccount[];
  alarm?(what: string, about: Readonly<Record<string, unknown>>): void;
  wallet(account: string): Promise<Wallet | null>;
  /**
   * Tells payments what a bill says of one of its own: it becomes the order's money, or goes back as surplus. True when
   * it stands now as the bill says.
   */
  hear(account: string, subject: string, line: Heard): Promise<boolean>;
  mayApprove(caller: Caller, marketplace: string, proposer: string): Approval | Promise<Approval>;
  /** Whether that person may end breaks of the marketplace; left out: nobody is given any. */
  mayKeep?(person: string, marketplace: string): boolean;
  /** Who may, of a marketplace; null: of every one. */
  keepers?(marketplace: string | null): readonly Keeper[];
  /** Seals a part of an uploaded file for its own row, and opens it. */
  seal?(plain: string, aad: string): string;
  open?(sealed: string, aad: string): string;
  /** Does it after so many milliseconds, unless what it answers is called before. */
  after?(ms: number, act: () => void): () => void;
};

/** Where a day's bills come from: a wallet's own calls, or files that were read instead of them. */
export type BillSource = Pick<Wallet, "bill" | "fundBill" | "refundBill" | "commissionBill">;

/** `brought`: told by a file that a person brought, so that the wallet is asked before anything is believed. */
export type Heard = Pick<BillLine, "kind" | "walletRef" | "amount" | "at"> & { brought: boolean };
export type Caller = { kind: string; id: string; marketplace: string | null };
export type Approval = { ok: true } | { ok: false; detail?: Readonly<Record<string, unknown>> };

export type RunView = {
  id: string;
  marketplace: string;
  wallet: string;
  wallet_account: string;
  /** A day of Asia/Shanghai, "2026-11-22". */
  day: string;
  /** `imported`: its matching was cut short; running the day again ends it. */
  state: "imported" | "done";
  lines: bigint;
  totals: { payments: string; refunds: string; fees: string };
  found: Readonly<Partial<Record<BreakClass, number>>>;
  /** What the wallet's own account file says moved on that day, by kind; null where it has no such file. */
  funds: Readonly<Record<string, string>> | null;
  /** Uploaded files that it was read from; null: it was fetched. A kind that is not among them was not compared. */
  files: readonly string[] | null;
  imported_at: Date;
  finished_at: Date | null;
};

/** A day of an account as the house looks after it. */
export type DayView = {
  wallet_account: string;
  day: string;
  marketplace: string;
  wallet: string;
  /** `waiting`: tried again at next_at; `refused`: too, but its bill was wrong and a person was told; `done`. */
  state: "waiting" | "refused" | "done";
  code: string | null;
  says: string | null;
  tries: number;
  next_at: Date | null;
  run: string | null;
  /** Uploaded files that are read for it; null: its bill is fetched. */
  files: readonly string[] | null;
  opened_at: Date;
  tried_at: Date | null;
};

/** A bill that somebody brought, and what it says. */
export type BillFileView = {
  id: string;
  marketplace: string;
  wallet: string;
  wallet_account: string;
  day: string;
  kind: BillKind;
  file_name: string;
  bytes: bigint;
  sha256: string;
  announced_hash: string | null;
  lines: bigint;
  /** Of trades: payments, refunds, fees; of refunds: refunds; of an account: income, outgo. Whole minor units. */
  totals: Readonly<Record<string, string>>;
  begins_at: Date | null;
  ends_at: Date | null;
  /** The number that the file names, which is ours; null where such a file names nobody. */
  account_named: string | null;
  uploaded_by: string;
  uploaded_at: Date;
  /** `checked`: read and kept, nothing more; `approved`: it is held against the books, see `run`. */
  state: "checked" | "proposed" | "approved";
  beside: readonly string[];
  proposed_why: string | null;
  proposer: string | null;
  proposed_at: Date | null;
  decided_by: string | null;
  decided_why: string | null;
  decided_at: Date | null;
  /** The day's run, where it tells the same story. */
  run: string | null;
};

/** What the watch found: how much stands where it must not, or waits too long. */
export type Watched = {
  /** Successes of a wallet's without a posting. */
  unplaced: number;
  work_overdue: number;
  days_overdue: number;
  /** Bills that are in, and whose matching has not come to its end in time: their breaks have no name yet. */
  bills_unmatched: number;
  breaks_open: Readonly<Partial<Record<BreakClass, number>>>;
  breaks_oldest_hours: number;
};

/** A success that did not fit, named before a bill tells it. */
export type LiveWord = {
  account: AccountFacts;
  class: BreakClass;
  kind: "payment" | "refund";
  subject: string | null;
  walletRef: string;
  ours: bigint | null;
  theirs: bigint | null;
  says: string;
  at: Date;
};

export type ProposedAct = "hear" | "accept" | "enter";

export type BreakView = {
  id: string;
  /** Null while no bill has told it. */
  run: string | null;
  marketplace: string;
  wallet_account: string;
  day: string;
  class: BreakClass;
  kind: "payment" | "refund" | "fund";
  /** pay_… or ref_…; null when the bill's number is none of ours. */
  subject: string | null;
  wallet_ref: string | null;
  ours: Money | null;
  theirs: Money | null;
  /** What the wallet kept of the line, and its state there; null where no line of a bill tells it. */
  fee: Money | null;
  their_state: string | null;
  says: string;
  owner: "finance" | "engineering";
  /** The person who looks after it (per_…), also once it has ended; null: nobody was given it. */
  assignee: string | null;
  assignee_name: string | null;
  /** What the house would do: wait for the next bill, hear the wallet's word again, enter it, or accept it as it is. */
  advice: "wait" | "hear" | "accept" | "enter";
  /** Entries among which a proposal may choose, as approval would post them now; none once it is closed. */
  entries: readonly Entry[];
  state: "open" | "proposed" | "closed";
  resolution: "late" | "heard" | "accepted" | "entered" | null;
  proposed_act: ProposedAct | null;
  /** What approval will post, and what it posted. */
  proposed_entry: Entry | null;
  entry: Entry | null;
  /** When an entry was taken back, since what it was about came after all. */
  taken_back_at: Date | null;
  proposed_why: string | null;
  proposer: string | null;
  /** When it was proposed; a later proposal has a later instant, by which a decision names the one that was seen. */
  proposed_at: Date | null;
  decided_by: string | null;
  decided_why: string | null;
  opened_at: Date;
  closed_at: Date | null;
  /** Whole days since it was opened, until it was closed. */
  age_days: number;
};

/** Somebody who may be given breaks: of one marketplace, or (null) of every one. */
export type Keeper = { id: string; name: string; role: string; marketplace: string | null };

/** Why a day was not brought in. */
export type RunFault = BillFault["code"] | "not_found" | "bill_not_offered" | "bill_changed" | "bill_day_invalid";
/** Why a file is not kept, or not read. */
export type FileFault =
  | ("not_found" | "bill_day_invalid" | "bill_changed" | "bill_not_offered" | "second_person_needed")
  | ("bill_file_too_large" | "bill_file_refused" | "bill_file_of_another_day" | "bill_file_of_another_account")
  | ("bill_file_hash_wrong" | "bill_files_busy" | "bill_file_wrong_state" | "bill_file_proposal_outdated");
/** Why a break does not end. */
export type EndFault =
  | ("not_found" | "break_wrong_state" | "break_not_heard" | "second_person_needed")
  | ("break_no_entry" | "break_proposal_outdated" | "break_entry_refused" | "break_entered_elsewhere");

/** Why a break is not given to somebody. */
export type AssignFault =
  | ("not_found" | "break_wrong_state" | "break_assignee_unfit" | "break_assigned_meanwhile")
  | "idempotency_key_reused";

export type Result<T, Fault extends string> =
  | { ok: true; value: T }
  | { ok: false; fault: Fault; detail?: Readonly<Record<string, unknown>> };

export function refused<Fault extends string>(
  fault: Fault,
  detail?: Readonly<Record<string, unknown>>,
): Result<never, Fault> {
  return { ok: false, fault, ...(detail && { detail }) };
}

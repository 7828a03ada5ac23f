import type { Clock, Db, Ids, RepeatKey, Tx } from "#db";
import type { Money } from "#money";
import type { EvidenceType } from "./file-type.ts";
import type { DisputeState } from "./states.ts";

/** Expected refusals of this room. The HTTP room gives each a status and words in both languages. */
export type DisputeFault =
  | "not_found"
  | "idempotency_key_reused"
  | "order_not_paid"
  | "amount_invalid"
  | "currency_unsupported"
  | "refund_exceeds"
  | "dispute_open"
  | "dispute_wrong_state"
  | "appeal_too_late"
  | "nothing_proposed"
  | "verdict_outdated"
  | "evidence_invalid"
  | "evidence_full"
  | "second_person_needed";

export type Result<T> =
  | { ok: true; value: T; repeated?: boolean }
  | { ok: false; fault: DisputeFault; detail?: Readonly<Record<string, unknown>> };

export function refuse(fault: DisputeFault, detail?: Readonly<Record<string, unknown>>): Result<never> {
  return detail ? { ok: false, fault, detail } : { ok: false, fault };
}

/** Who calls, as far as this room cares. */
export type Caller = { kind: string; id: string; marketplace: string | null; store: string | null; role?: string };

/** Something that shows what is claimed: where it is, or a file (evd_…) that was uploaded for the order. */
export type Evidence = { title: string; url?: string; sha256?: string; file?: string };

export type Party = "buyer" | "store" | "marketplace";

/** A file that a party put to an order. */
export type EvidenceFile = {
  id: string;
  order: string;
  marketplace: string;
  store: string;
  checkout: string;
  party: Party;
  file_name: string;
  type: EvidenceType;
  bytes: number;
  sha256: string;
  uploaded_at: Date;
  /** The dispute that it was shown in first; until then only its own party sees it. */
  dispute: string | null;
};

export type DisputeKind = "refund_only" | "dispute";
export type Proposed = "for_buyer" | "for_store" | "upheld" | "overturned";

/** `verdict`: what was proposed when it was looked at. */
export type VerdictDecision = { approve: boolean; verdict: Proposed; why: string };

export type DisputeView = {
  id: string;
  marketplace: string;
  store: string;
  checkout: string;
  order: string;
  payment: string;
  kind: DisputeKind;
  state: DisputeState;
  amount: Money;
  reason: string;
  /** Which rule decided who decides. */
  rule: string;
  opened_by: string;
  refund: string | null;
  proposed: Proposed | null;
  proposed_why: string | null;
  proposer: string | null;
  /** Until when the store may answer, or appeal. */
  due_at: Date | null;
  opened_at: Date;
  changed_at: Date;
};

export type StepView = {
  n: number;
  event: string;
  from: DisputeState | null;
  to: DisputeState;
  by_kind: string;
  by: string;
  why: string;
  evidence: readonly Evidence[];
  at: Date;
};

export type NewDispute = {
  order: string;
  kind: DisputeKind;
  amount: Money;
  reason: string;
  evidence: readonly Evidence[];
};

/** What a person or key adds to a step. */
export type Said = { why: string; evidence: readonly Evidence[] };

type Done = { ok: true; value: { id: string; state: string } } | { ok: false; fault: string };

type Approval = { ok: true } | { ok: false; detail?: Readonly<Record<string, unknown>> };

/** What this room needs of others, as functions that main hands in. It moves no money itself. */
export type DisputesNeeds = {
  db: Db;
  clock: Clock;
  ids: Ids;
  /** Safe to repeat under the same key: the second time it answers the first one's refund as it is now. */
  refund(asked: { payment: string; marketplace: string; amount: Money; reason: string; key: RepeatKey }): Promise<Done>;
  hold(tx: Tx, order: string, holder: string, at: Date): Promise<void>;
  unhold(tx: Tx, order: string, holder: string, at: Date): Promise<void>;
  /** Lets the order's money go to its store; whoever asks again gets the same. */
  release(by: string, order: string): Promise<{ ok: true } | { ok: false; fault: string }>;
  /** Pays the store out of the platform's funds, once; false while the platform has not that much. */
  compensate(what: Compensation): Promise<boolean>;
  /**
   * Whether a store's caller may agree alone: never to what they, or a hand of theirs, opened, and only within
   * what they may send back by themselves. What they may is counted for their day in `tx`.
   */
  mayAgree(tx: Tx, caller: Caller, dispute: Agreed): Promise<Alone>;
  /** The same of whoever opens what the rules grant at once: then nobody else looks at it. A buyer's page may. */
  mayGrant(tx: Tx, caller: Caller, dispute: Pick<Agreed, "marketplace" | "amount">): Promise<Alone>;
  /** What was counted goes back to its day, in `tx`. The caller sees to it that it happens once. */
  uncount(tx: Tx, kept: KeptCount): Promise<void>;
  mayApprove(caller: Caller, marketplace: string, proposer: string): Approval | Promise<Approval>;
  alarm(what: string, about: Readonly<Record<string, unknown>>): void;
  /** Seals what is stored; opened only under the same `about`. */
  seal(text: string, about: string): string;
  open(sealed: string, about: string): string;
};

/** Null: not alone. `counted`: for whose day, where a limit a day holds. */
export type Alone = { counted: { who: string; day: string } | null } | null;

/** What was counted, for whose day. */
export type KeptCount = {
  marketplace: string;
  counted_for: string;
  counted_on: string;
  amount: bigint;
  currency: string;
};

/** What a store agrees to, and who (a person, a key, a buyer's page) asked for it. */
export type Agreed = { marketplace: string; amount: Money; opened_by: string };

export type Compensation = {
  dispute: string;
  marketplace: string;
  store: string;
  wallet_account: string;
  amount: Money;
};

import type { RepeatKey } from "#db";
import type { Money } from "#money";
import type { Words } from "#wallets/protocol";
import type { OpeningState } from "./states.ts";

export type Fault =
  | "forbidden"
  | "not_found"
  | "parent_unknown"
  | "idempotency_key_reused"
  | "opening_invalid"
  | "opening_overlaps"
  | "opening_wrong_state";

export type Result<T> =
  | { ok: true; value: T; repeated?: boolean }
  | { ok: false; fault: Fault; detail?: Readonly<Record<string, unknown>> };

export type { RepeatKey };
/** Whoever calls: a person, or a key of a marketplace or store. */
export type Caller = { kind: string; id: string; marketplace: string | null; store: string | null };
export type Reach = { marketplace: string | null; store: string | null };
export type Page = { after: string | null; limit: number };
export type Paged<T> = { data: readonly T[]; next: string | null };

export type Caps = { per_payment: Money | null };

export type NewOpening = {
  marketplace: string;
  capability: string;
  /** For payment: the wallet's id. */
  partner: string;
  /** Null: every method of the capability, also those that come later. */
  methods: readonly string[] | null;
  /** Shut before it. Null: from the moment it is opened. */
  effective_at: Date | null;
  caps: Caps;
  terms: Words;
};

export type OpeningView = NewOpening & {
  id: string;
  state: OpeningState;
  /** Rises with every move. */
  version: number;
  created_at: Date;
  changed_at: Date;
};

/** Who moved it, when and why; `version` is the opening's after the move. */
export type OpeningStep = {
  version: number;
  event: string;
  from: OpeningState | null;
  to: OpeningState;
  effective_at: Date | null;
  by: string;
  why: string;
  at: Date;
};

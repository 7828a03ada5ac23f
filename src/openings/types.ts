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
  | "opening_wrong_state"
  | "opening_terms_frozen"
  | "opening_notice_too_short"
  | "opening_prerequisites_missing"
  | "opening_consultation_missing"
  | "opening_not_supported"
  | "consultation_under_way"
  | "consultation_over"
  | "ballot_exists"
  | "ballot_changed"
  | "store_not_asked"
  | "person_needed"
  | "second_person_needed"
  | "proposal_outdated"
  | "two_people_always"
  | "complaint_exists";

export type Result<T> =
  | { ok: true; value: T; repeated?: boolean }
  | { ok: false; fault: Fault; detail?: Readonly<Record<string, unknown>> };

export type { RepeatKey };
/** Whoever calls: a person, or a key of a marketplace or store. */
export type Caller = {
  kind: string;
  id: string;
  marketplace: string | null;
  store: string | null;
  /** Set by this room alone: which proposal of the caller's this carries out, and the second person who approved it. */
  approval?: { by: string; n: number; why: string };
};
export type Reach = { marketplace: string | null; store: string | null };
export type Page = { after: string | null; limit: number };
export type Paged<T> = { data: readonly T[]; next: string | null };

/** Null: no such limit. Days are days of the side's time zone; all amounts have one currency. */
export type Caps = {
  per_payment: Money | null;
  per_buyer_day: Money | null;
  per_store_day: Money | null;
  total_day: Money | null;
};
/** What is left out is no limit. */
export type NewCaps = { [Name in keyof Caps]?: Money | null };

/** Stores that a stage is for: all conditions that are given hold together. Shares are in 10,000ths (500 = 5 %). */
export type StoreAudience = {
  list?: readonly string[];
  share?: number;
  /** Of the store's tags `category` and `city_tier`. */
  categories?: readonly string[];
  city_tiers?: readonly string[];
  /** Sign-up order: stores that applied for the partner before this instant. */
  signed_up_before?: Date;
};

/** Buyers that a stage is for: all conditions that are given hold together. A fact that nobody told does not hold. */
export type BuyerAudience = {
  /** Of all buyers, by their reference; who is in at one share is in at every higher one. */
  share?: number;
  /** At least one of these facts holds… */
  any_of?: readonly ("no_bound_card" | "no_balance")[];
  /** …or the buyer is among this share of the others ("mainly"). */
  others?: number;
  city_tiers?: readonly number[];
  age_bands?: readonly string[];
  /** The apps (or sites) that they buy in, by the names that the marketplace tells: "taobao", "web". */
  apps?: readonly string[];
  /** This version of the marketplace's app or a later one: "10.38.0". */
  app_version_from?: string;
};

/**
 * A pilot (before the announcement) or a stage (from the effective instant on). The first of each kind starts with the
 * move that starts its kind; a later one at `starts_at`, or by hand where that is null.
 */
export type NewStage = {
  title?: Words | null;
  starts_at?: Date | null;
  /** Of the opening's methods; left out or null: all of them. */
  methods?: readonly string[] | null;
  stores?: StoreAudience;
  buyers?: BuyerAudience;
  /** In CEL, over the names of `conditionFacts`; it holds beside the audiences. Left out or null: no condition. */
  condition?: string | null;
  /** Beside the opening's own; the smaller limit holds. */
  caps?: NewCaps;
  /** Watched while this is the stage that holds; a breach takes it back, so that the one before holds again. */
  guards?: readonly Guard[];
};
export type Stage = {
  n: number;
  title: Words | null;
  starts_at: Date | null;
  methods: readonly string[] | null;
  stores: StoreAudience;
  buyers: BuyerAudience;
  condition: string | null;
  caps: Caps;
  /** Null until somebody starts it by hand; the others start by themselves. */
  started_at: Date | null;
  guards: readonly Guard[];
  /** Taken back at this instant: neither it nor a later one holds until it is resumed. */
  paused_at: Date | null;
};

/** What must stand before an opening is announced: another opening, an agreement, or a department's sign-off. */
export type Prerequisite = { kind: "opening" | "agreement" | "sign_off"; id: string };

/** Pauses by itself: a figure beyond its limit over a sliding window, once there are enough payments. */
export type Guard = {
  /** success_rate pauses below its limit; the others above theirs. Refunds and complaints are of what was paid. */
  figure: "success_rate" | "refund_rate" | "unknown_rate" | "complaint_rate" | "breaks";
  /** 10,000ths; of `breaks` (differences between the wallet's bill and the books) a plain number. */
  limit: number;
  window_minutes: number;
  min_count: number;
};

export type Depth = "superficial" | "moderate" | "deep";
export type Motive = "own_will" | "policy";

export type NewOpening = {
  /** Whose it is: its keys and people steer it. */
  marketplace: string;
  /** Marketplaces and host apps that open; left out: the marketplace alone. */
  sides?: readonly string[];
  capability: string;
  /** For payment: the wallet's id. */
  partner: string;
  /** Null: every method of the capability, also those that come later. */
  methods: readonly string[] | null;
  /** Shut before it. Null: named when it is announced. */
  effective_at: Date | null;
  caps: NewCaps;
  terms: Words;
  depth?: Depth | null;
  /** Who started it, in words. */
  initiator?: string | null;
  motive?: Motive | null;
  /** Calendar days from the announcement to the effective instant. Null: 7 if announced, none if opened at once. */
  notice_days?: number | null;
  requires?: readonly Prerequisite[];
  pilots?: readonly NewStage[];
  stages?: readonly NewStage[];
  guards?: readonly Guard[];
  /** What opens, resumes or changes the plan is proposed by one and approved by another. */
  two_people?: boolean;
  /** The name of the past event's opening that it models, for the timeline. */
  models?: string | null;
};

export type OpeningView = {
  id: string;
  marketplace: string;
  sides: readonly string[];
  capability: string;
  partner: string;
  methods: readonly string[] | null;
  state: OpeningState;
  effective_at: Date | null;
  caps: Caps;
  terms: Words;
  terms_version: number;
  /** Hexadecimal SHA-256 over the terms and what they open. */
  terms_hash: string;
  /** What the stores voted on; null when nobody was asked. */
  voted_hash: string | null;
  /** Why nobody was asked. */
  consultation_skipped: string | null;
  depth: Depth | null;
  initiator: string | null;
  motive: Motive | null;
  notice_days: number | null;
  requires: readonly Prerequisite[];
  pilots: readonly Stage[];
  stages: readonly Stage[];
  guards: readonly Guard[];
  two_people: boolean;
  models: string | null;
  /** Rises with every move and every change. */
  version: number;
  created_at: Date;
  changed_at: Date;
};

/** Who moved or changed it, when and why; `version` is the opening's afterwards. */
export type OpeningStep = {
  version: number;
  event: string;
  from: OpeningState | null;
  to: OpeningState;
  effective_at: Date | null;
  by: string;
  why: string;
  at: Date;
  details: Readonly<Record<string, unknown>>;
};

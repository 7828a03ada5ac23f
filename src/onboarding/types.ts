import type { ApplicantKind, ImageType, RejectReason } from "#wallets/protocol";
import type { ApplicationState } from "./states.ts";

export type OnboardingFault =
  | "not_found"
  | "idempotency_key_reused"
  | "onboarding_unsupported"
  | "wallet_account_missing"
  | "application_exists"
  | "application_not_needed"
  | "application_wrong_state"
  | "application_incomplete"
  | "application_field_invalid"
  | "application_document_invalid"
  | "application_not_withdrawable"
  | "terms_not_published"
  | "terms_not_accepted"
  | "terms_changed";

/** An expected refusal is answered, never thrown. `repeated`: the answer to an earlier, equal request. */
export type Result<T> =
  | { ok: true; value: T; repeated?: boolean }
  | { ok: false; fault: OnboardingFault; detail?: Readonly<Record<string, unknown>> };

export type DocumentView = {
  name: string;
  type: ImageType;
  bytes: number;
  sha256: string;
  uploaded_at: Date;
  /** The wallet has it. */
  handed_over: boolean;
};

export type ApplicationView = {
  id: string;
  marketplace: string;
  store: string;
  wallet: string;
  wallet_account: string;
  applicant: ApplicantKind;
  state: ApplicationState;
  /** How often it was submitted. */
  round: number;
  /** The public ones; of the secret ones only the names. */
  fields: Readonly<Record<string, string>>;
  secrets_set: readonly string[];
  documents: readonly DocumentView[];
  /** Fields and documents that it cannot be submitted without. */
  missing: readonly string[];
  terms: { version: number; hash: string; accepted_by: string; accepted_at: Date } | null;
  reasons: readonly RejectReason[];
  action: { what: "sign" | "verify_account"; url: string | null; says: string } | null;
  sub_merchant: string | null;
  created_at: Date;
  submitted_at: Date | null;
  decided_at: Date | null;
  merchant_ready_at: Date | null;
  buyer_visible_at: Date | null;
  /** Between the two, in whole seconds; null while buyers do not see it. */
  lag_seconds: number | null;
  updated_at: Date;
};

export type ApplicationMove = {
  n: number;
  from: ApplicationState | null;
  to: ApplicationState;
  round: number;
  reasons: readonly RejectReason[];
  by: string;
  at: Date;
};

export type TermsView = {
  marketplace: string;
  wallet: string;
  version: number;
  zh: string;
  en: string;
  /** Hexadecimal SHA-256 over both texts; see terms.ts. */
  hash: string;
  published_at: Date;
};

export type NewApplication = {
  marketplace: string;
  store: string;
  wallet: string;
  /** Left out: the marketplace's only enabled account of that wallet. */
  wallet_account?: string;
  applicant: ApplicantKind;
};

/** Null clears a field. */
export type FieldsGiven = Readonly<Record<string, string | null>>;

export type Page = { after: string | null; limit: number };
export type Paged<T> = { data: readonly T[]; next: string | null };
export type ApplicationFilter = {
  marketplace: string | null;
  store: string | null;
  state?: ApplicationState;
  wallet?: string;
};

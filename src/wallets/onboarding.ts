import type { Words } from "./protocol.ts";

/**
 * A store's joining of a wallet: documents handed over, an application sent, its review followed. As everywhere, every
 * call resolves, a repeat under the same id is the same effect, and only the wallet's own explicit word decides.
 */
export interface OnboardingWallet {
  /** Hands one document over. Safe to repeat: a second copy costs a number at the wallet and nothing else. */
  upload(document: OnboardingDocument): Promise<UploadOutcome>;
  /** Sends the application, or after a rejection the mended one. Safe to repeat with the same request. */
  apply(request: OnboardingRequest): Promise<OnboardingOutcome>;
  /** What became of it. `absent`: the wallet has no such application, or not this round of it. */
  ask(subject: OnboardingSubject): Promise<OnboardingOutcome | { kind: "absent" }>;
  /** Calls it off while it is not accepted. Absent where the wallet has no call for that. */
  withdraw?(subject: OnboardingSubject): Promise<OnboardingOutcome | { kind: "absent" }>;
}

/** Who applies. */
export const applicantKinds = ["company", "sole_trader", "individual"] as const;
export type ApplicantKind = (typeof applicantKinds)[number];

export const imageTypes = ["image/jpeg", "image/png", "image/bmp"] as const;
export type ImageType = (typeof imageTypes)[number];

/** A field that a wallet asks for, in house words: the form, the checks and the masking are made from these. */
export type OnboardingField = {
  name: string;
  title: Words;
  /** Names, numbers, telephones: sealed where they lie, encrypted on the wire where the wallet can, never shown. */
  secret: boolean;
  /** Who must give it. Whoever is not named may leave it out. */
  requiredFor: readonly ApplicantKind[];
  /** Regular expression source that the whole text matches. */
  pattern: string;
  hint?: Words;
};

export type OnboardingSlot = {
  name: string;
  title: Words;
  requiredFor: readonly ApplicantKind[];
  types: readonly ImageType[];
  bytesMax: number;
};

/** What a wallet wants to know of an applicant. No name stands twice among fields and documents. */
export type OnboardingForm = { fields: readonly OnboardingField[]; documents: readonly OnboardingSlot[] };

export type OnboardingDocument = {
  /** The form's name for it. */
  name: string;
  type: ImageType;
  content: Buffer;
};

export type UploadOutcome =
  /** `ref` stands for the document in the application. */
  | { kind: "taken"; ref: string }
  /** Explicit: this document is not taken as it is. */
  | { kind: "rejected"; says: string }
  | { kind: "unknown"; cause: string; alarm?: boolean };

export type OnboardingSubject = {
  /** 26 characters, letters and digits: the application's number on the wallet's wire. */
  applicationId: string;
  /** What the wallet called it when it last answered. */
  walletRef?: string;
  /** What the wallet called the round before, where a mended one was sent since: about this one it proves nothing. */
  roundBefore?: string;
};

export type OnboardingRequest = OnboardingSubject & {
  applicant: ApplicantKind;
  /** By the form's names. */
  fields: Readonly<Record<string, string>>;
  /** What upload() answered, by the form's names. */
  documents: Readonly<Record<string, string>>;
  /** For wallets that tell by a notice. Absolute, without query. */
  noticeUrl: string;
};

/** Why it was rejected. `field`: a name of the form, or null where the wallet names none of ours. */
export type RejectReason = { field: string | null; says: string };

export type OnboardingOutcome = { walletRef?: string } & (
  | { kind: "reviewing" }
  /** The merchant must do something: sign the wallet's agreement, or prove the bank account. */
  | { kind: "action_needed"; what: "sign" | "verify_account"; url?: string; says: string }
  | { kind: "rejected"; reasons: readonly RejectReason[] }
  | { kind: "accepted"; subMerchant: string }
  /** Held by the wallet; it may go on. */
  | { kind: "frozen"; reasons: readonly RejectReason[] }
  | { kind: "withdrawn" }
  | { kind: "unknown"; cause: string; alarm?: boolean }
);

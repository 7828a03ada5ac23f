import Type from "typebox";
import { applicationStates } from "#onboarding";
import { applicantKinds, imageTypes } from "#wallets/protocol";
import { choice, Id, Instant, InstantOrNull, nullable, ref, shape, TextOrNull, WordsShape } from "./common.ts";
import { WalletId } from "./directory.ts";

const FieldName = "^[a-z][a-z0-9_]{0,39}$";
const Applicant = choice(applicantKinds);

export const ApplicationFormShape = shape(
  "ApplicationForm",
  {
    wallet: Type.String(),
    fields: Type.Array(
      Type.Object({
        name: Type.String(),
        title: ref(WordsShape),
        secret: Type.Boolean({ description: "Sealed, and never shown again." }),
        required_for: Type.Array(Applicant),
        pattern: Type.String({ description: "A regular expression that the whole text matches." }),
        hint: Type.Optional(ref(WordsShape)),
      }),
    ),
    documents: Type.Array(
      Type.Object({
        name: Type.String(),
        title: ref(WordsShape),
        required_for: Type.Array(Applicant),
        types: Type.Array(choice(imageTypes)),
        bytes_max: Type.Integer(),
      }),
    ),
  },
  "What a wallet asks of a store that applies.",
);

export const PublishTermsShape = shape("PublishOnboardingTerms", {
  marketplace: Type.Optional(Id("mkt")),
  wallet: WalletId,
  zh: Type.String({ minLength: 1, maxLength: 100_000 }),
  en: Type.String({ minLength: 1, maxLength: 100_000 }),
});

const Hash = Type.String({ pattern: "^[0-9a-f]{64}$", description: "Hexadecimal SHA-256 over both texts." });

export const OnboardingTermsShape = shape("OnboardingTerms", {
  marketplace: Type.String(),
  wallet: Type.String(),
  version: Type.Integer(),
  zh: Type.String(),
  en: Type.String(),
  hash: Hash,
  published_at: Instant,
});

export const NewApplicationShape = shape("NewApplication", {
  store: Id("sto"),
  wallet: WalletId,
  wallet_account: Type.Optional(Id("wac")),
  applicant: Applicant,
});

export const SaveFieldsShape = shape("SaveApplicationFields", {
  applicant: Type.Optional(Applicant),
  fields: Type.Record(Type.String({ pattern: FieldName }), nullable(Type.String({ maxLength: 500 })), {
    maxProperties: 60,
    additionalProperties: false,
    description: "What is left out stays; null clears.",
  }),
});

/** 2 MB as base64 text. */
export const documentBodyMax = 3_000_000;

export const PutDocumentShape = shape("PutApplicationDocument", {
  name: Type.String({ pattern: FieldName }),
  content: Type.String({ minLength: 1, maxLength: documentBodyMax, description: "The file's bytes in base64." }),
});

export const AcceptTermsShape = shape("AcceptOnboardingTerms", {
  version: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  hash: Hash,
});

const RejectReason = Type.Object({
  field: Type.Unsafe<string | null>({
    type: ["string", "null"],
    description: "A name of the form; null where the wallet names none.",
  }),
  says: Type.String(),
});

export const ApplicationShape = shape(
  "Application",
  {
    id: Type.String(),
    marketplace: Type.String(),
    store: Type.String(),
    wallet: Type.String(),
    wallet_account: Type.String(),
    applicant: Applicant,
    state: choice(applicationStates),
    round: Type.Integer({ description: "How often it was submitted." }),
    fields: Type.Record(Type.String({ pattern: FieldName }), Type.String()),
    secrets_set: Type.Array(Type.String(), { description: "Secret fields that are there; they are never shown." }),
    documents: Type.Array(
      Type.Object({
        name: Type.String(),
        type: choice(imageTypes),
        bytes: Type.Integer(),
        sha256: Type.String(),
        uploaded_at: Instant,
        handed_over: Type.Boolean(),
      }),
    ),
    missing: Type.Array(Type.String(), { description: "Fields and documents that it cannot be submitted without." }),
    terms: nullable(
      Type.Object({ version: Type.Integer(), hash: Type.String(), accepted_by: Type.String(), accepted_at: Instant }),
    ),
    reasons: Type.Array(RejectReason, { description: "Why the wallet rejected or froze it, field by field." }),
    action: nullable(Type.Object({ what: choice(["sign", "verify_account"]), url: TextOrNull, says: Type.String() })),
    sub_merchant: TextOrNull,
    created_at: Instant,
    submitted_at: InstantOrNull,
    decided_at: InstantOrNull,
    merchant_ready_at: InstantOrNull,
    buyer_visible_at: InstantOrNull,
    lag_seconds: Type.Unsafe<number | null>({
      type: ["integer", "null"],
      description: "Between merchant-ready and buyer-visible.",
    }),
    updated_at: Instant,
  },
  "A store's application to join a wallet.",
);

export const ApplicationMoveShape = shape("ApplicationMove", {
  n: Type.Integer(),
  from: TextOrNull,
  to: choice(applicationStates),
  round: Type.Integer(),
  reasons: Type.Array(RejectReason),
  by: Type.String(),
  at: Instant,
});

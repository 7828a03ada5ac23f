import Type from "typebox";
import {
  choice,
  HttpUrl,
  Id,
  Instant,
  InstantOrNull,
  MoneyShape,
  nullable,
  PositiveMoneyShape,
  ref,
  shape,
  TextOrNull,
} from "./common.ts";

export const disputeStates = [
  ...(["with_store", "with_person", "granted", "refunded", "appealed", "upheld"] as const),
  ...(["compensating", "compensated", "rejected", "withdrawn"] as const),
] as const;
const verdicts = ["for_buyer", "for_store", "upheld", "overturned"] as const;
const kinds = ["refund_only", "dispute"] as const;

export const EvidenceShape = shape(
  "Evidence",
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    url: Type.Optional(HttpUrl),
    sha256: Type.Optional(Type.String({ pattern: "^[0-9a-f]{64}$" })),
    file: Type.Optional(Id("evd")),
  },
  "Something that shows what is claimed: where it is and its hash, or a `file` that was uploaded for the order.",
);
/** Two million bytes in base64. */
export const evidenceBodyMax = 2_670_000;
export const PutEvidenceShape = shape("PutEvidence", {
  file_name: Type.String({ minLength: 1, maxLength: 200 }),
  content: Type.String({ minLength: 1, maxLength: evidenceBodyMax, description: "The file's bytes in base64." }),
});

export const EvidenceFileShape = shape(
  "EvidenceFile",
  {
    id: Type.String(),
    order: Type.String(),
    marketplace: Type.String(),
    store: Type.String(),
    checkout: Type.String(),
    party: choice(["buyer", "store", "marketplace"]),
    file_name: Type.String(),
    type: choice(["image/png", "image/jpeg", "image/webp", "application/pdf"]),
    bytes: Type.Integer(),
    sha256: Type.String(),
    uploaded_at: Instant,
    dispute: TextOrNull,
  },
  "A file that a party put to an order. `dispute`: where it was shown first; before, only its own party sees it.",
);

const Evidence = Type.Array(ref(EvidenceShape), { maxItems: 20, default: [] });
const Why = Type.String({ minLength: 1, maxLength: 2000 });

export const NewDisputeShape = shape("NewDispute", {
  order: Id("ord"),
  kind: choice(kinds, "`refund_only`: money back without the goods, by the marketplace's rules. `dispute`: by people."),
  amount: ref(PositiveMoneyShape),
  reason: Why,
  evidence: Type.Optional(Evidence),
});

export const SaidShape = shape("Said", { why: Why, evidence: Type.Optional(Evidence) });
export const StoreAnswerShape = shape("StoreAnswer", {
  agree: Type.Boolean(),
  why: Why,
  evidence: Type.Optional(Evidence),
});
export const ProposeVerdictShape = shape("ProposeVerdict", {
  verdict: choice(verdicts, "The first two end a dispute, the last two an appeal."),
  why: Why,
  evidence: Type.Optional(Evidence),
});
export const DecideVerdictShape = shape("DecideVerdict", {
  approve: Type.Boolean(),
  verdict: choice(verdicts, "What was proposed when it was looked at; another one by now is refused."),
  why: Why,
});

export const DisputeShape = shape(
  "Dispute",
  {
    id: Type.String(),
    marketplace: Type.String(),
    store: Type.String(),
    checkout: Type.String(),
    order: Type.String(),
    payment: Type.String(),
    kind: choice(kinds),
    state: choice(disputeStates),
    amount: ref(MoneyShape),
    reason: Type.String(),
    rule: Type.String({ description: "Which rule decided who decides." }),
    opened_by: Type.String(),
    refund: TextOrNull,
    proposed: nullable(choice(verdicts)),
    proposed_why: TextOrNull,
    proposer: TextOrNull,
    due_at: InstantOrNull,
    opened_at: Instant,
    changed_at: Instant,
  },
  "Until it is decided, the order's money is not released. `due_at`: until when the store may answer, or appeal.",
);

export const DisputeStepShape = shape("DisputeStep", {
  n: Type.Integer(),
  event: Type.String(),
  from: nullable(choice(disputeStates)),
  to: choice(disputeStates),
  by_kind: Type.String(),
  by: Type.String(),
  why: Type.String(),
  evidence: Type.Array(ref(EvidenceShape)),
  at: Instant,
});

const rules = {
  automatic_max: ref(MoneyShape),
  rating_below: Type.Integer({ minimum: 0, maximum: 500, description: "Hundredths of a star." }),
  person_above: ref(MoneyShape),
  store_hours: Type.Integer({ minimum: 1, maximum: 720 }),
  appeal_days: Type.Integer({ minimum: 1, maximum: 90 }),
};
export const SetRefundOnlyRulesShape = shape("SetRefundOnlyRules", rules);
export const RefundOnlyRulesShape = shape(
  "RefundOnlyRules",
  { marketplace: Type.String(), ...rules, starts_at: InstantOrNull },
  "Up to `automatic_max`, with evidence, of a store rated below `rating_below`: granted at once. Above `person_above`: " +
    "a person decides. Otherwise the store is asked; its silence is consent. In CNY.",
);

export const SetRatingShape = shape("SetStoreRating", {
  rating: Type.Integer({ minimum: 0, maximum: 500, description: "Hundredths of a star." }),
});
export const RatingShape = shape("StoreRating", { store: Type.String(), rating: Type.Integer(), set_at: Instant });

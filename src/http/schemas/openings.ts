import Type from "typebox";
import {
  choice,
  Id,
  Instant,
  InstantOrNull,
  MoneyShape,
  nullable,
  PositiveMoneyShape,
  ReasonShape,
  ref,
  shape,
  TextOrNull,
  WordsShape,
} from "./common.ts";
import { NameShape } from "./directory.ts";
import { BuyerFactsShape } from "./payments.ts";

export const openingStates = [
  "draft",
  "piloting",
  "consulting",
  "decided",
  "announced",
  "opening",
  "open",
  "paused",
  "withdrawn",
] as const;

const Slug = Type.String({ pattern: "^[a-z][a-z0-9_]{0,39}$" });
const Side = Type.String({
  pattern: "^(mkt_[0-9A-HJKMNP-TV-Z]{26}|[a-z][a-z0-9_]{0,39})$",
  description: "A marketplace's id, or the name of a host app.",
});
const Why = Type.String({ minLength: 1, maxLength: 500, description: "Kept for ever with who did it." });
const Share = Type.Integer({ minimum: 0, maximum: 10_000, description: "10,000ths: 500 is 5 %." });
const closed = { additionalProperties: false };
const texts = (maxItems: number, maxLength = 40) =>
  Type.Array(Type.String({ minLength: 1, maxLength }), { minItems: 1, maxItems });

const capNames = ["per_payment", "per_buyer_day", "per_store_day", "total_day"] as const;
type CapFields<S> = Record<(typeof capNames)[number], S>;
const capFields = <S>(field: S) => Object.fromEntries(capNames.map((name) => [name, field])) as CapFields<S>;

const Caps = Type.Object(capFields(nullable(ref(MoneyShape))), closed);
const NewCaps = Type.Object(capFields(Type.Optional(nullable(ref(PositiveMoneyShape)))), closed);

const StoreAudience = Type.Object(
  {
    list: Type.Optional(Type.Array(Id("sto"), { minItems: 1, maxItems: 10_000 })),
    share: Type.Optional(Share),
    categories: Type.Optional(texts(200)),
    city_tiers: Type.Optional(texts(20)),
    signed_up_before: Type.Optional(Instant),
  },
  closed,
);
const BuyerAudience = Type.Object(
  {
    share: Type.Optional(Share),
    any_of: Type.Optional(Type.Array(choice(["no_bound_card", "no_balance"]), { minItems: 1, maxItems: 2 })),
    others: Type.Optional(Share),
    city_tiers: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 9 }), { minItems: 1, maxItems: 9 })),
    age_bands: Type.Optional(texts(20)),
    apps: Type.Optional(texts(20)),
    app_version_from: Type.Optional(Type.String({ pattern: "^\\d{1,9}(\\.\\d{1,9}){0,3}$" })),
  },
  closed,
);
const Condition = Type.String({
  minLength: 1,
  maxLength: 1000,
  description:
    "In CEL, true for who is in; checked with its types when it is saved. It may name buyer.reference, " +
    "no_bound_card, no_balance, city_tier, age_band, app, app_version, tags.…; store.id, signed_up_at, tags.…; " +
    "payment.amount (minor units), currency, method; now. A fact that is absent makes it not hold.",
});
export const Guard = Type.Object(
  {
    figure: choice(["success_rate", "refund_rate", "unknown_rate", "complaint_rate", "breaks"]),
    limit: Type.Integer({ minimum: 0, maximum: 10_000, description: "10,000ths; of `breaks` a plain number." }),
    window_minutes: Type.Integer({ minimum: 1, maximum: 1440 }),
    min_count: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  },
  { ...closed, description: "Stops by itself: success_rate below its limit, the others above theirs." },
);
const NewStage = Type.Object(
  {
    title: Type.Optional(nullable(ref(NameShape))),
    starts_at: Type.Optional(nullable(Instant)),
    methods: Type.Optional(nullable(Type.Array(Slug, { minItems: 1, maxItems: 20, uniqueItems: true }))),
    stores: Type.Optional(StoreAudience),
    buyers: Type.Optional(BuyerAudience),
    condition: Type.Optional(nullable(Condition)),
    caps: Type.Optional(NewCaps),
    guards: Type.Optional(Type.Array(Guard, { maxItems: 10 })),
  },
  closed,
);
export const NewStageShape = shape(
  "NewStage",
  NewStage.properties,
  "A pilot before the announcement, or a stage after.",
);
const stageLists = {
  guards: Type.Optional(Type.Array(Guard, { maxItems: 10 })),
  pilots: Type.Optional(Type.Array(ref(NewStageShape), { maxItems: 50 })),
  stages: Type.Optional(Type.Array(ref(NewStageShape), { maxItems: 50 })),
};
export const StageShape = shape("Stage", {
  n: Type.Integer(),
  title: nullable(ref(WordsShape)),
  starts_at: InstantOrNull,
  methods: nullable(Type.Array(Type.String())),
  stores: StoreAudience,
  buyers: BuyerAudience,
  condition: TextOrNull,
  caps: Caps,
  started_at: InstantOrNull,
  guards: Type.Array(Guard),
  paused_at: InstantOrNull,
});

const Rule = Type.Object(
  { quorum: Share, share: Share, weighting: choice(["stores", "turnover"]) },
  {
    ...closed,
    description: "Of the electorate that must vote, and of the votes that must support; weighed by stores or turnover.",
  },
);
export const ConsultStoresShape = shape("ConsultStores", {
  why: Why,
  deadline: Instant,
  rule: Rule,
  electorate: Type.Optional(StoreAudience),
  turnover_days: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
});

const Counts = Type.Object({
  electorate: Type.String(),
  cast: Type.String(),
  support: Type.String(),
  re_evaluate: Type.String(),
});
const choices = ["support", "re_evaluate"] as const;
const Tally = Type.Object({
  stores: Counts,
  turnover: Counts,
  reasons: Type.Array(
    Type.Object({ choice: choice(choices), code: Type.String(), stores: Type.String(), turnover: TextOrNull }),
  ),
  passed: Type.Boolean(),
});
export const ConsultationShape = shape("Consultation", {
  opening: Type.String(),
  n: Type.Integer(),
  state: choice(["open", "closed"]),
  terms_version: Type.Integer(),
  terms_hash: Type.String(),
  rule: Rule,
  electorate: StoreAudience,
  stores: Type.Integer(),
  cast: Type.Integer({ description: "How many stores have voted; all that is told before the deadline." }),
  opens_at: Instant,
  deadline: Instant,
  closed_at: InstantOrNull,
  passed: nullable(Type.Boolean()),
  tally: nullable(Tally),
  root: TextOrNull,
  ballots_public: Type.Boolean({ description: "Each choice is published with the result, without its store." }),
  answers: Type.Array(
    Type.Object({ reason_code: Type.String(), answer: ref(WordsShape), by: Type.String(), at: Type.String() }),
  ),
});

export const NewBallotShape = shape("NewBallot", {
  store: Id("sto"),
  choice: choice(choices),
  reason_code: Slug,
  reason: Type.Optional(Type.String({ maxLength: 2000 })),
  replaces: Type.Optional(nullable(Type.Integer({ minimum: 1 }))),
});
const receipt = {
  opening: Type.String(),
  consultation: Type.Integer(),
  terms_hash: Type.String(),
  store: Type.String(),
  choice: choice(choices),
  reason_code: Type.String(),
  reason: Type.String(),
  salt: Type.String({ description: "32 bytes, hexadecimal. Keep it: it is the store's receipt." }),
};
export const BallotShape = shape("Ballot", { ...receipt, version: Type.Integer(), by: Type.String(), at: Instant });
export const BallotProofShape = shape("BallotProof", {
  receipt: Type.Object(receipt),
  proof: Type.Object({
    form: Type.Optional(
      Type.Unsafe<1 | 2>({ type: "integer", enum: [1, 2], description: "How the leaf is made; left out: 1." }),
    ),
    leaf: Type.Integer(),
    size: Type.Integer(),
    hashes: Type.Array(Type.String()),
    root: Type.String(),
  }),
});
export const AnswerReasonShape = shape("AnswerReason", { reason_code: Slug, answer: ref(NameShape) });

export const PrerequisiteShape = Type.Object(
  { kind: choice(["opening", "agreement", "sign_off"]), id: Type.String({ minLength: 1, maxLength: 80 }) },
  closed,
);
const depths = ["superficial", "moderate", "deep"] as const;
const motives = ["own_will", "policy"] as const;
const orNull = <const Values extends readonly string[]>(values: Values) =>
  Type.Unsafe<Values[number] | null>({ type: ["string", "null"], enum: [...values, null] });

export const OpeningShape = shape("Opening", {
  id: Type.String(),
  marketplace: Type.String(),
  sides: Type.Array(Type.String()),
  capability: Type.String(),
  partner: Type.String(),
  methods: nullable(Type.Array(Type.String())),
  caps: Caps,
  terms: ref(WordsShape),
  terms_version: Type.Integer(),
  terms_hash: Type.String({ description: "SHA-256 over the terms and what they open, hexadecimal." }),
  voted_hash: TextOrNull,
  consultation_skipped: TextOrNull,
  depth: orNull(depths),
  initiator: TextOrNull,
  motive: orNull(motives),
  notice_days: nullable(Type.Integer()),
  requires: Type.Array(PrerequisiteShape),
  pilots: Type.Array(ref(StageShape)),
  stages: Type.Array(ref(StageShape)),
  guards: Type.Array(Guard),
  two_people: Type.Boolean(),
  models: TextOrNull,
  state: choice(openingStates),
  effective_at: InstantOrNull,
  version: Type.Integer(),
  created_at: Instant,
  changed_at: Instant,
});

export const NewOpeningShape = shape("NewOpening", {
  marketplace: Type.Optional(Id("mkt")),
  sides: Type.Optional(Type.Array(Side, { minItems: 1, maxItems: 50, uniqueItems: true })),
  capability: Type.Optional(Slug),
  partner: Slug,
  methods: Type.Optional(nullable(Type.Array(Slug, { minItems: 1, maxItems: 20, uniqueItems: true }))),
  effective_at: Type.Optional(nullable(Instant)),
  caps: Type.Optional(NewCaps),
  terms: ref(NameShape),
  depth: Type.Optional(orNull(depths)),
  initiator: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 200 }))),
  motive: Type.Optional(orNull(motives)),
  notice_days: Type.Optional(nullable(Type.Integer({ minimum: 0, maximum: 365 }))),
  requires: Type.Optional(Type.Array(PrerequisiteShape, { maxItems: 50 })),
  two_people: Type.Optional(Type.Boolean({ description: "What opens or widens it takes a second person." })),
  models: Type.Optional(nullable(Type.String({ pattern: "^[a-z][a-z0-9_]{0,59}$" }))),
  ...stageLists,
});

export const MoveOpeningShape = shape("MoveOpening", { why: Why });

export const AnnounceOpeningShape = shape("AnnounceOpening", {
  why: Why,
  effective_at: Type.Optional(nullable(Instant)),
  skip_consultation: Type.Optional(nullable(Why)),
});
export const ChangeTermsShape = shape("ChangeTerms", { why: Why, terms: ref(NameShape) });
export const ChangePlanShape = shape("ChangePlan", { why: Why, caps: Type.Optional(NewCaps), ...stageLists });
export const StartStageShape = shape("StartStage", {
  why: Why,
  kind: choice(["pilot", "stage"]),
  n: Type.Integer({ minimum: 2, maximum: 50 }),
});

export const TermsVersionShape = shape("TermsVersion", {
  version: Type.Integer(),
  terms: ref(WordsShape),
  hash: Type.String(),
  by: Type.String(),
  why: Type.String(),
  at: Instant,
});

export const OpeningStepShape = shape("OpeningStep", {
  version: Type.Integer(),
  event: Type.String(),
  from: nullable(choice(openingStates)),
  to: choice(openingStates),
  effective_at: InstantOrNull,
  by: Type.String(),
  why: Type.String(),
  at: Instant,
  details: Type.Unknown(),
});

export const WithdrawPartnerShape = shape("WithdrawPartner", {
  marketplace: Type.Optional(Id("mkt")),
  partner: Slug,
  why: Why,
});

const standing = {
  kind: choice(["agreement", "sign_off"]),
  id: Type.String({ minLength: 1, maxLength: 80 }),
  stands: Type.Boolean(),
};
export const NewStandingShape = shape("NewStanding", {
  ...standing,
  marketplace: Type.Optional(Id("mkt")),
  opening: Type.Optional(nullable(Id("opn"))),
  why: Why,
});
export const DecideStandingShape = shape("DecideStanding", {
  kind: standing.kind,
  id: standing.id,
  marketplace: Type.Optional(Id("mkt")),
  opening: Type.Optional(nullable(Id("opn"))),
  approve: Type.Boolean(),
  why: Why,
});
export const StandingShape = shape("Standing", {
  ...standing,
  waiting: Type.Boolean({ description: "Said by one person, and not confirmed by a second one yet." }),
  marketplace: Type.String(),
  opening: TextOrNull,
  by: Type.String(),
  confirmed_by: TextOrNull,
  why: Type.String(),
  at: Instant,
});

const Question = Type.Object(
  {
    store: Id("sto"),
    capability: Type.Optional(Slug),
    partner: Slug,
    method: Type.Optional(nullable(Slug)),
    amount: Type.Optional(nullable(ref(PositiveMoneyShape))),
    buyer: Type.Optional(ref(BuyerFactsShape)),
    at: Type.Optional(Type.String({ format: "date-time", description: "Left out: now." })),
  },
  closed,
);
export const AskDecisionsShape = shape("AskDecisions", {
  questions: Type.Array(Question, { minItems: 1, maxItems: 1000 }),
});
export const DecisionShape = shape("Decision", {
  open: Type.Boolean(),
  reasons: Type.Array(ref(ReasonShape)),
  caps: Caps,
  opening: TextOrNull,
  opening_version: nullable(Type.Integer()),
  stage: nullable(Type.Object({ kind: choice(["pilot", "stage"]), n: Type.Integer() })),
});

const acts = ["pilot", "open", "complete", "resume", "announce", "start_stage", "resume_stage", "plan"] as const;
const Stage = Type.Object({ kind: choice(["pilot", "stage"]), n: Type.Integer({ minimum: 2, maximum: 50 }) }, closed);
export const ProposeActShape = shape(
  "ProposeAct",
  {
    act: choice(acts),
    why: Why,
    announce: Type.Optional(
      Type.Object(
        { effective_at: Type.Optional(nullable(Instant)), skip_consultation: Type.Optional(nullable(Why)) },
        closed,
      ),
    ),
    start_stage: Type.Optional(Stage),
    resume_stage: Type.Optional(Stage),
    plan: Type.Optional(Type.Object({ caps: Type.Optional(NewCaps), ...stageLists }, closed)),
  },
  "What the act needs stands under its own name.",
);
export const DecideProposalShape = shape("DecideProposal", {
  n: Type.Integer({ minimum: 1 }),
  approve: Type.Boolean(),
  why: Why,
});
export const ProposalShape = shape("Proposal", {
  opening: Type.String(),
  n: Type.Integer(),
  opening_version: nullable(Type.Integer()),
  act: choice(acts),
  input: Type.Unknown(),
  why: Type.String(),
  proposer: Type.String(),
  at: Instant,
  state: choice(["pending", "approved", "rejected"]),
  decided_by: TextOrNull,
  decided_why: TextOrNull,
  decided_at: InstantOrNull,
});

import Type from "typebox";
import { choice, Id, Instant, nullable, ref, shape, WordsShape } from "./common.ts";

const People = Type.Integer({ minimum: 0, maximum: 100_000_000_000 });
const Tier = nullable(Type.Integer({ minimum: 1, maximum: 5 }));
const Age = nullable(Type.String({ minLength: 1, maxLength: 20 }));

export const ReachSegmentShape = shape("ReachSegment", {
  city_tier: Type.Optional(Tier),
  age_band: Type.Optional(Age),
  ...{ a: People, b: People },
  overlap: Type.Optional(People),
  run: Type.Optional(Id("alr")),
});

export const AskReachShape = shape(
  "AskReach",
  {
    segments: Type.Array(ref(ReachSegmentShape), { minItems: 1, maxItems: 200 }),
    names: Type.Optional(Type.Object({ a: ref(WordsShape), b: ref(WordsShape) }, { additionalProperties: false })),
  },
  "Each segment has an overlap, or the run of a data alliance that found one.",
);

const reached = {
  ...{ a: Type.Integer(), b: Type.Integer(), overlap: Type.Integer(), only_a: Type.Integer(), only_b: Type.Integer() },
  reach: Type.Integer({ description: "A + B − overlap." }),
  gain_bp: nullable(Type.Integer({ description: "What B adds to A, in ten-thousandths of A." })),
};

export const ReachedShape = shape("Reached", reached);
export const ReachedSegmentShape = shape("ReachedSegment", { ...reached, city_tier: Tier, age_band: Age });
export const ReachedTierShape = shape("ReachedTier", { ...reached, city_tier: Tier });
export const ReachedAgeShape = shape("ReachedAge", { ...reached, age_band: Age });

export const ReachShape = shape("Reach", {
  total: ref(ReachedShape),
  by_segment: Type.Array(ref(ReachedSegmentShape)),
  by_tier: Type.Array(ref(ReachedTierShape)),
  by_age: Type.Array(ref(ReachedAgeShape)),
  words: ref(WordsShape),
  svg: ref(WordsShape),
});

export const EffectShareShape = shape(
  "EffectShare",
  {
    ...{ n: Type.Integer(), of: Type.Integer(), share: nullable(Type.Number()) },
    ...{ low: nullable(Type.Number()), high: nullable(Type.Number()) },
  },
  "95 % by Wilson's score interval.",
);
export const EffectDifferenceShape = shape(
  "EffectDifference",
  { value: nullable(Type.Number()), low: nullable(Type.Number()), high: nullable(Type.Number()) },
  "95 % by Newcombe's hybrid score interval; `basket` by percentile bootstrap.",
);
const Share = ref(EffectShareShape);
const Difference = ref(EffectDifferenceShape);
const both = { in: Share, out: Share };

export const EffectComparedShape = shape("EffectCompared", { ...both, difference: Difference });
const Pair = Type.Object(both, { additionalProperties: false });
const conversion = { before: Pair, after: Pair, change: Difference };
export const EffectConversionShape = shape("EffectConversion", conversion);
export const EffectTierShape = shape("EffectTier", { ...conversion, city_tier: Tier });
export const EffectAgeShape = shape("EffectAge", { ...conversion, age_band: Age });
export const EffectWalletShape = shape("EffectWallet", { ...both, difference: Difference, wallet: Type.String() });

export const EffectFiguresShape = shape("EffectFigures", {
  orders: Type.Integer(),
  buyers: Type.Object({ in: Type.Integer(), out: Type.Integer() }, { additionalProperties: false }),
  new_buyers: ref(EffectComparedShape),
  without_incumbent: ref(EffectComparedShape),
  conversion: ref(EffectConversionShape),
  conversion_by_tier: Type.Array(ref(EffectTierShape)),
  conversion_by_age: Type.Array(ref(EffectAgeShape)),
  wallets: Type.Array(ref(EffectWalletShape)),
  displacement: Difference,
  basket: Difference,
});

const asked = {
  opening: Type.String(),
  kind: choice(["pilot", "stage"]),
  n: Type.Integer({ minimum: 1, maximum: 100 }),
  incumbent: Type.String({ pattern: "^[a-z0-9_-]{1,32}$" }),
  start: Instant,
  before_days: Type.Integer({ minimum: 1, maximum: 366 }),
  after_days: Type.Integer({ minimum: 1, maximum: 366 }),
};

export const NewEffectReportShape = shape("NewEffectReport", { ...asked, opening: Id("opn") });
export const EffectAskedShape = shape("EffectAsked", asked);
export const EffectReportShape = shape("EffectReport", {
  ...{ id: Type.String(), marketplace: Type.String(), opening: Type.String(), asked: ref(EffectAskedShape) },
  ...{ report: ref(EffectFiguresShape), created_at: Instant },
});

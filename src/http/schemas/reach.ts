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

export const CirclesShape = shape(
  "Circles",
  {
    ...{ a: Type.Number({ description: "Radius of A's circle." }), b: Type.Number({ description: "Radius of B's." }) },
    distance: Type.Number({ description: "Between the two centres." }),
  },
  "Circles and lens are true to their areas, in one unit of length.",
);

const reached = {
  ...{ a: Type.Integer(), b: Type.Integer(), overlap: Type.Integer(), only_a: Type.Integer(), only_b: Type.Integer() },
  reach: Type.Integer({ description: "A + B − overlap." }),
  gain_bp: nullable(Type.Integer({ description: "What B adds to A, in ten-thousandths of A." })),
  circles: ref(CirclesShape),
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

const Share01 = Type.Number({ minimum: 0, maximum: 1 });
const Curve = Type.Object(
  { limit: Share01, half_months: Type.Number({ exclusiveMinimum: 0, maximum: 600 }) },
  { additionalProperties: false, description: "At last `limit` of those who could; half of them after `half_months`." },
);

export const AskWhatIfShape = shape(
  "AskWhatIf",
  {
    ...{ a: People, b: People, overlap: Type.Optional(People), run: Type.Optional(Id("alr")) },
    months: Type.Optional(Type.Integer({ minimum: 0, maximum: 120, default: 12 })),
    buying: Type.Optional(Share01),
    ...{ adoption: Type.Optional(Curve), displacement: Type.Optional(Curve) },
  },
  "A: the incumbent wallet's users, B: the other's. What is left out is a made-up figure, answered under `asked`.",
);
const AskedWhatIf = Type.Object(
  {
    ...{ a: Type.Integer(), b: Type.Integer(), overlap: Type.Integer(), months: Type.Integer() },
    ...{ buying: Type.Number(), adoption: Curve, displacement: Curve },
  },
  { additionalProperties: false },
);
export const WhatIfMonthShape = shape("WhatIfMonth", {
  month: Type.Integer(),
  closed: Type.Object({ buyers: Type.Integer(), incumbent: Type.Integer() }, { additionalProperties: false }),
  open: Type.Object(
    {
      ...{ buyers: Type.Integer(), incumbent: Type.Integer(), other: Type.Integer(), new_buyers: Type.Integer() },
      incumbent_share: Type.Number(),
    },
    { additionalProperties: false },
  ),
});
export const WhatIfShape = shape(
  "WhatIf",
  {
    asked: AskedWhatIf,
    reach: Type.Integer(),
    circles: ref(CirclesShape),
    months: Type.Array(ref(WhatIfMonthShape)),
  },
  "A model with the caller's own curves, not a forecast.",
);

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
/** Reports of earlier versions have no days before the start in it. */
export const EffectChangedShape = shape("EffectChanged", {
  ...{ ...both, difference: Difference, before: Type.Optional(Pair), change: Type.Optional(Difference) },
});
export const EffectTierShape = shape("EffectTier", { ...conversion, city_tier: Tier });
export const EffectAgeShape = shape("EffectAge", { ...conversion, age_band: Age });
export const EffectWalletShape = shape("EffectWallet", { ...both, difference: Difference, wallet: Type.String() });

export const EffectFiguresShape = shape("EffectFigures", {
  orders: Type.Integer(),
  buyers: Type.Object({ in: Type.Integer(), out: Type.Integer() }, { additionalProperties: false }),
  new_buyers: ref(EffectComparedShape),
  without_incumbent: ref(EffectChangedShape),
  gained: Type.Optional(ref(EffectConversionShape)),
  conversion: ref(EffectConversionShape),
  conversion_by_tier: Type.Array(ref(EffectTierShape)),
  conversion_by_age: Type.Array(ref(EffectAgeShape)),
  wallets: Type.Array(ref(EffectWalletShape)),
  displacement: Difference,
  basket: Difference,
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
  left_out: Type.Optional(
    Type.Integer({ description: "Orders without a named buyer, outside the stage's other terms, or in a pause." }),
  ),
  paused: Type.Optional(
    Type.Array(Type.Object({ from: Instant, to: Instant }), { description: "Cut out of the span, for both groups." }),
  ),
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

export const NewEffectReportShape = shape(
  "NewEffectReport",
  { ...asked, opening: Id("opn"), start: Type.Optional(Instant) },
  "Without `start`: since the stage began. The report ends where the next stage begins, or now.",
);
export const EffectAskedShape = shape("EffectAsked", asked);
export const EffectReportShape = shape("EffectReport", {
  ...{ id: Type.String(), marketplace: Type.String(), opening: Type.String(), asked: ref(EffectAskedShape) },
  ...{ report: ref(EffectFiguresShape), created_at: Instant },
});

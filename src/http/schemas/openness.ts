import Type from "typebox";
import { choice, Instant, InstantOrNull, MoneyShape, nullable, ref, shape, TextOrNull, WordsShape } from "./common.ts";
import { openingStates } from "./openings.ts";

const Count = Type.Integer({ minimum: 0 });
const Counts = Type.Object({
  electorate: Type.String(),
  cast: Type.String(),
  support: Type.String(),
  re_evaluate: Type.String(),
});

export const OpennessShape = shape(
  "Openness",
  {
    as_of: Instant,
    /** The days that the wallets' figures are of. */
    from: Instant,
    openings: Type.Array(
      Type.Object({
        id: Type.String(),
        marketplace: ref(WordsShape),
        capability: Type.String(),
        partner: Type.String(),
        depth: TextOrNull,
        motive: TextOrNull,
        state: choice(openingStates),
        terms: ref(WordsShape),
        terms_hash: Type.String(),
        effective_at: InstantOrNull,
        consultation_skipped: TextOrNull,
        stages: Type.Array(
          Type.Object({ n: Type.Integer(), title: nullable(ref(WordsShape)), starts_at: InstantOrNull }),
        ),
        votes: Type.Array(
          Type.Object({
            n: Type.Integer(),
            terms_hash: Type.String(),
            quorum: Type.Integer(),
            share: Type.Integer(),
            weighting: choice(["stores", "turnover"]),
            stores: Type.Integer(),
            deadline: Instant,
            tally: nullable(Type.Object({ stores: Counts, turnover: Counts, passed: Type.Boolean() })),
            root: TextOrNull,
          }),
        ),
        steps: Type.Array(Type.Object({ event: Type.String(), to: choice(openingStates), at: Instant })),
      }),
    ),
    appeals: Type.Array(
      Type.Object({
        about: choice(
          ["screening", "verdicts"],
          "What stores appealed against: links and posts kept out, or verdicts.",
        ),
        ...{ raised: Type.Integer(), granted: Type.Integer(), upheld: Type.Integer(), open: Type.Integer() },
        hours: Type.Unsafe<number | null>({ type: ["integer", "null"], description: "The median until a decision." }),
      }),
    ),
    wallets: Type.Array(
      Type.Object({
        wallet: Type.String(),
        title: ref(WordsShape),
        started: Count,
        paid: Count,
        refused: Count,
        unknown: Count,
        amount: ref(MoneyShape),
      }),
    ),
    audit: nullable(
      Type.Object(
        { n: Type.String(), hash: Type.String(), at: Instant },
        {
          description:
            "The newest head of the tree over what people and openings did; GET /v1/audit/heads proves its growth.",
        },
      ),
    ),
    checkout_order: ref(WordsShape),
    terms: Type.Array(
      Type.Object({
        marketplace: ref(WordsShape),
        release_after_days: Type.Integer(),
        commission_bp: Type.Integer(),
      }),
    ),
  },
  "What an outsider may hold the house to: rules, votes, stages, outages, fees.",
);

import Type from "typebox";
import { appealOutcomes, appealsAbout } from "#oversight";
import { choice, Instant, InstantOrNull, MoneyShape, nullable, ref, shape, TextOrNull, WordsShape } from "./common.ts";
import { OpeningShape, openingStates, StageShape } from "./openings.ts";
import { DayFiguresShape } from "./oversight.ts";

const Count = Type.Integer({ minimum: 0 });
const Counts = Type.Object({
  electorate: Type.String(),
  cast: Type.String(),
  support: Type.String(),
  re_evaluate: Type.String(),
});

const Stage = Type.Object({
  ...StageShape.properties,
  listed_stores: Type.Unsafe<number | null>({ type: ["integer", "null"], description: "How many stores are named." }),
  conditional: Type.Boolean({ description: "Also by a condition; it is told where it names no store and no buyer." }),
});
const { methods, caps, guards } = OpeningShape.properties;

export const OpennessLeavesShape = shape(
  "OpennessLeaves",
  { root: Type.String(), leaves: Type.Array(Type.String()) },
  "The leaf hashes of an RFC 6962 tree over the ballots, in order: how many voted, and none changed; not how.",
);

const Side = Type.Object({ stores: Count, turnover: Type.String() });
export const OpennessBallotsShape = shape(
  "OpennessBallots",
  {
    root: Type.String(),
    bands: Type.Array(
      Type.Object({
        n: Type.Integer(),
        from: Type.String({ description: "Turnover in minor units, from here on." }),
        to: TextOrNull,
        asked: Count,
        support: Side,
        re_evaluate: Side,
      }),
      { description: "Stores by turnover: at least five ballots of each choice in each band, or one band alone." },
    ),
    ballots: Type.Array(
      Type.Object({
        hidden: Type.String({ description: "A hash over store, salt and reason: who has the receipt finds it." }),
        choice: choice(["support", "re_evaluate"]),
        band: Type.Integer(),
      }),
      { description: "In the order of the tree's leaves, each made from its choice and its hidden hash." },
    ),
  },
  "A vote's ballots without their stores: counted again they are the tally, and their leaves have the published root.",
);

export const OpennessOpeningShape = shape(
  "OpennessOpening",
  {
    id: Type.String(),
    sides: Type.Array(Type.String(), {
      description: "With them, capability, partner and methods: what is hashed.",
    }),
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
    ...{ methods, caps, guards },
    ...{ pilots: Type.Array(Stage), stages: Type.Array(Stage) },
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
        ballots_public: Type.Boolean({ description: "Its ballots are published, without their stores." }),
      }),
    ),
    steps: Type.Array(Type.Object({ event: Type.String(), to: choice(openingStates), at: Instant })),
  },
  "An opening as everybody may know it: rules, votes and steps; nobody who asked, voted or decided.",
);

export const OpennessShape = shape(
  "Openness",
  {
    as_of: Instant,
    /** The days that the wallets' figures are of. */
    from: Instant,
    openings: Type.Array(ref(OpennessOpeningShape)),
    openings_cut: Type.Boolean({ description: "Older openings are left out: the file has the newest 5,000." }),
    openings_next: nullable(
      Type.String({ description: "A cursor: where GET /v1/openness/openings goes on with those left out." }),
    ),
    days: Type.Array(ref(DayFiguresShape), { description: "What the wallets' totals are the sums of." }),
    outages: Type.Array(Type.Object({ wallet: Type.String(), began_at: Instant, ended_at: InstantOrNull }), {
      description: "When a wallet was shut for buyers, because its calls went wrong; kept after it is mended.",
    }),
    appeals: Type.Array(
      Type.Object({
        about: choice(appealsAbout, "What stores appealed against: links and posts kept out, or verdicts."),
        ...{ raised: Type.Integer(), granted: Type.Integer(), upheld: Type.Integer(), open: Type.Integer() },
        hours: Type.Unsafe<number | null>({ type: ["integer", "null"], description: "The median until a decision." }),
      }),
    ),
    appeals_told: Type.Array(
      Type.Object({
        ...{ about: choice(appealsAbout), day: Type.String(), outcome: choice(appealOutcomes), count: Count },
        hours: Type.Unsafe<number | null>({ type: ["integer", "null"], description: "Until the decision." }),
      }),
      { description: "What the figures of appeals are counted from; who appealed, and against what, is not told." },
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
        release_from: choice(["payment", "shipment"]),
        commission_bp: Type.Integer(),
      }),
    ),
  },
  "What an outsider may hold the house to: rules, votes, stages, outages, fees.",
);

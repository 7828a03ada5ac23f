import Type from "typebox";
import { twoPersonKinds } from "#oversight";
import {
  choice,
  Id,
  Instant,
  InstantOrNull,
  MoneyShape,
  nullable,
  ref,
  shape,
  TextOrNull,
  WordsShape,
} from "./common.ts";

const Count = Type.Integer({ minimum: 0 });
const counts = { started: Count, paid: Count, refused: Count, unknown: Count };
const Seconds = Type.Unsafe<number | null>({ type: ["number", "null"] });
export const Day = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });

export const DayFiguresShape = shape(
  "DayFigures",
  { day: Day, wallet: Type.String(), ...counts, amount: ref(MoneyShape), refunded: ref(MoneyShape) },
  "One day of one wallet, from the payments themselves; unknown: no last word from the wallet.",
);
export const FiguresShape = shape("Figures", {
  data: Type.Array(ref(DayFiguresShape)),
  from: Instant,
  to: Instant,
  time_zone: Type.String(),
});

const TierOrNull = Type.Unsafe<number | null>({ type: ["integer", "null"] });
export const BuyerFiguresShape = shape(
  "BuyerFigures",
  {
    data: Type.Array(
      Type.Object({
        city_tier: TierOrNull,
        age_band: TextOrNull,
        offered: Type.Integer({ minimum: 0, description: "Checkouts, each with its wallets on offer." }),
        started: Type.Integer({ minimum: 0, description: "Of those, with at least one payment that was begun." }),
        paid: Count,
        amount: ref(MoneyShape),
      }),
    ),
    from: Instant,
    to: Instant,
    time_zone: Type.String(),
  },
  "Checkouts by the buyer's city tier and age band, as the marketplace told them; null: not told.",
);

const WalletError = Type.Object({
  outcome: choice(["refused", "unknown"]),
  code: nullable(Type.String({ description: "The wallet's own, as kept with the payment; null: it told none." })),
  says: TextOrNull,
  count: Count,
  payment: Type.String({ description: "The latest of them." }),
  order: Type.String(),
});

export const WalletHealthShape = shape(
  "WalletHealth",
  {
    wallet: Type.String(),
    state: choice(["healthy", "degraded", "failing", "idle"]),
    ...counts,
    p50_seconds: Seconds,
    p95_seconds: Seconds,
    hours: Type.Array(Type.Object({ at: Instant, ...counts })),
    errors: Type.Array(WalletError, { description: "Of the last 24 hours, most often first." }),
  },
  "The latest quarter of an hour, and 24 hours hour by hour. Refused and unknown count against the wallet.",
);

const FlowItem = Type.Object({
  flow: choice(["information", "transaction", "payment", "logistics"]),
  at: Instant,
  code: Type.String(),
  words: ref(WordsShape),
  amount: nullable(ref(MoneyShape)),
  evidence: Type.Object({ kind: Type.String(), id: Type.String() }),
  detail: Type.Record(Type.String(), Type.String()),
  note: Type.Optional(nullable(ref(WordsShape))),
});
export const OrderFlowsShape = shape("OrderFlows", {
  order: Type.String(),
  marketplace: Type.String(),
  store: Type.String(),
  items: Type.Array(FlowItem),
  gaps: Type.Array(Type.Object({ code: Type.String(), words: ref(WordsShape), since: Instant })),
  wallet_fees: Type.Array(
    Type.Object({
      payment: Type.String(),
      fee: nullable(ref(MoneyShape)),
      basis: nullable(choice(["billed", "agreed"])),
    }),
    {
      description:
        "What the wallet kept of each payment that was paid: as a line of its bill says, or by the rate agreed with " +
        "the wallet; null: no line is kept of it and nothing is agreed.",
    },
  ),
});

const ShipmentState = choice(["picked_up", "in_transit", "out_for_delivery", "delivered", "returned"]);
const Short = Type.String({ minLength: 1, maxLength: 80 });
export const NewShipmentShape = shape("NewShipment", {
  order: Id("ord"),
  carrier: Short,
  number: Short,
  state: ShipmentState,
  place: Type.Optional(Type.String({ maxLength: 200 })),
  parcels: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 99,
      description:
        "In how many parcels the order goes. It is sent when all of them are, one where nobody says; that all were " +
        "signed for is believed only where others than the store said how many.",
    }),
  ),
  at: Instant,
});
export const ShipmentShape = shape("Shipment", {
  id: Type.String(),
  order: Type.String(),
  marketplace: Type.String(),
  store: Type.String(),
  carrier: Type.String(),
  number: Type.String(),
  state: ShipmentState,
  place: Type.String(),
  parcels: Type.Union([Type.Integer(), Type.Null()]),
  at: Instant,
  heard_at: Instant,
});

export const MoneyFlowsShape = shape(
  "MoneyFlows",
  {
    wallet_account: Type.String(),
    opening: ref(MoneyShape),
    changes: Type.Array(Type.Object({ kind: Type.String(), amount: ref(MoneyShape) }), {
      description: "By the transfers' kind; below zero: less.",
    }),
    closing: ref(MoneyShape),
  },
  "A store's money (escrow and balance together) at one wallet account: opening, every kind of change, closing.",
);

export const FoundShape = shape(
  "Found",
  {
    kind: Type.String(),
    id: Type.String(),
    marketplace: TextOrNull,
    store: TextOrNull,
    leads_to: Type.String({ description: "What it belongs to and people look at: a payment's order; or itself." }),
  },
  "What a text names.",
);

const MomentKind = choice(["viewed", "shared", "chat"]);
const sides = ["buyer", "store", "platform", null];
const Slug = Type.String({ pattern: "^[a-z][a-z0-9_]{0,39}$" });
const Sha256 = Type.String({ pattern: "^[0-9a-f]{64}$", description: "Of the thing itself, which is not sent." });
const NewMoment = Type.Object(
  {
    kind: MomentKind,
    host: Slug,
    surface: Type.Optional(nullable(Slug)),
    side: Type.Optional(Type.Unsafe<"buyer" | "store" | "platform" | null>({ type: ["string", "null"], enum: sides })),
    ref: Type.String({
      pattern: "^[A-Za-z0-9._:-]{1,64}$",
      description: "The teller's own number of it. No name, no number of a person, nothing that was said.",
    }),
    sha256: Type.Optional(nullable(Sha256)),
    at: Instant,
  },
  { additionalProperties: false },
);
export const NewMomentsShape = shape(
  "NewMoments",
  { order: Id("ord"), moments: Type.Array(NewMoment, { minItems: 1, maxItems: 50 }) },
  "That an order was seen, shared or talked about in a host app: where, when and under which number.",
);
export const MomentShape = shape("Moment", {
  id: Type.String(),
  order: Type.String(),
  marketplace: Type.String(),
  store: Type.String(),
  kind: MomentKind,
  host: Type.String(),
  surface: TextOrNull,
  side: TextOrNull,
  ref: Type.String(),
  sha256: TextOrNull,
  at: Instant,
  heard_at: Instant,
});

export const PendingShape = shape(
  "Pending",
  {
    kind: choice(twoPersonKinds),
    id: Type.String(),
    n: Type.Unsafe<number | null>({ type: ["integer", "null"] }),
    marketplace: nullable(Type.String({ description: "Null: of the whole house, as the hub between wallets is." })),
    store: TextOrNull,
    act: Type.String(),
    why: Type.String(),
    about: nullable(
      Type.String({
        description: "What it belongs to: an opening, an order, an account, a participant, a host, a reference.",
      }),
    ),
    amount: nullable(ref(MoneyShape)),
    proposer: Type.String(),
    proposer_name: TextOrNull,
    at: Instant,
    yours: Type.Object(
      {
        may: Type.Boolean(),
        why: nullable(Type.String({ description: "Why not: as `why` of second_person_needed says." })),
        until: InstantOrNull,
      },
      { description: "Whether the caller may decide it now." },
    ),
  },
  "What one person proposed and another has to decide.",
);

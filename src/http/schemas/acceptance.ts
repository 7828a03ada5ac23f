import Type from "typebox";
import { choice, Id, Instant, InstantOrNull, MoneyShape, nullable, ref, shape, TextOrNull } from "./common.ts";

const Wallet = Type.String({ pattern: "^[a-z][a-z0-9_]{1,31}$" });
const both = { acquirer: Wallet, issuer: Wallet };

export const AcceptancePairShape = shape(
  "AcceptancePair",
  { ...both, account: Id("wac") },
  "The issuer's users may pay at the acquirer's merchants, once an opening says so. The acquirer is the issuer's " +
    "merchant through this account.",
);

const CapOrNull = nullable(ref(MoneyShape));
export const PairTodayShape = shape(
  "PairToday",
  {
    ...{ ...both, account: Id("wac"), late: Type.Boolean(), day: Type.String() },
    opening: { ...TextOrNull, description: "The newest opening of the pair, drafts left out." },
    state: TextOrNull,
    caps: Type.Object(
      { per_payment: CapOrNull, per_buyer_day: CapOrNull, per_store_day: CapOrNull, total_day: CapOrNull },
      { description: "Of the opening and of the step that it is at, the smaller." },
    ),
    counted: { ...CapOrNull, description: "Counted into the day's total; null: nothing limits it." },
    payments: Type.Integer({ minimum: 0 }),
    ...{ amount: ref(MoneyShape), fees: ref(MoneyShape) },
    returning: Type.Integer({ minimum: 0, description: "On their way back to their payers." }),
    owed: { ...ref(MoneyShape), description: "The issuer's debt that no window closed; below zero: the acquirer's." },
  },
  "A pair as it is today: whether it is open, how much of the day's caps is used, and what one owes the other.",
);

const Why = Type.Optional(Type.String({ maxLength: 500, description: "What the second person reads." }));
export const NewAcceptancePairShape = shape("NewAcceptancePair", { ...both, account: Id("wac"), why: Why });

const cardParts = {
  ...both,
  rate: Type.Integer({ minimum: 0, maximum: 10_000, description: "Ten-thousandths, rounded down to the fen." }),
  fixed: ref(MoneyShape),
  bearer: choice(["acquirer", "issuer"], "Who pays the fee to the other. The merchant never does."),
  on_refund: choice(["returned", "kept"], "Whether a refund gives its part of the fee back."),
};
export const AcceptanceRatesShape = shape("AcceptanceRates", {
  ...cardParts,
  starts_at: Instant,
  set_by: Type.String(),
});
export const NewAcceptanceRatesShape = shape("NewAcceptanceRates", {
  ...cardParts,
  starts_at: Type.Optional(Instant),
  why: Why,
});

export const AcceptanceShape = shape(
  "Acceptance",
  {
    ...{ id: Type.String(), payment: Type.String(), marketplace: Type.String(), store: Type.String(), ...both },
    ...{ amount: ref(MoneyShape), fee: ref(MoneyShape), fee_back: ref(MoneyShape) },
    ...{ bearer: choice(["acquirer", "issuer"]), refunded: ref(MoneyShape) },
    state: choice(["started", "debited", "accepted", "returning", "returned", "ended"]),
    ...{ issuer_ref: TextOrNull, acquirer_ref: TextOrNull },
    ...{ created_at: Instant, debited_at: InstantOrNull, paid_at: InstantOrNull, ended_at: InstantOrNull },
  },
  "One payment of the issuer's user at a merchant of the acquirer's.",
);

export const ClearingPairShape = shape("ClearingPair", both);
export const ClearingShape = shape(
  "Clearing",
  {
    ...{ id: Type.String(), ...both },
    net: nullable(ref(MoneyShape)),
    ...{ payer: TextOrNull, receiver: TextOrNull },
    state: choice(["closing", "open", "paying", "paid", "receiving", "settled"]),
    ...{ closed_at: Instant, due_at: Instant, paid_at: InstantOrNull, settled_at: InstantOrNull },
  },
  "What one of two wallets owes the other for acceptances of a window, and how far it is settled.",
);
export const ConfirmClearingShape = shape("ConfirmClearing", {
  what: choice(["paid", "received"], "paid: the payer's bank paid into transit. received: it reached the other."),
  why: Why,
});

const { acquirer, issuer, ...card } = cardParts;
export const AcceptanceChangeShape = shape(
  "AcceptanceChange",
  {
    ...{ id: Type.String(), kind: choice(["pair", "rates", "paid", "received"]), acquirer, issuer },
    clearing: TextOrNull,
    account: TextOrNull,
    card: nullable(Type.Object(card)),
    starts_at: nullable(Type.String({ format: "date-time", description: "Of a card; null: when it is approved." })),
    amount: nullable(ref(MoneyShape)),
    ...{ why: Type.String(), proposer: Type.String(), at: Instant },
    state: choice(["pending", "approved", "rejected"]),
    ...{ decided_by: TextOrNull, decided_why: TextOrNull, decided_at: InstantOrNull },
  },
  "What one person proposes about acceptance between two wallets, and another decides: a pair, a rate card, a step of " +
    "a settlement.",
);
export const DecideAcceptanceChangeShape = shape("DecideAcceptanceChange", {
  approve: Type.Boolean(),
  why: Type.String({ minLength: 1, maxLength: 500 }),
});

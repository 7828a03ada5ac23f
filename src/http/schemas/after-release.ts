import Type from "typebox";
import {
  choice,
  Instant,
  InstantOrNull,
  MoneyShape,
  nullable,
  PositiveMoneyShape,
  ref,
  shape,
  TextOrNull,
  WordsShape,
} from "./common.ts";

export const ReleaseExtensionShape = shape(
  "ReleaseExtension",
  { order: Type.String(), payment: Type.String(), until: Instant },
  "The order's money is not released by time before `until`. A time limit is made longer once.",
);

const bp = Type.Integer({ minimum: 0, maximum: 10_000, description: "Hundredths of a percent, rounded down." });
const fixed = { ...ref(MoneyShape), description: "Beside the share, an order; in CNY." };

export const NewRateCardShape = shape("NewRateCard", {
  store: Type.Optional(Type.String({ pattern: "^sto_[0-9A-HJKMNP-TV-Z]{26}$" })),
  starts_at: Type.Optional(Instant),
  commission_bp: Type.Optional(bp),
  fixed: Type.Optional(ref(PositiveMoneyShape)),
  end: Type.Optional(Type.Boolean({ description: "True: from then on the marketplace's card holds for this store." })),
});
export const RateCardShape = shape(
  "RateCard",
  {
    marketplace: Type.String(),
    store: TextOrNull,
    starts_at: Instant,
    commission_bp: nullable(bp),
    fixed: nullable(fixed),
    set_by: Type.String(),
  },
  "What the marketplace takes of what is paid from `starts_at` on: a share of what the store keeps, rounded down to " +
    "the fen, and a fixed sum; never more than the store keeps. A store's own card goes before the marketplace's.",
);

export const NewFundsMoveShape = shape("NewFundsMove", {
  act: choice(["add", "take"]),
  amount: ref(PositiveMoneyShape),
  why: Type.String({ minLength: 1, maxLength: 500 }),
});
export const DecideFundsShape = shape("DecideFunds", { approve: Type.Boolean() });
export const FundsMoveShape = shape(
  "FundsMove",
  {
    id: Type.String(),
    marketplace: Type.String(),
    wallet_account: Type.String(),
    act: choice(["add", "take"]),
    amount: ref(MoneyShape),
    state: choice(["proposed", "done", "rejected"]),
    why: Type.String(),
    proposer: Type.String(),
    proposed_at: Instant,
    decided_by: TextOrNull,
    decided_at: InstantOrNull,
  },
  "The platform's own money at a wallet account, out of which it advances refunds and compensates stores.",
);
export const PlatformBookShape = shape("PlatformBook", {
  wallet_account: Type.String(),
  funds: ref(MoneyShape),
  advanced: { ...ref(MoneyShape), description: "What stores owe, and what is set aside for a refund." },
  compensated: ref(MoneyShape),
});
export const PlatformMoveShape = shape(
  "PlatformMove",
  {
    id: Type.String(),
    kind: Type.String({ description: "Of the chart of postings: funds_added, advance_given, ads_billed, …" }),
    subject: Type.String(),
    amount: ref(MoneyShape),
    funds: {
      ...nullable(ref(MoneyShape)),
      description: "What it did to the own funds; null: it moved something else.",
    },
    why: TextOrNull,
    at: Instant,
  },
  "One move of the platform's own book at a wallet account.",
);
const PlatformDay = Type.Object({
  day: Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" }),
  funds: ref(MoneyShape),
  advanced: ref(MoneyShape),
  compensated: ref(MoneyShape),
  media_due: { ...ref(MoneyShape), description: "Owed to host apps." },
  media_payouts: { ...ref(MoneyShape), description: "On its way to host apps." },
});
export const PlatformDaysShape = shape(
  "PlatformDays",
  { wallet_account: Type.String(), time_zone: Type.String(), data: Type.Array(PlatformDay) },
  "The platform's own book at a wallet account as each day ended, oldest first; the last is as it is now. In CNY.",
);
export const StoreOwingShape = shape("StoreOwing", {
  store: Type.String(),
  name: ref(WordsShape),
  owed: ref(MoneyShape),
});

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

import Type from "typebox";
import {
  choice,
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

const CommissionBp = Type.Integer({ minimum: 0, maximum: 10_000, description: "Hundredths of a percent." });
const ReleaseAfterDays = Type.Integer({
  minimum: 0,
  maximum: 90,
  description: "Days of 24 hours after the payment, or the shipment, when nobody confirms receipt.",
});
const ReleaseFrom = choice(
  ["payment", "shipment"],
  "shipment: for goods to be sent the days count from when all of them are, and nothing is released by time before.",
);
const ShipWithinDays = Type.Integer({
  minimum: 1,
  maximum: 60,
  description: "Days after the payment; what is not sent by then is told, and stays in escrow.",
});
const afterDelivery = {
  description: "Days from when a carrier says that all was signed for, where that is sooner; null: it changes nothing.",
};
const AfterDelivery = Type.Union([Type.Integer({ minimum: 0, maximum: 90 }), Type.Null()], afterDelivery);
const CountsFrom = choice(["payment", "shipment", "delivery"]);

export const ReleaseShape = shape(
  "Release",
  {
    order: Type.String(),
    payment: Type.String(),
    marketplace: Type.String(),
    store: Type.String(),
    wallet_account: Type.String(),
    gross: ref(MoneyShape),
    commission: ref(MoneyShape),
    net: ref(MoneyShape),
    commission_bp: CommissionBp,
    cause: choice(["receipt", "time"]),
    counted_from: nullable(CountsFrom),
    counted_since: InstantOrNull,
    state: choice(["sharing", "releasing", "stopped", "released"]),
    says: TextOrNull,
    released_at: InstantOrNull,
  },
  "Money that leaves escrow: net to the store's balance, commission (rounded down) to the marketplace. Where the " +
    "wallet holds it, it is `released` on the wallet's word: `sharing`, `releasing` before, `stopped` if it refused.",
);

export const ReleaseLimitShape = shape(
  "ReleaseLimit",
  {
    order: Type.String(),
    payment: Type.String(),
    marketplace: Type.String(),
    store: Type.String(),
    release_at: InstantOrNull,
    counts_from: CountsFrom,
    counted_since: InstantOrNull,
    ship_by: InstantOrNull,
    shipped_at: InstantOrNull,
    delivered_at: InstantOrNull,
    extended: Type.Boolean(),
    ended_by_wallet: Type.Boolean({
      description: "A day before the wallet lets the money go by itself, which is sooner than the terms say.",
    }),
    released: Type.Boolean(),
  },
  "When a paid order's money is released by itself and from what that counts. `release_at` null: not before all of it " +
    "is sent, for which the store has time until `ship_by`. A dispute holds it all the same.",
);

export const BalanceShape = shape(
  "Balance",
  {
    wallet_account: Type.String(),
    escrow: ref(MoneyShape),
    available: ref(MoneyShape),
    refunds_due: ref(MoneyShape),
  },
  "A store's money at one wallet account: waiting for receipt, its own, and on its way back to buyers.",
);

export const SetSettlementTermsShape = shape(
  "SetSettlementTerms",
  {
    release_after_days: ReleaseAfterDays,
    commission_bp: CommissionBp,
    release_from: Type.Optional(ReleaseFrom),
    ship_within_days: Type.Optional(ShipWithinDays),
    release_after_delivery_days: Type.Optional(AfterDelivery),
  },
  "What is left out stays as it was.",
);

export const SettlementTermsShape = shape("SettlementTerms", {
  marketplace: Type.String(),
  release_after_days: ReleaseAfterDays,
  release_from: ReleaseFrom,
  ship_within_days: ShipWithinDays,
  release_after_delivery_days: AfterDelivery,
  commission_bp: CommissionBp,
  starts_at: InstantOrNull,
});

export const SetBankCardShape = shape("SetBankCard", {
  holder: Type.String({ minLength: 1, maxLength: 80 }),
  bank: Type.String({ minLength: 1, maxLength: 80 }),
  number: Type.String({ pattern: "^\\d{12,19}$", description: "Sealed before it is stored; never shown again." }),
});

export const BankCardShape = shape("BankCard", {
  store: Type.String(),
  holder: Type.String(),
  bank: Type.String(),
  last4: Type.String(),
  usable_at: Instant,
});

export const NewWithdrawalShape = shape("NewWithdrawal", {
  store: Id("sto"),
  wallet_account: Id("wac"),
  amount: ref(PositiveMoneyShape),
});

export const WithdrawalShape = shape(
  "Withdrawal",
  {
    id: Type.String(),
    marketplace: Type.String(),
    store: Type.String(),
    wallet_account: Type.String(),
    amount: ref(MoneyShape),
    fee: ref(MoneyShape),
    state: choice(["asked", "sending", "processing", "paid", "returned", "refused", "cancelled"]),
    asked_by: Type.String(),
    confirmed_by: TextOrNull,
    says: TextOrNull,
    card_last4: TextOrNull,
    asked_at: Instant,
    ended_at: InstantOrNull,
  },
  "A store's own money on its way to its bank card, which receives the amount less the fee.",
);

export const ShareShape = shape(
  "Share",
  {
    id: Type.String(),
    payment: Type.String(),
    order: Type.String(),
    marketplace: Type.String(),
    store: Type.String(),
    wallet_account: Type.String(),
    receiver: Type.String(),
    amount: ref(MoneyShape),
    returned: ref(MoneyShape),
    state: choice(["sending", "processing", "shared", "refused"]),
    says: TextOrNull,
    made_at: Instant,
    ended_at: InstantOrNull,
  },
  "What the marketplace took of a payment at the wallet itself, where the money is.",
);

export const NewShareReturnShape = shape("NewShareReturn", { amount: ref(PositiveMoneyShape) });

export const ShareReturnShape = shape(
  "ShareReturn",
  {
    id: Type.String(),
    share: Type.String(),
    payment: Type.String(),
    marketplace: Type.String(),
    store: Type.String(),
    amount: ref(MoneyShape),
    cause: choice(["asked", "refund"]),
    state: choice(["sending", "processing", "returned", "refused"]),
    says: TextOrNull,
    made_at: Instant,
    ended_at: InstantOrNull,
  },
  "A share, or a part of it, that comes back: asked for before a refund, or by itself after one.",
);

const TwoPeople = Type.Boolean({ description: "Whoever asks and whoever confirms are two people; keys do neither." });

export const SetWithdrawalRulesShape = shape("SetWithdrawalRules", {
  two_people: TwoPeople,
  daily_limit: Type.Union([ref(PositiveMoneyShape), Type.Null()]),
});

export const WithdrawalRulesShape = shape(
  "WithdrawalRules",
  { store: Type.String(), two_people: TwoPeople, daily_limit: ref(MoneyShape) },
  "What holds for a store's withdrawals now. The limit is of a day of Asia/Shanghai, from one wallet account.",
);

export const WithdrawalRulesSetShape = shape(
  "WithdrawalRulesSet",
  { store: Type.String(), two_people: TwoPeople, daily_limit: ref(MoneyShape), new_rules_hold_from: Instant },
  "What holds now, and from when the new rules do: what makes taking money away easier holds a day later.",
);

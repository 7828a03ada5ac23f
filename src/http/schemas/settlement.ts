import Type from "typebox";
import {
  choice,
  Id,
  Instant,
  InstantOrNull,
  MoneyShape,
  PositiveMoneyShape,
  ref,
  shape,
  TextOrNull,
} from "./common.ts";

const CommissionBp = Type.Integer({ minimum: 0, maximum: 10_000, description: "Hundredths of a percent." });
const ReleaseAfterDays = Type.Integer({
  minimum: 0,
  maximum: 90,
  description: "Days of 24 hours after the payment, when nobody confirms receipt.",
});

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
    released_at: Instant,
  },
  "Money that left escrow: net to the store's balance, commission (rounded down) to the marketplace.",
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

export const SetSettlementTermsShape = shape("SetSettlementTerms", {
  release_after_days: ReleaseAfterDays,
  commission_bp: CommissionBp,
});

export const SettlementTermsShape = shape("SettlementTerms", {
  marketplace: Type.String(),
  release_after_days: ReleaseAfterDays,
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
    state: choice(["asked", "sending", "processing", "paid", "refused", "cancelled"]),
    asked_by: Type.String(),
    confirmed_by: TextOrNull,
    says: TextOrNull,
    asked_at: Instant,
    ended_at: InstantOrNull,
  },
  "A store's own money on its way to its bank card, which receives the amount less the fee.",
);

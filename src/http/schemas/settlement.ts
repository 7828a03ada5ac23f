import Type from "typebox";
import { choice, Instant, InstantOrNull, MoneyShape, ref, shape } from "./common.ts";

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

import Type from "typebox";
import {
  Currency,
  choice,
  Id,
  Instant,
  InstantOrNull,
  MoneyShape,
  nullable,
  PositiveMoneyShape,
  ReasonShape,
  ref,
  shape,
  TextOrNull,
} from "./common.ts";

const Host = Type.String({ pattern: "^[a-z][a-z0-9_]{0,39}$" });
const Line = Type.String({ minLength: 1, maxLength: 120 });

export const BudgetLimitsShape = shape(
  "BudgetLimits",
  { total: Type.Optional(ref(MoneyShape)), day: Type.Optional(ref(MoneyShape)) },
  "What a campaign may spend in all and on one day of its marketplace; left out: no limit.",
);
export const CampaignBudgetShape = shape("CampaignBudget", {
  campaign: Type.String(),
  currency: Currency,
  total: nullable(ref(MoneyShape)),
  day: nullable(ref(MoneyShape)),
  spent: ref(MoneyShape),
  spent_today: ref(MoneyShape),
  held: ref(MoneyShape),
  stopped: nullable(ref(ReasonShape)),
  version: Type.Integer(),
});
export const DecideBillShape = shape("DecideBill", { approve: Type.Boolean() });

const payee = {
  n: Type.Integer(),
  holder: Type.String(),
  bank: Type.String(),
  last4: Type.String(),
};
export const SetMediaPayeeShape = shape("SetMediaPayee", {
  wallet_account: Id("wac"),
  host: Host,
  holder: Line,
  bank: Line,
  number: Type.String({ minLength: 8, maxLength: 28, description: "Digits. Only the last four are ever shown." }),
});
export const MediaPayeeShape = shape("MediaPayee", {
  wallet_account: Type.String(),
  host: Type.String(),
  ...payee,
  set_by: Type.String(),
  set_at: Instant,
});
export const MediaAccountShape = shape("MediaAccount", {
  wallet_account: Type.String(),
  host: Type.String(),
  marketplace: Type.String(),
  billed: ref(MoneyShape),
  paid_out: ref(MoneyShape),
  due: ref(MoneyShape),
  payee: nullable(ref(MediaPayeeShape)),
});
export const NewMediaPayoutShape = shape("NewMediaPayout", {
  wallet_account: Id("wac"),
  host: Host,
  amount: ref(PositiveMoneyShape),
});
export const MediaPayoutShape = shape("MediaPayout", {
  id: Type.String(),
  marketplace: Type.String(),
  wallet_account: Type.String(),
  host: Type.String(),
  payee: Type.Object(payee),
  way: choice(["wallet", "hand"], "`hand`: this wallet sends nothing to strangers' banks; people do, and tell."),
  amount: ref(MoneyShape),
  state: choice(["asked", "sending", "processing", "paid", "returned", "refused", "cancelled"]),
  asked_by: Type.String(),
  confirmed_by: TextOrNull,
  reference: TextOrNull,
  says: TextOrNull,
  told: nullable(
    Type.Object(
      { paid: Type.Boolean(), reference: Type.String(), by: Type.String(), at: Instant },
      { description: "By hand: one person's word of the bank's answer. It counts once another says the same." },
    ),
  ),
  asked_at: Instant,
  ended_at: InstantOrNull,
});
export const TellMediaPayoutShape = shape("TellMediaPayout", {
  paid: Type.Boolean(),
  reference: Type.String({ minLength: 1, maxLength: 200, description: "The bank's number; refused: what it says." }),
});

import Type from "typebox";
import { agreementScopes, rungs } from "#agreements";
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
  WordsShape,
} from "./common.ts";

const Why = Type.String({ minLength: 1, maxLength: 2000 });
const Party = Type.String({ minLength: 1, maxLength: 80 });
const agreement = {
  title: ref(WordsShape),
  parties: Type.Array(Party, { minItems: 1, maxItems: 100 }),
  scopes: Type.Array(choice(agreementScopes), { minItems: 1, maxItems: 8 }),
  rung: choice(rungs, "How far the partnership goes with it: links, payment, accounts, the whole ecosystem."),
};

export const NewAgreementShape = shape("NewAgreement", {
  marketplace: Type.Optional(Id("mkt")),
  ...agreement,
  starts_at: Type.Optional(Instant),
  ends_at: Type.Optional(nullable(Instant)),
  notice_days: Type.Optional(Type.Integer({ minimum: 0, maximum: 365, default: 30 })),
  two_people: Type.Optional(Type.Boolean({ default: false })),
  why: Why,
});
export const AgreementShape = shape(
  "Agreement",
  {
    id: Type.String(),
    marketplace: Type.String(),
    ...agreement,
    state: choice(["waiting", "coming", "in_force", "lapsed"]),
    starts_at: Instant,
    ends_at: InstantOrNull,
    notice_days: Type.Integer(),
    proposed_by: Type.String(),
    confirmed_by: TextOrNull,
    renewal: nullable(
      Type.Object(
        { ends_at: InstantOrNull, by: Type.String(), at: Instant },
        { description: "A later end (null: none) that waits for a second person." },
      ),
    ),
    version: Type.Integer(),
    made_at: Instant,
  },
  "Between two or many parties. Openings and grants hang on it: when it lapses, what requires it is told and paused.",
);
export const RenewAgreementShape = shape("RenewAgreement", { ends_at: nullable(Instant), why: Why });
export const ConfirmAgreementShape = shape("ConfirmAgreement", {
  why: Why,
  proposed_at: Type.Optional(
    Type.String({
      format: "date-time",
      description: "The renewal's `at` as you saw it: one that took its place since is not confirmed.",
    }),
  ),
});
export const AgreementStepShape = shape("AgreementStep", {
  n: Type.Integer(),
  event: Type.String(),
  by: Type.String(),
  why: Type.String(),
  ends_at: InstantOrNull,
  at: Instant,
});
export const PartnershipShape = shape("Partnership", {
  partner: Type.String(),
  rung: nullable(choice(rungs)),
  next: nullable(choice(rungs)),
  agreements: Type.Array(Type.String()),
  open: Type.Array(Type.String()),
});

const Count = Type.Integer({ minimum: 0 });
export const AgreementHoldsShape = shape(
  "AgreementHolds",
  {
    openings: Type.Array(
      Type.Object({
        ...{ id: Type.String(), capability: Type.String(), partner: Type.String(), state: Type.String() },
        terms: ref(WordsShape),
      }),
    ),
    grants: Type.Array(
      Type.Object({
        ...{ id: Type.String(), partner: Type.String(), api: Type.String(), fields: Type.Array(Type.String()) },
        cut: Type.Boolean(),
      }),
    ),
    contracts: Type.Array(
      Type.Object({ id: Type.String(), partner: Type.String(), title: Type.String(), ends_at: Instant }),
    ),
    vouchers: Type.Object({ issued: Count, redeemed: Count, expired: Count, refunded: Count }),
  },
  "What lives on an agreement: openings that require it, interfaces granted and data contracts made under it, vouchers.",
);

export const NewVoucherShape = shape("NewVoucher", {
  marketplace: Type.Optional(Id("mkt")),
  agreement: Id("agr"),
  redeemer: Party,
  title: Type.String({ minLength: 1, maxLength: 200 }),
  value: ref(PositiveMoneyShape),
  expires_at: Instant,
  payment: Type.Optional(
    Type.String({
      pattern: "^pay_[0-9A-HJKMNP-TV-Z]{26}$",
      description: "Which it was bought with: the order's whole money waits for whoever redeems it.",
    }),
  ),
});
const voucher = {
  id: Type.String(),
  marketplace: Type.String(),
  agreement: Type.String(),
  redeemer: Type.String(),
  title: Type.String(),
  value: ref(MoneyShape),
  state: choice(["issued", "redeemed", "expired", "refunded"]),
  issued_at: Instant,
  expires_at: Instant,
  redeemed_at: InstantOrNull,
  store: TextOrNull,
  till: TextOrNull,
  payment: TextOrNull,
  wallet_account: TextOrNull,
  returned_at: InstantOrNull,
  refund: TextOrNull,
};
export const VoucherShape = shape("Voucher", voucher, "Bought in one app, redeemed once at the partner's till.");
export const IssuedVoucherShape = shape("IssuedVoucher", {
  ...voucher,
  code: Type.Unsafe<string | null>({ type: ["string", "null"], description: "Told once; a repeat has null." }),
});
export const RedeemVoucherShape = shape("RedeemVoucher", {
  code: Type.String({ minLength: 1, maxLength: 40 }),
  till: Type.String({ minLength: 1, maxLength: 80 }),
  store: Type.Optional(Id("sto")),
});

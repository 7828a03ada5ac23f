import Type from "typebox";
import { refundRoles } from "#payments";
import { choice, Id, Instant, InstantOrNull, MoneyShape, nullable, ref, shape, TextOrNull } from "./common.ts";

export const proposalStates = ["waiting", "approved", "rejected", "withdrawn"] as const;

export const RefundProposalShape = shape(
  "RefundProposal",
  {
    id: Type.String(),
    payment: Type.String(),
    order: Type.String(),
    marketplace: Type.String(),
    store: Type.String(),
    amount: ref(MoneyShape),
    reason: Type.String(),
    above: choice(
      ["per_refund", "per_day", "currency"],
      "Which limit of the proposer's it is above; `currency`: they have one, and this is no amount in CNY.",
    ),
    limit: ref(MoneyShape),
    state: choice(proposalStates),
    proposer: Type.String(),
    by_store: Type.Boolean({ description: "By the store's own people or keys: its owner may decide it too." }),
    proposed_at: Instant,
    decided_by: TextOrNull,
    decided_why: TextOrNull,
    decided_at: InstantOrNull,
    refund: nullable(Type.String({ description: "What came of it, once it was approved." })),
  },
  "A refund above what one person may send back by themselves. It reserves nothing and no wallet has heard of it.",
);

export const DecideRefundShape = shape("DecideRefund", {
  approve: Type.Boolean(),
  why: Type.String({ minLength: 1, maxLength: 500 }),
});

export const RefundableShape = shape("Refundable", {
  left: ref(MoneyShape),
  per_refund: nullable(ref(MoneyShape)),
  per_day: nullable(ref(MoneyShape)),
  left_today: nullable(ref(MoneyShape)),
  alone: ref(MoneyShape),
});

/** Nothing is an amount here: then whatever goes out takes two people. */
const LimitMoney = nullable(
  Type.Object(
    {
      currency: choice(["CNY"]),
      minor: Type.String({ pattern: "^(0|[1-9]\\d{0,14})$" }),
    },
    { additionalProperties: false, description: "Null: no limit. 0: nothing goes out by one person alone." },
  ),
);
const limitFields = { role: choice(refundRoles), per_refund: LimitMoney, per_day: LimitMoney };

export const NewRefundLimitShape = shape("NewRefundLimit", {
  ...limitFields,
  why: Type.String({ minLength: 1, maxLength: 500 }),
});

export const StoreRefundLimitShape = shape("StoreRefundLimit", {
  ...limitFields,
  role: choice(["merchant_finance", "key"]),
});

const shown = {
  role: choice(refundRoles),
  per_refund: nullable(ref(MoneyShape)),
  per_day: nullable(ref(MoneyShape)),
};

export const RefundLimitShape = shape("RefundLimit", {
  ...shown,
  marketplace: Type.String(),
  store: nullable(Type.String({ description: "Null: the marketplace's own, for all of that role." })),
  set_by: Type.String(),
  set_at: Instant,
  approved_by: TextOrNull,
  holds_from: Instant,
});

export const RefundLimitChangeShape = shape("RefundLimitChange", {
  id: Type.String(),
  marketplace: Type.String(),
  ...shown,
  why: Type.String(),
  proposer: Type.String(),
  at: Instant,
  state: choice(["pending", "approved", "rejected"]),
  decided_by: TextOrNull,
  decided_why: TextOrNull,
  decided_at: InstantOrNull,
});

export const RefundLimitQuery = {
  marketplace: Type.Optional(Id("mkt")),
  store: Type.Optional(Id("sto")),
};

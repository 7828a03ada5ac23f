import Type from "typebox";
import { choice, Instant, InstantOrNull, MoneyShape, nullable, ref, shape, TextOrNull, WordsShape } from "./common.ts";

const Name = Type.String({ pattern: "^[A-Za-z0-9._-]{1,32}$", description: "As it stands in FSPIOP-Source." });
const Why = Type.String({ minLength: 1, maxLength: 1000 });

export const HubParticipantShape = shape(
  "HubParticipant",
  {
    name: Name,
    title: ref(WordsShape),
    state: choice(["active", "paused"], "paused: what is under way ends, nothing begins."),
    created_at: Instant,
    accounts: Type.Array(Type.Object({ cap: ref(MoneyShape), funds: ref(MoneyShape), position: ref(MoneyShape) }), {
      description: "By currency. The position is what it owes the others; never above its funds.",
    }),
  },
  "A wallet whose customers send and receive through the hub.",
);
export const PutHubParticipantShape = shape("PutHubParticipant", { title: ref(WordsShape) });

const kinds = ["cap", "funds_in", "funds_out", "person_limit", "fee", "resume"] as const;
const changeParts = {
  kind: choice(kinds, "What changes. `fee` is the hub's own, without a participant."),
  participant: Type.String({ maxLength: 32 }),
  amount: ref(MoneyShape),
  rate: nullable(Type.Integer({ minimum: 0, maximum: 10_000 })),
  why: Why,
};
export const NewHubChangeShape = shape("NewHubChange", {
  ...changeParts,
  participant: Type.Optional(changeParts.participant),
  rate: Type.Optional(changeParts.rate),
});
export const HubChangeShape = shape(
  "HubChange",
  {
    ...{ id: Type.String(), ...changeParts, proposer: Type.String(), at: Instant },
    state: choice(["pending", "approved", "rejected"]),
    ...{ decided_by: TextOrNull, decided_why: TextOrNull, decided_at: InstantOrNull },
  },
  "A change that one person proposes and another decides.",
);
export const DecideHubChangeShape = shape("DecideHubChange", { approve: Type.Boolean(), why: Why });

export const HubSettlementShape = shape(
  "HubSettlement",
  {
    id: Type.String(),
    currency: Type.String(),
    opened_at: InstantOrNull,
    closed_at: Instant,
    state: choice(["open", "settled"]),
    settled_at: InstantOrNull,
    in_transit: ref(MoneyShape),
    lines: Type.Array(
      Type.Object({
        participant: Type.String({ description: "Empty for the hub itself, which receives its fees." }),
        ...{ net: ref(MoneyShape), fee: ref(MoneyShape), due: ref(MoneyShape) },
        state: choice(["waiting", "done"]),
        how: nullable(choice(["paid", "covered", "received", "nothing"])),
        done_at: InstantOrNull,
      }),
    ),
  },
  "A window that was closed: multilateral net positions, together nothing, and how each was settled.",
);
export const CloseHubWindowShape = shape("CloseHubWindow", { currency: choice(["CNY", "HKD", "USD", "JPY"]) });
export const SettleHubLineShape = shape("SettleHubLine", {
  participant: Type.String({ maxLength: 32 }),
  how: choice(
    ["paid", "covered", "received"],
    "paid: its bank says so. covered: from its funds, because it did not pay; it is paused. received: into its funds.",
  ),
});

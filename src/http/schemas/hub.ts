import Type from "typebox";
import { choice, Instant, InstantOrNull, MoneyShape, nullable, ref, shape, TextOrNull, WordsShape } from "./common.ts";

const Name = Type.String({ pattern: "^[A-Za-z0-9._-]{1,32}$", description: "As it stands in FSPIOP-Source." });
const Why = Type.String({ minLength: 1, maxLength: 1000 });

const Resource = choice(
  ["all", "participants", "parties", "quotes", "transfers"],
  "Of which calls; `all` holds for those without an endpoint of their own.",
);
const Url = Type.String({ minLength: 8, maxLength: 400, description: "What lies before /parties, /quotes, … there." });
const Signing = Type.Object(
  {
    verify: Type.Boolean({ description: "It must prove what it sends." }),
    sign: Type.Boolean({ description: "What the hub itself says to it is signed." }),
  },
  { additionalProperties: false },
);
const Fingerprint = Type.String({ description: "SHA-256 of the SubjectPublicKeyInfo, hexadecimal." });

export const HubOwnKeyShape = shape(
  "HubOwnKey",
  {
    ...{ id: Type.String(), public_key: Type.String(), fingerprint: Fingerprint, made_at: Instant },
    made_by: TextOrNull,
    signs_from: InstantOrNull,
    ...{ retired_at: InstantOrNull, retired_by: TextOrNull },
    state: choice(
      ["published", "signs", "replaced", "retired"],
      "published: known to wallets, signs nothing yet. replaced: what it signed may still be on its way. All but retired " +
        "ones are in force.",
    ),
  },
  "A key of the hub's own.",
);

export const HubShape = shape(
  "Hub",
  {
    ...{ name: Name, public_key: TextOrNull, fingerprint: TextOrNull },
    keys: Type.Array(ref(HubOwnKeyShape), { description: "The newest first. Two are in force while one is changed." }),
  },
  "The hub as participants know it: FSPIOP-Source and the key that signs what it says itself. No key before it first " +
    "listens.",
);

export const HubKeyShape = shape(
  "HubKey",
  {
    ...{ id: Type.String(), fingerprint: Fingerprint, added_at: Instant },
    retired_at: InstantOrNull,
    retired_by: TextOrNull,
  },
  "A participant's public key. Any that is not retired proves its calls.",
);

export const HubParticipantShape = shape(
  "HubParticipant",
  {
    name: Name,
    title: ref(WordsShape),
    state: choice(["active", "paused"], "paused: what is under way ends, nothing begins."),
    created_at: Instant,
    accounts: Type.Array(
      Type.Object({
        cap: ref(MoneyShape),
        funds: ref(MoneyShape),
        position: ref(MoneyShape),
        settling: ref(MoneyShape),
      }),
      {
        description:
          "By currency. The position is what it owes the others; never above its funds. settling: bound by settlements.",
      },
    ),
    endpoints: Type.Array(Type.Object({ resource: Resource, url: Type.String() })),
    keys: Type.Array(ref(HubKeyShape)),
    signing: Signing,
    funds_out: Type.Array(
      Type.Object({ id: Type.String(), amount: ref(MoneyShape), why: Type.String(), reserved_at: Instant }),
      { description: "Taken back and out of its funds, until its bank sent it or it comes back." },
    ),
    overdue: Type.Array(Type.Object({ settlement: Type.String(), due: ref(MoneyShape), pay_by: Instant }), {
      description: "What it has not paid in time.",
    }),
  },
  "A wallet whose customers send and receive through the hub.",
);
export const PutHubParticipantShape = shape("PutHubParticipant", { title: ref(WordsShape) });

const kinds = [
  ...(["cap", "funds_in", "funds_out", "withdrawal", "person_limit", "fee"] as const),
  ...(["resume", "endpoint", "key", "signing", "settle", "own_key"] as const),
] as const;
const changeParts = {
  kind: choice(
    kinds,
    "What changes. A cap opens the account of its currency. `fee` is the hub's own, without a participant. `settle`: a " +
      "participant paid its line of a settlement, or is covered from its funds. `funds_out`: reserved at once " +
      "for its bank. `withdrawal`: what became of that. `own_key`: which of its own keys the hub signs with.",
  ),
  participant: Type.String({ maxLength: 32 }),
  rate: nullable(Type.Integer({ minimum: 0, maximum: 10_000 })),
  why: Why,
};
const Endpoint = Type.Object({ resource: Resource, url: nullable(Url) }, { additionalProperties: false });
const Settle = Type.Object(
  { settlement: Type.String({ maxLength: 40 }), how: choice(["paid", "covered"]) },
  { additionalProperties: false },
);
const Withdrawal = Type.Object(
  {
    id: Type.String({ maxLength: 40 }),
    how: choice(["sent", "returned"], "sent: its bank sent it. returned: into its funds again."),
  },
  { additionalProperties: false },
);
const OwnKey = Type.Object({ id: Type.String({ maxLength: 40 }) }, { additionalProperties: false });
export const NewHubChangeShape = shape("NewHubChange", {
  ...changeParts,
  participant: Type.Optional(changeParts.participant),
  amount: Type.Optional(ref(MoneyShape)),
  rate: Type.Optional(changeParts.rate),
  endpoint: Type.Optional(Endpoint),
  public_key: Type.Optional(Type.String({ maxLength: 8192, description: "PEM of an RSA key, 2048 bits or more." })),
  signing: Type.Optional(Signing),
  settle: Type.Optional(Settle),
  withdrawal: Type.Optional(Withdrawal),
  own_key: Type.Optional(OwnKey),
});
export const HubChangeShape = shape(
  "HubChange",
  {
    ...{ id: Type.String(), ...changeParts, amount: nullable(ref(MoneyShape)), proposer: Type.String(), at: Instant },
    detail: Type.Object({
      endpoint: Type.Optional(Endpoint),
      key: Type.Optional(Type.Object({ public_key: Type.String(), fingerprint: Fingerprint })),
      signing: Type.Optional(Signing),
      settle: Type.Optional(Settle),
      withdrawal: Type.Optional(Withdrawal),
      own_key: Type.Optional(OwnKey),
    }),
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
    closed_by: Type.String(),
    pay_by: Type.String({ format: "date-time", description: "Until then whoever owes has to have paid." }),
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
        by_whom: TextOrNull,
        proposed: nullable(
          Type.Object({
            ...{ change: Type.String(), how: choice(["paid", "covered"]), proposer: Type.String(), at: Instant },
          }),
        ),
        overdue: Type.Boolean({ description: "It ought to have paid by now." }),
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
    "paid: its bank says so. covered: from its funds, because it did not pay; it is paused. Both wait for a second " +
      "person. received: into its funds, at once.",
  ),
  why: Type.Optional(Why),
});

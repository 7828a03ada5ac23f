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
  WordsShape,
} from "./common.ts";
import { NameShape } from "./directory.ts";
import { Method } from "./payments.ts";

export const WalletShape = shape("Wallet", {
  id: Type.String(),
  title: ref(WordsShape),
  mark: Type.Object({ svg: Type.String(), colour: Type.String() }),
  currencies: Type.Array(Type.String()),
  methods: Type.Array(Method),
  combined: nullable(Type.Object({ methods: Type.Array(Method), parts_max: Type.Integer() })),
  in_app: Type.Object({ user_agent: Type.String(), needs_openid: Type.Boolean() }),
  desktop_jump: Type.Boolean(),
  settings: Type.Array(
    Type.Object({
      name: Type.String(),
      title: ref(WordsShape),
      secret: Type.Boolean(),
      required: Type.Boolean(),
      shape: choice(["text", "pem", "url"]),
      hint: Type.Optional(ref(WordsShape)),
    }),
  ),
});

export const openingStates = [
  "draft",
  "piloting",
  "consulting",
  "decided",
  "announced",
  "opening",
  "open",
  "paused",
  "withdrawn",
] as const;

const Slug = Type.String({ pattern: "^[a-z][a-z0-9_]{0,39}$" });

export const OpeningShape = shape("Opening", {
  id: Type.String(),
  marketplace: Type.String(),
  capability: Type.String(),
  partner: Type.String(),
  methods: nullable(Type.Array(Type.String())),
  caps: Type.Object({ per_payment: nullable(ref(MoneyShape)) }, { additionalProperties: false }),
  terms: ref(WordsShape),
  state: choice(openingStates),
  effective_at: InstantOrNull,
  version: Type.Integer(),
  created_at: Instant,
  changed_at: Instant,
});

export const NewOpeningShape = shape("NewOpening", {
  marketplace: Type.Optional(Id("mkt")),
  capability: Type.Optional(Slug),
  partner: Slug,
  methods: Type.Optional(nullable(Type.Array(Slug, { minItems: 1, maxItems: 20, uniqueItems: true }))),
  effective_at: Type.Optional(nullable(Instant)),
  caps: Type.Optional(
    Type.Object({ per_payment: Type.Optional(nullable(ref(PositiveMoneyShape))) }, { additionalProperties: false }),
  ),
  terms: ref(NameShape),
});

export const MoveOpeningShape = shape("MoveOpening", {
  why: Type.String({ minLength: 1, maxLength: 500 }),
});

export const AccountShape = shape("Account", {
  id: Type.String(),
  store: Type.String(),
  kind: Type.String(),
  wallet: TextOrNull,
  balance: ref(MoneyShape),
});

export const TransferShape = shape("Transfer", {
  id: Type.String(),
  store: Type.String(),
  kind: Type.String(),
  debit: Type.String(),
  credit: Type.String(),
  amount: ref(MoneyShape),
  subject: Type.String(),
  at: Instant,
});

export const EventShape = shape("Event", {
  id: Type.String(),
  type: Type.String(),
  version: Type.Integer(),
  marketplace: Type.String(),
  subject: Type.String(),
  data: Type.Unknown(),
  at: Instant,
});

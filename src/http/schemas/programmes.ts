import Type from "typebox";
import { choice, Instant, MoneyShape, nullable, ref, shape, TextOrNull, WordsShape } from "./common.ts";
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
  words: ref(WordsShape),
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

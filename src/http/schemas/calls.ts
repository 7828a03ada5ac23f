import Type from "typebox";
import { choice, Instant, shape, TextOrNull } from "./common.ts";

const Body = Type.Object(
  {
    form: choice(["json", "form", "xml", "text", "none"]),
    bytes: Type.Integer({ minimum: 0, description: "How long it was on the wire." }),
    value: Type.Unknown({
      description:
        'JSON. What is withheld stands as {"$hidden": why}: `secret`, `person`, `unreadable`, or its type alone.',
    }),
  },
  { additionalProperties: false },
);

export const WalletCallShape = shape(
  "WalletCall",
  {
    id: Type.String(),
    subject: Type.String({ description: "The payment, combined order, refund, share or withdrawal it is about." }),
    at: Instant,
    direction: choice(["out", "in"], "`out`: the house called. `in`: a notice of the wallet."),
    act: Type.String({ description: "What the house was about: start, ask, close, refund, notice …" }),
    wallet: Type.String(),
    wallet_account: Type.String(),
    method: Type.String(),
    path: Type.String(),
    status: Type.Unsafe<number | null>({ type: ["integer", "null"], description: "Null: no answer came." }),
    fault: TextOrNull,
    took_ms: Type.Integer({ minimum: 0 }),
    verdict: Type.Unsafe<string | null>({
      type: ["string", "null"],
      description: "What the whole act came to, at its last exchange: paid, waiting, refused, unknown …",
    }),
    why: TextOrNull,
    request: Body,
    response: Body,
  },
  "One exchange with a wallet, redacted by a list of what may be shown.",
);

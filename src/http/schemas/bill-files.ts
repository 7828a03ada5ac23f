import Type from "typebox";
import { billKinds } from "#wallets/protocol";
import { choice, Id, Instant, InstantOrNull, nullable, shape, TextOrNull } from "./common.ts";

const day = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "A day of Asia/Shanghai." });
const kind = choice(
  billKinds,
  "`trade`: payments and refunds; `refund`: refunds alone; `fund`: the account; `commission`: the account that takes " +
    "the marketplace's shares.",
);
const states = ["checked", "proposed", "approved"] as const;

/** What goes with the bytes, in the address. */
export const PutBillFileQuery = {
  day,
  kind,
  file_name: Type.String({ minLength: 1, maxLength: 200 }),
  hash: Type.Optional(
    Type.String({ pattern: "^[0-9a-fA-F]{40}$", description: "SHA-1 that the wallet told of the unpacked file." }),
  ),
};

export const BillFileQuery = {
  wallet_account: Type.Optional(Id("wac")),
  day: Type.Optional(day),
  kind: Type.Optional(kind),
  state: Type.Optional(choice(states)),
};

export const BillFileShape = shape(
  "BillFile",
  {
    id: Id("blf"),
    marketplace: Id("mkt"),
    wallet: Type.String(),
    wallet_account: Id("wac"),
    ...{ day, kind, file_name: Type.String(), bytes: Type.String() },
    sha256: Type.String(),
    announced_hash: TextOrNull,
    lines: Type.String(),
    totals: Type.Record(Type.String(), Type.String(), {
      description: "Whole minor units: payments, refunds, fees; or refunds; or income and outgo.",
    }),
    begins_at: InstantOrNull,
    ends_at: InstantOrNull,
    account_named: nullable(
      Type.String({ description: "The account's number as the file names it; null: such a file names nobody." }),
    ),
    uploaded_by: Type.String(),
    uploaded_at: Instant,
    state: choice(states, "`checked`: read and kept, nothing more; `approved`: the day is read from it, see `run`."),
    beside: Type.Array(Id("blf"), { description: "The day's other files that are read with it." }),
    proposed_why: TextOrNull,
    proposer: TextOrNull,
    proposed_at: InstantOrNull,
    decided_by: TextOrNull,
    decided_why: TextOrNull,
    decided_at: InstantOrNull,
    run: nullable(Id("rec")),
  },
  "A bill that somebody uploaded for a day of a wallet account, and what it says.",
);

export const ProposeBillFileShape = shape("ProposeBillFile", { why: Type.String({ minLength: 1, maxLength: 500 }) });

export const DecideBillFileShape = shape("DecideBillFile", {
  approve: Type.Boolean(),
  proposed_at: Type.String({ format: "date-time", description: "The file's `proposed_at` as you saw it." }),
  why: Type.String({ minLength: 1, maxLength: 500 }),
});

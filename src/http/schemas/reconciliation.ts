import Type from "typebox";
import { breakAgeNames } from "#reconciliation";
import {
  choice,
  Id,
  Instant,
  InstantOrNull,
  MoneyShape,
  nullable,
  ref,
  shape,
  TextOrNull,
  WordsShape,
} from "./common.ts";

const day = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "A day of Asia/Shanghai." });
const minor = Type.String({ pattern: "^-?(0|[1-9]\\d*)$", description: "Whole minor units." });
const classes = ["ours_only", "theirs_only", "amount", "fee", "state", "day_boundary"] as const;
const states = ["open", "proposed", "closed"] as const;
const acts = ["hear", "accept", "enter"] as const;
const choices = ["suspense", "bear"] as const;
const age = choice(
  breakAgeNames,
  "Whole days: `day` 0, `three_days` 1 to 3, `week` 4 to 7, `month` 8 to 30, `older` from 31.",
);
const chosen = "`suspense`: the difference stands apart until its cause is found; `bear`: the platform bears the loss.";

export const BreakEntryShape = shape("BreakEntry", {
  choice: choice(choices, chosen),
  moves: Type.Array(
    Type.Object({
      kind: Type.String({ description: "A kind of transfer of the chart, e.g. bill_less." }),
      debit: Type.String({ description: "An account of the chart, in the platform's book at the wallet account." }),
      credit: Type.String(),
      debit_title: ref(WordsShape),
      credit_title: ref(WordsShape),
      amount: ref(MoneyShape),
    }),
    { description: "What approval posts, in one commit with the break's end." },
  ),
});

export const ReconciliationRunShape = shape("ReconciliationRun", {
  id: Id("rec"),
  marketplace: Id("mkt"),
  wallet: Type.String(),
  wallet_account: Id("wac"),
  day,
  state: choice(["imported", "done"], "`imported`: its matching was cut short; running the day again ends it."),
  lines: Type.String(),
  matched: Type.String({ description: "Lines that fit in all when the bill was matched; the others are breaks." }),
  totals: Type.Object({ payments: minor, refunds: minor, fees: minor }, { description: "What the wallet says." }),
  found: Type.Record(Type.String(), Type.Integer(), { description: "How many breaks of each class." }),
  funds: nullable(
    Type.Record(Type.String(), Type.String(), { description: "What the wallet's account file says moved, by kind." }),
  ),
  files: nullable(
    Type.Array(Id("blf"), {
      description:
        "Uploaded files that it was read from; null: fetched. A kind that is not among them was not compared.",
    }),
  ),
  imported_at: Instant,
  finished_at: InstantOrNull,
});

export const ReconciliationDayShape = shape("ReconciliationDay", {
  wallet_account: Id("wac"),
  day,
  marketplace: Id("mkt"),
  wallet: Type.String(),
  state: choice(
    ["waiting", "refused", "done"],
    "`waiting`: its bill is asked for at next_at; `refused`: too, but the bill was wrong, see code; `done`.",
  ),
  code: TextOrNull,
  says: TextOrNull,
  tries: Type.Integer(),
  next_at: InstantOrNull,
  run: nullable(Id("rec")),
  files: nullable(Type.Array(Id("blf"), { description: "Uploaded files that are read for it; null: it is fetched." })),
  opened_at: Instant,
  tried_at: InstantOrNull,
});

export const AskForDayShape = shape("AskForReconciliation", { wallet_account: Id("wac"), day });

export const DayQuery = {
  wallet_account: Type.Optional(Id("wac")),
  day: Type.Optional(day),
  state: Type.Optional(choice(["waiting", "refused", "done"])),
};

export const ReconciliationBreakShape = shape("ReconciliationBreak", {
  id: Id("brk"),
  run: nullable(Id("rec")),
  marketplace: Id("mkt"),
  wallet_account: Id("wac"),
  day,
  class: choice(classes),
  kind: choice(["payment", "refund", "fund"], "`fund`: a movement of the wallet's account, or all of a day."),
  subject: TextOrNull,
  wallet_ref: TextOrNull,
  ours: nullable(ref(MoneyShape)),
  theirs: nullable(ref(MoneyShape)),
  fee: nullable(ref(MoneyShape)),
  their_state: TextOrNull,
  says: Type.String(),
  owner: choice(["finance", "engineering"]),
  assignee: nullable(Id("per")),
  assignee_name: TextOrNull,
  advice: choice(["wait", "hear", "accept", "enter"], "What the house would do; `wait`: the next bill tells."),
  entries: Type.Array(ref(BreakEntryShape), {
    description: "Entries among which a proposal may choose, as approval would post them now.",
  }),
  state: choice(states),
  resolution: nullable(choice(["late", "heard", "accepted", "entered"])),
  proposed_act: nullable(choice(acts)),
  proposed_entry: nullable(ref(BreakEntryShape)),
  entry: nullable(ref(BreakEntryShape)),
  taken_back_at: InstantOrNull,
  proposed_why: TextOrNull,
  proposer: TextOrNull,
  proposed_at: InstantOrNull,
  decided_by: TextOrNull,
  decided_why: TextOrNull,
  opened_at: Instant,
  closed_at: InstantOrNull,
  age_days: Type.Integer(),
});

export const ProposeEndShape = shape("ProposeEnd", {
  act: choice(
    acts,
    "`hear`: apply what the bill says to the payment or refund; `enter`: post one of the break's entries; `accept`: it " +
      "stays as it is, explained.",
  ),
  entry: Type.Optional(choice(choices, `With \`enter\` alone; \`suspense\` where nothing is said. ${chosen}`)),
  why: Type.String({ minLength: 1, maxLength: 500 }),
});

export const AssignBreakShape = shape("AssignBreak", {
  assignee: nullable(Id("per")),
  instead_of: Type.Optional(
    nullable(
      Type.String({
        description:
          "Who looks after it as you saw it (null: nobody); changed since, it is `break_assigned_meanwhile`.",
      }),
    ),
  ),
});

export const BreakFiguresShape = shape(
  "BreakFigures",
  {
    open: Type.Integer(),
    proposed: Type.Integer({ description: "Not among `open`: they wait for a second person." }),
    yours: Type.Integer({ description: "Open ones that the caller looks after." }),
    nobodys: Type.Integer({ description: "Open ones that nobody looks after." }),
    counts: Type.Array(Type.Object({ class: choice(classes), age, open: Type.Integer() })),
    people: Type.Array(
      Type.Object({
        id: Id("per"),
        name: Type.String(),
        role: nullable(Type.String({ description: "Null: they have breaks, and may be given no more." })),
        marketplace: nullable(Type.String({ description: "Null: they may be given those of every marketplace." })),
        open: Type.Integer(),
      }),
      { description: "Who may be given breaks, with how many open ones each has." },
    ),
  },
  "Open breaks by class and age, and who looks after them.",
);

export const DecideEndShape = shape("DecideEnd", {
  approve: Type.Boolean(),
  proposed_at: Type.String({
    format: "date-time",
    description: "The break's `proposed_at` as you saw it: a proposal that took its place since is not decided.",
  }),
  why: Type.String({ minLength: 1, maxLength: 500 }),
});

export const RunQuery = { wallet_account: Type.Optional(Id("wac")), day: Type.Optional(day) };
export const BreakQuery = {
  run: Type.Optional(Id("rec")),
  class: Type.Optional(choice(classes)),
  state: Type.Optional(choice(states)),
  assignee: Type.Optional(
    Type.String({
      pattern: "^(me|none|per_[0-9A-HJKMNP-TV-Z]{26})$",
      description: "Whose: `me`, `none` (nobody's), or a person's id.",
    }),
  ),
  age: Type.Optional(age),
};

const rate = Type.Integer({ minimum: 0, maximum: 100_000, description: "Thousandths of a percent: 600 is 0.6 %." });
const roundings = ["down", "up", "half_up", "half_even", "either"] as const;
const rounding = choice(roundings, "To the fen; `either`: the wallet may round either way.");
const method = Type.String({
  pattern: "^(\\*|[a-z_]{1,32})$",
  description: "A method, or `*` for all without their own.",
});
const returned = Type.Boolean({ description: "Whether the fee comes back with a refund, in proportion." });

export const NewAgreedRateShape = shape("NewAgreedRate", {
  method: Type.Optional(method),
  starts_at: Type.Optional(Instant),
  rate: Type.Optional(rate),
  minimum: Type.Optional(ref(MoneyShape)),
  rounding: Type.Optional(rounding),
  refunds_return: Type.Optional(returned),
  end: Type.Optional(Type.Boolean({ description: "True, without a rate: from then on nothing of its own is agreed." })),
});
export const AgreedRateShape = shape(
  "AgreedRate",
  {
    ...{ wallet_account: Type.String(), marketplace: Type.String(), method, starts_at: Instant },
    ...{ rate: nullable(rate), minimum: nullable(ref(MoneyShape)), rounding: nullable(rounding) },
    ...{ refunds_return: nullable(returned), set_by: Type.String() },
  },
  "What the wallet may keep of what is paid from `starts_at` on. A bill's fee that is another one is a break.",
);

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
} from "./common.ts";

const modes = ["size", "sum"] as const;
const Word = Type.String({ pattern: "^[a-z][a-z0-9_]{0,39}$" });
const Words = Type.Array(Word, { minItems: 1, maxItems: 20 });
const Title = Type.String({ minLength: 1, maxLength: 200 });
const Count = Type.Integer({ minimum: 0, maximum: 1_000_000_000 });

export const NewAllianceContractShape = shape("NewAllianceContract", {
  marketplace: Type.Optional(Id("mkt")),
  partner: Word,
  title: Title,
  purposes: Words,
  modes: Type.Array(choice(modes), { minItems: 1, maxItems: 2 }),
  agreement: Type.Optional(Type.String({ minLength: 1, maxLength: 80, description: "On what it hangs." })),
  clip: ref(PositiveMoneyShape),
  crowd: Type.Integer({ minimum: 2, maximum: 1_000_000, description: "Below it no result is told." }),
  epsilon_milli: Type.Integer({
    minimum: 1,
    maximum: 100_000,
    description: "Privacy parameter of a run, in thousandths.",
  }),
  padding: Type.Integer({ minimum: 0, maximum: 10_000, description: "Half of the false members that hide the count." }),
  budget: Type.Integer({ minimum: 0, maximum: 100_000, description: "Runs in all." }),
  starts_at: Instant,
  ends_at: Instant,
});

export const AllianceContractShape = shape("AllianceContract", {
  ...{ id: Type.String(), marketplace: Type.String(), partner: Type.String(), title: Type.String() },
  ...{ purposes: Type.Array(Type.String()), modes: Type.Array(choice(modes)), agreement: TextOrNull },
  ...{ clip: ref(MoneyShape), crowd: Type.Integer(), epsilon_milli: Type.Integer(), padding: Type.Integer() },
  ...{ budget: Type.Integer(), used: Type.Integer(), starts_at: Instant, ends_at: Instant, created_at: Instant },
});

export const NewAllianceDatasetShape = shape("NewAllianceDataset", {
  marketplace: Type.Optional(Id("mkt")),
  title: Title,
  purposes: Words,
  basis: Type.String({
    minLength: 1,
    maxLength: 500,
    description: "Why the rows may be used, and where that is written.",
  }),
});

export const AllianceDatasetShape = shape("AllianceDataset", {
  ...{ id: Type.String(), marketplace: Type.String(), title: Type.String(), purposes: Type.Array(Type.String()) },
  ...{ basis: Type.String(), withdrawn_at: InstantOrNull, created_at: Instant },
});

export const NewAllianceRunShape = shape("NewAllianceRun", {
  ...{ contract: Id("alc"), dataset: Id("ald"), purpose: Word, mode: choice(modes) },
});

export const AllianceProgressShape = shape("AllianceProgress", {
  ...{ step: Type.String({ minLength: 1, maxLength: 40 }), done: Count, of: Count },
});

export const AllianceEndShape = shape("AllianceEnd", {
  outcome: choice(["done", "below_crowd", "failed"]),
  people: Type.Optional(nullable(Count)),
  total: Type.Optional(nullable(Type.String({ pattern: "^-?(0|[1-9]\\d{0,17})$", description: "In minor units." }))),
  why: Type.Optional(nullable(Type.String({ maxLength: 500 }))),
});

export const AllianceRunShape = shape("AllianceRun", {
  ...{ id: Type.String(), contract: Type.String(), dataset: Type.String(), marketplace: Type.String() },
  ...{ partner: Type.String(), purpose: Type.String(), mode: choice(modes) },
  state: choice(["running", "done", "below_crowd", "failed"]),
  ...{ step: Type.String(), steps_done: Type.Integer(), steps_of: Type.Integer() },
  people: nullable(Type.Integer({ description: "Noised by both sides." })),
  total: nullable(ref(MoneyShape)),
  ...{ why: TextOrNull, opening: Type.String(), created_at: Instant, changed_at: Instant },
});

export const AllianceLogShape = shape("AllianceLog", {
  ...{ id: Type.String(), contract: Type.String(), event: Type.String(), run: TextOrNull, by: Type.String() },
  ...{ about: Type.Record(Type.String(), Type.Unknown()), at: Instant },
});

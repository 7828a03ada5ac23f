import Type from "typebox";
import { choice, Instant, MoneyShape, nullable, ref, shape, TextOrNull, WordsShape } from "./common.ts";
import { ChangePlanShape, NewOpeningShape, PrerequisiteShape } from "./openings.ts";

const StoresTaken = choice(["joined", "then", "all"]);
const span = {
  from: Instant,
  to: Instant,
  stores: Type.Optional(
    Type.Unsafe<"joined" | "then" | "all">({
      ...StoresTaken,
      description:
        "joined (default): stores as they stand with the partner now; then: as each stood when the order was made; " +
        "all: as if each had joined.",
    }),
  ),
  only_paid: Type.Optional(
    Type.Boolean({ default: false, description: "Leave out orders that nobody paid: they would fill caps of a day." }),
  ),
};
const { caps, pilots, stages } = ChangePlanShape.properties;
export const DryRunAskedShape = shape(
  "DryRunAsked",
  { ...span, caps, pilots, stages },
  "Which past orders, and a plan to try; what is left out of it is as the opening has it.",
);
const { terms: _, ...draft } = NewOpeningShape.properties;
export const DraftRunAskedShape = shape(
  "DraftRunAsked",
  { ...span, opening: Type.Object(draft, { additionalProperties: false }) },
  "Which past orders, and an opening that nobody has saved; its terms need not be written yet.",
);

const counted = {
  orders: Type.Integer(),
  let_in: Type.Integer({ description: "Orders that would have been let in." }),
};
const Trial = Type.Object({
  kind: choice(["pilot", "stage", "whole"]),
  n: Type.Integer({ description: "Which pilot or stage; 0 for a plan without stages." }),
  title: nullable(ref(WordsShape)),
  ...counted,
  let_in_amounts: Type.Array(ref(MoneyShape), { description: "What was let in, an amount a currency." }),
  stores: Type.Integer(),
  stores_in: Type.Integer({ description: "Stores with an order that was let in." }),
  capped_days: Type.Integer({ description: "Days on which a day's cap refused something." }),
  by_city_tier: Type.Array(
    Type.Object({ city_tier: Type.Unsafe<number | null>({ type: ["integer", "null"] }), ...counted }),
  ),
  by_age_band: Type.Array(Type.Object({ age_band: TextOrNull, ...counted })),
  by_tier_and_age: Type.Array(
    Type.Object({
      city_tier: Type.Unsafe<number | null>({ type: ["integer", "null"] }),
      age_band: TextOrNull,
      ...counted,
    }),
  ),
  by_store: Type.Array(Type.Object({ store: Type.String(), ...counted }), {
    description: "The fifty stores with the most orders.",
  }),
  by_store_city_tier: Type.Array(Type.Object({ city_tier: TextOrNull, ...counted })),
  reasons: Type.Array(
    Type.Object({ code: Type.String(), zh: Type.String(), en: Type.String(), orders: Type.Integer() }),
    { description: "Why the others would not have been; an order may have several." },
  ),
});
export const DryRunShape = shape("DryRun", {
  opening: Type.Unsafe<string | null>({ ...TextOrNull, description: "Null for a draft that was not saved." }),
  from: Instant,
  to: Instant,
  stores: StoresTaken,
  only_paid: Type.Boolean(),
  complete: Type.Boolean({ description: "False: there were more orders than are looked at (500,000)." }),
  orders: Type.Integer(),
  trials: Type.Array(Trial),
  missing: Type.Array(PrerequisiteShape, {
    description: "What it requires and does not have: announcing would be refused.",
  }),
});

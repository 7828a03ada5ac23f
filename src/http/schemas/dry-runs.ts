import Type from "typebox";
import { choice, Instant, nullable, ref, shape, TextOrNull, WordsShape } from "./common.ts";
import { ChangePlanShape } from "./openings.ts";

const { caps, pilots, stages } = ChangePlanShape.properties;
export const DryRunAskedShape = shape(
  "DryRunAsked",
  { from: Instant, to: Instant, caps, pilots, stages },
  "Which past orders, and a plan to try; what is left out of it is as the opening has it.",
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
  by_city_tier: Type.Array(
    Type.Object({ city_tier: Type.Unsafe<number | null>({ type: ["integer", "null"] }), ...counted }),
  ),
  by_age_band: Type.Array(Type.Object({ age_band: TextOrNull, ...counted })),
  by_store_city_tier: Type.Array(Type.Object({ city_tier: TextOrNull, ...counted })),
  reasons: Type.Array(
    Type.Object({ code: Type.String(), zh: Type.String(), en: Type.String(), orders: Type.Integer() }),
    { description: "Why the others would not have been; an order may have several." },
  ),
});
export const DryRunShape = shape("DryRun", {
  opening: Type.String(),
  from: Instant,
  to: Instant,
  complete: Type.Boolean({ description: "False: there were more orders than are looked at (500,000)." }),
  orders: Type.Integer(),
  trials: Type.Array(Trial),
});

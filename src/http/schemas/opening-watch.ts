import Type from "typebox";
import { choice, Instant, shape } from "./common.ts";
import { Guard, PrerequisiteShape } from "./openings.ts";

export const PrerequisiteStandsShape = shape("PrerequisiteStands", {
  ...PrerequisiteShape.properties,
  stands: Type.Boolean({ description: "False: announcing would be refused for it." }),
});

const { figure, limit, window_minutes, min_count } = Guard.properties;
export const GuardSeriesShape = shape("GuardSeries", {
  kind: choice(["opening", "stage", "pilot"]),
  n: Type.Integer({ description: "Which stage or pilot; 0 for the opening's own." }),
  ...{ figure, limit, window_minutes, min_count },
  points: Type.Array(
    Type.Object({
      at: Instant,
      part: Type.String({ description: "Counted, as a whole number." }),
      whole: Type.String({ description: "Of how many." }),
      breached: Type.Boolean(),
    }),
  ),
  stopped_at: Type.Array(Instant, { description: "When it stopped the opening, or took its stage back." }),
});

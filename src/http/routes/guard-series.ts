import Type from "typebox";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf } from "../auth.ts";
import { instantOf, mine, steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { GuardSeriesShape, Id, Instant, ListOf, PrerequisiteStandsShape } from "../schemas/index.ts";
import { wire } from "../wire.ts";

const dayMs = 86_400_000;

/** What holds an opening back and what may stop it: its prerequisites as they stand, its guards over time. */
export function guardSeriesRoutes(app: App, parts: HttpParts): void {
  const { openings } = parts;
  const schema = { tags: ["openings"], params: params({ id: Id("opn") }) };

  app.get(
    "/v1/openings/:id/guard-series",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        ...schema,
        operationId: "guardSeriesOfOpening",
        summary: "What each guard read over time, against its limit, and when it stopped something",
        description: "每个护栏的读数随时间的变化、上限，以及何时触发。默认最近 24 小时，最长 32 天。",
        querystring: query({ from: Type.Optional(Instant), to: Type.Optional(Instant) }),
        response: answers(
          { 200: ListOf(GuardSeriesShape) },
          ...[common.withCaller, "not_found" as const, "request_invalid" as const],
        ),
      },
    },
    async (request) => {
      const { id } = mine(steering(callerOf(request)), await openings.getOpening(request.params.id));
      const to = instantOf(request.query.to) ?? parts.clock.now();
      const from = instantOf(request.query.from) ?? new Date(to.getTime() - dayMs);
      if (!(from < to))
        throw new Refusal("request_invalid", {}, [{ field: "to", message: "must be after from", zh: "须晚于 from" }]);
      return { data: wire(await openings.guardSeries(id, { from, to })), next_cursor: null };
    },
  );

  app.get(
    "/v1/openings/:id/prerequisites",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        ...schema,
        operationId: "prerequisitesOfOpening",
        summary: "What the opening requires, and what of it stands now",
        description: "开放计划的前提，以及目前哪些已成立。",
        response: answers({ 200: ListOf(PrerequisiteStandsShape) }, ...[common.withCaller, "not_found" as const]),
      },
    },
    async (request) => {
      const opening = mine(steering(callerOf(request)), await openings.getOpening(request.params.id));
      return { data: wire(await openings.prerequisitesOf(opening)), next_cursor: null };
    },
  );
}

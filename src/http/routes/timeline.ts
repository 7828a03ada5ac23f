import Type from "typebox";
import { type App, answers, common, query } from "../app.ts";
import { callerOf, reachOf } from "../auth.ts";
import { listOf, pageOf } from "../cursor.ts";
import type { HttpParts } from "../parts.ts";
import { ListOf, PageQuery, TimelineEntryShape } from "../schemas/index.ts";

/** How the walls came down: what happened, and what our own openings did; the oldest first. */
export function timelineRoutes(app: App, parts: HttpParts): void {
  app.get(
    "/v1/timeline",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        operationId: "listTimeline",
        tags: ["openings"],
        summary: "Past events, each with the opening that models it, and the moves of our own openings",
        description: "互联互通大事记：过往事件及对应的开放计划，以及本系统各开放计划的变更。",
        querystring: query({
          ...PageQuery,
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 1000 })),
        }),
        response: answers(
          { 200: ListOf(TimelineEntryShape) },
          ...[common.withCaller, ["cursor_invalid", "request_invalid"] as const],
        ),
      },
    },
    async (request) => {
      const page = pageOf({ limit: 1000, ...request.query });
      return listOf(await parts.openings.timeline(reachOf(callerOf(request)), page)) as never;
    },
  );
}

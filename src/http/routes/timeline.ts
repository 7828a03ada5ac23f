import { type App, answers, common } from "../app.ts";
import { callerOf, reachOf } from "../auth.ts";
import type { HttpParts } from "../parts.ts";
import { ListOf, TimelineEntryShape } from "../schemas/index.ts";
import { wire } from "../wire.ts";

/** How the walls came down: what happened, and what our own openings did. */
export function timelineRoutes(app: App, parts: HttpParts): void {
  app.get(
    "/v1/timeline",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        operationId: "listTimeline",
        tags: ["openings"],
        summary: "Past events, each with the opening that models it, and the moves of our own openings",
        description: "互联互通大事记:过往事件及对应的开放计划,以及本系统各开放计划的变更。",
        response: answers({ 200: ListOf(TimelineEntryShape) }, common.withCaller),
      },
    },
    async (request) => ({
      data: wire(await parts.openings.timeline(reachOf(callerOf(request)))) as never,
      next_cursor: null,
    }),
  );
}

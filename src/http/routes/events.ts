import Type from "typebox";
import { type App, answers, common, query } from "../app.ts";
import { callerOf } from "../auth.ts";
import { listOf, pageOf } from "../cursor.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { EventShape, ListOf, PageQuery } from "../schemas/index.ts";

export function eventRoutes(app: App, parts: HttpParts): void {
  app.get(
    "/v1/events",
    {
      config: { access: { scope: "events:read" } },
      schema: {
        operationId: "listEvents",
        tags: ["events"],
        summary: "What happened in a marketplace, newest first: what webhooks are sent from",
        description: "平台内发生的事件，最新的在前；与回调推送的内容相同。",
        // Its cursor is a place in each bucket.
        querystring: query({
          ...PageQuery,
          cursor: Type.Optional(Type.String({ maxLength: 900 })),
          type: Type.Optional(Type.String({ pattern: "^[a-z_.]{1,80}$" })),
        }),
        response: answers({ 200: ListOf(EventShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => {
      const { marketplace, store } = callerOf(request);
      // Events carry a marketplace, not a store: a store's key would read its neighbours'.
      if (store !== null) throw new Refusal("forbidden", { needs: "a key of the marketplace" });
      const { type } = request.query;
      const filter = { marketplace, ...(type === undefined ? {} : { type }) };
      return listOf(await parts.events.list(filter, pageOf(request.query)));
    },
  );
}

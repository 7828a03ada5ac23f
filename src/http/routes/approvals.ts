import Type from "typebox";
import { type App, answers, common } from "../app.ts";
import { callerOf, reachOf } from "../auth.ts";
import type { HttpParts } from "../parts.ts";
import { ListOf, PendingShape } from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { withYours } from "../yours.ts";

const tags = ["oversight"];
const WaitingList = Type.Object(
  {
    ...ListOf(PendingShape).properties,
    more: Type.Boolean({ description: "Of some kind more waits than is shown: the oldest 200 of each are." }),
  },
  { additionalProperties: false },
);

/** What waits for a second person, of every kind. */
export function approvalRoutes(app: App, parts: HttpParts): void {
  const { oversight } = parts;
  app.get(
    "/v1/approvals",
    {
      config: { access: { scope: "books:read" } },
      schema: {
        operationId: "listApprovals",
        tags,
        summary: "What one person proposed and another has to decide, oldest first",
        description: "待第二人审批的事项，最早的在前。",
        response: answers({ 200: WaitingList }, common.withCaller),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { data, more } = await oversight.pendingApprovals(reachOf(caller));
      return { data: wire(await withYours(parts, caller, data)), next_cursor: null, more };
    },
  );
}

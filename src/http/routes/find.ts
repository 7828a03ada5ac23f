import Type from "typebox";
import { type App, answers, common, query } from "../app.ts";
import { callerOf, reachOf } from "../auth.ts";
import type { HttpParts } from "../parts.ts";
import { FoundShape, ListOf } from "../schemas/index.ts";
import { wire } from "../wire.ts";

/** One place to ask for anything that has a number. */
export function findRoutes(app: App, parts: HttpParts): void {
  app.get(
    "/v1/find",
    {
      config: { access: { scope: "orders:read" } },
      schema: {
        operationId: "find",
        tags: ["oversight"],
        summary: "What a text names: any id, an order's number, a wallet's transaction number",
        description: "按任意编号查找：本系统编号、订单号、钱包交易号。",
        querystring: query({ text: Type.Optional(Type.String({ maxLength: 80 })) }),
        response: answers({ 200: ListOf(FoundShape) }, common.withCaller, "request_invalid"),
      },
    },
    async (request) => ({
      data: wire(await parts.oversight.find(reachOf(callerOf(request)), request.query.text ?? "")),
      next_cursor: null,
    }),
  );
}

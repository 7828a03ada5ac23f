import Type from "typebox";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf } from "../auth.ts";
import { instantOf } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { Id, Instant, ListOf, MoneyFlowsShape } from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { readStore } from "./stores.ts";

const monthMs = 30 * 86_400_000;

/** Where a store's money came from and went, for a picture of it. */
export function moneyFlowRoutes(app: App, parts: HttpParts): void {
  app.get(
    "/v1/stores/:id/money-flows",
    {
      config: { access: { scope: "books:read" } },
      schema: {
        operationId: "readMoneyFlows",
        tags: ["books"],
        summary: "What made a store's money more or less, by wallet account: opening, every kind of change, closing",
        description: "店铺资金的增减：期初、各类变动、期末，按钱包账户。默认最近三十天。",
        params: params({ id: Id("sto") }),
        querystring: query({ from: Type.Optional(Instant), to: Type.Optional(Instant) }),
        response: answers({ 200: ListOf(MoneyFlowsShape) }, common.withCaller, "not_found", "request_invalid"),
      },
    },
    async (request) => {
      const { id } = await readStore(parts, callerOf(request), request.params.id);
      const to = instantOf(request.query.to) ?? parts.clock.now();
      const from = instantOf(request.query.from) ?? new Date(to.getTime() - monthMs);
      if (!(from < to))
        throw new Refusal("request_invalid", {}, [{ field: "to", message: "must be after from", zh: "须晚于 from" }]);
      return { data: wire(await parts.oversight.moneyFlows(id, { from, to })), next_cursor: null };
    },
  );
}

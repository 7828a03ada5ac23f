import Type from "typebox";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, reachOf, within } from "../auth.ts";
import { BetweenQuery, betweenOf, rangedFaults } from "../between.ts";
import { listOf, pageOf } from "../cursor.ts";
import { namesIn, paymentsOf } from "../expand.ts";
import type { HttpParts } from "../parts.ts";
import {
  choice,
  ExpandOrder,
  Id,
  ListOf,
  OrderShape,
  orderStates,
  PageQuery,
  ReadOrderShape,
  ref,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

export function orderRoutes(app: App, parts: HttpParts): void {
  app.get(
    "/v1/orders",
    {
      config: { access: { scope: "orders:read" } },
      schema: {
        operationId: "listOrders",
        tags: ["orders"],
        summary: "List orders, newest first",
        description: "订单列表，最新的在前。",
        querystring: query({
          ...PageQuery,
          checkout: Type.Optional(Id("chk")),
          number: Type.Optional(Type.String({ maxLength: 64 })),
          ...BetweenQuery,
          state: Type.Optional(choice(orderStates)),
        }),
        response: answers({ 200: ListOf(OrderShape) }, common.withCaller, rangedFaults),
      },
    },
    async (request) => {
      const { cursor: _cursor, limit: _limit, from, to, amount_from, amount_to, ...filter } = request.query;
      const asked = { ...reachOf(callerOf(request)), ...filter, ...betweenOf(request.query, parts.clock.now()) };
      return listOf(await parts.payments.listOrders(asked, pageOf(request.query)));
    },
  );

  app.get(
    "/v1/orders/:id",
    {
      config: { access: { scope: "orders:read" } },
      schema: {
        operationId: "getOrder",
        tags: ["orders"],
        summary: "Read an order, and its payments where `expand` names them",
        description: "查询订单；expand 可一并读取支付。",
        params: params({ id: Id("ord") }),
        querystring: query({ expand: ExpandOrder }),
        response: answers({ 200: ref(ReadOrderShape) }, common.withCaller, "not_found", "request_invalid"),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const order = within(caller, await parts.payments.getOrder(request.params.id));
      if (!namesIn(request.query.expand).includes("payments")) return wire(order);
      return { ...wire(order), expanded: { payments: await paymentsOf(parts, caller, order.id) } };
    },
  );
}

import { type App, answers, common } from "../app.ts";
import { callerOf, within } from "../auth.ts";
import type { HttpParts } from "../parts.ts";
import { NewShipmentShape, ref, ShipmentShape } from "../schemas/index.ts";
import { wire } from "../wire.ts";

/** What carriers tell. A repeat, with the same key or another, is the same row. */
export function shipmentRoutes(app: App, parts: HttpParts): void {
  app.post(
    "/v1/shipments",
    {
      config: { access: { scope: "orders:write" } },
      schema: {
        operationId: "tellShipment",
        tags: ["oversight"],
        summary: "Tell what a carrier did with an order's goods",
        description: "上报订单的物流动态。",
        body: ref(NewShipmentShape),
        response: answers({ 201: ref(ShipmentShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { place = "", at, ...told } = request.body;
      const { marketplace, store } = within(caller, await parts.payments.getOrder(told.order));
      const made = await parts.oversight.tellShipment(
        caller.id,
        { marketplace, store },
        {
          ...told,
          ...{ place, at: new Date(at) },
        },
      );
      return reply.code(201).send(wire(made));
    },
  );
}

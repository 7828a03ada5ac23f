import { type App, answers, common } from "../app.ts";
import { callerOf, within } from "../auth.ts";
import { instantIn } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { NewShipmentShape, ref, ShipmentShape } from "../schemas/index.ts";
import { wire } from "../wire.ts";

/**
 * What carriers tell. A repeat, with the same key or another, is the same row. From when all of an order is sent its
 * time limit counts, where the marketplace's terms say so.
 */
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
      const { place = "", parcels = null, at, ...told } = request.body;
      const { marketplace, store } = within(caller, await parts.payments.getOrder(told.order));
      const teller = { by: caller.id, marketplace, store, by_store: caller.store !== null };
      const made = await parts.settlement.tellShipment(teller, { ...told, place, parcels, at: instantIn(at) });
      return reply.code(201).send(wire(made));
    },
  );
}

import { type App, answers, common, params } from "../app.ts";
import { callerOf, within } from "../auth.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { Id, ListOf, MomentShape, NewMomentsShape, ref } from "../schemas/index.ts";
import { wire } from "../wire.ts";

/** Clocks of host apps differ a little; what lies further ahead has not happened. */
const aheadMs = 5 * 60_000;

/** The information flow of an order, as marketplaces and host apps tell it. A repeat is the same row. */
export function orderMomentRoutes(app: App, parts: HttpParts): void {
  const { clock, oversight, payments } = parts;
  app.post(
    "/v1/order-moments",
    {
      config: { access: { scope: "orders:write" } },
      schema: {
        operationId: "tellOrderMoments",
        tags: ["oversight"],
        summary: "Tell that an order was seen, shared or talked about; nobody is named, nothing said is kept",
        description: "上报订单的浏览、分享与聊天：只有时间、应用与编号，没有人名，也没有内容。",
        body: ref(NewMomentsShape),
        response: answers({ 201: ListOf(MomentShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { order, moments } = request.body;
      const { marketplace, store } = within(caller, await payments.getOrder(order));
      const told = moments.map(({ surface = null, side = null, sha256 = null, at, ...one }) => ({
        ...{ ...one, surface, side, sha256, at: new Date(at) },
      }));
      const latest = clock.now().getTime() + aheadMs;
      if (told.some(({ at }) => !(at.getTime() <= latest)))
        throw new Refusal("request_invalid", {}, [
          { field: "moments", message: "at must not lie ahead", zh: "时间不能晚于现在" },
        ]);
      const kept = await oversight.tellMoments(caller.id, { marketplace, store }, order, told);
      if (!kept.ok)
        throw new Refusal("request_invalid", {}, [
          { field: "moments", message: "an order keeps at most 500", zh: "每个订单最多保留 500 条" },
        ]);
      return reply.code(201).send({ data: wire(kept.value), next_cursor: null });
    },
  );

  app.get(
    "/v1/orders/:id/moments",
    {
      config: { access: { scope: "orders:read" } },
      schema: {
        operationId: "listOrderMoments",
        tags: ["oversight"],
        summary: "Where and when an order was seen, shared or talked about, oldest first",
        description: "订单的浏览、分享与聊天记录，最早的在前。",
        params: params({ id: Id("ord") }),
        response: answers({ 200: ListOf(MomentShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const { id } = within(callerOf(request), await payments.getOrder(request.params.id));
      return { data: wire(await oversight.momentsOf(id)), next_cursor: null };
    },
  );
}

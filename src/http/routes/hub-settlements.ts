import Type from "typebox";
import { type App, answers, common, params } from "../app.ts";
import { callerOf } from "../auth.ts";
import type { HttpParts } from "../parts.ts";
import { found } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import { CloseHubWindowShape, HubSettlementShape, ListOf, ref, SettleHubLineShape } from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { ofTheHouse } from "./hub.ts";

const tags = ["hub"];
const byId = params({ id: Type.String({ maxLength: 40 }) });

export function hubSettlementRoutes(app: App, { hub }: HttpParts): void {
  app.post(
    "/v1/hub/settlements",
    {
      config: { access: { scope: "house:write" }, recentStep: true },
      schema: {
        operationId: "closeHubWindow",
        tags,
        summary: "Close the window of a currency: net positions become instructions",
        description: "关闭结算窗口，按多边净额生成结算指令。",
        body: ref(CloseHubWindowShape),
        response: answers(
          { 201: ref(HubSettlementShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "hub_nothing_to_settle", "hub_books_differ"] as const),
        ),
      },
    },
    async (request, reply) => {
      const { id: by } = ofTheHouse(callerOf(request));
      const closed = await hub.closeWindow({ currency: request.body.currency, by }, repeatOf(request));
      return reply.code(201).send(wire(answered(reply, closed)) as never);
    },
  );
  app.get(
    "/v1/hub/settlements",
    {
      config: { access: { scope: "hub:read" } },
      schema: {
        operationId: "listHubSettlements",
        tags,
        summary: "The latest settlements, with every line",
        description: "最近的结算及各参与方明细。",
        response: answers({ 200: ListOf(HubSettlementShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      ofTheHouse(callerOf(request));
      return { data: wire(await hub.listSettlements({ after: null, limit: 100 })) as never, next_cursor: null };
    },
  );
}

export function hubLineRoutes(app: App, { hub }: HttpParts): void {
  app.post(
    "/v1/hub/settlements/:id/lines",
    {
      config: { access: { scope: "house:write" }, recentStep: true },
      schema: {
        operationId: "settleHubLine",
        tags,
        params: byId,
        summary: "Pay a line out at once, or say that a wallet paid in or is covered, which another person confirms",
        description: "确认一条结算指令：已收立即入账；已付或以缴存资金代偿（并暂停该参与方）须由另一人复核。",
        body: ref(SettleHubLineShape),
        response: answers(
          { 200: ref(HubSettlementShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "hub_line_refused", "hub_line_proposed"] as const),
        ),
      },
    },
    async (request, reply) => {
      const { id: by } = ofTheHouse(callerOf(request));
      const settlement = request.params.id;
      const { participant, how, why = "" } = request.body;
      const asked = { kind: "settle", participant, amount: null, rate: null, why, proposer: by } as const;
      const repeat = repeatOf(request);
      if (how === "received") answered(reply, await hub.receiveLine({ settlement, participant, by }, repeat));
      else answered(reply, await hub.propose({ ...asked, settle: { settlement, how } }, repeat));
      return wire(found(await hub.getSettlement(settlement))) as never;
    },
  );
}

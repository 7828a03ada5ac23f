import Type from "typebox";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, reachOf, within } from "../auth.ts";
import { listOf, pageOfIds } from "../cursor.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { CaseShape, CaseStates, Id, ListOf, PageQuery, ref } from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["oversight"];
const Why = Type.Object({ why: Type.String({ minLength: 1, maxLength: 500 }) });

export function caseRoutes(app: App, { watch: { cases } }: HttpParts): void {
  app.get(
    "/v1/cases",
    {
      config: { access: { scope: "orders:read" } },
      schema: {
        operationId: "listCases",
        tags,
        summary:
          "Gaps in orders' flows that somebody has to look after: paid and never shipped, shipped and never paid",
        description: "订单流程中的缺口：已付未发、已发未付等，作为待处理事项。",
        querystring: query({
          state: Type.Optional(CaseStates),
          cursor: PageQuery.cursor,
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 100 })),
        }),
        response: answers({ 200: ListOf(CaseShape) }, common.withCaller, "request_invalid", "cursor_invalid"),
      },
    },
    async (request) => {
      const { state = null, ...query } = request.query;
      const page = pageOfIds({ limit: 100, ...query }, "cas");
      return listOf(await cases.listCases(reachOf(callerOf(request)), { state, ...page })) as never;
    },
  );
}

export function caseMoves(app: App, { watch: { cases } }: HttpParts): void {
  const answer = { 200: ref(CaseShape) };
  app.post(
    "/v1/cases/:id/take",
    {
      config: { access: { scope: "orders:write" } },
      schema: {
        operationId: "takeCase",
        tags,
        summary: "Take a case: you look after it from now on",
        description: "认领事项。",
        params: params({ id: Id("cas") }),
        response: answers(answer, common.withCaller, common.withBody, "not_found", "case_closed"),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      within(caller, await cases.getCase(request.params.id));
      const moved = await cases.takeCase(request.params.id, caller.id);
      if (!moved.ok) throw new Refusal(moved.fault);
      return wire(moved.value) as never;
    },
  );

  app.post(
    "/v1/cases/:id/close",
    {
      config: { access: { scope: "orders:write" } },
      schema: {
        operationId: "closeCase",
        tags,
        summary: "Close a case, saying why",
        description: "关闭事项并说明原因。",
        params: params({ id: Id("cas") }),
        body: Why,
        response: answers(answer, common.withCaller, common.withBody, "not_found", "case_closed"),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      within(caller, await cases.getCase(request.params.id));
      const moved = await cases.closeCase(request.params.id, caller.id, request.body.why);
      if (!moved.ok) throw new Refusal(moved.fault);
      return wire(moved.value) as never;
    },
  );
}

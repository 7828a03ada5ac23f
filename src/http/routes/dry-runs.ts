import { type App, answers, common, params } from "../app.ts";
import { callerOf } from "../auth.ts";
import { capsOf, inputOf, mine, stagesOf, steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import { DraftRunAskedShape, DryRunAskedShape, DryRunShape, Id, ref } from "../schemas/index.ts";
import { wire } from "../wire.ts";

/** A plan held against what was really bought, before it meets anybody. */
export function dryRunRoutes(app: App, parts: HttpParts): void {
  app.post(
    "/v1/openings/:id/dry-run",
    {
      config: { access: { scope: "openings:write" } },
      schema: {
        tags: ["openings"],
        operationId: "dryRunOpening",
        summary: "How many past orders each pilot and stage of a plan would have let in; nothing is written",
        description: "用历史订单试算方案：每个试点与阶段会放行多少订单，按城市级别与年龄段统计。不写入任何数据。",
        params: params({ id: Id("opn") }),
        body: ref(DryRunAskedShape),
        response: answers(
          { 200: ref(DryRunShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "opening_invalid"] as const),
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { id } = mine(caller, await parts.openings.getOpening(request.params.id));
      const { caps, pilots, stages } = request.body;
      const given = stagesOf({ ...(pilots && { pilots }), ...(stages && { stages }) });
      const plan = { ...given, ...(caps && { caps: capsOf(caps) }) };
      return wire(settled(await parts.decisions.dryRun(caller, id, { plan, ...spanOf(request.body) })));
    },
  );

  app.post(
    "/v1/dry-runs",
    {
      config: { access: { scope: "openings:write" } },
      schema: {
        tags: ["openings"],
        operationId: "dryRunDraft",
        summary: "The same for an opening that nobody has saved, and what it still requires; nothing is written",
        description: "对未保存的方案试算，并列出公告前还缺的前提。不写入任何数据。",
        body: ref(DraftRunAskedShape),
        response: answers(
          { 200: ref(DryRunShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "opening_invalid", "parent_unknown"] as const),
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { terms: _, ...draft } = inputOf(caller, { ...request.body.opening, terms: { zh: "", en: "" } });
      return wire(settled(await parts.decisions.draftRun(caller, { draft, ...spanOf(request.body) })));
    },
  );
}

type Span = { from: string; to: string; stores?: "joined" | "then" | "all"; only_paid?: boolean };

function spanOf({ from: first, to: last, stores, only_paid }: Span) {
  const [from, to] = [new Date(first), new Date(last)];
  // A leap second has the form of an instant and is none.
  if (!(from < to))
    throw new Refusal("request_invalid", {}, [{ field: "to", message: "must be after from", zh: "须晚于 from" }]);
  return { from, to, ...(stores && { stores }), ...(only_paid && { only_paid }) };
}

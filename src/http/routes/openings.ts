import type { Static } from "typebox";
import { fromJson } from "#money";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, marketplaceFor, reachOf } from "../auth.ts";
import { listOf, pageOf } from "../cursor.ts";
import type { Caller, HttpParts, NewOpening, OpeningView } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import { Id, ListOf, MoveOpeningShape, NewOpeningShape, OpeningShape, PageQuery, ref } from "../schemas/index.ts";
import { wire } from "../wire.ts";

function inputOf(caller: Caller, body: Static<typeof NewOpeningShape>): NewOpening {
  const { capability = "payment", partner, methods = null, effective_at = null, caps, terms } = body;
  const cap = caps?.per_payment ?? null;
  return {
    ...{ capability, partner, methods, terms },
    marketplace: marketplaceFor(caller, body.marketplace),
    effective_at: effective_at === null ? null : new Date(effective_at),
    caps: { per_payment: cap && fromJson(cap) },
  };
}

/** An opening of the caller's marketplace. A store may read it: it says what is open to the store. */
function mine(caller: Caller, opening: OpeningView | null): OpeningView {
  const hidden = caller.marketplace !== null && caller.marketplace !== opening?.marketplace;
  if (opening === null || hidden) throw new Refusal("not_found");
  return opening;
}

export function openingRoutes(app: App, parts: HttpParts): void {
  const { openings } = parts;
  const tags = ["openings"];

  app.post(
    "/v1/openings",
    {
      config: { access: { scope: "openings:write" } },
      schema: {
        operationId: "createOpening",
        tags,
        summary: "Draft an opening: which capability opens to whom, from when, up to how much",
        description: "起草开放计划:向谁开放什么能力、何时生效、上限多少。",
        body: ref(NewOpeningShape),
        response: answers(
          { 201: ref(OpeningShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "wallet_unknown", "opening_invalid", "parent_unknown"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      if (caller.store !== null) throw new Refusal("forbidden", { needs: "a key of the marketplace" });
      const input = inputOf(caller, request.body);
      return reply
        .code(201)
        .send(wire(answered(reply, await openings.createOpening(caller, input, repeatOf(request)))));
    },
  );

  app.get(
    "/v1/openings",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        operationId: "listOpenings",
        tags,
        summary: "List openings, newest first",
        description: "开放计划列表,最新的在前。",
        querystring: query(PageQuery),
        response: answers({ 200: ListOf(OpeningShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => listOf(await openings.listOpenings(reachOf(callerOf(request)), pageOf(request.query))),
  );

  app.get(
    "/v1/openings/:id",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        operationId: "getOpening",
        tags,
        summary: "Read an opening",
        description: "查询开放计划。",
        params: params({ id: Id("opn") }),
        response: answers({ 200: ref(OpeningShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => wire(mine(callerOf(request), await openings.getOpening(request.params.id))),
  );
}

export function openingMoves(app: App, parts: HttpParts): void {
  const moves = [
    ["open", "Open it, from its effective instant on", "开放(自生效时间起)。"],
    ["pause", "Pause it: holds for every payment that starts from now on", "暂停:即刻对之后发起的支付生效。"],
    ["resume", "Take it back to where it was paused", "恢复到暂停前的状态。"],
    ["withdraw", "Withdraw it for good", "撤回,不可恢复。"],
  ] as const;
  for (const [move, summary, description] of moves)
    app.post(
      `/v1/openings/:id/${move}`,
      {
        config: { access: { scope: "openings:write" } },
        schema: {
          operationId: `${move}Opening`,
          tags: ["openings"],
          summary,
          description,
          params: params({ id: Id("opn") }),
          body: ref(MoveOpeningShape),
          response: answers(
            { 200: ref(OpeningShape) },
            ...[common.withCaller, common.withBody],
            ...(["not_found", "opening_wrong_state", "opening_overlaps"] as const),
          ),
        },
      },
      async (request, reply) => {
        const caller = callerOf(request);
        if (caller.store !== null) throw new Refusal("forbidden", { needs: "a key of the marketplace" });
        const { id } = mine(caller, await parts.openings.getOpening(request.params.id));
        const { why } = request.body;
        return wire(answered(reply, await parts.openings.moveOpening(caller, id, move, why, repeatOf(request))));
      },
    );
}

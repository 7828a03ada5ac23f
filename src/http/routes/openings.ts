import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, reachOf } from "../auth.ts";
import { listOf, pageOf } from "../cursor.ts";
import { inputOf, mine, steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  Id,
  ListOf,
  MoveOpeningShape,
  NewOpeningShape,
  OpeningShape,
  OpeningStepShape,
  PageQuery,
  ref,
  TermsVersionShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

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
        description: "起草开放计划：向谁开放什么能力、何时生效、上限多少。",
        body: ref(NewOpeningShape),
        response: answers(
          { 201: ref(OpeningShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "wallet_unknown", "opening_invalid", "parent_unknown"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
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
        description: "开放计划列表，最新的在前。",
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

/** What has become of an opening: its steps, and every version of its terms. */
export function openingHistory(app: App, parts: HttpParts): void {
  const { openings } = parts;
  const shared = { tags: ["openings"], params: params({ id: Id("opn") }) };
  app.get(
    "/v1/openings/:id/steps",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        ...shared,
        operationId: "readOpeningSteps",
        summary: "Every move and change of an opening: who, when, why, which version",
        description: "开放计划的全部变更：何人、何时、为何、哪个版本。",
        response: answers({ 200: ListOf(OpeningStepShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const { id } = mine(callerOf(request), await openings.getOpening(request.params.id));
      return { data: wire(await openings.stepsOf(id)) as never, next_cursor: null };
    },
  );
  app.get(
    "/v1/openings/:id/terms",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        ...shared,
        operationId: "readOpeningTerms",
        summary: "Every version of the terms, with its hash",
        description: "条款的全部版本及其哈希。",
        response: answers({ 200: ListOf(TermsVersionShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const { id } = mine(callerOf(request), await openings.getOpening(request.params.id));
      return { data: wire(await openings.termsOf(id)), next_cursor: null };
    },
  );
}

const moves = [
  ["pilot", "Begin its pilots", "开始试点。"],
  ["open", "Open it, from its effective instant on", "开放（自生效时间起）。"],
  ["complete", "End its stages: open to everybody", "结束分阶段，全面开放。"],
  ["pause", "Pause it: holds for every payment that starts from now on", "暂停：即刻对之后发起的支付生效。"],
  ["resume", "Take it back to where it was paused", "恢复到暂停前的状态。"],
  ["withdraw", "Withdraw it for good", "撤回，不可恢复。"],
] as const;

export function openingMoves(app: App, parts: HttpParts): void {
  for (const [move, summary, description] of moves)
    app.post(
      `/v1/openings/:id/${move}`,
      {
        // The stop button never waits.
        config: { access: { scope: "openings:write" }, ...(move !== "pause" && { recentStep: true as const }) },
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
            ...(["not_found", "opening_invalid", "opening_wrong_state", "opening_overlaps"] as const),
            ...(["opening_notice_too_short", "opening_prerequisites_missing"] as const),
            ...(["opening_consultation_missing", "opening_not_supported", "person_needed"] as const),
            "second_person_needed" as const,
          ),
        },
      },
      async (request, reply) => {
        const caller = steering(callerOf(request));
        const { id } = mine(caller, await parts.openings.getOpening(request.params.id));
        const { why } = request.body;
        return wire(answered(reply, await parts.openings.moveOpening(caller, id, move, why, repeatOf(request))));
      },
    );
}

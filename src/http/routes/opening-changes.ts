import { type App, answers, common, params } from "../app.ts";
import { callerOf, marketplaceFor } from "../auth.ts";
import type { Fault } from "../faults.ts";
import { capsOf, instantOf, mine, stagesOf, steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  AnnounceOpeningShape,
  ChangePlanShape,
  ChangeTermsShape,
  Id,
  ListOf,
  OpeningShape,
  ref,
  StartStageShape,
  WithdrawPartnerShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const access = { scope: "openings:write" } as const;
const tags = ["openings"];

const changed = (...faults: Fault[]) =>
  answers(
    { 200: ref(OpeningShape) },
    ...[common.withCaller, common.withBody],
    ...(["not_found", "opening_invalid", "opening_wrong_state", "second_person_needed"] as const),
    faults,
  );

const one = { tags, params: params({ id: Id("opn") }) };

/** Changes that need more than a reason: its announcement, its terms. */
export function openingChanges(app: App, parts: HttpParts): void {
  const { openings } = parts;
  app.post(
    "/v1/openings/:id/announce",
    {
      config: { access, recentStep: true },
      schema: {
        ...one,
        operationId: "announceOpening",
        summary: "Announce it, so many calendar days ahead; it opens at its instant by itself",
        description: "公告生效时间（按平台时区的日历日提前），到时自动开放第一阶段。",
        body: ref(AnnounceOpeningShape),
        response: changed(
          ...(["opening_overlaps", "opening_notice_too_short", "opening_prerequisites_missing"] as const),
          ...(["opening_consultation_missing", "opening_not_supported"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const { id } = mine(caller, await openings.getOpening(request.params.id));
      const { why, effective_at, skip_consultation = null } = request.body;
      const input = { why, effective_at: instantOf(effective_at), skip_consultation };
      return wire(answered(reply, await openings.announceOpening(caller, id, input, repeatOf(request))));
    },
  );
  app.post(
    "/v1/openings/:id/terms",
    {
      config: { access, recentStep: true },
      schema: {
        ...one,
        operationId: "changeOpeningTerms",
        summary: "A new version of its terms; refused once stores were asked about them",
        description: "修改条款（新版本）；征求意见开始后不可修改。",
        body: ref(ChangeTermsShape),
        response: changed("opening_terms_frozen"),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const { id } = mine(caller, await openings.getOpening(request.params.id));
      return wire(answered(reply, await openings.changeTerms(caller, id, request.body, repeatOf(request))));
    },
  );
}

/** Its caps, pilots and stages. */
export function openingPlans(app: App, parts: HttpParts): void {
  const { openings } = parts;
  app.post(
    "/v1/openings/:id/plan",
    {
      config: { access, recentStep: true },
      schema: {
        ...one,
        operationId: "changeOpeningPlan",
        summary: "Change caps, pilots and stages; an audience that is in stays in",
        description: "修改限额、试点与阶段；已开放的人群只增不减。",
        body: ref(ChangePlanShape),
        response: changed(),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const { id } = mine(caller, await openings.getOpening(request.params.id));
      const { why, caps, pilots, stages, guards } = request.body;
      const lists = stagesOf({ ...(pilots && { pilots }), ...(stages && { stages }) });
      const input = { why, ...(caps && { caps: capsOf(caps) }), ...lists, ...(guards && { guards }) };
      return wire(answered(reply, await openings.changePlan(caller, id, input, repeatOf(request))));
    },
  );
  app.post(
    "/v1/openings/:id/start-stage",
    {
      config: { access, recentStep: true },
      schema: {
        ...one,
        operationId: "startOpeningStage",
        summary: "Start the next pilot or stage by hand",
        description: "手动开始下一个试点或阶段。",
        body: ref(StartStageShape),
        response: changed(),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const { id } = mine(caller, await openings.getOpening(request.params.id));
      return wire(answered(reply, await openings.startStage(caller, id, request.body, repeatOf(request))));
    },
  );
}

const stageMoves = [
  ["pause-stage", "pauseStage", "Take a stage back: the one before it holds again", "收回某一阶段，退回上一阶段。"],
  ["resume-stage", "resumeStage", "Let a stage that was taken back hold again", "恢复被收回的阶段。"],
] as const;

/** Taking one stage back, and letting it hold again. */
export function openingStages(app: App, parts: HttpParts): void {
  for (const [path, verb, summary, description] of stageMoves)
    app.post(
      `/v1/openings/:id/${path}`,
      {
        // The stop button never waits.
        config: { access, ...(verb !== "pauseStage" && { recentStep: true as const }) },
        schema: {
          ...one,
          operationId: verb,
          ...{ summary, description },
          body: ref(StartStageShape),
          response: changed("person_needed"),
        },
      },
      async (request, reply) => {
        const caller = steering(callerOf(request));
        const { id } = mine(caller, await parts.openings.getOpening(request.params.id));
        return wire(answered(reply, await parts.openings[verb](caller, id, request.body, repeatOf(request))));
      },
    );
}

/** Everything with a partner at once. */
export function openingWithdrawals(app: App, parts: HttpParts): void {
  const { openings } = parts;
  app.post(
    "/v1/withdrawals-of-partner",
    {
      config: { access, recentStep: true },
      schema: {
        tags,
        operationId: "withdrawPartner",
        summary: "Withdraw everything with a partner, in one act",
        description: "一次撤回与某伙伴的全部开放计划。",
        body: ref(WithdrawPartnerShape),
        response: answers(
          { 200: ListOf(OpeningShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "opening_invalid"] as const),
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const marketplace = marketplaceFor(caller, request.body.marketplace);
      const done = await openings.withdrawPartner(caller, { ...request.body, marketplace });
      return { data: wire(settled(done)) as never, next_cursor: null };
    },
  );
}

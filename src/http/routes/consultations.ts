import { type App, answers, common, params } from "../app.ts";
import { callerOf } from "../auth.ts";
import { audienceOf, instantIn, mine, steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  AnswerReasonShape,
  ConsultationShape,
  ConsultStoresShape,
  Id,
  ListOf,
  MoveOpeningShape,
  OpeningShape,
  ref,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const one = { tags: ["consultations"], params: params({ id: Id("opn") }) };
const faults = ["not_found", "opening_invalid", "opening_wrong_state"] as const;

/** Asking the stores, and ending it. */
export function consultationMoves(app: App, parts: HttpParts): void {
  const { openings } = parts;
  const response = answers(
    { 200: ref(OpeningShape) },
    ...[common.withCaller, common.withBody],
    ...[...faults, "consultation_under_way" as const],
  );
  app.post(
    "/v1/openings/:id/consult",
    {
      config: { access: { scope: "openings:write" }, recentStep: true },
      schema: {
        ...one,
        operationId: "consultStores",
        summary: "Ask the stores: who, about which terms, until when and what makes it pass are fixed here",
        description: "征求商家意见：范围、条款、截止时间与通过规则在开始时即固定。",
        body: ref(ConsultStoresShape),
        response,
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const { id } = mine(caller, await openings.getOpening(request.params.id));
      const { deadline, electorate, ...rest } = request.body;
      const whom = electorate === undefined ? {} : { electorate: audienceOf(electorate) };
      const input = { ...rest, ...whom, deadline: instantIn(deadline) };
      return wire(answered(reply, await openings.consultStores(caller, id, input, repeatOf(request))));
    },
  );
  app.post(
    "/v1/openings/:id/decide",
    {
      config: { access: { scope: "openings:write" }, recentStep: true },
      schema: {
        ...one,
        operationId: "decideOpening",
        summary: "Seal the ballots and publish the result; the house does it by itself after the deadline",
        description: "封存选票并公布结果；截止后系统会自动执行。",
        body: ref(MoveOpeningShape),
        response,
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const { id } = mine(caller, await openings.getOpening(request.params.id));
      return wire(answered(reply, await openings.decideOpening(caller, id, request.body.why, repeatOf(request))));
    },
  );
}

/** What is public about consultations, and what the marketplace answers to the reasons. */
export function consultationRoutes(app: App, parts: HttpParts): void {
  const { openings } = parts;
  app.get(
    "/v1/openings/:id/consultations",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        ...one,
        operationId: "readConsultations",
        summary: "Consultations: counts before the deadline; the tally, the reasons and the tree's root after it",
        description: "征求意见的情况：截止前仅公布票数，截止后公布结果、理由与默克尔树根。",
        response: answers({ 200: ListOf(ConsultationShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const { id } = mine(callerOf(request), await openings.getOpening(request.params.id));
      return { data: wire(await openings.consultationsOf(id)) as never, next_cursor: null };
    },
  );
  app.post(
    "/v1/openings/:id/answers",
    {
      config: { access: { scope: "openings:write" } },
      schema: {
        ...one,
        operationId: "answerReason",
        summary: "Answer a reason that stores gave",
        description: "公开答复商家提出的理由。",
        body: ref(AnswerReasonShape),
        response: answers(
          { 200: ListOf(ConsultationShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "consultation_under_way"] as const),
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { id } = mine(caller, await openings.getOpening(request.params.id));
      return { data: wire(settled(await openings.answerReason(caller, id, request.body))) as never, next_cursor: null };
    },
  );
}

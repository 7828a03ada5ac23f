import Type from "typebox";
import { applicationStates } from "#onboarding";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, reachOf, within } from "../auth.ts";
import { listOf, pageOf } from "../cursor.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { found } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  ApplicationMoveShape,
  ApplicationShape,
  choice,
  Id,
  ListOf,
  NewApplicationShape,
  PageQuery,
  ref,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { readStore } from "./stores.ts";

const tags = ["applications"];
const read = { access: { scope: "directory:read" } } as const;
const write = { access: { scope: "directory:write" } } as const;
const one = { tags, params: params({ id: Id("apl") }) };

/** The application, or `not_found` when it is not there or not the caller's. */
export async function readApplication(parts: HttpParts, caller: Caller, id: string) {
  return within(caller, await parts.onboarding.get(id));
}

export function applicationRoutes(app: App, parts: HttpParts): void {
  const { onboarding } = parts;
  app.post(
    "/v1/applications",
    {
      config: write,
      schema: {
        operationId: "createApplication",
        tags,
        summary: "Begin a store's application to join a wallet: a draft",
        description: "为店铺创建钱包进件申请（草稿），可分步填写。",
        body: ref(NewApplicationShape),
        response: answers(
          { 201: ref(ApplicationShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "onboarding_unsupported", "wallet_account_missing"] as const),
          ...(["application_exists", "application_not_needed"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { id: store, marketplace } = await readStore(parts, caller, request.body.store);
      const input = { ...request.body, store, marketplace };
      const made = answered(reply, await onboarding.createApplication(caller.id, input, repeatOf(request)));
      return reply.code(201).send(wire(made));
    },
  );

  app.get(
    "/v1/applications",
    {
      config: read,
      schema: {
        operationId: "listApplications",
        tags,
        summary: "List applications, newest first",
        description: "进件申请列表，最新的在前。",
        querystring: query({
          ...PageQuery,
          store: Type.Optional(Id("sto")),
          wallet: Type.Optional(Type.String({ maxLength: 32 })),
          state: Type.Optional(choice(applicationStates)),
        }),
        response: answers({ 200: ListOf(ApplicationShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => {
      const { cursor: _cursor, limit: _limit, store, ...filter } = request.query;
      const reach = reachOf(callerOf(request));
      // A store's own key sees its own, whatever it names.
      const narrowed = { ...reach, store: reach.store ?? store ?? null };
      if (reach.store !== null && store !== undefined && store !== reach.store) return listOf({ data: [], next: null });
      return listOf(await onboarding.list({ ...narrowed, ...filter }, pageOf(request.query)));
    },
  );
}

/** One application: how it stands, and how it came there. */
export function applicationReadings(app: App, parts: HttpParts): void {
  const { onboarding } = parts;

  app.get(
    "/v1/applications/:id",
    {
      config: read,
      schema: {
        ...one,
        operationId: "getApplication",
        summary: "Read an application: what is missing, what was rejected, what has to be done",
        description: "查询进件申请：缺少的资料、驳回原因、待办事项。",
        response: answers({ 200: ref(ApplicationShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => wire(await readApplication(parts, callerOf(request), request.params.id)),
  );

  app.get(
    "/v1/applications/:id/moves",
    {
      config: read,
      schema: {
        ...one,
        operationId: "readApplicationMoves",
        summary: "Every move of an application, oldest first: who, when, why",
        description: "进件申请的全部状态变动，最早的在前。",
        response: answers({ 200: ListOf(ApplicationMoveShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const { id } = await readApplication(parts, callerOf(request), request.params.id);
      return listOf({ data: await onboarding.moves(id), next: null });
    },
  );

  app.post(
    "/v1/applications/:id/check",
    {
      config: write,
      schema: {
        ...one,
        operationId: "checkApplication",
        summary: "Ask the wallet now how the review stands",
        description: "立即向钱包查询审核进度。",
        response: answers({ 200: ref(ApplicationShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request) => {
      const { id } = await readApplication(parts, callerOf(request), request.params.id);
      return wire(found(await onboarding.check(id)));
    },
  );
}

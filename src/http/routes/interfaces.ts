import Type from "typebox";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, marketplaceFor, within } from "../auth.ts";
import { listOf } from "../cursor.ts";
import { steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { settled } from "../refusal.ts";
import {
  Id,
  InterfaceAnswerShape,
  InterfaceCheckShape,
  InterfaceGrantShape,
  ListOf,
  LogStepShape,
  NewInterfaceGrantShape,
  ref,
  SaidWhyShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["interfaces"];
const one = { tags, params: params({ id: Id("igr") }) };

export function interfaceRoutes(app: App, parts: HttpParts): void {
  const { links } = parts;
  app.post(
    "/v1/interface-grants",
    {
      config: { access: { scope: "openings:write" }, recentStep: true },
      schema: {
        operationId: "grantInterface",
        tags,
        summary: "Let a partner call an interface of ours for the named fields",
        description: "授权伙伴调用一个接口的指定字段。",
        body: ref(NewInterfaceGrantShape),
        response: answers(
          { 201: ref(InterfaceGrantShape) },
          ...[common.withCaller, common.withBody, "not_found" as const, "interface_grant_exists" as const],
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const marketplace = marketplaceFor(caller, request.body.marketplace);
      const input = { ...request.body, marketplace, agreement: request.body.agreement ?? null };
      return reply.code(201).send(wire(settled(await links.grantInterface(caller, input))));
    },
  );
  app.get(
    "/v1/interface-grants",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        operationId: "listInterfaceGrants",
        tags,
        summary: "Which partner may call which interface, since when",
        description: "接口授权列表。",
        querystring: query({ marketplace: Type.Optional(Id("mkt")) }),
        response: answers({ 200: ListOf(InterfaceGrantShape) }, common.withCaller, "request_invalid", "not_found"),
      },
    },
    async (request) => {
      const marketplace = marketplaceFor(steering(callerOf(request)), request.query.marketplace);
      return listOf({ data: links.grantsOf(marketplace), next: null }) as never;
    },
  );
  app.get(
    "/v1/interface-grants/:id/steps",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        ...one,
        operationId: "readInterfaceGrantSteps",
        summary: "When it was granted, cut and restored, by whom and why",
        description: "授权、切断与恢复的记录。",
        response: answers({ 200: ListOf(LogStepShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const { id } = within(callerOf(request), await links.getGrant(request.params.id));
      return listOf({ data: await links.stepsOfGrant(id), next: null });
    },
  );
}

const moves = [
  ["cut", "cut", "cutInterface", "Cut an interface off: within a second nothing passes", "切断接口，一秒内生效。"],
  ["restore", "restored", "restoreInterface", "Restore an interface that was cut", "恢复已切断的接口。"],
] as const;

export function interfaceMoves(app: App, parts: HttpParts): void {
  const { links } = parts;
  for (const [path, to, operationId, summary, description] of moves)
    app.post(
      `/v1/interface-grants/:id/${path}`,
      {
        // Cutting off never waits.
        config: { access: { scope: "openings:write" }, ...(path !== "cut" && { recentStep: true as const }) },
        schema: {
          ...one,
          ...{ operationId, summary, description },
          body: ref(SaidWhyShape),
          response: answers(
            { 200: ref(InterfaceGrantShape) },
            ...[common.withCaller, common.withBody, "not_found" as const, "interface_grant_wrong_state" as const],
          ),
        },
      },
      async (request) => {
        const caller = steering(callerOf(request));
        const { id } = within(caller, await links.getGrant(request.params.id));
        return wire(settled(await links.moveGrant(caller, id, { to, why: request.body.why })));
      },
    );
  app.post(
    "/v1/interface-checks",
    {
      config: { access: { scope: "openings:read" }, reads: true },
      schema: {
        operationId: "checkInterface",
        tags,
        summary: "A gateway's hook: may this partner call this interface for these fields now?",
        description: "网关钩子：此伙伴现在能否以这些字段调用此接口？",
        body: ref(InterfaceCheckShape),
        response: answers({ 200: ref(InterfaceAnswerShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const marketplace = marketplaceFor(caller, request.body.marketplace);
      return wire(await links.checkInterface({ ...request.body, marketplace })) as never;
    },
  );
}

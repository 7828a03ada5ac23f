import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, isBearer, marketplaceFor, reachOf, within } from "../auth.ts";
import { listOf, pageOf } from "../cursor.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  ApiKeyShape,
  CreatedApiKeyShape,
  Id,
  ListOf,
  NewApiKeyShape,
  PageQuery,
  RollApiKeyShape,
  ref,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const overlapSeconds = 86_400;

export function apiKeyRoutes(app: App, parts: HttpParts): void {
  const { directory } = parts;
  const tags = ["api keys"];

  app.post(
    "/v1/api-keys",
    {
      config: { access: { scope: "keys:write" }, recentStep: true },
      schema: {
        operationId: "createApiKey",
        tags,
        summary: "Create a key of the marketplace or of one store; its token is told once",
        description: "创建平台或店铺的密钥，令牌只显示一次。",
        body: ref(NewApiKeyShape),
        response: answers(
          { 201: ref(CreatedApiKeyShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "parent_unknown", "scope_unknown", "address_list_invalid"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { name, scopes, store = caller.store, addresses = [] } = request.body;
      if (caller.store !== null && store !== caller.store) throw new Refusal("not_found");
      // Nobody hands on more than they hold.
      const beyond = isBearer(caller) ? scopes.filter((scope) => !caller.scopes.includes(scope)) : scopes;
      if (beyond.length > 0) throw new Refusal("scope_unknown", { scopes: beyond.join(", ") });
      const marketplace = marketplaceFor(caller, request.body.marketplace);
      const input = { name, scopes, store, marketplace, addresses };
      const { key, token } = answered(reply, await directory.createApiKey(caller, input, repeatOf(request)));
      return reply.code(201).send({ ...wire(key), token });
    },
  );

  app.get(
    "/v1/api-keys",
    {
      config: { access: { scope: "keys:read" } },
      schema: {
        operationId: "listApiKeys",
        tags,
        summary: "List keys, newest first; never their tokens",
        description: "密钥列表（不含令牌）。",
        querystring: query(PageQuery),
        response: answers({ 200: ListOf(ApiKeyShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => listOf(await directory.listApiKeys(reachOf(callerOf(request)), pageOf(request.query))),
  );
}

export function apiKeyMoves(app: App, parts: HttpParts): void {
  const { directory } = parts;
  const tags = ["api keys"];

  app.post(
    "/v1/api-keys/:id/roll",
    {
      config: { access: { scope: "keys:write" }, recentStep: true },
      schema: {
        operationId: "rollApiKey",
        tags,
        summary: "Make a successor of a key; the old one works a while longer",
        description: "轮换密钥；旧密钥在一段时间内仍可使用。",
        params: params({ id: Id("key") }),
        body: ref(RollApiKeyShape),
        response: answers(
          { 201: ref(CreatedApiKeyShape) },
          ...[common.withCaller, common.withBody, "not_found" as const, "scope_unknown" as const],
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { id } = within(caller, await directory.getApiKey(request.params.id));
      const input = { overlap_seconds: request.body.overlap_seconds ?? overlapSeconds };
      const { key, token } = answered(reply, await directory.rollApiKey(caller, id, input, repeatOf(request)));
      return reply.code(201).send({ ...wire(key), token });
    },
  );

  app.post(
    "/v1/api-keys/:id/revoke",
    {
      config: { access: { scope: "keys:write" } },
      schema: {
        operationId: "revokeApiKey",
        tags,
        summary: "Revoke a key at once",
        description: "立即吊销密钥。",
        params: params({ id: Id("key") }),
        response: answers({ 200: ref(ApiKeyShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = within(caller, await directory.getApiKey(request.params.id));
      return wire(settled(await directory.revokeApiKey(caller, id)));
    },
  );
}

import Type from "typebox";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, marketplaceFor, reachOf, within } from "../auth.ts";
import { listOf, pageOf } from "../cursor.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  ChangeWebhookEndpointShape,
  CreatedWebhookEndpointShape,
  choice,
  Id,
  ListOf,
  NewWebhookEndpointShape,
  PageQuery,
  RollSecretShape,
  ref,
  WebhookDeliveryShape,
  WebhookEndpointShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

/** A store's endpoints are its own affair, and a marketplace's are no store's. */
function own<T extends { marketplace: string; store: string | null }>(caller: Caller, row: T | null): T {
  const found = within(caller, row);
  if (found.store !== caller.store) throw new Refusal("not_found");
  return found;
}

const read = { scope: "webhooks:read" } as const;
const write = { scope: "webhooks:write" } as const;

export function webhookEndpointRoutes(app: App, parts: HttpParts): void {
  const { webhooks } = parts;
  const tags = ["webhooks"];

  app.post(
    "/v1/webhook-endpoints",
    {
      config: { access: write, recentStep: true },
      schema: {
        operationId: "createWebhookEndpoint",
        tags,
        summary: "Have events sent to an address of yours, signed in the Standard Webhooks form",
        description: "登记回调地址；推送按 Standard Webhooks 规范签名。",
        body: ref(NewWebhookEndpointShape),
        response: answers(
          { 201: ref(CreatedWebhookEndpointShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "webhook_url_refused", "webhook_endpoint_limit"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { url, description = "", events = ["*"] } = request.body;
      const place = { marketplace: marketplaceFor(caller, request.body.marketplace), store: caller.store };
      const input = { url, description, events, ...place };
      const { endpoint, secret } = answered(reply, await webhooks.createEndpoint(input, repeatOf(request)));
      return reply.code(201).send({ ...wire(endpoint), secret });
    },
  );

  app.get(
    "/v1/webhook-endpoints",
    {
      config: { access: read },
      schema: {
        operationId: "listWebhookEndpoints",
        tags,
        summary: "List endpoints, newest first",
        description: "回调地址列表，最新的在前。",
        querystring: query(PageQuery),
        response: answers(
          { 200: ListOf(WebhookEndpointShape) },
          common.withCaller,
          "cursor_invalid",
          "request_invalid",
        ),
      },
    },
    async (request) => {
      return listOf(await webhooks.listEndpoints(reachOf(callerOf(request)), pageOf(request.query)));
    },
  );

  app.get(
    "/v1/webhook-endpoints/:id",
    {
      config: { access: read },
      schema: {
        operationId: "getWebhookEndpoint",
        tags,
        summary: "Read an endpoint",
        description: "查询回调地址。",
        params: params({ id: Id("whe") }),
        response: answers({ 200: ref(WebhookEndpointShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => wire(own(callerOf(request), await webhooks.getEndpoint(request.params.id))),
  );
}

export function webhookEndpointMoves(app: App, parts: HttpParts): void {
  const { webhooks } = parts;
  const tags = ["webhooks"];

  app.patch(
    "/v1/webhook-endpoints/:id",
    {
      config: { access: write, recentStep: true },
      schema: {
        operationId: "changeWebhookEndpoint",
        tags,
        summary: "Change an endpoint's address or events, or switch it off or on",
        description: "修改回调地址、事件，或启用、停用。",
        params: params({ id: Id("whe") }),
        body: ref(ChangeWebhookEndpointShape),
        response: answers(
          { 200: ref(WebhookEndpointShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "webhook_url_refused"] as const),
        ),
      },
    },
    async (request) => {
      const { id } = own(callerOf(request), await webhooks.getEndpoint(request.params.id));
      return wire(settled(await webhooks.changeEndpoint(id, request.body)));
    },
  );

  app.post(
    "/v1/webhook-endpoints/:id/roll-secret",
    {
      config: { access: write, recentStep: true },
      schema: {
        operationId: "rollWebhookSecret",
        tags,
        summary: "Make a fresh secret; the old one signs too for a while",
        description: "轮换签名密钥；旧密钥在一段时间内同时签名。",
        params: params({ id: Id("whe") }),
        body: ref(RollSecretShape),
        response: answers({ 200: ref(CreatedWebhookEndpointShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request, reply) => {
      const { id } = own(callerOf(request), await webhooks.getEndpoint(request.params.id));
      const seconds = request.body.old_valid_for ?? 86_400;
      const { endpoint, secret } = answered(reply, await webhooks.rollSecret(id, seconds, repeatOf(request)));
      return { ...wire(endpoint), secret };
    },
  );
}

export function webhookDeliveryRoutes(app: App, parts: HttpParts): void {
  const { webhooks } = parts;
  const tags = ["webhooks"];

  app.get(
    "/v1/webhook-deliveries",
    {
      config: { access: read },
      schema: {
        operationId: "listWebhookDeliveries",
        tags,
        summary: "What was sent where and what came back, newest first",
        description: "推送记录：发往何处、得到何种应答。",
        querystring: query({
          ...PageQuery,
          endpoint: Type.Optional(Id("whe")),
          event: Type.Optional(Id("evt")),
          state: Type.Optional(choice(["waiting", "delivered", "failed"])),
        }),
        response: answers(
          { 200: ListOf(WebhookDeliveryShape) },
          common.withCaller,
          "cursor_invalid",
          "request_invalid",
        ),
      },
    },
    async (request) => {
      const { marketplace, store } = callerOf(request);
      const { cursor: _cursor, limit: _limit, ...filter } = request.query;
      return listOf(await webhooks.listDeliveries({ marketplace, store, ...filter }, pageOf(request.query)));
    },
  );

  app.post(
    "/v1/webhook-deliveries/:id/replay",
    {
      config: { access: write },
      schema: {
        operationId: "replayWebhookDelivery",
        tags,
        summary: "Send an event once more, now, with the same webhook-id",
        description: "立即重新推送同一事件（webhook-id 不变）。",
        params: params({ id: Id("whd") }),
        response: answers({ 201: ref(WebhookDeliveryShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request, reply) => {
      const { id } = own(callerOf(request), await webhooks.getDelivery(request.params.id));
      return reply.code(201).send(wire(answered(reply, await webhooks.replay(id, repeatOf(request)))));
    },
  );
}

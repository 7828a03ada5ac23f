import Type from "typebox";
import { type App, answers, common, params } from "../app.ts";
import { callerOf } from "../auth.ts";
import type { HttpParts } from "../parts.ts";
import { answered, repeatOf } from "../repeat.ts";
import { HubOwnKeyShape, ref } from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { ofTheHouse } from "./hub.ts";

const tags = ["hub"];

/** The hub's own keys: one is added, two people let it sign (a change of kind own_key), the old one is retired. */
export function hubOwnKeyRoutes(app: App, { hub }: HttpParts): void {
  app.post(
    "/v1/hub/keys",
    {
      config: { access: { scope: "house:write" }, recentStep: true },
      schema: {
        operationId: "addHubOwnKey",
        tags,
        summary: "Make and publish one more key of the hub's own; two people let the hub sign with it (`own_key`)",
        description: "生成并公布枢纽的新密钥；改用新密钥签名须双人（POST /v1/hub/changes，own_key）。",
        response: answers({ 201: ref(HubOwnKeyShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request, reply) => {
      const { id: by } = ofTheHouse(callerOf(request));
      return reply.code(201).send(wire(answered(reply, await hub.addOwnKey({ by }, repeatOf(request)))) as never);
    },
  );
  app.post(
    "/v1/hub/keys/:key/retire",
    {
      config: { access: { scope: "house:write" }, recentStep: true },
      schema: {
        operationId: "retireHubOwnKey",
        tags,
        params: params({ key: Type.String({ maxLength: 40 }) }),
        summary: "Publish a key of the hub's own no longer; never the one that it signs with, or did this last hour",
        description: "停用枢纽的旧密钥；正在签名、或停止签名未满一小时的密钥不能停用。",
        response: answers(
          { 200: ref(HubOwnKeyShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "hub_own_key_refused"] as const),
        ),
      },
    },
    async (request, reply) => {
      const { id: by } = ofTheHouse(callerOf(request));
      const { key: id } = request.params;
      return wire(answered(reply, await hub.retireOwnKey({ id, by }, repeatOf(request)))) as never;
    },
  );
}

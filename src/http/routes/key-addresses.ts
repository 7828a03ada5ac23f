import Type from "typebox";
import { foldAddress, isListed, readAddressList } from "#directory";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, within } from "../auth.ts";
import type { HttpParts } from "../parts.ts";
import { settled } from "../refusal.ts";
import { ApiKeyShape, Id, KeyAddressesShape, OwnAddressShape, ref } from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["api keys"];

/** From where a key may be used. */
export function keyAddressRoutes(app: App, parts: HttpParts): void {
  const { directory } = parts;

  app.put(
    "/v1/api-keys/:id/addresses",
    {
      config: { access: { scope: "keys:write" }, recentStep: true },
      schema: {
        operationId: "setKeyAddresses",
        tags,
        summary: "Set from where a key may be used; an empty list: from everywhere. It holds at once",
        description: "设置密钥可用的来源地址（IPv4、IPv6 地址或网段），立即生效；空列表表示不限。",
        params: params({ id: Id("key") }),
        body: ref(KeyAddressesShape),
        response: answers(
          { 200: ref(ApiKeyShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "address_list_invalid", "address_list_locks_out"] as const),
        ),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = within(caller, await directory.getApiKey(request.params.id));
      const given = { addresses: request.body.addresses, address: request.ip };
      return wire(settled(await directory.setKeyAddresses(caller, id, given)));
    },
  );

  app.get(
    "/v1/own-address",
    {
      config: { access: { scope: "keys:read" } },
      schema: {
        operationId: "readOwnAddress",
        tags,
        summary: "The address that you come from, as the house sees it, and whether a list would hold it",
        description: "本次请求的来源地址，即密钥地址列表所比对的地址；可附上一份列表，查询是否包含该地址。",
        querystring: query({
          addresses: Type.Optional(Type.String({ maxLength: 7000, description: "A list, apart by commas." })),
        }),
        response: answers({ 200: ref(OwnAddressShape) }, common.withCaller, "request_invalid"),
      },
    },
    async (request) => {
      const given = (request.query.addresses ?? "").split(",").filter((one) => one.trim() !== "");
      const { list, wrong } = readAddressList(given);
      return { address: foldAddress(request.ip) ?? request.ip, listed: isListed(list, request.ip), wrong };
    },
  );
}

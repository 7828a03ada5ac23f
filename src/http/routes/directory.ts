import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, marketplaceFor, reachOf, within } from "../auth.ts";
import { listOf, pageOf } from "../cursor.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  Id,
  ListOf,
  MarketplaceShape,
  MerchantShape,
  NewMarketplaceShape,
  NewMerchantShape,
  PageQuery,
  ref,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const marketplaceFaults = ["duplicate", "time_zone_unknown"] as const;
const listFaults = ["cursor_invalid", "request_invalid"] as const;

/** The id of a marketplace that there is and that is the caller's, whole or by a store of it; or `not_found`. */
export async function reachMarketplace({ directory }: HttpParts, caller: Caller, id: string): Promise<string> {
  const view = await directory.getMarketplace(id);
  return within(caller, view && { marketplace: view.id, store: caller.store }).marketplace;
}

export function marketplaceRoutes(app: App, parts: HttpParts): void {
  const { directory } = parts;
  const tags = ["marketplaces"];

  app.post(
    "/v1/marketplaces",
    {
      config: { access: { scope: "house:write" } },
      schema: {
        operationId: "createMarketplace",
        tags,
        summary: "Create a marketplace (only the operator of the house)",
        description: "创建平台（仅限系统运营者）。",
        body: ref(NewMarketplaceShape),
        response: answers({ 201: ref(MarketplaceShape) }, common.withCaller, common.withBody, marketplaceFaults),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      if (caller.marketplace !== null) throw new Refusal("forbidden", { needs: "house:write" });
      const { name, time_zone = "Asia/Shanghai", shop_url = null } = request.body;
      const input = { name, time_zone, shop_url };
      const made = answered(reply, await directory.createMarketplace(caller, input, repeatOf(request)));
      return reply.code(201).send(wire(made));
    },
  );

  app.get(
    "/v1/marketplaces",
    {
      config: { access: { scope: "directory:read" } },
      schema: {
        operationId: "listMarketplaces",
        tags,
        summary: "List marketplaces",
        description: "平台列表。",
        querystring: query(PageQuery),
        response: answers({ 200: ListOf(MarketplaceShape) }, common.withCaller, listFaults),
      },
    },
    async (request) => listOf(await directory.listMarketplaces(reachOf(callerOf(request)), pageOf(request.query))),
  );

  app.get(
    "/v1/marketplaces/:id",
    {
      config: { access: { scope: "directory:read" } },
      schema: {
        operationId: "getMarketplace",
        tags,
        summary: "Read a marketplace",
        description: "查询平台。",
        params: params({ id: Id("mkt") }),
        response: answers({ 200: ref(MarketplaceShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const { id } = request.params;
      // A store's key may read the marketplace that its store is on.
      const { marketplace } = callerOf(request);
      const view = marketplace === null || marketplace === id ? await directory.getMarketplace(id) : null;
      if (view === null) throw new Refusal("not_found");
      return wire(view);
    },
  );
}

export function merchantRoutes(app: App, parts: HttpParts): void {
  const { directory } = parts;
  const tags = ["merchants"];

  app.post(
    "/v1/merchants",
    {
      config: { access: { scope: "directory:write" } },
      schema: {
        operationId: "createMerchant",
        tags,
        summary: "Create a merchant",
        description: "创建商户。",
        body: ref(NewMerchantShape),
        response: answers(
          { 201: ref(MerchantShape) },
          common.withCaller,
          common.withBody,
          "not_found",
          "parent_unknown",
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      if (caller.store !== null) throw new Refusal("forbidden", { needs: "a key of the marketplace" });
      const input = { name: request.body.name, marketplace: marketplaceFor(caller, request.body.marketplace) };
      const made = answered(reply, await directory.createMerchant(caller, input, repeatOf(request)));
      return reply.code(201).send(wire(made));
    },
  );

  app.get(
    "/v1/merchants",
    {
      config: { access: { scope: "directory:read" } },
      schema: {
        operationId: "listMerchants",
        tags,
        summary: "List merchants, newest first",
        description: "商户列表，最新的在前。",
        querystring: query(PageQuery),
        response: answers({ 200: ListOf(MerchantShape) }, common.withCaller, listFaults),
      },
    },
    async (request) => listOf(await directory.listMerchants(reachOf(callerOf(request)), pageOf(request.query))),
  );

  app.get(
    "/v1/merchants/:id",
    {
      config: { access: { scope: "directory:read" } },
      schema: {
        operationId: "getMerchant",
        tags,
        summary: "Read a merchant",
        description: "查询商户。",
        params: params({ id: Id("mer") }),
        response: answers({ 200: ref(MerchantShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => wire(within(callerOf(request), await directory.getMerchant(request.params.id))),
  );
}

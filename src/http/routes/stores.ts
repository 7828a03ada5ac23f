import Type from "typebox";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, marketplaceFor, reachOf, within } from "../auth.ts";
import { listOf, pageOf } from "../cursor.ts";
import type { Caller, HttpParts, StoreView } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  ActivationShape,
  Id,
  ListOf,
  NewStoreShape,
  PageQuery,
  ref,
  SetActivationShape,
  StoreShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

/** The store, or `not_found` when it is not there or not the caller's. */
export async function readStore(parts: HttpParts, caller: Caller, id: string): Promise<StoreView> {
  const store = await parts.directory.getStore(id);
  if (store === null) throw new Refusal("not_found");
  within(caller, { marketplace: store.marketplace, store: store.id });
  return store;
}

export function storeRoutes(app: App, parts: HttpParts): void {
  const { directory } = parts;
  const tags = ["stores"];

  app.post(
    "/v1/stores",
    {
      config: { access: { scope: "directory:write" } },
      schema: {
        operationId: "createStore",
        tags,
        summary: "Create a store of a merchant; its book is opened with it",
        description: "为商户创建店铺，同时建立账簿。",
        body: ref(NewStoreShape),
        response: answers({ 201: ref(StoreShape) }, common.withCaller, common.withBody, "not_found", "parent_unknown"),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      if (caller.store !== null) throw new Refusal("forbidden", { needs: "a key of the marketplace" });
      const { merchant, name, tags: labels = {}, marketplace } = request.body;
      const input = { merchant, name, tags: labels, marketplace: marketplaceFor(caller, marketplace) };
      return reply.code(201).send(wire(answered(reply, await directory.createStore(caller, input, repeatOf(request)))));
    },
  );

  app.get(
    "/v1/stores",
    {
      config: { access: { scope: "directory:read" } },
      schema: {
        operationId: "listStores",
        tags,
        summary: "List stores, newest first",
        description: "店铺列表，最新的在前。",
        querystring: query({ ...PageQuery, merchant: Type.Optional(Id("mer")) }),
        response: answers({ 200: ListOf(StoreShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => {
      const { cursor: _cursor, limit: _limit, ...filter } = request.query;
      return listOf(await directory.listStores({ ...reachOf(callerOf(request)), ...filter }, pageOf(request.query)));
    },
  );

  app.get(
    "/v1/stores/:id",
    {
      config: { access: { scope: "directory:read" } },
      schema: {
        operationId: "getStore",
        tags,
        summary: "Read a store",
        description: "查询店铺。",
        params: params({ id: Id("sto") }),
        response: answers({ 200: ref(StoreShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => wire(await readStore(parts, callerOf(request), request.params.id)),
  );
}

export function activationRoutes(app: App, parts: HttpParts): void {
  const { directory } = parts;
  const tags = ["activations"];

  app.get(
    "/v1/stores/:id/activations",
    {
      config: { access: { scope: "directory:read" } },
      schema: {
        operationId: "listActivations",
        tags,
        summary: "Which wallets a store has joined",
        description: "店铺已开通的钱包。",
        params: params({ id: Id("sto") }),
        response: answers({ 200: ListOf(ActivationShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const { id } = await readStore(parts, callerOf(request), request.params.id);
      return listOf({ data: await directory.listActivations(id), next: null });
    },
  );

  app.put(
    "/v1/stores/:id/activations/:wallet",
    {
      config: { access: { scope: "directory:write" }, recentStep: true },
      schema: {
        operationId: "setActivation",
        tags,
        summary: "Let a store join a wallet, or leave it",
        description: "为店铺开通或停用钱包。",
        params: params({ id: Id("sto"), wallet: Type.String({ pattern: "^[a-z0-9_-]{1,32}$" }) }),
        body: ref(SetActivationShape),
        response: answers(
          { 200: ref(ActivationShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "wallet_unknown", "wallet_account_missing", "parent_unknown", "duplicate"] as const),
          ...(["activation_wrong_state", "activation_taken"] as const),
        ),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = await readStore(parts, caller, request.params.id);
      if (!parts.wallets.some((wallet) => wallet.id === request.params.wallet)) throw new Refusal("wallet_unknown");
      return wire(settled(await directory.setActivation(caller, id, request.params.wallet, request.body)));
    },
  );
}

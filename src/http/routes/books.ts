import Type from "typebox";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf } from "../auth.ts";
import { listOf, pageOf } from "../cursor.ts";
import { instantOf } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { AccountShape, Id, ListOf, PageQuery, TransferShape } from "../schemas/index.ts";
import { readStore } from "./stores.ts";

export function bookRoutes(app: App, parts: HttpParts): void {
  const { books } = parts;
  const tags = ["books"];

  app.get(
    "/v1/books/:store/accounts",
    {
      config: { access: { scope: "books:read" } },
      schema: {
        operationId: "listAccounts",
        tags,
        summary: "The accounts of a store's book, with their balances",
        description: "店铺账簿的各账户及余额。",
        params: params({ store: Id("sto") }),
        querystring: query({
          at: Type.Optional(
            Type.String({ format: "date-time", description: "As the balances were at this instant; absent = now." }),
          ),
        }),
        response: answers({ 200: ListOf(AccountShape) }, common.withCaller, "not_found", "request_invalid"),
      },
    },
    async (request) => {
      const { id } = await readStore(parts, callerOf(request), request.params.store);
      return listOf({ data: await books.accounts(id, instantOf(request.query.at)), next: null });
    },
  );

  app.get(
    "/v1/books/:store/transfers",
    {
      config: { access: { scope: "books:read" } },
      schema: {
        operationId: "listTransfers",
        tags,
        summary: "The transfers of a store's book, newest first",
        description: "店铺账簿的转账记录，最新的在前。",
        params: params({ store: Id("sto") }),
        querystring: query({
          ...PageQuery,
          account: Type.Optional(Type.String({ maxLength: 80 })),
          subject: Type.Optional(Type.String({ pattern: "^[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}$" })),
        }),
        response: answers(
          { 200: ListOf(TransferShape) },
          common.withCaller,
          "not_found",
          "cursor_invalid",
          "request_invalid",
        ),
      },
    },
    async (request) => {
      const { id } = await readStore(parts, callerOf(request), request.params.store);
      const { cursor: _cursor, limit: _limit, ...filter } = request.query;
      return listOf(await books.transfers({ store: id, ...filter }, pageOf(request.query)));
    },
  );
}

import { fromJson } from "#money";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, reachOf, within } from "../auth.ts";
import { listOf, pageOf } from "../cursor.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  Id,
  ListOf,
  NewShareReturnShape,
  PageQuery,
  ReleaseShape,
  ref,
  ShareReturnShape,
  ShareShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["settlement"];
const read = { access: { scope: "books:read" } } as const;

export function shareRoutes(app: App, parts: HttpParts): void {
  const { settlement, payments } = parts;

  app.get(
    "/v1/payments/:id/release",
    {
      config: read,
      schema: {
        operationId: "getRelease",
        tags,
        summary: "Read a payment's release, done or under way at its wallet",
        description: "查询支付的放款：已完成，或钱包处理中。",
        params: params({ id: Id("pay") }),
        response: answers({ 200: ref(ReleaseShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = within(caller, await payments.getPayment(request.params.id, caller));
      return wire(within(caller, await settlement.getRelease(id)));
    },
  );

  app.get(
    "/v1/shares",
    {
      config: read,
      schema: {
        operationId: "listShares",
        tags,
        summary: "List what the marketplace took at the wallets, newest first",
        description: "分账列表，最新的在前。",
        querystring: query(PageQuery),
        response: answers({ 200: ListOf(ShareShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => listOf(await settlement.listShares(reachOf(callerOf(request)), pageOf(request.query))),
  );

  app.get(
    "/v1/shares/:id",
    {
      config: read,
      schema: {
        operationId: "getShare",
        tags,
        summary: "Read a share",
        description: "查询分账。",
        params: params({ id: Id("shr") }),
        response: answers({ 200: ref(ShareShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => wire(within(callerOf(request), await settlement.getShare(request.params.id))),
  );
}

export function shareReturnRoutes(app: App, parts: HttpParts): void {
  const { settlement } = parts;

  app.post(
    "/v1/shares/:id/returns",
    {
      config: { access: { scope: "refunds:write" }, recentStep: true },
      schema: {
        operationId: "returnShare",
        tags,
        summary: "Take a share, or a part of it, back at the wallet, so that a refund can take the commission back",
        description: "分账回退：退款前将佣金退回店铺。",
        params: params({ id: Id("shr") }),
        body: ref(NewShareReturnShape),
        response: answers(
          { 201: ref(ShareReturnShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "amount_invalid", "share_wrong_state", "share_exceeds"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      // The commission is the marketplace's to give back.
      if (caller.store !== null) throw new Refusal("forbidden", { needs: "a key or person of the marketplace" });
      const { id } = within(caller, await settlement.getShare(request.params.id));
      const amount = fromJson(request.body.amount);
      const made = await settlement.returnShare(caller.id, id, amount, repeatOf(request));
      return reply.code(201).send(wire(answered(reply, made)));
    },
  );

  app.get(
    "/v1/share-returns/:id",
    {
      config: read,
      schema: {
        operationId: "getShareReturn",
        tags,
        summary: "Read a share's return",
        description: "查询分账回退。",
        params: params({ id: Id("srt") }),
        response: answers({ 200: ref(ShareReturnShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => wire(within(callerOf(request), await settlement.getShareReturn(request.params.id))),
  );
}

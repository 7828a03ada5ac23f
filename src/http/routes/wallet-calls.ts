import type { FastifyRequest } from "fastify";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, within } from "../auth.ts";
import { listOf, pageOfIds } from "../cursor.ts";
import { steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { Id, ListOf, PageQuery, WalletCallShape } from "../schemas/index.ts";
import type { Scope } from "../scopes.ts";

type Whose = { marketplace: string; store: string; id: string; combined?: string | null };

/** What has calls at a wallet: where it is read, by whom, and how it is found. */
type Kind = {
  path: string;
  prefix: string;
  operationId: string;
  summary: string;
  description: string;
  scope: Scope;
  find(request: FastifyRequest, id: string): Promise<Whose | null>;
};

function kindsOf({ payments, settlement }: HttpParts): readonly Kind[] {
  const words = (en: string, zh: string) => ({
    summary: `What went over the wire with the wallet about a ${en}, redacted, newest first; kept for a limited time`,
    description: `${zh}与钱包往来的报文（已脱敏），最新的在前；限期保存。`,
  });
  return [
    {
      ...{ path: "payments", prefix: "pay", operationId: "listPaymentCalls", scope: "payments:read" },
      ...words("payment", "支付"),
      find: (request, id) => payments.getPayment(id, callerOf(request)),
    },
    {
      ...{ path: "refunds", prefix: "ref", operationId: "listRefundCalls", scope: "refunds:read" },
      ...words("refund", "退款"),
      find: (_, id) => payments.getRefund(id),
    },
    {
      ...{ path: "shares", prefix: "shr", operationId: "listShareCalls", scope: "books:read" },
      ...words("share", "分账"),
      find: (_, id) => settlement.getShare(id),
    },
    {
      ...{ path: "withdrawals", prefix: "wdr", operationId: "listWithdrawalCalls", scope: "books:read" },
      ...words("withdrawal", "提现"),
      find: (_, id) => settlement.getWithdrawal(id),
    },
  ];
}

/**
 * For the marketplace's people and keys alone. A store is shown nothing of it: the numbers in it are the marketplace's
 * at the wallet, a combined order's call names other stores, and what came of it stands in the order's four flows.
 */
export function walletCallRoutes(app: App, parts: HttpParts): void {
  for (const { path, prefix, operationId, summary, description, scope, find } of kindsOf(parts))
    app.get(
      `/v1/${path}/:id/calls`,
      {
        config: { access: { scope } },
        schema: {
          operationId,
          tags: [path === "payments" || path === "refunds" ? path : "settlement"],
          summary,
          description,
          params: params({ id: Id(prefix) }),
          querystring: query(PageQuery),
          response: answers(
            { 200: ListOf(WalletCallShape) },
            ...[common.withCaller],
            ...(["not_found", "cursor_invalid", "request_invalid"] as const),
          ),
        },
      },
      async (request) => {
        const caller = callerOf(request);
        const about = within(caller, await find(request, request.params.id));
        steering(caller);
        const subjects = about.combined ? [about.id, about.combined] : [about.id];
        return listOf(await parts.watch.calls.list(subjects, pageOfIds(request.query, "wcl")));
      },
    );
}

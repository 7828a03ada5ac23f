import Type from "typebox";
import { fromJson } from "#money";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, reachOf, within } from "../auth.ts";
import { listOf, pageOf } from "../cursor.ts";
import type { HttpParts } from "../parts.ts";
import { settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  choice,
  Id,
  ListOf,
  NewRefundShape,
  nullable,
  PageQuery,
  RefundProposalShape,
  RefundShape,
  RetryRefundShape,
  ref,
  refundStates,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const createFaults = [
  ...(["not_found", "refund_exceeds", "refund_in_progress", "release_in_progress", "payment_wrong_state"] as const),
  "voucher_stands" as const,
  ...(["currency_unsupported", "wallet_unreachable", "wallet_refused", "amount_invalid", "balance_short"] as const),
];

export function refundRoutes(app: App, parts: HttpParts): void {
  const { payments } = parts;

  app.post(
    "/v1/refunds",
    {
      config: { access: { scope: "refunds:write" }, recentStep: true },
      schema: {
        operationId: "createRefund",
        tags: ["refunds"],
        summary:
          "Send a payment back, wholly or in part; above the caller's own limit it waits for a second person (202)",
        description: "退款：全部或部分，原路退回付款人。超过调用者本人限额的须他人审批（202），在此之前钱包不知情。",
        body: ref(NewRefundShape),
        response: answers(
          { 201: ref(RefundShape), 202: ref(RefundProposalShape) },
          common.withCaller,
          common.withBody,
          createFaults,
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { payment, amount, reason } = request.body;
      within(caller, await payments.getPayment(payment, caller));
      const input = { payment, amount: fromJson(amount), reason };
      const asked = answered(reply, await payments.askRefund(caller, input, repeatOf(request)));
      if ("waits" in asked) return reply.code(202).send(wire(asked.waits));
      return reply.code(201).send(wire(asked.refund));
    },
  );

  app.get(
    "/v1/refunds",
    {
      config: { access: { scope: "refunds:read" } },
      schema: {
        operationId: "listRefunds",
        tags: ["refunds"],
        summary: "List refunds, newest first",
        description: "退款列表，最新的在前。",
        querystring: query({
          ...PageQuery,
          payment: Type.Optional(Id("pay")),
          order: Type.Optional(Id("ord")),
          state: Type.Optional(choice(refundStates)),
        }),
        response: answers({ 200: ListOf(RefundShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => {
      const { cursor: _cursor, limit: _limit, ...filter } = request.query;
      return listOf(await payments.listRefunds({ ...reachOf(callerOf(request)), ...filter }, pageOf(request.query)));
    },
  );
}

export function refundMoves(app: App, parts: HttpParts): void {
  const { payments } = parts;

  app.get(
    "/v1/refunds/:id",
    {
      config: { access: { scope: "refunds:read" } },
      schema: {
        operationId: "getRefund",
        tags: ["refunds"],
        summary: "Read a refund",
        description: "查询退款。",
        params: params({ id: Id("ref") }),
        response: answers({ 200: ref(RefundShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => wire(within(callerOf(request), await payments.getRefund(request.params.id))),
  );

  app.post(
    "/v1/refunds/:id/retry",
    {
      config: { access: { scope: "refunds:write" }, recentStep: true },
      schema: {
        operationId: "retryRefund",
        tags: ["refunds"],
        summary: "Try an abnormal refund again, once the payer's account can be reached, or to another account",
        description: "重试异常退款，沿用原退款单号；to 指定退往付款人银行卡或商户银行账户（仅部分钱包支持）。",
        params: params({ id: Id("ref") }),
        body: nullable(ref(RetryRefundShape)),
        response: answers(
          { 200: ref(RefundShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "refund_wrong_state", "refund_elsewhere_unsupported", "wallet_refused"] as const),
        ),
      },
    },
    async (request) => {
      const { id } = within(callerOf(request), await payments.getRefund(request.params.id));
      return wire(settled(await payments.retryRefund(id, request.body?.to)));
    },
  );
}

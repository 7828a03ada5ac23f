import Type from "typebox";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, reachOf, within } from "../auth.ts";
import { listOf, pageOf } from "../cursor.ts";
import type { HttpParts } from "../parts.ts";
import { found, Refusal, settled } from "../refusal.ts";
import {
  choice,
  DecideRefundShape,
  Id,
  ListOf,
  PageQuery,
  proposalStates,
  RefundableShape,
  RefundProposalShape,
  ref,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { decidesRefund } from "../yours.ts";

const tags = ["refunds"];

/** Refunds that wait for a second person, and what one may send back without one. */
export function refundProposalRoutes(app: App, parts: HttpParts): void {
  const { payments } = parts;

  app.get(
    "/v1/payments/:id/refundable",
    {
      config: { access: { scope: "refunds:read" } },
      schema: {
        operationId: "readRefundable",
        tags,
        summary: "What is left of a payment, the caller's own limits, and how much needs no second person",
        description: "该笔支付的可退余额、调用者本人的退款限额，以及无须他人审批的金额。",
        params: params({ id: Id("pay") }),
        response: answers({ 200: ref(RefundableShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = within(caller, await payments.getPayment(request.params.id, caller));
      return wire(found(await payments.refundable(caller, id)));
    },
  );

  app.get(
    "/v1/refund-proposals",
    {
      config: { access: { scope: "refunds:read" } },
      schema: {
        operationId: "listRefundProposals",
        tags,
        summary: "List refunds above somebody's own limit, newest first",
        description: "超过本人限额、须他人审批的退款，最新的在前。",
        querystring: query({
          ...PageQuery,
          payment: Type.Optional(Id("pay")),
          order: Type.Optional(Id("ord")),
          state: Type.Optional(choice(proposalStates)),
        }),
        response: answers({ 200: ListOf(RefundProposalShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => {
      const { cursor: _cursor, limit: _limit, ...filter } = request.query;
      const reach = reachOf(callerOf(request));
      return listOf(await payments.listRefundProposals({ ...reach, ...filter }, pageOf(request.query)));
    },
  );
}

export function refundProposalMoves(app: App, parts: HttpParts): void {
  const { payments } = parts;
  const one = { tags, params: params({ id: Id("rfp") }) };

  app.get(
    "/v1/refund-proposals/:id",
    {
      config: { access: { scope: "refunds:read" } },
      schema: {
        ...one,
        operationId: "getRefundProposal",
        summary: "Read a refund that waits for a second person, and what became of it",
        description: "查询待审批的退款及其结果。",
        response: answers({ 200: ref(RefundProposalShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => wire(within(callerOf(request), await payments.getRefundProposal(request.params.id))),
  );

  app.post(
    "/v1/refund-proposals/:id/decide",
    {
      // Approvers write nothing else; whether this one may decide that refund is asked below.
      config: { access: { scope: "refunds:read" }, recentStep: true },
      schema: {
        ...one,
        operationId: "decideRefund",
        summary: "Approve (it is sent, of what is left now) or reject; never one's own, never with a key",
        description: "批准（按当前可退余额即刻退款）或否决；不得审批自己的申请，密钥不能审批。",
        body: ref(DecideRefundShape),
        response: answers(
          { 200: ref(RefundProposalShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "second_person_needed", "refund_decided", "refund_exceeds", "balance_short"] as const),
          ...(["release_in_progress", "payment_wrong_state", "voucher_stands"] as const),
        ),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const proposal = within(caller, await payments.getRefundProposal(request.params.id));
      const yours = await decidesRefund(parts, caller, proposal);
      if (!yours.may) throw new Refusal("second_person_needed", { why: yours.why, ...until(yours.until) });
      return wire(settled(await payments.decideRefund(proposal.id, { ...request.body, by: caller.id })));
    },
  );

  app.post(
    "/v1/refund-proposals/:id/withdraw",
    {
      config: { access: { scope: "refunds:write" } },
      schema: {
        ...one,
        operationId: "withdrawRefund",
        summary: "Take one's own back while nobody has decided",
        description: "撤回自己提出、尚未审批的退款申请。",
        response: answers(
          { 200: ref(RefundProposalShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "refund_decided", "refund_others_own"] as const),
        ),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const proposal = within(caller, await payments.getRefundProposal(request.params.id));
      return wire(settled(await payments.withdrawRefund(proposal.id, caller.id)));
    },
  );
}

const until = (at: Date | null): object => (at === null ? {} : { until: at.toISOString() });

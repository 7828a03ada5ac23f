import Type from "typebox";
import type { DisputeView, Evidence } from "#disputes";
import { fromJson } from "#money";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, isBearer, reachOf, within } from "../auth.ts";
import { listOf, pageOf } from "../cursor.ts";
import { steering } from "../opening-input.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  choice,
  DecideVerdictShape,
  DisputeShape,
  DisputeStepShape,
  disputeStates,
  Id,
  ListOf,
  NewDisputeShape,
  PageQuery,
  ProposeVerdictShape,
  ref,
  SaidShape,
  StoreAnswerShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["disputes"];
const one = { tags, params: params({ id: Id("dsp") }) };
const moveFaults = ["not_found", "dispute_wrong_state"] as const;
type Body = { why: string; evidence?: readonly Evidence[] };
const saidOf = ({ why, evidence = [] }: Body) => ({ why, evidence });

/** The dispute, or `not_found`: a buyer's page sees those of its own checkout. */
async function reached(parts: HttpParts, caller: Caller, id: string): Promise<DisputeView> {
  const dispute = within(caller, await parts.disputes.get(id));
  if (!isBearer(caller) && caller.checkout !== dispute.checkout) throw new Refusal("not_found");
  return dispute;
}

/** A buyer reads the state, not who of the marketplace proposes what. */
function shown(caller: Caller, dispute: DisputeView) {
  const buyers = { ...dispute, proposed: null, proposed_why: null, proposer: null };
  return wire(isBearer(caller) ? dispute : buyers);
}

/** A store answers and appeals; it opens and withdraws nothing in its buyer's place. */
function notStore<T extends Caller>(caller: T): T {
  if (caller.store !== null) throw new Refusal("forbidden", { needs: "the buyer's page, or a key of the marketplace" });
  return caller;
}

export function disputeRoutes(app: App, parts: HttpParts): void {
  const { disputes, payments } = parts;
  app.post(
    "/v1/disputes",
    {
      config: { access: { scope: "orders:write", also: ["checkout"] } },
      schema: {
        operationId: "openDispute",
        tags,
        summary: "Ask for money back without the goods, or dispute an order; its money is held until it is decided",
        description: "申请仅退款，或对订单发起纠纷；结束之前订单款项不放款。",
        body: ref(NewDisputeShape),
        response: answers(
          { 201: ref(DisputeShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "order_not_paid", "dispute_open", "refund_exceeds"] as const),
          ...(["currency_unsupported", "amount_invalid"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const order = within(caller, await payments.getOrder(request.body.order));
      if (!isBearer(caller) && caller.checkout !== order.checkout) throw new Refusal("not_found");
      const { kind, amount, reason, evidence = [] } = request.body;
      const input = { order: order.id, kind, amount: fromJson(amount), reason, evidence };
      const made = answered(reply, await disputes.open(notStore(caller), input, repeatOf(request)));
      return reply.code(201).send(shown(caller, made));
    },
  );
}

export function disputeReads(app: App, parts: HttpParts): void {
  const { disputes } = parts;

  app.get(
    "/v1/disputes",
    {
      config: { access: { scope: "orders:read" } },
      schema: {
        operationId: "listDisputes",
        tags,
        summary: "List disputes and refund-only requests, newest order first",
        description: "纠纷与仅退款申请列表。",
        querystring: query({
          ...PageQuery,
          order: Type.Optional(Id("ord")),
          state: Type.Optional(choice(disputeStates)),
        }),
        response: answers({ 200: ListOf(DisputeShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => {
      const { cursor: _cursor, limit: _limit, ...filter } = request.query;
      return listOf(await disputes.list({ ...reachOf(callerOf(request)), ...filter }, pageOf(request.query)));
    },
  );

  app.get(
    "/v1/disputes/:id",
    {
      config: { access: { scope: "orders:read", also: ["checkout"] } },
      schema: {
        ...one,
        operationId: "getDispute",
        summary: "Read a dispute",
        description: "查询纠纷。",
        response: answers({ 200: ref(DisputeShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      return shown(caller, await reached(parts, caller, request.params.id));
    },
  );

  app.get(
    "/v1/disputes/:id/steps",
    {
      config: { access: { scope: "orders:read" } },
      schema: {
        ...one,
        operationId: "readDisputeSteps",
        summary: "Everything that happened in a dispute, who did it and why",
        description: "纠纷的全部记录。",
        response: answers({ 200: ListOf(DisputeStepShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const { id } = await reached(parts, callerOf(request), request.params.id);
      return listOf({ data: await disputes.steps(id), next: null }) as never;
    },
  );
}

export function disputeAnswers(app: App, parts: HttpParts): void {
  const { disputes } = parts;

  app.post(
    "/v1/disputes/:id/withdraw",
    {
      config: { access: { scope: "orders:write", also: ["checkout"] } },
      schema: {
        ...one,
        operationId: "withdrawDispute",
        summary: "The buyer takes it back; the order's money goes on",
        description: "买家撤回纠纷。",
        body: ref(SaidShape),
        response: answers({ 200: ref(DisputeShape) }, common.withCaller, common.withBody, moveFaults),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = await reached(parts, caller, request.params.id);
      return shown(caller, settled(await disputes.withdraw(notStore(caller), id, saidOf(request.body))));
    },
  );

  app.post(
    "/v1/disputes/:id/answer",
    {
      config: { access: { scope: "refunds:write" }, recentStep: true },
      schema: {
        ...one,
        operationId: "answerDispute",
        summary: "The store agrees, and the money goes back within the limit of whoever agrees; else people decide",
        description: "店铺同意退款（超出本人限额则转人工），或提出异议转人工处理。",
        body: ref(StoreAnswerShape),
        response: answers({ 200: ref(DisputeShape) }, common.withCaller, common.withBody, moveFaults),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = await reached(parts, caller, request.params.id);
      const said = saidOf(request.body);
      return wire(settled(await disputes[request.body.agree ? "agree" : "contest"](caller, id, said)));
    },
  );

  app.post(
    "/v1/disputes/:id/appeal",
    {
      config: { access: { scope: "refunds:write" } },
      schema: {
        ...one,
        operationId: "appealDispute",
        summary: "The store appeals against a refund-only that was made, once, within the days of the rules",
        description: "店铺在申诉期内对仅退款提出一次申诉。",
        body: ref(SaidShape),
        response: answers(
          { 200: ref(DisputeShape) },
          ...[common.withCaller, common.withBody, moveFaults],
          "appeal_too_late",
        ),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = await reached(parts, caller, request.params.id);
      return wire(settled(await disputes.appeal(caller, id, saidOf(request.body))));
    },
  );
}

/** Two people end what people decide: one proposes, another approves. */
export function disputeDecisions(app: App, parts: HttpParts): void {
  const { disputes } = parts;

  app.post(
    "/v1/disputes/:id/propose",
    {
      config: { access: { scope: "refunds:write" } },
      schema: {
        ...one,
        operationId: "proposeVerdict",
        summary: "Propose how a dispute or an appeal is to end; another person decides",
        description: "提出纠纷或申诉的处理方案，由另一人决定。",
        body: ref(ProposeVerdictShape),
        response: answers({ 200: ref(DisputeShape) }, common.withCaller, common.withBody, moveFaults),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { id } = await reached(parts, caller, request.params.id);
      const { verdict, ...said } = request.body;
      return wire(settled(await disputes.propose(caller, id, { verdict, ...saidOf(said) })));
    },
  );

  app.post(
    "/v1/disputes/:id/decide",
    {
      // An approver reads all and writes nothing; the room asks whether this one may approve that proposal.
      config: { access: { scope: "books:read" }, recentStep: true },
      schema: {
        ...one,
        operationId: "decideVerdict",
        summary: "Approve (it is done at once) or reject; never one's own, never with a key",
        description: "批准（即刻执行）或否决；不得批准自己的提议，密钥不能批准。",
        body: ref(DecideVerdictShape),
        response: answers(
          { 200: ref(DisputeShape) },
          ...[common.withCaller, common.withBody, moveFaults],
          ...(["nothing_proposed", "verdict_outdated", "second_person_needed"] as const),
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { id } = await reached(parts, caller, request.params.id);
      return wire(settled(await disputes.decide(caller, id, request.body)));
    },
  );
}

import Type from "typebox";
import { fromJson, type MoneyJson } from "#money";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, marketplaceFor, within } from "../auth.ts";
import { steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  choice,
  DecideRefundShape,
  Id,
  ListOf,
  NewRefundLimitShape,
  RefundLimitChangeShape,
  RefundLimitQuery,
  RefundLimitShape,
  ref,
  StoreRefundLimitShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { readStore } from "./stores.ts";

const tags = ["refunds"];

type Limits = { per_refund: MoneyJson | null; per_day: MoneyJson | null };
const moneyOf = ({ per_refund, per_day }: Limits) => ({
  per_refund: per_refund && fromJson(per_refund),
  per_day: per_day && fromJson(per_day),
});

/** How much somebody of a role may send back by themselves. */
export function refundLimitRoutes(app: App, parts: HttpParts): void {
  const { payments } = parts;

  app.get(
    "/v1/refund-limits",
    {
      config: { access: { scope: "refunds:read" } },
      schema: {
        operationId: "listRefundLimits",
        tags,
        summary: "List the limits of a marketplace, and of one store beside: what holds, and what will hold later",
        description: "退款限额：平台规定的，以及某一店铺自行规定的；含尚未生效的。",
        querystring: query(RefundLimitQuery),
        response: answers({ 200: ListOf(RefundLimitShape) }, common.withCaller, "not_found", "request_invalid"),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const named = request.query.store ?? caller.store;
      const store = named === null ? null : await readStore(parts, caller, named);
      const marketplace = store?.marketplace ?? marketplaceFor(caller, request.query.marketplace);
      return { data: wire(await payments.listRefundLimits(marketplace, store?.id ?? null)), next_cursor: null };
    },
  );

  app.put(
    "/v1/stores/:id/refund-limits",
    {
      config: { access: { scope: "people:write" }, recentStep: true },
      schema: {
        operationId: "setStoreRefundLimit",
        tags,
        summary:
          "Set what a store's own people or keys may send back by themselves: stricter at once, easier a day later",
        description: "店主设置本店财务或密钥的退款限额：收紧立即生效，放宽 24 小时后生效。",
        params: params({ id: Id("sto") }),
        body: ref(StoreRefundLimitShape),
        response: answers(
          { 200: ref(RefundLimitShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "refund_limit_owners_own"] as const),
        ),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id, marketplace } = await readStore(parts, caller, request.params.id);
      const limit = { role: request.body.role, ...moneyOf(request.body) };
      return wire(settled(await payments.setStoreRefundLimit(caller, { marketplace, store: id }, limit)));
    },
  );
}

/** What one person of a marketplace proposes about its limits, and another decides. */
export function refundLimitChangeRoutes(app: App, parts: HttpParts): void {
  const { payments } = parts;

  app.post(
    "/v1/marketplaces/:id/refund-limits",
    {
      config: { access: { scope: "people:write" } },
      schema: {
        operationId: "proposeRefundLimit",
        tags,
        summary: "Propose what somebody of a role may send back by themselves; another person decides",
        description: "提议某一角色的单笔与单日退款限额，须由另一人批准。",
        params: params({ id: Id("mkt") }),
        body: ref(NewRefundLimitShape),
        response: answers(
          { 201: ref(RefundLimitChangeShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "refund_limit_pending"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const market = await parts.directory.getMarketplace(request.params.id);
      const { id } = within(caller, market && { ...market, marketplace: market.id });
      const limit = { role: request.body.role, why: request.body.why, ...moneyOf(request.body) };
      const made = answered(reply, await payments.proposeRefundLimit(caller.id, id, limit, repeatOf(request)));
      return reply.code(201).send(wire(made));
    },
  );

  app.get(
    "/v1/refund-limit-changes",
    {
      config: { access: { scope: "refunds:read" } },
      schema: {
        operationId: "listRefundLimitChanges",
        tags,
        summary: "List proposed changes of limits, newest first",
        description: "退款限额的修改提议，最新的在前。",
        querystring: query({ state: Type.Optional(choice(["pending", "approved", "rejected"])) }),
        response: answers({ 200: ListOf(RefundLimitChangeShape) }, common.withCaller, "request_invalid"),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const data = await payments.listRefundLimitChanges(caller.marketplace, request.query.state ?? null);
      return { data: wire(data), next_cursor: null };
    },
  );
}

/** The second person's word on one of them. */
export function refundLimitDecisions(app: App, parts: HttpParts): void {
  const { payments } = parts;
  app.post(
    "/v1/refund-limit-changes/:id/decide",
    {
      // An approver reads all and writes nothing; the directory says whether this one may approve that proposal.
      config: { access: { scope: "refunds:read" }, recentStep: true },
      schema: {
        operationId: "decideRefundLimit",
        tags,
        summary: "Approve (it holds at once) or reject; never one's own, never with a key",
        description: "批准（即刻生效）或否决；不得审批自己的提议，密钥不能审批。",
        params: params({ id: Id("rlc") }),
        body: ref(DecideRefundShape),
        response: answers(
          { 200: ref(RefundLimitChangeShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "second_person_needed", "refund_limit_decided"] as const),
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const change = within(caller, await payments.getRefundLimitChange(request.params.id));
      const may = await parts.mayApprove(caller, change.marketplace, change.proposer);
      if (!may.ok) throw new Refusal("second_person_needed", may.detail);
      return wire(settled(await payments.decideRefundLimit(change.id, { ...request.body, by: caller.id })));
    },
  );
}

import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, marketplaceFor, within } from "../auth.ts";
import { listOf, pageOf } from "../cursor.ts";
import { steering } from "../opening-input.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  ComplaintShape,
  Id,
  ListOf,
  MarkAllReadShape,
  NewComplaintShape,
  NotificationParams,
  NotificationShape,
  NotificationsQuery,
  OpeningRulesShape,
  ref,
  SetOpeningRulesShape,
  UnreadQuery,
  UnreadShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { reachMarketplace } from "./directory.ts";

/**
 * Whose notifications: the caller's store, or the one that its marketplace names; else the marketplace's own. Somebody
 * of the whole house names either; who names none reads what the people of the whole house were told.
 */
async function whose(parts: HttpParts, caller: Caller, asked: { store?: string; marketplace?: string }) {
  const store = caller.store ?? asked.store ?? null;
  const reader = caller.id;
  const whole = caller.marketplace === null && asked.marketplace === undefined;
  if (store === null && whole) return { marketplace: null, store, reader };
  if (store === null) return { marketplace: marketplaceFor(caller, asked.marketplace), store, reader };
  if (asked.store !== undefined && asked.store !== store) throw new Refusal("not_found");
  const found = await parts.directory.getStore(store);
  const { marketplace } = within(caller, found && { marketplace: found.marketplace, store });
  return { marketplace, store, reader };
}

/** What a store, or the marketplace's own people, were told. */
export function notificationRoutes(app: App, parts: HttpParts): void {
  const { openings } = parts;
  const tags = ["notifications"];
  const access = { scope: "openings:read" } as const;
  app.get(
    "/v1/notifications",
    {
      config: { access },
      schema: {
        operationId: "listNotifications",
        tags,
        summary: "What a store (or, without one, the marketplace, or the whole house) was told, newest first",
        description: "店铺（或平台、或整个系统）收到的通知，最新的在前。",
        querystring: query(NotificationsQuery),
        response: answers(
          { 200: ListOf(NotificationShape) },
          ...[common.withCaller, ["not_found", "cursor_invalid", "request_invalid"] as const],
        ),
      },
    },
    async (request) => {
      const asked = await whose(parts, callerOf(request), request.query);
      return listOf(await openings.listNotifications(asked, pageOf(request.query))) as never;
    },
  );
}

/** What whoever asks has read of it: their own marks, which change nothing for anybody else. */
export function notificationMarks(app: App, parts: HttpParts): void {
  const { openings } = parts;
  const tags = ["notifications"];
  const config = { access: { scope: "openings:read" } } as const;
  app.get(
    "/v1/notifications/unread",
    {
      config,
      schema: {
        operationId: "countUnread",
        tags,
        summary: "How many notifications whoever asks has not read, 99 at most",
        description: "当前调用者的未读通知数，最多计 99 条。",
        querystring: query(UnreadQuery),
        response: answers({ 200: ref(UnreadShape) }, common.withCaller, "not_found", "request_invalid"),
      },
    },
    async (request) => await openings.countUnread(await whose(parts, callerOf(request), request.query)),
  );
  app.post(
    "/v1/notifications/:id/read",
    {
      config,
      schema: {
        operationId: "markRead",
        tags,
        summary: "One notification is read, by whoever asks; again changes nothing",
        description: "将一条通知标为已读。",
        params: params(NotificationParams),
        querystring: query(UnreadQuery),
        response: answers({ 200: ref(UnreadShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request) => {
      const reader = await whose(parts, callerOf(request), request.query);
      return settled(await openings.markRead(reader, request.params.id));
    },
  );
  app.post(
    "/v1/notifications/read",
    {
      config,
      schema: {
        operationId: "markAllRead",
        tags,
        summary: "All notifications up to the one that is named are read, by whoever asks",
        description: "将所列通知及更早的全部标为已读。",
        body: ref(MarkAllReadShape),
        response: answers({ 200: ref(UnreadShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request) => {
      const { until, ...asked } = request.body;
      return settled(await openings.markAllRead(await whose(parts, callerOf(request), asked), until));
    },
  );
}

export function complaintRoutes(app: App, parts: HttpParts): void {
  app.post(
    "/v1/complaints",
    {
      config: { access: { scope: "orders:write" } },
      schema: {
        operationId: "takeComplaint",
        tags: ["complaints"],
        summary: "A buyer complained about a payment; counted once, and watched by guards",
        description: "登记买家对某笔支付的投诉；每笔支付只计一次，供护栏监测。",
        body: ref(NewComplaintShape),
        response: answers(
          { 201: ref(ComplaintShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "complaint_exists"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const { payment: id, code, says = "" } = request.body;
      const { marketplace, store, wallet } = within(caller, await parts.payments.getPayment(id, caller));
      const input = { payment: { id, marketplace, store, wallet }, code, says };
      return reply
        .code(201)
        .send(wire(answered(reply, await parts.openings.takeComplaint(caller, input, repeatOf(request)))));
    },
  );
}

/** Whether one person is enough for what opens. */
export function openingRulesRoutes(app: App, parts: HttpParts): void {
  const { openings } = parts;
  const shared = { tags: ["openings"], params: params({ id: Id("mkt") }) };
  app.get(
    "/v1/marketplaces/:id/opening-rules",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        ...shared,
        operationId: "readOpeningRules",
        summary: "Whether what opens takes two people here, and who says so; in production always",
        description: "开放类操作是否须两人完成及其依据；生产环境始终须两人。",
        response: answers({ 200: ref(OpeningRulesShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) =>
      wire(await openings.readRules(await reachMarketplace(parts, callerOf(request), request.params.id))),
  );
  app.put(
    "/v1/marketplaces/:id/opening-rules",
    {
      config: { access: { scope: "openings:write" }, recentStep: true },
      schema: {
        ...shared,
        operationId: "setOpeningRules",
        summary: "In a sandbox: ask for two people, or let one be enough",
        description: "沙箱环境下设置是否须两人；生产环境不可放宽。",
        body: ref(SetOpeningRulesShape),
        response: answers(
          { 200: ref(OpeningRulesShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "two_people_always"] as const),
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const marketplace = await reachMarketplace(parts, caller, request.params.id);
      return wire(settled(await openings.setRules(caller, { ...request.body, marketplace })));
    },
  );
}

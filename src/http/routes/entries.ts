import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, marketplaceFor, within } from "../auth.ts";
import { listOf, pageOfIds } from "../cursor.ts";
import { steering } from "../opening-input.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { found, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  ChangeEntryShape,
  EntryLinksShape,
  EntrySecretShape,
  EntryShape,
  Id,
  IdentityShape,
  LaunchEntryShape,
  ListOf,
  MadeEntryLinkShape,
  MakeEntryLinkShape,
  MapIdentityShape,
  NewEntryShape,
  PageQuery,
  PayInEntryShape,
  ref,
  SetEntrySecretShape,
  StartedShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { startFaults } from "./payments.ts";

const tags = ["entries"];
const ofEntry = { tags, params: params({ id: Id("ent") }) };
const [reads, writes] = [{ scope: "openings:read" } as const, { scope: "openings:write" } as const];

async function mine(parts: HttpParts, caller: Caller, id: string) {
  return within(steering(caller), await parts.entries.getEntry(id));
}

export function entryRoutes(app: App, parts: HttpParts): void {
  const { entries } = parts;
  app.post(
    "/v1/entries",
    {
      config: { access: writes },
      schema: {
        ...{ operationId: "registerEntry", tags, description: "登记宿主应用中的小程序、公众号或可加入的服务。" },
        summary: "Register a mini program, official account or joinable service in a host app",
        body: ref(NewEntryShape),
        response: answers(
          { 201: ref(EntryShape) },
          ...[common.withCaller, common.withBody, ["not_found", "entry_exists", "entry_invalid"] as const],
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const { path = "", wallet = null, ...rest } = request.body;
      const marketplace = marketplaceFor(caller, rest.marketplace);
      found(await parts.directory.getMarketplace(marketplace));
      const input = { ...rest, path, wallet, marketplace };
      return reply
        .code(201)
        .send(wire(answered(reply, await entries.registerEntry(caller.id, input, repeatOf(request)))));
    },
  );
  app.get(
    "/v1/entries",
    {
      config: { access: reads },
      schema: {
        ...{ operationId: "listEntries", tags, description: "入口列表，最新的在前。" },
        summary: "List entries, newest first",
        querystring: query(PageQuery),
        response: answers({ 200: ListOf(EntryShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => {
      const { marketplace } = steering(callerOf(request));
      return listOf(await entries.listEntries({ marketplace }, pageOfIds(request.query, "ent")));
    },
  );
  app.get(
    "/v1/entries/:id",
    {
      config: { access: reads },
      schema: {
        ...{ ...ofEntry, operationId: "getEntry", description: "查询入口。" },
        summary: "Read an entry",
        response: answers({ 200: ref(EntryShape) }, common.withCaller, "not_found", "request_invalid"),
      },
    },
    async (request) => wire(await mine(parts, callerOf(request), request.params.id)),
  );
}

/** Suspended, and live again. */
export function entryMoves(app: App, parts: HttpParts): void {
  const { entries } = parts;
  app.patch(
    "/v1/entries/:id",
    {
      config: { access: writes, recentStep: true },
      schema: {
        ...{ ...ofEntry, operationId: "changeEntry", description: "暂停或恢复入口。" },
        summary: "Suspend an entry, or let it live again",
        body: ref(ChangeEntryShape),
        response: answers({ 200: ref(EntryShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { id } = await mine(parts, caller, request.params.id);
      return wire(answered(reply, await entries.changeEntry(caller.id, id, request.body.state)));
    },
  );
}

/** What the house asks of the host app itself: with the entry's secret, which it is told and tells nobody. */
export function entryHostRoutes(app: App, parts: HttpParts): void {
  const { entries } = parts;
  app.put(
    "/v1/entries/:id/secret",
    {
      config: { access: { scope: "wallet_accounts:write" }, recentStep: true },
      schema: {
        ...{ ...ofEntry, operationId: "setEntrySecret", description: "登记小程序的 AppSecret，加密保存，不再显示。" },
        summary: "Tell the secret by which the house asks the host app for links; it is sealed and never told again",
        body: ref(SetEntrySecretShape),
        response: answers(
          { 200: ref(EntrySecretShape) },
          ...[common.withCaller, common.withBody, ["not_found", "entry_invalid"] as const],
        ),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = await mine(parts, caller, request.params.id);
      const { secret, origin = null } = request.body;
      return wire(settled(await entries.setEntrySecret(caller.id, id, { secret, origin })));
    },
  );
  app.post(
    "/v1/entries/:id/made-links",
    {
      config: { access: { scope: "checkouts:write" } },
      schema: {
        ...{
          ...ofEntry,
          operationId: "makeEntryLink",
          description: "由系统向宿主应用申请一个链接，每次调用各得其一。",
        },
        summary: "Ask the host app for a link into an entry: one user's, 30 days; each call makes another",
        body: ref(MakeEntryLinkShape),
        response: answers(
          { 200: ref(MadeEntryLinkShape) },
          ...[common.withCaller, common.withBody, ["not_found", "entry_shut", "entry_invalid"] as const],
          ...(["entry_secret_missing", "host_silent", "host_refused"] as const),
        ),
      },
    },
    async (request) => {
      const { id } = await mine(parts, callerOf(request), request.params.id);
      return wire(settled(await entries.makeEntryLink(id, request.body)));
    },
  );
}

export function entryUseRoutes(app: App, parts: HttpParts): void {
  const { entries } = parts;
  app.post(
    "/v1/entries/:id/links",
    {
      config: { access: reads, reads: true },
      schema: {
        ...{ ...ofEntry, operationId: "checkEntryLinks", description: "进入入口的链接（URL Scheme、URL Link 等）。" },
        summary: "The links that lead into an entry, where the host app lets it be opened from there",
        body: ref(LaunchEntryShape),
        response: answers(
          { 200: ref(EntryLinksShape) },
          ...[common.withCaller, common.withBody, ["not_found", "entry_shut", "entry_invalid"] as const],
        ),
      },
    },
    async (request, reply) => {
      const { id } = await mine(parts, callerOf(request), request.params.id);
      return wire(answered(reply, await entries.launchEntry(id, request.body)));
    },
  );
  app.post(
    "/v1/entries/:id/payments",
    {
      config: { access: { scope: "payments:write" } },
      schema: {
        ...{ ...ofEntry, operationId: "payInEntry", description: "在宿主应用内，以其钱包支付收银台。" },
        summary: "Pay a checkout inside the host app, by its own wallet, as the buyer known there",
        body: ref(PayInEntryShape),
        response: answers(
          { 201: ref(StartedShape) },
          ...[common.withCaller, common.withBody, startFaults],
          ...(["entry_shut", "entry_sells_nothing", "identity_missing"] as const),
        ),
      },
    },
    async (request, reply) => {
      const { id } = await mine(parts, callerOf(request), request.params.id);
      const started = answered(reply, await entries.payInEntry(id, request.body.checkout, repeatOf(request)));
      return reply.code(201).send(wire(started) as never);
    },
  );
}

/** Who a buyer is in an entry, with consent. */
export function identityRoutes(app: App, parts: HttpParts): void {
  const { entries } = parts;
  app.post(
    "/v1/entries/:id/identities",
    {
      config: { access: { scope: "orders:write" } },
      schema: {
        ...{ ...ofEntry, operationId: "mapIdentity", description: "经买家同意，登记其在该应用的身份（加密保存）。" },
        summary: "Tell who a buyer is in this entry, with consent; kept sealed, never told again",
        body: ref(MapIdentityShape),
        response: answers({ 201: ref(IdentityShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { id } = await mine(parts, caller, request.params.id);
      const made = answered(reply, await entries.mapIdentity(caller.id, id, request.body, repeatOf(request)));
      return reply.code(201).send(wire(made));
    },
  );
  app.post(
    "/v1/identities/:id/revoke",
    {
      config: { access: { scope: "orders:write" } },
      schema: {
        ...{ operationId: "revokeIdentity", tags, description: "买家撤回同意，身份即被抹去。" },
        params: params({ id: Id("idn") }),
        summary: "The buyer takes consent back: what named them is gone",
        response: answers({ 200: ref(IdentityShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request, reply) => {
      const { id } = within(steering(callerOf(request)), await entries.getIdentity(request.params.id));
      return wire(answered(reply, await entries.revokeIdentity(id)));
    },
  );
}

import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, marketplaceFor, within } from "../auth.ts";
import { listOf, pageOfIds } from "../cursor.ts";
import { instantIn, instantOf, steering } from "../opening-input.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { found, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  CheckLicenceShape,
  Id,
  LicenceAnswerShape,
  LicenceShape,
  LicenceUseShape,
  ListOf,
  NewLicenceShape,
  PageQuery,
  RevokeLicenceShape,
  ref,
  UseLicenceShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["licences"];
const [reads, writes] = [{ scope: "openings:read" } as const, { scope: "openings:write" } as const];

async function mine(parts: HttpParts, caller: Caller, id: string) {
  return within(steering(caller), await parts.licences.getLicence(id));
}

export function licenceRoutes(app: App, parts: HttpParts): void {
  const { licences } = parts;
  app.post(
    "/v1/licences",
    {
      config: { access: writes, recentStep: true },
      schema: {
        ...{ operationId: "grantLicence", tags, description: "授权：作品、应用、主播、用途与起止。" },
        summary: "Grant a host app, or one streamer there, the use of a work, from when to when",
        body: ref(NewLicenceShape),
        response: answers(
          { 201: ref(LicenceShape) },
          ...[common.withCaller, common.withBody, "not_found" as const, "licence_invalid" as const],
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const { starts_at, ends_at, streamer = null, ...rest } = request.body;
      const marketplace = marketplaceFor(caller, rest.marketplace);
      found(await parts.directory.getMarketplace(marketplace));
      const dates = { starts_at: instantIn(starts_at), ends_at: instantOf(ends_at) };
      const input = { ...rest, ...dates, streamer, marketplace };
      const made = answered(reply, await licences.grantLicence(caller.id, input, repeatOf(request)));
      return reply.code(201).send(wire(made));
    },
  );
  app.get(
    "/v1/licences",
    {
      config: { access: reads },
      schema: {
        ...{ operationId: "listLicences", tags, description: "授权列表，最新的在前。" },
        summary: "List licences, newest first",
        querystring: query(PageQuery),
        response: answers({ 200: ListOf(LicenceShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => {
      const { marketplace } = steering(callerOf(request));
      return listOf(await licences.listLicences({ marketplace }, pageOfIds(request.query, "lic")));
    },
  );
  app.get(
    "/v1/licences/:id",
    {
      config: { access: reads },
      schema: {
        ...{ operationId: "getLicence", tags, description: "查询授权。", params: params({ id: Id("lic") }) },
        summary: "Read a licence",
        response: answers({ 200: ref(LicenceShape) }, common.withCaller, "not_found", "request_invalid"),
      },
    },
    async (request) => wire(await mine(parts, callerOf(request), request.params.id)),
  );
}

export function licenceMoves(app: App, parts: HttpParts): void {
  const { licences } = parts;
  app.post(
    "/v1/licences/:id/revoke",
    {
      config: { access: writes },
      schema: {
        ...{ operationId: "revokeLicence", tags, description: "撤销授权，一秒内在各处生效。" },
        ...{ params: params({ id: Id("lic") }), body: ref(RevokeLicenceShape) },
        summary: "Revoke a licence: nothing begins under it from this moment on",
        response: answers({ 200: ref(LicenceShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { id } = await mine(parts, caller, request.params.id);
      return wire(answered(reply, await licences.revokeLicence(caller.id, id, request.body.why)));
    },
  );
}

/** Asking, and beginning. */
export function licenceUseRoutes(app: App, parts: HttpParts): void {
  const { licences } = parts;
  app.post(
    "/v1/licence-checks",
    {
      config: { access: reads },
      schema: {
        ...{ operationId: "checkLicence", tags, description: "某主播此刻能否在某应用直播某作品，以及原因。" },
        summary: "May X stream Y on Z now, and why not? From memory, a second old at most",
        body: ref(CheckLicenceShape),
        response: answers({ 200: ref(LicenceAnswerShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { at, streamer = null, ...rest } = request.body;
      const marketplace = marketplaceFor(caller, rest.marketplace);
      return wire(licences.checkLicence({ ...rest, streamer, marketplace }, instantOf(at)));
    },
  );
  app.post(
    "/v1/licence-uses",
    {
      config: { access: writes },
      schema: {
        ...{ operationId: "useLicence", tags, description: "开始直播、剪辑或切片；以提交时的授权为准。" },
        summary: "Begin a stream, re-cut or clip; decided again in its own commit",
        body: ref(UseLicenceShape),
        response: answers(
          { 201: ref(LicenceUseShape) },
          ...[common.withCaller, common.withBody, "not_found" as const, "licence_shut" as const],
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const { streamer = null, ...rest } = request.body;
      const input = { ...rest, streamer, marketplace: marketplaceFor(caller, rest.marketplace) };
      const made = settled(await licences.useLicence(caller.id, input, repeatOf(request)));
      return reply.code(201).send(wire(made));
    },
  );
}

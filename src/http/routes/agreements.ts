import Type from "typebox";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, marketplaceFor, within } from "../auth.ts";
import { listOf, pageOfIds } from "../cursor.ts";
import { instantOf, steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { found, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  AgreementHoldsShape,
  AgreementShape,
  AgreementStepShape,
  ConfirmAgreementShape,
  Id,
  ListOf,
  NewAgreementShape,
  PageQuery,
  PartnershipShape,
  RenewAgreementShape,
  ref,
  SaidWhyShape,
  VoucherShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["agreements"];
const one = { tags, params: params({ id: Id("agr") }) };
const moveFaults = ["not_found", "agreement_wrong_state", "second_person_needed"] as const;

export function agreementRoutes(app: App, parts: HttpParts): void {
  const { agreements } = parts;
  app.post(
    "/v1/agreements",
    {
      config: { access: { scope: "openings:write" } },
      schema: {
        operationId: "createAgreement",
        tags,
        summary: "Write down an agreement between two or many parties, with its scopes and its end",
        description: "登记双方或多方协议：范围、起止与到期提醒。",
        body: ref(NewAgreementShape),
        response: answers(
          { 201: ref(AgreementShape) },
          ...[common.withCaller, common.withBody, "not_found" as const, "agreement_invalid" as const],
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const { starts_at, ends_at, notice_days = 30, two_people = false, ...rest } = request.body;
      const marketplace = marketplaceFor(caller, request.body.marketplace);
      found(await parts.directory.getMarketplace(marketplace));
      const dates = { starts_at: instantOf(starts_at), ends_at: instantOf(ends_at) };
      const input = { ...rest, ...dates, marketplace, notice_days, two_people };
      const made = answered(reply, await agreements.proposeAgreement(caller, input, repeatOf(request)));
      return reply.code(201).send(wire(made) as never);
    },
  );
  app.get(
    "/v1/agreements",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        operationId: "listAgreements",
        tags,
        summary: "List agreements with their scopes and states, newest first",
        description: "协议列表。",
        querystring: query(PageQuery),
        response: answers({ 200: ListOf(AgreementShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => {
      const { marketplace } = steering(callerOf(request));
      return listOf(await agreements.listAgreements({ marketplace }, pageOfIds(request.query, "agr"))) as never;
    },
  );
}

export function agreementReads(app: App, parts: HttpParts): void {
  const { agreements } = parts;
  app.get(
    "/v1/agreements/:id",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        ...one,
        operationId: "getAgreement",
        summary: "Read an agreement",
        description: "查询协议。",
        response: answers({ 200: ref(AgreementShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => wire(within(callerOf(request), await agreements.getAgreement(request.params.id))) as never,
  );
  app.get(
    "/v1/agreements/:id/steps",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        ...one,
        operationId: "readAgreementSteps",
        summary: "Everything that happened to an agreement",
        description: "协议的全部记录。",
        response: answers({ 200: ListOf(AgreementStepShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const { id } = within(callerOf(request), await agreements.getAgreement(request.params.id));
      return listOf({ data: await agreements.stepsOf(id), next: null });
    },
  );
}

/** What lives on an agreement, and what stops with it. */
export function agreementHoldings(app: App, parts: HttpParts): void {
  const { agreements, oversight } = parts;
  app.get(
    "/v1/agreements/:id/holds",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        ...one,
        operationId: "readAgreementHolds",
        summary: "What hangs on an agreement: openings, interface grants, data contracts, vouchers by state",
        description: "协议所支撑的内容：开放计划、接口授权、数据合同，以及各状态的券数。",
        response: answers({ 200: ref(AgreementHoldsShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const agreement = within(caller, await agreements.getAgreement(request.params.id));
      return wire(await oversight.agreementHolds(agreement));
    },
  );
  app.get(
    "/v1/agreements/:id/vouchers",
    {
      config: { access: { scope: "checkouts:read" } },
      schema: {
        ...one,
        operationId: "listAgreementVouchers",
        summary: "Vouchers that were issued under an agreement, newest first; codes are not told",
        description: "该协议下发放的券，最新的在前；不显示券码。",
        querystring: query(PageQuery),
        response: answers(
          { 200: ListOf(VoucherShape) },
          common.withCaller,
          ...(["not_found", "cursor_invalid", "request_invalid"] as const),
        ),
      },
    },
    async (request) => {
      const { id } = within(steering(callerOf(request)), await agreements.getAgreement(request.params.id));
      return listOf(await agreements.listVouchers(id, pageOfIds(request.query, "vch")));
    },
  );
}

export function agreementMoves(app: App, parts: HttpParts): void {
  const { agreements } = parts;
  app.post(
    "/v1/agreements/:id/confirm",
    {
      // Who confirms may be one who writes nothing: the room asks whether this person may.
      config: { access: { scope: "books:read" }, recentStep: true },
      schema: {
        ...one,
        operationId: "decideAgreement",
        summary: "A second person confirms an agreement, or its proposed renewal: from now on it counts",
        description: "由另一人确认协议，或确认续签。",
        body: ref(ConfirmAgreementShape),
        response: answers(
          { 200: ref(AgreementShape) },
          ...[common.withCaller, common.withBody, moveFaults, "agreement_invalid" as const],
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { id } = within(caller, await agreements.getAgreement(request.params.id));
      const { why, proposed_at } = request.body;
      const said = { why, proposed_at: instantOf(proposed_at) };
      return wire(settled(await agreements.confirmAgreement(caller, id, said))) as never;
    },
  );
  app.post(
    "/v1/agreements/:id/end",
    {
      config: { access: { scope: "openings:write" }, recentStep: true },
      schema: {
        ...one,
        operationId: "endAgreement",
        summary: "End an agreement before its time; what hangs on it is told",
        description: "提前终止协议。",
        body: ref(SaidWhyShape),
        response: answers({ 200: ref(AgreementShape) }, common.withCaller, common.withBody, moveFaults),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { id } = within(caller, await agreements.getAgreement(request.params.id));
      return wire(settled(await agreements.endAgreement(caller, id, request.body))) as never;
    },
  );
}

/** A later end, and how far each partnership has come. */
export function agreementRenewals(app: App, parts: HttpParts): void {
  const { agreements } = parts;
  app.post(
    "/v1/agreements/:id/renew",
    {
      config: { access: { scope: "openings:write" } },
      schema: {
        ...one,
        operationId: "renewAgreement",
        summary: "Give an agreement a later end, or none; where it took two people, another confirms that",
        description: "续签协议；须双人订立的协议，续签也由另一人确认。",
        body: ref(RenewAgreementShape),
        response: answers(
          { 200: ref(AgreementShape) },
          ...[common.withCaller, common.withBody, moveFaults, "agreement_invalid" as const],
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { id } = within(caller, await agreements.getAgreement(request.params.id));
      const input = { why: request.body.why, ends_at: instantOf(request.body.ends_at) };
      return wire(settled(await agreements.renewAgreement(caller, id, input))) as never;
    },
  );
  app.get(
    "/v1/partnerships",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        operationId: "listPartnerships",
        tags,
        summary: "How far the marketplace has come with each partner: links, payment, accounts, the whole ecosystem",
        description: "与各伙伴的互通阶梯：链接、支付、账号、全生态。",
        querystring: query({ marketplace: Type.Optional(Id("mkt")) }),
        response: answers({ 200: ListOf(PartnershipShape) }, common.withCaller, "request_invalid", "not_found"),
      },
    },
    async (request) => {
      const marketplace = marketplaceFor(steering(callerOf(request)), request.query.marketplace);
      return listOf({ data: await agreements.listPartnerships(marketplace), next: null }) as never;
    },
  );
}

import Type from "typebox";
import { fromJson } from "#money";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, isBearer } from "../auth.ts";
import { listOf, pageOf } from "../cursor.ts";
import type { Bearer, Caller, HttpParts } from "../parts.ts";
import { found, Refusal } from "../refusal.ts";
import {
  AcceptancePairShape,
  AcceptanceRatesShape,
  AcceptanceShape,
  ClearingPairShape,
  ClearingShape,
  ConfirmClearingShape,
  ListOf,
  NewAcceptanceRatesShape,
  PageQuery,
  ref,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["acceptance"];
const Wallet = Type.String({ pattern: "^[a-z][a-z0-9_]{1,31}$" });

/** What lies between two wallets belongs to the whole house: for a marketplace's own people it is not there. */
function ofTheHouse(caller: Caller): Bearer {
  if (!isBearer(caller)) throw new Refusal("forbidden", { needs: "a person of the whole house" });
  if (caller.marketplace !== null) throw new Refusal("not_found");
  return caller;
}

export function acceptancePairRoutes(app: App, { acceptance }: HttpParts): void {
  app.get(
    "/v1/hub/acceptance-pairs",
    {
      config: { access: { scope: "hub:read" } },
      schema: {
        operationId: "listAcceptancePairs",
        tags,
        summary: "Pairs of wallets: whose users may pay at whose merchants, once that is opened",
        description: "互认的钱包对：谁的用户可在谁的商户付款(另须开放计划)。",
        response: answers({ 200: ListOf(AcceptancePairShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      ofTheHouse(callerOf(request));
      return { data: [...acceptance.pairs()], next_cursor: null };
    },
  );
  app.post(
    "/v1/hub/acceptance-pairs",
    {
      config: { access: { scope: "house:write" } },
      schema: {
        operationId: "putAcceptancePair",
        tags,
        summary: "Say through which account an acquirer reaches an issuer; once, and again is the same",
        description: "登记收款方钱包在付款方钱包的账户；登记后不可更换。",
        body: ref(AcceptancePairShape),
        response: answers(
          { 201: ref(AcceptancePairShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "acceptance_pair_invalid", "acceptance_pair_exists"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = ofTheHouse(callerOf(request));
      const done = await acceptance.putPair(request.body, caller.id);
      if (!done.ok) throw new Refusal(done.fault);
      return reply.code(201).send(done.value);
    },
  );
}

export function acceptanceRateRoutes(app: App, { acceptance }: HttpParts): void {
  app.get(
    "/v1/hub/acceptance-rates",
    {
      config: { access: { scope: "hub:read" } },
      schema: {
        operationId: "listAcceptanceRates",
        tags,
        summary: "Rate cards of all pairs, newest first",
        description: "各钱包对的费率卡，最新的在前。",
        response: answers({ 200: ListOf(AcceptanceRatesShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      ofTheHouse(callerOf(request));
      return { data: wire(await acceptance.listRates()) as never, next_cursor: null };
    },
  );
  app.post(
    "/v1/hub/acceptance-rates",
    {
      config: { access: { scope: "house:write" } },
      schema: {
        operationId: "setAcceptanceRates",
        tags,
        summary: "Add a rate card; what was begun before keeps the card that held then",
        description: "新增费率卡；此前开始的付款沿用当时的费率。",
        body: ref(NewAcceptanceRatesShape),
        response: answers(
          { 201: ref(AcceptanceRatesShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "rate_card_invalid", "rate_card_taken"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = ofTheHouse(callerOf(request));
      const { starts_at, fixed, ...rest } = request.body;
      const card = { ...rest, fixed: fromJson(fixed), starts_at: starts_at === undefined ? null : new Date(starts_at) };
      const done = await acceptance.setRates(card, caller.id);
      if (!done.ok) throw new Refusal(done.fault);
      return reply.code(201).send(wire(done.value) as never);
    },
  );
}

export function acceptanceRoutes(app: App, { acceptance }: HttpParts): void {
  app.get(
    "/v1/hub/acceptances",
    {
      config: { access: { scope: "hub:read" } },
      schema: {
        operationId: "listAcceptances",
        tags,
        summary: "Payments of one wallet's users at another's merchants, newest first",
        description: "互认付款明细，最新的在前。",
        querystring: query({ ...PageQuery, acquirer: Type.Optional(Wallet), issuer: Type.Optional(Wallet) }),
        response: answers(
          { 200: ListOf(AcceptanceShape) },
          common.withCaller,
          ...(["not_found", "cursor_invalid", "request_invalid"] as const),
        ),
      },
    },
    async (request) => {
      ofTheHouse(callerOf(request));
      const { acquirer, issuer } = request.query;
      return listOf(await acceptance.list({ acquirer, issuer }, pageOf(request.query))) as never;
    },
  );
}

export function clearingRoutes(app: App, { acceptance }: HttpParts): void {
  app.post(
    "/v1/hub/clearings",
    {
      config: { access: { scope: "house:write" } },
      schema: {
        operationId: "closeClearingWindow",
        tags,
        summary: "Close a pair's window: what is owed becomes an instruction",
        description: "关闭一对钱包的清算窗口，生成结算指令。",
        body: ref(ClearingPairShape),
        response: answers(
          { 201: ref(ClearingShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "acceptance_nothing"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = ofTheHouse(callerOf(request));
      const closed = await acceptance.closeWindow(request.body, caller.id);
      if (closed === "unknown") throw new Refusal("not_found");
      if (closed === "nothing") throw new Refusal("acceptance_nothing");
      return reply.code(201).send(wire(closed) as never);
    },
  );
}

export function clearingMoves(app: App, { acceptance }: HttpParts): void {
  app.get(
    "/v1/hub/clearings",
    {
      config: { access: { scope: "hub:read" } },
      schema: {
        operationId: "listClearings",
        tags,
        summary: "The latest settlements of all pairs",
        description: "各钱包对最近的清算结算。",
        response: answers({ 200: ListOf(ClearingShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      ofTheHouse(callerOf(request));
      return { data: wire(await acceptance.listClearings()) as never, next_cursor: null };
    },
  );
  app.post(
    "/v1/hub/clearings/:id/confirm",
    {
      config: { access: { scope: "house:write" } },
      schema: {
        operationId: "confirmClearing",
        tags,
        params: params({ id: Type.String({ maxLength: 40 }) }),
        summary: "Confirm that the payer paid, then that the other received",
        description: "先确认付方已付，再确认收方已收。",
        body: ref(ConfirmClearingShape),
        response: answers(
          { 200: ref(ClearingShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "acceptance_too_early"] as const),
        ),
      },
    },
    async (request) => {
      const caller = ofTheHouse(callerOf(request));
      const { id } = request.params;
      const done = await acceptance.confirm(id, request.body.what, caller.id);
      if (done === "unknown") throw new Refusal("not_found");
      if (done === "too_early") throw new Refusal("acceptance_too_early");
      return wire(found(await acceptance.getClearing(id))) as never;
    },
  );
}

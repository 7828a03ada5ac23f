import Type from "typebox";
import { fromJson } from "#money";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, isBearer } from "../auth.ts";
import { listOf, pageOf } from "../cursor.ts";
import { instantOf } from "../opening-input.ts";
import type { Bearer, Caller, HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import {
  AcceptanceChangeShape,
  AcceptancePairShape,
  AcceptanceRatesShape,
  AcceptanceShape,
  ClearingPairShape,
  ClearingShape,
  ConfirmClearingShape,
  choice,
  DecideAcceptanceChangeShape,
  ListOf,
  NewAcceptancePairShape,
  NewAcceptanceRatesShape,
  PageQuery,
  PairTodayShape,
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
        description: "互认的钱包对：谁的用户可在谁的商户付款（另须开放计划）。",
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
        summary: "Propose through which account an acquirer reaches an issuer; a second person decides",
        description: "提议登记收款方钱包在付款方钱包的账户，由另一人决定；登记后不可更换。",
        body: ref(NewAcceptancePairShape),
        response: answers(
          { 201: ref(AcceptanceChangeShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "acceptance_pair_invalid", "acceptance_pair_exists"] as const),
          "acceptance_change_decided",
        ),
      },
    },
    async (request, reply) => {
      const { why = "", ...pair } = request.body;
      const proposer = ofTheHouse(callerOf(request)).id;
      const made = settled(await acceptance.propose({ kind: "pair", pair }, { proposer, why }));
      return reply.code(201).send(wire(made) as never);
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
        summary: "Propose a rate card; what was begun before it holds keeps the card that held then",
        description: "提议新费率卡，由另一人决定；此前开始的付款沿用当时的费率。",
        body: ref(NewAcceptanceRatesShape),
        response: answers(
          { 201: ref(AcceptanceChangeShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "rate_card_invalid", "rate_card_taken", "acceptance_change_decided"] as const),
        ),
      },
    },
    async (request, reply) => {
      const proposer = ofTheHouse(callerOf(request)).id;
      const { starts_at, fixed, why = "", ...rest } = request.body;
      const card = { ...rest, fixed: fromJson(fixed), starts_at: instantOf(starts_at) };
      const made = settled(await acceptance.propose({ kind: "rates", card }, { proposer, why }));
      return reply.code(201).send(wire(made) as never);
    },
  );
}

export function acceptanceRoutes(app: App, { acceptance }: HttpParts): void {
  app.get(
    "/v1/hub/acceptance-today",
    {
      config: { access: { scope: "hub:read" } },
      schema: {
        operationId: "readAcceptanceToday",
        tags,
        summary: "Every pair as it is today: open or not, the use of the day's caps, what one owes the other",
        description: "各钱包对当日状况：是否开放、当日额度用量、未清算的应付。",
        response: answers({ 200: ListOf(PairTodayShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      ofTheHouse(callerOf(request));
      return { data: wire(await acceptance.today()) as never, next_cursor: null };
    },
  );
  app.get(
    "/v1/hub/acceptances",
    {
      config: { access: { scope: "hub:read" } },
      schema: {
        operationId: "listAcceptances",
        tags,
        summary: "Payments of one wallet's users at another's merchants, newest first",
        description: "互认付款明细，最新的在前。",
        querystring: query({
          ...{ ...PageQuery, acquirer: Type.Optional(Wallet), issuer: Type.Optional(Wallet) },
          state: Type.Optional(choice(["started", "debited", "accepted", "returning", "returned", "ended"])),
        }),
        response: answers(
          { 200: ListOf(AcceptanceShape) },
          common.withCaller,
          ...(["not_found", "cursor_invalid", "request_invalid"] as const),
        ),
      },
    },
    async (request) => {
      ofTheHouse(callerOf(request));
      const { acquirer, issuer, state } = request.query;
      return listOf(await acceptance.list({ acquirer, issuer, state }, pageOf(request.query))) as never;
    },
  );
}

export function clearingRoutes(app: App, { acceptance }: HttpParts): void {
  app.post(
    "/v1/hub/clearings",
    {
      config: { access: { scope: "house:write" }, recentStep: true },
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
        summary: "Propose to confirm that the payer paid, then that the other received; a second person decides",
        description: "提议确认：先是付方已付，再是收方已收；由另一人决定。",
        body: ref(ConfirmClearingShape),
        response: answers(
          { 201: ref(AcceptanceChangeShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "acceptance_too_early", "acceptance_change_decided"] as const),
        ),
      },
    },
    async (request, reply) => {
      const proposer = ofTheHouse(callerOf(request)).id;
      const { what, why = "" } = request.body;
      const step = { kind: what, clearing: request.params.id };
      const made = settled(await acceptance.propose(step, { proposer, why }));
      return reply.code(201).send(wire(made) as never);
    },
  );
}

export function acceptanceChangeRoutes(app: App, { acceptance }: HttpParts): void {
  app.get(
    "/v1/hub/acceptance-changes",
    {
      config: { access: { scope: "hub:read" } },
      schema: {
        operationId: "listAcceptanceChanges",
        tags,
        querystring: query({ state: Type.Optional(Type.Literal("pending")) }),
        summary: "The latest changes of pairs, rate cards and settlements, and who proposed and decided them",
        description: "钱包对、费率卡与清算确认的最近变更，及其提议人与决定人。",
        response: answers({ 200: ListOf(AcceptanceChangeShape) }, common.withCaller, "not_found", "request_invalid"),
      },
    },
    async (request) => {
      ofTheHouse(callerOf(request));
      return { data: wire(await acceptance.changes(request.query.state ?? null)) as never, next_cursor: null };
    },
  );
  app.post(
    "/v1/hub/acceptance-changes/:id/decide",
    {
      // An approver reads all and writes nothing; the directory says whether this one may approve that change.
      config: { access: { scope: "hub:read" }, recentStep: true },
      schema: {
        operationId: "decideAcceptanceChange",
        tags,
        params: params({ id: Type.String({ maxLength: 40 }) }),
        summary: "Approve (it holds at once) or reject; never one's own, never with a key",
        description: "批准（立即生效）或否决；不得决定自己的提议，密钥不能批准。",
        body: ref(DecideAcceptanceChangeShape),
        response: answers(
          { 200: ref(AcceptanceChangeShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "second_person_needed", "acceptance_change_decided", "acceptance_too_early"] as const),
          ...(["acceptance_pair_invalid", "acceptance_pair_exists", "rate_card_invalid", "rate_card_taken"] as const),
        ),
      },
    },
    async (request) => {
      const caller = ofTheHouse(callerOf(request));
      return wire(settled(await acceptance.decide(caller, request.params.id, request.body))) as never;
    },
  );
}

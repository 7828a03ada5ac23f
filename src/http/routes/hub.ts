import Type from "typebox";
import { fromJson } from "#money";
import { type App, answers, common, params } from "../app.ts";
import { callerOf, isBearer } from "../auth.ts";
import type { Bearer, Caller, HttpParts } from "../parts.ts";
import { found, Refusal } from "../refusal.ts";
import {
  CloseHubWindowShape,
  DecideHubChangeShape,
  HubChangeShape,
  HubParticipantShape,
  HubSettlementShape,
  ListOf,
  NewHubChangeShape,
  PutHubParticipantShape,
  ref,
  SettleHubLineShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["hub"];
const byName = params({ name: Type.String({ pattern: "^[A-Za-z0-9._-]{1,32}$" }) });
const byId = params({ id: Type.String({ maxLength: 40 }) });

/** The hub belongs to the whole house: for a marketplace's own people it is not there. */
function ofTheHouse(caller: Caller): Bearer {
  if (!isBearer(caller)) throw new Refusal("forbidden", { needs: "a person of the whole house" });
  if (caller.marketplace !== null) throw new Refusal("not_found");
  return caller;
}

export function hubParticipantRoutes(app: App, { hub }: HttpParts): void {
  app.get(
    "/v1/hub/participants",
    {
      config: { access: { scope: "hub:read" } },
      schema: {
        operationId: "listHubParticipants",
        tags,
        summary: "Wallets at the hub, with caps, funds and positions",
        description: "互转枢纽的参与方及其限额、缴存资金与头寸。",
        response: answers({ 200: ListOf(HubParticipantShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      ofTheHouse(callerOf(request));
      return { data: wire(await hub.participants()) as never, next_cursor: null };
    },
  );
  app.put(
    "/v1/hub/participants/:name",
    {
      config: { access: { scope: "house:write" } },
      schema: {
        operationId: "putHubParticipant",
        tags,
        params: byName,
        summary: "Add a wallet, or give it another title; without cap and funds it sends nothing",
        description: "新增参与方或修改名称;未设限额与资金前不能转出。",
        body: ref(PutHubParticipantShape),
        response: answers({ 200: ref(HubParticipantShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request) => {
      ofTheHouse(callerOf(request));
      const { name } = request.params;
      await hub.put({ name, title: request.body.title });
      return wire(found((await hub.participants()).find((one) => one.name === name))) as never;
    },
  );
  app.post(
    "/v1/hub/participants/:name/pause",
    {
      config: { access: { scope: "house:write" } },
      schema: {
        operationId: "pauseHubParticipant",
        tags,
        params: byName,
        summary: "Pause a wallet at once: what is under way ends, nothing begins. Two people let it on again",
        description: "立即暂停参与方:在途转账照常完结,不再开始新的;恢复须双人。",
        response: answers({ 200: ref(HubParticipantShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request) => {
      ofTheHouse(callerOf(request));
      const { name } = request.params;
      found(await hub.pause(name));
      return wire(found((await hub.participants()).find((one) => one.name === name))) as never;
    },
  );
}

export function hubChangeRoutes(app: App, { hub }: HttpParts): void {
  app.post(
    "/v1/hub/changes",
    {
      config: { access: { scope: "house:write" } },
      schema: {
        operationId: "proposeHubChange",
        tags,
        summary: "Propose a cap, funds in or out, a person's limit a day, the hub's fee, or to resume a wallet",
        description: "提议变更限额、缴存资金、个人日限额、手续费,或恢复参与方;由另一人决定。",
        body: ref(NewHubChangeShape),
        response: answers(
          { 201: ref(HubChangeShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "currency_unsupported", "amount_invalid"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = ofTheHouse(callerOf(request));
      const { kind, participant = "", amount, rate = null, why } = request.body;
      const change = { kind, participant, amount: fromJson(amount), rate, why, proposer: caller.id };
      return reply.code(201).send(wire(found(await hub.propose(change))) as never);
    },
  );
  app.get(
    "/v1/hub/changes",
    {
      config: { access: { scope: "hub:read" } },
      schema: {
        operationId: "listHubChanges",
        tags,
        summary: "The latest changes, and who proposed and decided them",
        description: "最近的变更及其提议人与决定人。",
        response: answers({ 200: ListOf(HubChangeShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      ofTheHouse(callerOf(request));
      return { data: wire(await hub.changes(null)) as never, next_cursor: null };
    },
  );
  app.post(
    "/v1/hub/changes/:id/decide",
    {
      // An approver reads all and writes nothing; the directory says whether this one may approve that change.
      config: { access: { scope: "hub:read" } },
      schema: {
        operationId: "decideHubChange",
        tags,
        params: byId,
        summary: "Approve (it holds at once) or reject; never one's own, never with a key",
        description: "批准(立即生效)或否决;不得决定自己的提议,密钥不能批准。",
        body: ref(DecideHubChangeShape),
        response: answers(
          { 200: ref(HubChangeShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "second_person_needed", "hub_change_decided", "hub_funds_needed"] as const),
        ),
      },
    },
    async (request) => {
      const caller = ofTheHouse(callerOf(request));
      const decided = await hub.decide(caller, request.params.id, request.body);
      if (decided.kind === "decided") return wire(decided.change) as never;
      throw new Refusal(decisionFaults[decided.kind]);
    },
  );
}

const decisionFaults = {
  unknown: "not_found",
  may_not: "second_person_needed",
  decided_before: "hub_change_decided",
  funds_needed: "hub_funds_needed",
} as const;

export function hubSettlementRoutes(app: App, { hub }: HttpParts): void {
  app.post(
    "/v1/hub/settlements",
    {
      config: { access: { scope: "house:write" } },
      schema: {
        operationId: "closeHubWindow",
        tags,
        summary: "Close the window of a currency: net positions become instructions",
        description: "关闭结算窗口,按多边净额生成结算指令。",
        body: ref(CloseHubWindowShape),
        response: answers(
          { 201: ref(HubSettlementShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "hub_nothing_to_settle"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = ofTheHouse(callerOf(request));
      const settlement = await hub.closeWindow(request.body.currency, caller.id);
      if (settlement === null) throw new Refusal("hub_nothing_to_settle");
      return reply.code(201).send(wire(settlement) as never);
    },
  );
  app.get(
    "/v1/hub/settlements",
    {
      config: { access: { scope: "hub:read" } },
      schema: {
        operationId: "listHubSettlements",
        tags,
        summary: "The latest settlements, with every line",
        description: "最近的结算及各参与方明细。",
        response: answers({ 200: ListOf(HubSettlementShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      ofTheHouse(callerOf(request));
      return { data: wire(await hub.listSettlements(null, 100)) as never, next_cursor: null };
    },
  );
  app.post(
    "/v1/hub/settlements/:id/lines",
    {
      config: { access: { scope: "house:write" } },
      schema: {
        operationId: "settleHubLine",
        tags,
        params: byId,
        summary: "Confirm one wallet's line: paid in, paid out, or covered from what it put down",
        description: "确认一条结算指令:已付、已收,或以缴存资金代偿(并暂停该参与方)。",
        body: ref(SettleHubLineShape),
        response: answers(
          { 200: ref(HubSettlementShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "hub_line_refused"] as const),
        ),
      },
    },
    async (request) => {
      const caller = ofTheHouse(callerOf(request));
      const settlement = request.params.id;
      const result = await hub.settleLine({ settlement, ...request.body, by: caller.id });
      if (result === "unknown") throw new Refusal("not_found");
      if (result !== "done" && result !== "repeat") throw new Refusal("hub_line_refused", { why: result });
      return wire(found(await hub.getSettlement(settlement))) as never;
    },
  );
}

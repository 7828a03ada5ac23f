import Type from "typebox";
import { fromJson } from "#money";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, isBearer } from "../auth.ts";
import type { Bearer, Caller, HttpParts } from "../parts.ts";
import { found, Refusal } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  DecideHubChangeShape,
  HubChangeShape,
  HubKeyShape,
  HubParticipantShape,
  HubShape,
  ListOf,
  NewHubChangeShape,
  PutHubParticipantShape,
  ref,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["hub"];
const Name = Type.String({ pattern: "^[A-Za-z0-9._-]{1,32}$" });
const byName = params({ name: Name });
const byId = params({ id: Type.String({ maxLength: 40 }) });

/** The hub belongs to the whole house: for a marketplace's own people it is not there. */
export function ofTheHouse(caller: Caller): Bearer {
  if (!isBearer(caller)) throw new Refusal("forbidden", { needs: "a person of the whole house" });
  if (caller.marketplace !== null) throw new Refusal("not_found");
  return caller;
}

export function hubParticipantRoutes(app: App, { hub }: HttpParts): void {
  app.get(
    "/v1/hub",
    {
      config: { access: { scope: "hub:read" } },
      schema: {
        operationId: "readHub",
        tags,
        summary: "The hub's name and public key, for whoever checks its signatures",
        description: "枢纽的名称与公钥，供参与方验签。",
        response: answers({ 200: ref(HubShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      ofTheHouse(callerOf(request));
      return await hub.self();
    },
  );
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
        description: "新增参与方或修改名称；未设限额与资金前不能转出。",
        body: ref(PutHubParticipantShape),
        response: answers({ 200: ref(HubParticipantShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request) => {
      const { id: by } = ofTheHouse(callerOf(request));
      const { name } = request.params;
      await hub.put({ name, title: request.body.title }, by);
      return wire(found((await hub.participants()).find((one) => one.name === name))) as never;
    },
  );
}

export function hubParticipantDeeds(app: App, { hub }: HttpParts): void {
  app.post(
    "/v1/hub/participants/:name/pause",
    {
      config: { access: { scope: "house:write" } },
      schema: {
        operationId: "pauseHubParticipant",
        tags,
        params: byName,
        summary: "Pause a wallet at once: what is under way ends, nothing begins. Two people let it on again",
        description: "立即暂停参与方：在途转账照常完结，不再开始新的；恢复须双人。",
        response: answers({ 200: ref(HubParticipantShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request, reply) => {
      const { id: by } = ofTheHouse(callerOf(request));
      const { name } = request.params;
      answered(reply, await hub.pause({ name, by }, repeatOf(request)));
      return wire(found((await hub.participants()).find((one) => one.name === name))) as never;
    },
  );
  app.post(
    "/v1/hub/participants/:name/keys/:key/retire",
    {
      config: { access: { scope: "house:write" }, recentStep: true },
      schema: {
        operationId: "retireHubKey",
        tags,
        params: params({ name: Name, key: Type.String({ maxLength: 40 }) }),
        summary: "Retire a wallet's public key at once: it proves nothing any more, and never comes back",
        description: "立即停用参与方公钥；停用后不可恢复。新增公钥须双人（POST /v1/hub/changes）。",
        response: answers({ 200: ref(HubKeyShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request, reply) => {
      const { id: by } = ofTheHouse(callerOf(request));
      const { name: participant, key: id } = request.params;
      const { participant: _, ...key } = answered(
        reply,
        await hub.retireKey({ participant, id, by }, repeatOf(request)),
      );
      return wire(key) as never;
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
        summary: "Propose what two people decide about the hub: caps, funds, limits, fee, endpoints, keys, settling",
        description:
          "提议变更限额、缴存资金、个人日限额、手续费、回调地址、公钥、验签方式、结算确认，或恢复参与方；由另一人决定。",
        body: ref(NewHubChangeShape),
        response: answers(
          { 201: ref(HubChangeShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "currency_unsupported", "amount_invalid", "hub_change_incomplete"] as const),
          ...(["hub_endpoint_refused", "hub_key_refused", "hub_key_known", "hub_must_prove"] as const),
          ...(["hub_no_account", "hub_line_proposed", "hub_line_refused", "hub_withdrawal_ended"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = ofTheHouse(callerOf(request));
      const { participant = "", amount, rate = null, ...rest } = request.body;
      const counted = { amount: amount === undefined ? null : fromJson(amount), rate };
      const change = { ...rest, participant, ...counted, proposer: caller.id };
      const made = answered(reply, await hub.propose(change, repeatOf(request)));
      return reply.code(201).send(wire(made) as never);
    },
  );
  app.get(
    "/v1/hub/changes",
    {
      config: { access: { scope: "hub:read" } },
      schema: {
        operationId: "listHubChanges",
        tags,
        querystring: query({ state: Type.Optional(Type.Literal("pending")) }),
        summary: "The latest changes, and who proposed and decided them",
        description: "最近的变更及其提议人与决定人。",
        response: answers({ 200: ListOf(HubChangeShape) }, common.withCaller, "not_found", "request_invalid"),
      },
    },
    async (request) => {
      ofTheHouse(callerOf(request));
      return { data: wire(await hub.changes(request.query.state ?? null)) as never, next_cursor: null };
    },
  );
}

export function hubDecisionRoutes(app: App, { hub }: HttpParts): void {
  app.post(
    "/v1/hub/changes/:id/decide",
    {
      // An approver reads all and writes nothing; the directory says whether this one may approve that change.
      config: { access: { scope: "hub:read" }, recentStep: true },
      schema: {
        operationId: "decideHubChange",
        tags,
        params: byId,
        summary: "Approve (it holds at once) or reject; never one's own, never with a key",
        description: "批准（立即生效）或否决；不得决定自己的提议，密钥不能批准。",
        body: ref(DecideHubChangeShape),
        response: answers(
          { 200: ref(HubChangeShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "second_person_needed", "hub_change_decided", "hub_funds_needed"] as const),
          ...(["hub_key_known", "hub_line_refused", "hub_own_key_refused"] as const),
          ...(["hub_withdrawal_ended", "hub_no_account"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = ofTheHouse(callerOf(request));
      const { id } = request.params;
      return wire(answered(reply, await hub.decide(caller, id, request.body, repeatOf(request)))) as never;
    },
  );
}

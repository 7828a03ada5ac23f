import Type from "typebox";
import { fromJson } from "#money";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, marketplaceFor, within } from "../auth.ts";
import { listOf, pageOfIds } from "../cursor.ts";
import { instantOf, steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { found, Refusal, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  AllianceContractShape,
  AllianceDatasetShape,
  AllianceEndShape,
  AllianceLogShape,
  AllianceProgressShape,
  AllianceRunShape,
  Id,
  ListOf,
  NewAllianceContractShape,
  NewAllianceDatasetShape,
  NewAllianceRunShape,
  PageQuery,
  ref,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["alliance"];
const writing = { access: { scope: "openings:write" } } as const;
const reading = { access: { scope: "openings:read" } } as const;

export function allianceContractRoutes(app: App, parts: HttpParts): void {
  const { alliance } = parts;
  app.post(
    "/v1/alliance-contracts",
    {
      config: { ...writing, recentStep: true },
      schema: {
        operationId: "createAllianceContract",
        tags,
        summary: "What a partner and the marketplace may find out together: purposes, crowd, noise, budget, dates",
        description: "登记数据合作合同：用途、最小人群、噪声、次数与期限。",
        body: ref(NewAllianceContractShape),
        response: answers({ 201: ref(AllianceContractShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const { agreement = null, clip, starts_at, ends_at, ...body } = request.body;
      const [starts, ends] = [found(instantOf(starts_at)), found(instantOf(ends_at))];
      if (ends <= starts)
        throw new Refusal("request_invalid", {}, [
          { field: "ends_at", message: "must be later than starts_at", zh: "须晚于 starts_at" },
        ]);
      const marketplace = marketplaceFor(caller, body.marketplace);
      found(await parts.directory.getMarketplace(marketplace));
      const input = { ...body, marketplace, agreement, clip: fromJson(clip), starts_at: starts, ends_at: ends };
      return reply
        .code(201)
        .send(wire(answered(reply, await alliance.createContract(caller, input, repeatOf(request)))));
    },
  );
}

export function allianceContractReads(app: App, parts: HttpParts): void {
  const { alliance } = parts;

  app.get(
    "/v1/alliance-contracts",
    {
      config: reading,
      schema: {
        operationId: "listAllianceContracts",
        tags,
        summary: "List contracts of data alliances, newest first",
        description: "数据合作合同列表。",
        querystring: query(PageQuery),
        response: answers(
          { 200: ListOf(AllianceContractShape) },
          common.withCaller,
          "cursor_invalid",
          "request_invalid",
        ),
      },
    },
    async (request) => {
      const { marketplace } = steering(callerOf(request));
      return listOf(await alliance.listContracts({ marketplace }, pageOfIds(request.query, "alc")));
    },
  );

  app.get(
    "/v1/alliance-contracts/:id/log",
    {
      config: reading,
      schema: {
        operationId: "readAllianceLog",
        tags,
        summary: "Everything that was asked under a contract, also what was refused; it is only added to",
        description: "合同下的全部记录（含被拒绝者），只增不改。",
        params: params({ id: Id("alc") }),
        querystring: query(PageQuery),
        response: answers(
          { 200: ListOf(AllianceLogShape) },
          ...([common.withCaller, "not_found", "cursor_invalid", "request_invalid"] as const),
        ),
      },
    },
    async (request) => {
      const { id } = within(callerOf(request), await alliance.getContract(request.params.id));
      return listOf(await alliance.readLog(id, pageOfIds(request.query, "alg"))) as never;
    },
  );
}

export function allianceDatasetRoutes(app: App, parts: HttpParts): void {
  const { alliance } = parts;
  app.post(
    "/v1/alliance-datasets",
    {
      config: writing,
      schema: {
        operationId: "createAllianceDataset",
        tags,
        summary: "Say which rows there are (they stay where they are) and what their people agreed to",
        description: "登记数据集（数据不离开原处）及其用户同意的用途。",
        body: ref(NewAllianceDatasetShape),
        response: answers({ 201: ref(AllianceDatasetShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const marketplace = marketplaceFor(caller, request.body.marketplace);
      found(await parts.directory.getMarketplace(marketplace));
      const input = { ...request.body, marketplace };
      return reply
        .code(201)
        .send(wire(answered(reply, await alliance.createDataset(caller, input, repeatOf(request)))));
    },
  );

  app.post(
    "/v1/alliance-datasets/:id/withdraw",
    {
      config: writing,
      schema: {
        operationId: "withdrawAllianceDataset",
        tags,
        summary: "Take consent back, for good: no later run uses the dataset",
        description: "撤回数据集的同意，不可恢复。",
        params: params({ id: Id("ald") }),
        response: answers({ 200: ref(AllianceDatasetShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request) => {
      const { id } = within(steering(callerOf(request)), await alliance.getDataset(request.params.id));
      return wire(settled(await alliance.withdrawDataset(id)));
    },
  );
}

export function allianceReads(app: App, parts: HttpParts): void {
  const { alliance } = parts;
  app.get(
    "/v1/alliance-datasets",
    {
      config: reading,
      schema: {
        operationId: "listAllianceDatasets",
        tags,
        summary: "List datasets, newest first: what they may be used for, and whether consent stands",
        description: "数据集列表：用途与同意状态。",
        querystring: query(PageQuery),
        response: answers(
          { 200: ListOf(AllianceDatasetShape) },
          ...([common.withCaller, "cursor_invalid", "request_invalid"] as const),
        ),
      },
    },
    async (request) => {
      const { marketplace } = steering(callerOf(request));
      return listOf(await alliance.listDatasets({ marketplace }, pageOfIds(request.query, "ald")));
    },
  );

  app.get(
    "/v1/alliance-contracts/:id",
    {
      config: reading,
      schema: {
        operationId: "getAllianceContract",
        tags,
        summary: "Read a contract, and how much of its budget is used",
        description: "查询合同与已用次数。",
        params: params({ id: Id("alc") }),
        response: answers({ 200: ref(AllianceContractShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => wire(within(callerOf(request), await alliance.getContract(request.params.id))),
  );
}

const runFaults = [
  ...(["not_found", "alliance_not_open", "alliance_agreement_missing", "alliance_not_running"] as const),
  ...(["alliance_purpose_refused", "alliance_consent_missing", "alliance_mode_refused"] as const),
  "alliance_budget_used_up" as const,
];

export function allianceRunRoutes(app: App, parts: HttpParts): void {
  const { alliance } = parts;
  app.post(
    "/v1/alliance-runs",
    {
      config: writing,
      schema: {
        operationId: "createAllianceRun",
        tags,
        summary: "Ask whether a party process may begin; it counts against the budget",
        description: "申请一次运行：核对开放、协议、用途、同意与次数。",
        body: ref(NewAllianceRunShape),
        response: answers({ 201: ref(AllianceRunShape) }, common.withCaller, common.withBody, runFaults),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      within(caller, await alliance.getContract(request.body.contract));
      const made = answered(reply, await alliance.createRun(caller, request.body, repeatOf(request)));
      return reply.code(201).send(wire(made));
    },
  );

  app.get(
    "/v1/alliance-runs",
    {
      config: reading,
      schema: {
        operationId: "listAllianceRuns",
        tags,
        summary: "List runs, newest first",
        description: "数据合作运行列表。",
        querystring: query({ ...PageQuery, contract: Type.Optional(Id("alc")) }),
        response: answers({ 200: ListOf(AllianceRunShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => {
      const { marketplace } = steering(callerOf(request));
      const { contract } = request.query;
      const filter = contract === undefined ? { marketplace } : { marketplace, contract };
      return listOf(await alliance.listRuns(filter, pageOfIds(request.query, "alr")));
    },
  );

  app.get(
    "/v1/alliance-runs/:id",
    {
      config: reading,
      schema: {
        operationId: "getAllianceRun",
        tags,
        summary: "Read a run: how far it is, and what it found",
        description: "查询一次运行的进度与结果。",
        params: params({ id: Id("alr") }),
        response: answers({ 200: ref(AllianceRunShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => wire(within(callerOf(request), await alliance.getRun(request.params.id))),
  );
}

export function allianceRunMoves(app: App, parts: HttpParts): void {
  const { alliance } = parts;
  app.post(
    "/v1/alliance-runs/:id/progress",
    {
      config: writing,
      schema: {
        operationId: "tellAllianceProgress",
        tags,
        summary: "The party process tells how far it is",
        description: "上报进度。",
        params: params({ id: Id("alr") }),
        body: ref(AllianceProgressShape),
        response: answers(
          { 200: ref(AllianceRunShape) },
          ...([common.withCaller, common.withBody, "not_found", "alliance_run_over"] as const),
        ),
      },
    },
    async (request) => {
      const { id } = within(steering(callerOf(request)), await alliance.getRun(request.params.id));
      return wire(settled(await alliance.tellProgress(id, request.body)));
    },
  );

  app.post(
    "/v1/alliance-runs/:id/end",
    {
      config: writing,
      schema: {
        operationId: "endAllianceRun",
        tags,
        summary: "The party process tells what it found, once; below the crowd nothing is kept",
        description: "上报结果，仅一次；少于最小人群者不留存。",
        params: params({ id: Id("alr") }),
        body: ref(AllianceEndShape),
        response: answers(
          { 200: ref(AllianceRunShape) },
          ...([common.withCaller, common.withBody, "not_found", "alliance_run_over"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const { id } = within(caller, await alliance.getRun(request.params.id));
      const { outcome, people = null, total = null, why = null } = request.body;
      const end = { outcome, people, total: total === null ? null : BigInt(total), why };
      return wire(answered(reply, await alliance.endRun(caller, id, end)));
    },
  );
}

import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, within } from "../auth.ts";
import { toldBreak } from "../break-told.ts";
import { listOf, pageOf } from "../cursor.ts";
import { steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  AskForDayShape,
  AssignBreakShape,
  BreakFiguresShape,
  BreakQuery,
  DayQuery,
  DecideEndShape,
  Id,
  ListOf,
  PageQuery,
  ProposeEndShape,
  ReconciliationBreakShape,
  ReconciliationDayShape,
  ReconciliationRunShape,
  RunQuery,
  ref,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["reconciliation"];
const listing = ["cursor_invalid", "request_invalid"] as const;

/** What the wallets' bills were held against, and what came of it. Stores see none of it: bills are the platform's. */
export function reconciliationRoutes(app: App, parts: HttpParts): void {
  const { reconciliation } = parts;
  app.get(
    "/v1/reconciliation-runs",
    {
      config: { access: { scope: "books:read" } },
      schema: {
        operationId: "listReconciliationRuns",
        tags,
        summary: "Bills that were brought in and matched, newest first",
        description: "对账批次列表，最新的在前。",
        querystring: query({ ...PageQuery, ...RunQuery }),
        response: answers({ 200: ListOf(ReconciliationRunShape) }, common.withCaller, ...listing),
      },
    },
    async (request) => {
      const { marketplace } = steering(callerOf(request));
      const { cursor: _cursor, limit: _limit, ...filter } = request.query;
      return listOf(await reconciliation.listRuns({ marketplace, ...filter }, pageOf(request.query)));
    },
  );
  app.get(
    "/v1/reconciliation-runs/:id",
    {
      config: { access: { scope: "books:read" } },
      schema: {
        operationId: "getReconciliationRun",
        tags,
        summary: "Read a run: what the wallet says of the day, how many breaks of each class",
        description: "查询对账批次。",
        params: params({ id: Id("rec") }),
        response: answers({ 200: ref(ReconciliationRunShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      return wire(within(caller, await reconciliation.getRun(request.params.id))) as never;
    },
  );
  app.get(
    "/v1/reconciliation-breaks",
    {
      config: { access: { scope: "books:read" } },
      schema: {
        operationId: "listReconciliationBreaks",
        tags,
        summary: "Differences between bills and our own record, newest first",
        description: "差错列表，最新的在前。",
        querystring: query({ ...PageQuery, ...BreakQuery }),
        response: answers({ 200: ListOf(ReconciliationBreakShape) }, common.withCaller, ...listing),
      },
    },
    async (request) => {
      const { marketplace } = steering(callerOf(request));
      const { cursor: _cursor, limit: _limit, assignee, ...filter } = request.query;
      const whose = assignee === undefined ? {} : { assignee: assignee === "me" ? callerOf(request).id : assignee };
      const page = await reconciliation.listBreaks({ marketplace, ...filter, ...whose }, pageOf(request.query));
      return listOf({ ...page, data: page.data.map(toldBreak) });
    },
  );
}

/** Who looks after the breaks: open ones counted, and each given to somebody. */
export function reconciliationAssignments(app: App, parts: HttpParts): void {
  const { reconciliation } = parts;
  app.get(
    "/v1/reconciliation-breaks/figures",
    {
      config: { access: { scope: "books:read" } },
      schema: {
        operationId: "readBreakFigures",
        tags,
        summary: "Open differences by class and age, and who looks after how many; with whom one may be given",
        description: "待处理差错按类别与天数计数，以及各负责人名下的件数与可指派的人员。",
        response: answers({ 200: ref(BreakFiguresShape) }, common.withCaller),
      },
    },
    async (request) => {
      const { id, marketplace } = steering(callerOf(request));
      return wire(await reconciliation.breakFigures({ marketplace, caller: id })) as never;
    },
  );
  app.post(
    "/v1/reconciliation-breaks/:id/assign",
    {
      config: { access: { scope: "refunds:write" } },
      schema: {
        operationId: "assignBreak",
        tags,
        summary: "Give a difference that has not ended to somebody who may end it, or take it back (null)",
        description: "将未了结的差错指派给有权处理的人员，或取消指派（null）。",
        params: params({ id: Id("brk") }),
        body: ref(AssignBreakShape),
        response: answers(
          { 200: ref(ReconciliationBreakShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "break_wrong_state", "break_assignee_unfit", "break_assigned_meanwhile"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const { id } = within(caller, await reconciliation.getBreak(request.params.id));
      const done = await reconciliation.assignBreak(caller, id, request.body, repeatOf(request));
      return wire(toldBreak(answered(reply, done))) as never;
    },
  );
}

/** One difference, with what may be entered for it. */
export function reconciliationBreak(app: App, parts: HttpParts): void {
  const { reconciliation } = parts;
  app.get(
    "/v1/reconciliation-breaks/:id",
    {
      config: { access: { scope: "books:read" } },
      schema: {
        operationId: "getReconciliationBreak",
        tags,
        summary: "Read a difference: what both sides say, which entries would end it, what was proposed or posted",
        description: "查询差错：双方所述、可选分录、已提议或已记的分录。",
        params: params({ id: Id("brk") }),
        response: answers({ 200: ref(ReconciliationBreakShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      return wire(toldBreak(within(caller, await reconciliation.getBreak(request.params.id)))) as never;
    },
  );
}

/** A day of an account: asked for by itself, or at once when somebody says so. */
export function reconciliationDays(app: App, parts: HttpParts): void {
  const { reconciliation, directory } = parts;
  app.post(
    "/v1/reconciliations",
    {
      config: { access: { scope: "refunds:write" } },
      schema: {
        operationId: "askForReconciliation",
        tags,
        summary: "Have a day's bill fetched and matched now; one that is done is fetched and compared again",
        description: "立即对账：重新获取某日账单并核对。",
        body: ref(AskForDayShape),
        response: answers(
          { 202: ref(ReconciliationDayShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "bill_day_invalid", "bill_day_from_files"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const { wallet_account, day } = request.body;
      const { id: account } = within(caller, await directory.getWalletAccount(wallet_account));
      return reply.code(202).send(wire(settled(await reconciliation.askForDay({ account, day }))) as never);
    },
  );
  app.get(
    "/v1/reconciliations",
    {
      config: { access: { scope: "books:read" } },
      schema: {
        operationId: "listReconciliations",
        tags,
        summary: "Days of wallet accounts: whose bill is in, waited for, or refused and why; newest day first",
        description: "各钱包账户的对账日状态，最新的在前。",
        querystring: query({ ...PageQuery, ...DayQuery }),
        response: answers({ 200: ListOf(ReconciliationDayShape) }, common.withCaller, ...listing),
      },
    },
    async (request) => {
      const { marketplace } = steering(callerOf(request));
      const { cursor: _cursor, limit: _limit, ...filter } = request.query;
      return listOf(await reconciliation.listDays({ marketplace, ...filter }, pageOf(request.query)));
    },
  );
}

/** Two people end a break: what one proposes, another approves. */
export function reconciliationMoves(app: App, parts: HttpParts): void {
  const { reconciliation } = parts;
  const one = { tags, params: params({ id: Id("brk") }) };
  app.post(
    "/v1/reconciliation-breaks/:id/propose",
    {
      config: { access: { scope: "refunds:write" } },
      schema: {
        ...one,
        operationId: "proposeBreakEnd",
        summary: "Propose how a break is to end; another person decides",
        description: "提出差错处理方案，由另一人决定。",
        body: ref(ProposeEndShape),
        response: answers(
          { 200: ref(ReconciliationBreakShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "break_wrong_state", "break_no_entry"] as const),
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { id } = within(caller, await reconciliation.getBreak(request.params.id));
      return wire(toldBreak(settled(await reconciliation.proposeEnd(caller, id, request.body)))) as never;
    },
  );
  app.post(
    "/v1/reconciliation-breaks/:id/decide",
    {
      // An approver reads all and writes nothing; the room asks whether this one may approve that proposal.
      config: { access: { scope: "books:read" }, recentStep: true },
      schema: {
        ...one,
        operationId: "decideBreakEnd",
        summary: "Approve (its entry is posted in the same commit) or reject; never one's own, never with a key",
        description: "批准（即刻执行）或否决；不得批准自己的提议，密钥不能批准。",
        body: ref(DecideEndShape),
        response: answers(
          { 200: ref(ReconciliationBreakShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "break_wrong_state", "break_not_heard", "second_person_needed"] as const),
          ...(["break_proposal_outdated", "break_entered_elsewhere", "break_entry_refused"] as const),
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { id } = within(caller, await reconciliation.getBreak(request.params.id));
      const { proposed_at: seen, ...body } = request.body;
      const decision = { ...body, proposed_at: new Date(seen) };
      return wire(toldBreak(settled(await reconciliation.decideEnd(caller, id, decision)))) as never;
    },
  );
}

import { Readable } from "node:stream";
import Type from "typebox";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, within } from "../auth.ts";
import { listOf, pageOf } from "../cursor.ts";
import { steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import {
  BillFileQuery,
  BillFileShape,
  DecideBillFileShape,
  Id,
  ListOf,
  PageQuery,
  ProposeBillFileShape,
  PutBillFileQuery,
  ref,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["reconciliation"];
const bytes = "application/octet-stream";

/** The bytes of a bill: they are read as they come, and nothing of them is held. */
export async function billFileUploads(app: App, { reconciliation, directory }: HttpParts): Promise<void> {
  await app.register(async (scope: App) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(bytes, (_request, payload, done) => done(null, payload));
    scope.put(
      "/v1/wallet-accounts/:id/bill-files",
      {
        config: { access: { scope: "refunds:write" } },
        schema: {
          operationId: "putBillFile",
          tags,
          summary: "Upload a bill that was downloaded at the wallet; it is read and kept, and held against nothing yet",
          description: "上传从钱包下载的账单文件：校验后加密保存，尚不核对；同一文件重复上传即为同一份。",
          params: params({ id: Id("wac") }),
          querystring: query(PutBillFileQuery),
          body: { content: { [bytes]: { schema: {} } } },
          response: answers(
            { 200: ref(BillFileShape) },
            ...[common.withCaller, common.withBody],
            ...(["not_found", "bill_day_invalid", "bill_changed", "bill_not_offered"] as const),
            ...(["bill_file_too_large", "bill_file_refused", "bill_file_hash_wrong", "bill_files_busy"] as const),
            ...(["bill_file_of_another_day", "bill_file_of_another_account"] as const),
          ),
        },
      },
      async (request) => {
        const caller = steering(callerOf(request));
        const { id: account } = within(caller, await directory.getWalletAccount(request.params.id));
        const { hash = null, ...rest } = request.query;
        const content = request.body instanceof Readable ? request.body : Readable.from([]);
        const given = { ...rest, account, hash, content };
        return wire(settled(await reconciliation.takeFile(caller, given))) as never;
      },
    );
  });
}

export function billFileRoutes(app: App, { reconciliation }: HttpParts): void {
  app.get(
    "/v1/bill-files",
    {
      config: { access: { scope: "books:read" } },
      schema: {
        operationId: "listBillFiles",
        tags,
        summary: "Bills that were uploaded, newest day first",
        description: "已上传的账单文件，最新的日期在前。",
        querystring: query({ ...PageQuery, ...BillFileQuery }),
        response: answers(
          { 200: ListOf(BillFileShape) },
          common.withCaller,
          ...(["cursor_invalid", "request_invalid"] as const),
        ),
      },
    },
    async (request) => {
      const { marketplace } = steering(callerOf(request));
      const { cursor: _cursor, limit: _limit, ...filter } = request.query;
      return listOf(await reconciliation.listFiles({ marketplace, ...filter }, pageOf(request.query)));
    },
  );
}

/** What one says, and the file itself. */
export function billFileReads(app: App, { reconciliation }: HttpParts): void {
  const one = { tags, params: params({ id: Id("blf") }) };
  app.get(
    "/v1/bill-files/:id",
    {
      config: { access: { scope: "books:read" } },
      schema: {
        ...one,
        operationId: "getBillFile",
        summary: "Read what an uploaded bill says: whose and of which day, its lines and sums, and who decided it",
        description: "查询已上传的账单文件：账户、日期、行数、合计与审批。",
        response: answers({ 200: ref(BillFileShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      return wire(within(caller, await reconciliation.getFile(request.params.id))) as never;
    },
  );
  app.get(
    "/v1/bill-files/:id/content",
    {
      config: { access: { scope: "books:read" } },
      schema: {
        ...one,
        operationId: "fetchBillFile",
        summary: "The file as it was uploaded, to be saved",
        description: "下载所上传的账单原文件。",
        response: {
          ...answers({}, common.withCaller, "not_found"),
          200: { description: "The file, to be saved.", content: { [bytes]: { schema: Type.String() } } },
        },
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const found = await reconciliation.readFile(request.params.id);
      const file = within(caller, found?.file ?? null);
      if (!found) throw new Refusal("not_found");
      // The name that somebody gave it is not ours to put into a header.
      reply
        .header("content-disposition", `attachment; filename="${file.id}"`)
        .header("content-length", `${file.bytes}`);
      reply.header("x-content-type-options", "nosniff").type(bytes);
      return reply.send(Readable.from(found.body) as never);
    },
  );
}

/** Two people let a day be held against a file. */
export function billFileMoves(app: App, { reconciliation }: HttpParts): void {
  const one = { tags, params: params({ id: Id("blf") }) };
  app.post(
    "/v1/bill-files/:id/propose",
    {
      config: { access: { scope: "refunds:write" } },
      schema: {
        ...one,
        operationId: "proposeBillFile",
        summary: "Propose that the day be held against this bill of trades, and the day's other files beside it",
        description: "提议以此交易账单（连同当日其他文件）对账，由另一人批准。",
        body: ref(ProposeBillFileShape),
        response: answers(
          { 200: ref(BillFileShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "bill_file_wrong_state", "bill_changed"] as const),
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { id } = within(caller, await reconciliation.getFile(request.params.id));
      return wire(settled(await reconciliation.proposeFile(caller, id, request.body))) as never;
    },
  );
  app.post(
    "/v1/bill-files/:id/decide",
    {
      // An approver reads all and writes nothing; the room asks whether this one may approve that proposal.
      config: { access: { scope: "books:read" }, recentStep: true },
      schema: {
        ...one,
        operationId: "decideBillFile",
        summary: "Approve (the day is read from it at once) or reject; never whoever proposed or uploaded, never a key",
        description: "批准（随即对账）或否决；上传人与提议人不得批准，密钥不能批准。",
        body: ref(DecideBillFileShape),
        response: answers(
          { 200: ref(BillFileShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "bill_file_wrong_state", "bill_file_proposal_outdated"] as const),
          ...(["bill_changed", "second_person_needed"] as const),
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { id } = within(caller, await reconciliation.getFile(request.params.id));
      const { proposed_at: seen, ...body } = request.body;
      const decision = { ...body, proposed_at: new Date(seen) };
      return wire(settled(await reconciliation.decideFile(caller, id, decision))) as never;
    },
  );
}

import { Readable } from "node:stream";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { type App, answers, params } from "../app.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import { ExportShape, Id, ListOf, NewExportShape, ref } from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { bodyFaults, signedInOf } from "./sessions.ts";

const tags = ["sign-in"];
const config = { access: "session" } as const;
const changing = [...bodyFaults, "unauthorized", "csrf_refused"] as const;
const one = { tags, params: params({ id: Id("exp") }) };

/** Who asks: the session's person, under its membership, with its reach. */
function askerOf(request: FastifyRequest) {
  const { session, place, bearer } = signedInOf(request);
  const { marketplace, store, scopes } = bearer;
  return { person: session.person, membership: place.id, session: session.id, marketplace, store, scopes };
}

/** Long lists as files: asked for here, written by the worker, fetched in a session of the same person. */
export function exportRoutes(app: App, { lists }: HttpParts): void {
  app.get(
    "/v1/exports",
    {
      config,
      schema: {
        operationId: "listExports",
        tags,
        summary: "One's own latest exports, the newest first",
        description: "自己最近的导出，最新的在前。",
        response: answers({ 200: ListOf(ExportShape) }, "unauthorized"),
      },
    },
    async (request) => {
      const data = await lists.listExports(askerOf(request).person);
      return { data: wire(data), next_cursor: null } as never;
    },
  );
  app.post(
    "/v1/exports",
    {
      config,
      schema: {
        operationId: "askExport",
        tags,
        summary: "Have a list written into a CSV file, with these filters and columns",
        description: "按筛选与所选列导出列表为 CSV 文件。",
        body: ref(NewExportShape),
        response: answers(
          { 202: ref(ExportShape) },
          ...[changing, "forbidden" as const, "list_unknown" as const],
          ...(["export_invalid", "range_too_wide", "exports_too_many"] as const),
        ),
      },
    },
    async (request, reply) => {
      const { list, filter = {}, columns, language = "zh" } = request.body;
      const input = { list, filter, language, ...(columns ? { columns } : {}) };
      return reply.code(202).send(wire(settled(await lists.askExport(askerOf(request), input))) as never);
    },
  );
  app.get(
    "/v1/exports/:id",
    {
      config,
      schema: {
        ...one,
        operationId: "getExport",
        summary: "How far an export is",
        description: "查询导出进度。",
        response: answers({ 200: ref(ExportShape) }, "unauthorized", "not_found"),
      },
    },
    async (request) => {
      const found = await lists.getExport(askerOf(request).person, request.params.id);
      if (!found) throw new Refusal("not_found");
      return wire(found) as never;
    },
  );
}

export function exportMoves(app: App, { lists }: HttpParts): void {
  app.post(
    "/v1/exports/:id/cancel",
    {
      config,
      schema: {
        ...one,
        operationId: "cancelExport",
        summary: "End an export that is under way",
        description: "取消进行中的导出。",
        response: answers({ 200: ref(ExportShape) }, changing, "not_found"),
      },
    },
    async (request) => wire(settled(await lists.cancelExport(askerOf(request).person, request.params.id))) as never,
  );
  app.get(
    "/v1/exports/:id/file",
    {
      config,
      schema: {
        ...one,
        operationId: "fetchExport",
        summary: "The file, in UTF-8 with a byte order mark; each fetch is put on record",
        description: "下载文件（UTF-8 带 BOM）；每次下载均留痕。",
        response: answers(
          { 200: { description: "CSV in UTF-8.", content: { "text/csv": { schema: Type.String() } } } as never },
          ...(["unauthorized", "forbidden", "not_found", "export_not_ready", "export_gone"] as const),
        ),
      },
    },
    async (request, reply) => {
      const asker = { ...askerOf(request), address: request.ip };
      const file = settled(await lists.fetchExport(asker, request.params.id));
      reply.header("content-disposition", `attachment; filename="${file.name}"`).header("cache-control", "no-store");
      reply.header("content-length", file.bytes).type("text/csv; charset=utf-8");
      return reply.send(Readable.from(file.body) as never);
    },
  );
}

import Type from "typebox";
import type { MerchantCodeView } from "#codes";
import { fromJson } from "#money";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, isBearer, reaches } from "../auth.ts";
import { listOf, pageOf } from "../cursor.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import { choice, Id, ListOf, MerchantCodeShape, NewMerchantCodeShape, PageQuery, ref } from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { readStore } from "./stores.ts";

const tags = ["codes"];
const one = params({ id: Id("cod") });

async function readCode(parts: HttpParts, caller: Caller, id: string): Promise<MerchantCodeView> {
  const code = await parts.codes.get(id);
  if (code === null || !isBearer(caller) || !reaches(caller, code)) throw new Refusal("not_found");
  return code;
}

const told = async (parts: HttpParts, code: MerchantCodeView) => wire({ ...code, ...(await parts.codes.texts(code)) });

export function merchantCodeRoutes(app: App, parts: HttpParts): void {
  app.post(
    "/v1/merchant-codes",
    {
      config: { access: { scope: "checkouts:write" } },
      schema: {
        operationId: "createMerchantCode",
        tags,
        summary: "Make a code that any wallet's app can scan, with an amount or without",
        description: "生成各钱包通用的收款码，可带金额。",
        body: ref(NewMerchantCodeShape),
        response: answers({ 201: ref(MerchantCodeShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request, reply) => {
      const { amount, ...rest } = request.body;
      const asked = { ...rest, amount: amount ? fromJson(amount) : null };
      const made = await parts.codes.create(callerOf(request), asked, repeatOf(request));
      return reply.code(201).send(await told(parts, answered(reply, made)));
    },
  );
}

export function merchantCodeReads(app: App, parts: HttpParts): void {
  app.get(
    "/v1/stores/:id/merchant-codes",
    {
      config: { access: { scope: "checkouts:read" } },
      schema: {
        operationId: "listMerchantCodes",
        tags,
        summary: "A store's codes, newest first",
        description: "店铺的收款码，最新的在前。",
        params: params({ id: Id("sto") }),
        querystring: query(PageQuery),
        response: answers(
          { 200: ListOf(MerchantCodeShape) },
          common.withCaller,
          "not_found",
          "cursor_invalid",
          "request_invalid",
        ),
      },
    },
    async (request) => {
      const { id } = await readStore(parts, callerOf(request), request.params.id);
      const { data, next } = await parts.codes.list(id, pageOf(request.query));
      const withTexts = data.map(async (code) => ({ ...code, ...(await parts.codes.texts(code)) }));
      return listOf({ data: await Promise.all(withTexts), next });
    },
  );

  app.get(
    "/v1/merchant-codes/:id",
    {
      config: { access: { scope: "checkouts:read" } },
      schema: {
        operationId: "getMerchantCode",
        tags,
        summary: "Read a code",
        description: "查询收款码。",
        params: one,
        response: answers({ 200: ref(MerchantCodeShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => told(parts, await readCode(parts, callerOf(request), request.params.id)),
  );
}

export function merchantCodePrints(app: App, parts: HttpParts): void {
  app.post(
    "/v1/merchant-codes/:id/revoke",
    {
      config: { access: { scope: "checkouts:write" } },
      schema: {
        operationId: "revokeMerchantCode",
        tags,
        summary: "Take a code out of use",
        description: "停用收款码。",
        params: one,
        response: answers({ 200: ref(MerchantCodeShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request) => {
      const { id } = await readCode(parts, callerOf(request), request.params.id);
      return told(parts, settled(await parts.codes.revoke(id)));
    },
  );

  app.get(
    "/v1/merchant-codes/:id/sheet",
    {
      config: { access: { scope: "checkouts:read" } },
      schema: {
        operationId: "printMerchantCode",
        tags,
        summary: "The code's sheet for the counter, as SVG or PDF",
        description: "收款码台卡，SVG 或 PDF。",
        params: one,
        querystring: query({
          format: Type.Optional(choice(["svg", "pdf"])),
          language: Type.Optional(choice(["zh", "en"])),
        }),
        response: answers(
          {
            200: {
              description: "image/svg+xml or application/pdf",
              content: {
                "image/svg+xml": { schema: Type.String() },
                "application/pdf": { schema: Type.String({ format: "binary" }) },
              },
            },
          } as never,
          ...[common.withCaller, "not_found" as const, "request_invalid" as const],
        ),
      },
    },
    async (request, reply) => {
      const code = await readCode(parts, callerOf(request), request.params.id);
      const { format = "svg", language = "zh" } = request.query;
      reply.header("content-disposition", `inline; filename="${code.id}.${format}"`);
      if (format === "pdf") reply.type("application/pdf").send(await parts.codes.pdf(code, language));
      else reply.type("image/svg+xml; charset=utf-8").send(await parts.codes.svg(code, language));
      return reply;
    },
  );
}

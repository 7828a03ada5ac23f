import { type App, answers, common, params } from "../app.ts";
import { callerOf } from "../auth.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  AcceptTermsShape,
  ApplicationShape,
  documentBodyMax,
  Id,
  PutDocumentShape,
  ref,
  SaveFieldsShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { readApplication } from "./applications.ts";

const write = { access: { scope: "directory:write" } } as const;
const one = { tags: ["applications"], params: params({ id: Id("apl") }) };
const always = [common.withCaller, common.withBody, ["not_found", "application_wrong_state"] as const];
const good = { 200: ref(ApplicationShape) };

/** What the store fills in, step by step. */
export function applicationDrafts(app: App, parts: HttpParts): void {
  const { onboarding } = parts;

  app.put(
    "/v1/applications/:id/fields",
    {
      config: write,
      schema: {
        ...one,
        operationId: "saveApplicationFields",
        summary: "Save some of its fields; the rest stays as it is",
        description: "保存部分资料，其余不变；敏感资料加密存储，不再显示。",
        body: ref(SaveFieldsShape),
        response: answers(good, ...always, "application_field_invalid", "onboarding_unsupported"),
      },
    },
    async (request) => {
      const { id } = await readApplication(parts, callerOf(request), request.params.id);
      return wire(settled(await onboarding.saveFields(id, request.body)));
    },
  );

  app.put(
    "/v1/applications/:id/documents",
    {
      config: write,
      bodyLimit: documentBodyMax + 1000,
      schema: {
        ...one,
        operationId: "putApplicationDocument",
        summary: "Upload one of its documents, or replace it",
        description: "上传或替换一张证件图片；按内容判断种类，加密存储。",
        body: ref(PutDocumentShape),
        response: answers(good, ...always, "application_document_invalid", "onboarding_unsupported"),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = await readApplication(parts, caller, request.params.id);
      const { name, content: text } = request.body;
      const content = Buffer.from(text, "base64");
      if (content.length === 0 || content.toString("base64") !== text)
        throw new Refusal("application_document_invalid", { name, why: "the content is no base64" });
      return wire(settled(await onboarding.putDocument(caller.id, id, { name, content })));
    },
  );

  app.post(
    "/v1/applications/:id/terms",
    {
      config: { ...write, recentStep: true },
      schema: {
        ...one,
        operationId: "acceptApplicationTerms",
        summary: "Agree to the newest terms, named by their hash",
        description: "同意最新版本的入驻协议（以哈希指明）。",
        body: ref(AcceptTermsShape),
        response: answers(good, ...always, "terms_not_published", "terms_changed"),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = await readApplication(parts, caller, request.params.id);
      return wire(settled(await onboarding.acceptTerms(caller.id, id, request.body)));
    },
  );
}

export function applicationMoves(app: App, parts: HttpParts): void {
  const { onboarding } = parts;

  app.post(
    "/v1/applications/:id/submit",
    {
      config: { ...write, recentStep: true },
      schema: {
        ...one,
        operationId: "submitApplication",
        summary: "Send it to the wallet; after a rejection, send the mended one",
        description: "提交给钱包审核；被驳回后修改再提交。",
        response: answers(
          good,
          ...always,
          ...([
            "application_incomplete",
            "terms_not_published",
            "terms_not_accepted",
            "onboarding_unsupported",
          ] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { id } = await readApplication(parts, caller, request.params.id);
      return wire(answered(reply, await onboarding.submit(caller.id, id, repeatOf(request))));
    },
  );

  app.post(
    "/v1/applications/:id/withdraw",
    {
      config: write,
      schema: {
        ...one,
        operationId: "withdrawApplication",
        summary: "Call it off while the wallet has not accepted it",
        description: "撤回尚未通过的申请。",
        response: answers(good, ...always, "application_not_withdrawable"),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { id } = await readApplication(parts, caller, request.params.id);
      return wire(answered(reply, await onboarding.withdraw(caller.id, id, repeatOf(request))));
    },
  );
}

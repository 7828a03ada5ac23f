import Type from "typebox";
import { evidenceTypes, maySee } from "#disputes";
import { type App, answers, common, params } from "../app.ts";
import { callerOf, isBearer, within } from "../auth.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import { EvidenceFileShape, evidenceBodyMax, Id, PutEvidenceShape, ref } from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["disputes"];

/** The browser shows nothing of it by itself and runs nothing in it: it is saved, as what its bytes are. */
const asDownload = {
  "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "private, no-store",
  "x-content-type-options": "nosniff",
} as const;
const endings = { "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "application/pdf": "pdf" } as const;

export function evidenceRoutes(app: App, parts: HttpParts): void {
  const { disputes, payments } = parts;
  app.put(
    "/v1/orders/:id/evidence",
    {
      config: { access: { scope: "refunds:write", also: ["checkout"] } },
      bodyLimit: evidenceBodyMax + 1000,
      schema: {
        operationId: "putEvidence",
        tags,
        summary:
          "Upload a picture or a PDF, to be named as `file` in a dispute over this order; the same bytes again are one",
        description: "上传证据（图片或 PDF），随后在纠纷中以 file 引用；按内容判断种类，加密存储。",
        params: params({ id: Id("ord") }),
        body: ref(PutEvidenceShape),
        response: answers(
          { 200: ref(EvidenceFileShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "evidence_invalid", "evidence_full"] as const),
        ),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const order = within(caller, await payments.getOrder(request.params.id));
      if (!isBearer(caller) && caller.checkout !== order.checkout) throw new Refusal("not_found");
      const { file_name, content: text } = request.body;
      const content = Buffer.from(text, "base64");
      if (content.toString("base64") !== text)
        throw new Refusal("evidence_invalid", { why: "the content is no base64" });
      return wire(settled(await disputes.putFile(caller, order, { file_name, content })));
    },
  );

  app.get(
    "/v1/evidence/:id",
    {
      config: { access: { scope: "orders:read", also: ["checkout"] } },
      schema: {
        operationId: "readEvidence",
        tags,
        summary:
          "An uploaded file's bytes: before a dispute shows it only for the party that brought it, then for all three",
        description: "下载证据文件：在纠纷中出示之前仅上传方可见，之后买家、店铺与平台可见。",
        params: params({ id: Id("evd") }),
        response: {
          ...answers({}, common.withCaller, "not_found"),
          200: {
            description: "The file, to be saved.",
            content: Object.fromEntries(evidenceTypes.map((one) => [one, { schema: Type.String() }])),
          },
        },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const file = within(caller, await disputes.findFile(request.params.id));
      if (!isBearer(caller) && caller.checkout !== file.checkout) throw new Refusal("not_found");
      if (!maySee(caller, file)) throw new Refusal("not_found");
      const content = await disputes.readFile(file.id);
      if (!content) throw new Refusal("not_found");
      reply.headers(asDownload).type(file.type);
      // The name that somebody gave it is not ours to put into a header.
      reply.header("content-disposition", `attachment; filename="${file.id}.${endings[file.type]}"`);
      return reply.send(content as never);
    },
  );
}

import Type from "typebox";
import { type App, answers, common, query } from "../app.ts";
import { callerOf } from "../auth.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import {
  AuditEntriesShape,
  AuditGrowthShape,
  AuditHeadsShape,
  AuditProofShape,
  HashText,
  ref,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["oversight"];
const Size = Type.Integer({ minimum: 0, maximum: 1_000_000_000 });
const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 200 }));

/** A proof hashes the whole tree, so that an address gets few a minute (where limits are on). */
const proofs = { access: "public", rateLimit: { max: 30 } } as const;

/** Heads and proofs are for everybody: they hold hashes alone. */
export function auditRoutes(app: App, { watch: { audit } }: HttpParts): void {
  app.get(
    "/v1/audit/heads",
    {
      config: { access: "public" },
      schema: {
        operationId: "listAuditHeads",
        tags,
        summary: "Heads of the tree over everything that people and openings did, the newest first",
        description: "审计树头，最新的在前。",
        querystring: query({ limit: Limit }),
        response: answers({ 200: ref(AuditHeadsShape) }, "request_invalid"),
      },
    },
    async (request) => ({ data: wire(await audit.listHeads(request.query.limit ?? 50)) as never }),
  );

  app.get(
    "/v1/audit/growth",
    {
      config: proofs,
      schema: {
        operationId: "proveAuditGrowth",
        tags,
        summary: "Proof that a later tree only added to an earlier one",
        description: "一致性证明：较新的树只在较旧的树上追加。",
        querystring: query({ from: Size, to: Size }),
        response: answers({ 200: ref(AuditGrowthShape) }, "request_invalid", "not_found"),
      },
    },
    async (request) => {
      const proof = await audit.proveGrowth(request.query.from, request.query.to);
      if (!proof) throw new Refusal("not_found");
      return proof;
    },
  );

  app.get(
    "/v1/audit/proof",
    {
      config: proofs,
      schema: {
        operationId: "proveAuditEntry",
        tags,
        summary: "Proof that a leaf, named by its hash, is in the tree of that size",
        description: "包含证明：以叶子哈希查询其是否在树中。",
        querystring: query({ leaf: HashText, size: Size }),
        response: answers({ 200: ref(AuditProofShape) }, "request_invalid", "not_found"),
      },
    },
    async (request) => {
      const { leaf, size } = request.query;
      const n = await audit.findLeaf(leaf, size);
      const proof = n === null ? null : await audit.proveEntry(n, size);
      if (!proof) throw new Refusal("not_found");
      return proof;
    },
  );
}

/** What the leaves stand for: the house's own people see it all, a marketplace's see none of another's. */
export function auditEntryRoutes(app: App, { watch: { audit } }: HttpParts): void {
  app.get(
    "/v1/audit/entries",
    {
      config: { access: { scope: "books:read" } },
      schema: {
        operationId: "listAuditEntries",
        tags,
        summary: "What is linked, the newest first; only for people of the whole house, empty for others",
        description: "已链接的条目，最新的在前；仅全系统人员可见。",
        querystring: query({
          source: Type.Optional(Type.String({ maxLength: 60 })),
          before: Type.Optional(Size),
          limit: Limit,
        }),
        response: answers({ 200: ref(AuditEntriesShape) }, common.withCaller, "request_invalid"),
      },
    },
    async (request) => {
      const { source = null, before = null, limit = 50 } = request.query;
      const all = callerOf(request).marketplace === null;
      const data = all ? await audit.listEntries({ source, before, limit }) : [];
      return { data: wire(data) as never, sources: [...audit.sources] };
    },
  );
}

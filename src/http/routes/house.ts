import Type from "typebox";
import { type App, answers, params } from "../app.ts";
import { faults, isFault } from "../faults.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal } from "../refusal.ts";

const Alive = Type.Object({ status: Type.Literal("ok") });
const Ready = Type.Object({ status: Type.Literal("ready"), checks: Type.Record(Type.String(), Type.Boolean()) });
const Said = Type.Object({ zh: Type.String(), en: Type.String() });
const Explained = Type.Object({
  code: Type.String(),
  status: Type.Integer(),
  retry: Type.Boolean(),
  title: Said,
  detail: Said,
});

/** For whoever watches the house: is it alive, is it ready, what does it count, and what do its problems mean. */
export function houseRoutes(app: App, parts: HttpParts): void {
  const open = { access: "public", rateLimit: false } as const;

  app.get(
    "/healthz",
    {
      config: open,
      schema: {
        operationId: "health",
        tags: ["house"],
        summary: "The process is alive",
        description: "进程存活。",
        response: answers({ 200: Alive }),
      },
    },
    async () => ({ status: "ok" as const }),
  );

  app.get(
    "/readyz",
    {
      config: open,
      schema: {
        operationId: "readiness",
        tags: ["house"],
        summary: "The house can take requests: its database answers",
        description: "可以接收请求：数据库可用。",
        response: answers({ 200: Ready }, "not_ready"),
      },
    },
    async () => {
      const checks = await parts.ready().catch(() => ({ ready: false }));
      const failed = Object.entries(checks).filter(([, good]) => !good);
      if (failed.length > 0) throw new Refusal("not_ready", { failed: failed.map(([name]) => name).join(", ") });
      return { status: "ready" as const, checks: { ...checks } };
    },
  );

  app.get(
    "/metrics",
    {
      config: { access: parts.config.sandbox ? "public" : { scope: "metrics:read" }, rateLimit: false },
      schema: { hide: true },
    },
    async (_request, reply) => reply.type(parts.metrics.contentType).send(await parts.metrics.text()),
  );

  app.get(
    "/problems/:code",
    {
      config: { access: "public" },
      schema: {
        operationId: "explainProblem",
        tags: ["house"],
        summary: "What a problem's code means and what to do next: where a problem's `type` leads",
        description: "问题代码的含义与处理办法。",
        params: params({ code: Type.String({ maxLength: 64 }) }),
        response: answers({ 200: Explained }, "not_found"),
      },
    },
    async (request) => {
      const { code } = request.params;
      if (!isFault(code)) throw new Refusal("not_found");
      return { code, ...faults[code] };
    },
  );
}

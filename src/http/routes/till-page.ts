import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import Type from "typebox";
import { type App, params } from "../app.ts";
import { prefersChinese } from "../problems.ts";

/** Nothing inline, nothing from third parties; the camera is for this page alone. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; " +
  "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const notBuilt = {
  zh: "收银页面尚未构建，请运行 npm run build 后刷新。",
  en: "The till's page is not built yet. Run npm run build, then reload.",
};

/** The till: one static app. Its key stays on the device and goes out with its calls alone. */
export async function tillPageRoutes(app: App, tillDist: string): Promise<void> {
  await app.register(async (scope: App) => {
    scope.addHook("onSend", async (_request, reply) => {
      reply.header("content-security-policy", policy).header("permissions-policy", "camera=(self)");
      reply.header("referrer-policy", "no-referrer");
    });
    await scope.register(fastifyStatic, { root: tillDist, serve: false, preCompressed: true, cacheControl: false });
    const config = { access: "public" } as const;
    scope.get("/till", { config, schema: { hide: true } }, async (request, reply) => {
      if (existsSync(join(tillDist, "index.html")))
        return reply.header("cache-control", "no-cache").sendFile("index.html");
      const words = prefersChinese(request.headers["accept-language"]) ? notBuilt.zh : notBuilt.en;
      return reply.code(503).type("text/plain; charset=utf-8").send(words);
    });
    // Browsers ask here for news of the worker that keeps the page for hours without network.
    scope.get("/till/sw.js", { config, schema: { hide: true } }, (_request, reply) =>
      reply.header("cache-control", "no-cache").header("service-worker-allowed", "/till").sendFile("sw.js"),
    );
    const file = Type.String({ pattern: "^[A-Za-z0-9_-][A-Za-z0-9_.-]*$" });
    const schema = { hide: true, params: params({ file }) };
    scope.get("/till/assets/:file", { config: { ...config, rateLimit: false }, schema }, (request, reply) =>
      reply.header("cache-control", "public, max-age=31536000, immutable").sendFile(`assets/${request.params.file}`),
    );
  });
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyReply } from "fastify";
import Type from "typebox";
import { type App, params } from "../app.ts";
import { prefersChinese } from "../problems.ts";

/** Nothing inline, nothing from third parties; goods' pictures may lie on the marketplace's own hosts. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: https: http:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'self' https: http:",
  "frame-ancestors 'none'",
].join("; ");

const notBuilt = {
  zh: "收银台页面尚未构建，请运行 npm run build 后刷新。",
  en: "The cashier's page is not built yet. Run npm run build, then reload.",
};

/** The buyer's page: one static app, whatever the checkout. Its secret is in the fragment, which is never sent. */
export async function pageRoutes(app: App, webDist: string): Promise<void> {
  await app.register(async (scope: App) => {
    scope.addHook("onSend", async (_request, reply) => {
      reply.header("content-security-policy", pagePolicy);
      // The page's address leads to a checkout: other sites need not learn it.
      reply.header("referrer-policy", "no-referrer");
    });
    await scope.register(fastifyStatic, {
      root: webDist,
      serve: false,
      preCompressed: true,
      cacheControl: false,
    });
    const page = async (request: { headers: { "accept-language"?: string | undefined } }, reply: FastifyReply) => {
      // Looked up each time: the page may be built while the server runs.
      if (existsSync(join(webDist, "index.html")))
        return reply.header("cache-control", "no-cache").sendFile("index.html");
      const words = prefersChinese(request.headers["accept-language"]) ? notBuilt.zh : notBuilt.en;
      return reply.code(503).type("text/plain; charset=utf-8").send(words);
    };
    const config = { access: "public" } as const;
    const schema = { hide: true };
    scope.get("/pay/:checkout", { config, schema }, page);
    scope.get("/pay/friend/:token", { config, schema }, page);
    // Some wallets send the buyer back by a posted form, which says nothing that the page may believe.
    const back = (request: { url: string }, reply: FastifyReply) => reply.redirect(request.url, 303);
    scope.addContentTypeParser("application/x-www-form-urlencoded", (_request, payload, done) => {
      payload.resume().on("end", () => done(null, undefined));
    });
    scope.post("/pay/:checkout", { config, schema }, back);
    scope.post("/pay/friend/:token", { config, schema }, back);
    const assets = { ...schema, params: params({ file: Type.String({ pattern: "^[A-Za-z0-9_-][A-Za-z0-9_.-]*$" }) }) };
    scope.get("/pay/assets/:file", { config: { ...config, rateLimit: false }, schema: assets }, (request, reply) => {
      const { file } = request.params;
      // A file's name holds a hash of its content, so it never changes.
      return reply.header("cache-control", "public, max-age=31536000, immutable").sendFile(`assets/${file}`);
    });
  });
}

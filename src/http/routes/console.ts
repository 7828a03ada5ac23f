import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { type App, params } from "../app.ts";
import type { HttpParts } from "../parts.ts";
import { prefersChinese } from "../problems.ts";

/** Nothing inline but the components' own style sheets, which carry this answer's nonce; nothing from third parties. */
const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");

const notBuilt = {
  zh: "控制台页面尚未构建，请运行 npm run build 后刷新。",
  en: "The consoles are not built yet. Run npm run build, then reload.",
};

/** The page as it was built, read again when a build has put another in its place. */
function pageReader(file: string): () => string | null {
  let kept: { at: number; text: string } | null = null;
  return () => {
    if (!existsSync(file)) return null;
    const at = statSync(file).mtimeMs;
    if (kept?.at !== at) kept = { at, text: readFileSync(file, "utf8") };
    return kept.text;
  };
}

/** Operators', merchants' and the public's page: one static app under /console, and /openness for everybody. */
export async function consoleRoutes(app: App, { ids, config: { consoleDist } }: Pick<HttpParts, "ids" | "config">) {
  const read = pageReader(join(consoleDist, "index.html"));
  const page = async (request: FastifyRequest, reply: FastifyReply) => {
    const text = read();
    if (text === null) {
      const words = prefersChinese(request.headers["accept-language"]) ? notBuilt.zh : notBuilt.en;
      return reply.code(503).type("text/plain; charset=utf-8").send(words);
    }
    // Fresh for every answer, and 70 bits of it are nobody's to guess.
    const nonce = ids.next("req");
    reply.header("content-security-policy", policy(nonce)).header("referrer-policy", "no-referrer");
    reply.header("cache-control", "no-store").type("text/html; charset=utf-8");
    return reply.send(text.replaceAll("__NONCE__", nonce));
  };
  await app.register(async (scope: App) => {
    await scope.register(fastifyStatic, { root: consoleDist, serve: false, preCompressed: true, cacheControl: false });
    const config = { access: "public" } as const;
    const schema = { hide: true };
    for (const path of ["/console", "/console/*", "/openness"]) scope.get(path, { config, schema }, page);
    const assets = { ...schema, params: params({ file: Type.String({ pattern: "^[A-Za-z0-9_-][A-Za-z0-9_.-]*$" }) }) };
    scope.get("/console/assets/:file", { config: { ...config, rateLimit: false }, schema: assets }, (request, reply) =>
      reply.header("cache-control", "public, max-age=31536000, immutable").sendFile(`assets/${request.params.file}`),
    );
  });
}

import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { type App, params } from "../app.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal } from "../refusal.ts";

function headersOf(request: FastifyRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  return headers;
}

/**
 * Where wallets send their notices. The body stays bytes, whatever its type: signatures are over bytes, and nothing is
 * believed before they are proven. The answer is the wallet's own word, to the byte.
 */
export async function noticeRoutes(app: App, parts: HttpParts): Promise<void> {
  await app.register(async (scope: App) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: 262_144 }, (_request, body, done) => {
      done(null, body);
    });
    scope.post(
      "/notices/:wallet/:account",
      {
        config: { access: "public", rateLimit: false },
        schema: {
          hide: true,
          params: params({
            wallet: Type.String({ pattern: "^[a-z0-9_-]{1,32}$" }),
            account: Type.String({ maxLength: 64 }),
          }),
        },
      },
      async (request, reply) => {
        const { wallet, account } = request.params;
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const raw = { method: request.method, path: request.url, headers: headersOf(request), body };
        const answer = await parts.payments.takeNotice(wallet, account, raw);
        if (answer === null) throw new Refusal("not_found");
        return reply.code(answer.status).headers(answer.headers).send(answer.body);
      },
    );
  });
}

import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance } from "fastify";
import type { HttpConfig } from "./parts.ts";
import { Refusal } from "./refusal.ts";

/**
 * Per process and minute: by key or person, by a checkout's page, otherwise by address. Wallets' notices and health
 * checks have no limit (config.rateLimit: false on their routes).
 */
export async function limitRequests(app: FastifyInstance, limits: HttpConfig["limits"]): Promise<void> {
  if (limits === null) return;
  await app.register(rateLimit, {
    global: true,
    timeWindow: 60_000,
    cache: 20_000,
    keyGenerator: (request) => request.caller?.id ?? request.ip,
    max: (request) => {
      const kind = request.caller?.kind;
      return kind === "key" || kind === "person" ? limits.bearer : limits.visitor;
    },
    errorResponseBuilder: (_request, context) => new Refusal("rate_limited", { limit: `${context.max} a minute` }),
  });
}

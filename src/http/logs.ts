import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type DestinationStream, type Level, pino } from "pino";

export type LogOptions = {
  level: Level | "silent";
  /** Requests that take longer are logged even when they succeed. */
  slowMs: number;
  /** Standard output when absent. */
  stream?: DestinationStream;
};

/** Names of fields that never reach a log, wherever somebody puts them; secrets, and what tells of a buyer. */
const hidden = ["authorization", "openid", "buyer", "access_token", "token", "secret", "settings", "cookie", "body"];

export function createLogger(options: LogOptions): FastifyBaseLogger {
  const paths = hidden.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const settings = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths, censor: "[hidden]" },
    serializers: {
      // Fastify's own would print the query, which may hold a token.
      req: (request: { method?: string; id?: string }) => ({ method: request.method, id: request.id }),
      res: (reply: { statusCode?: number }) => ({ status: reply.statusCode }),
      err: (error: { name?: string; message?: string; stack?: string; code?: string }) => ({
        type: error.name,
        code: error.code,
        message: error.message,
        stack: error.stack,
      }),
    },
  };
  return options.stream ? pino(settings, options.stream) : pino(settings);
}

/** One short line for what failed or was slow: a line per request would cost as much as the request. */
export function logRequests(app: FastifyInstance, slowMs: number): void {
  app.addHook("onResponse", (request, reply, done) => {
    logRequest(request, reply, slowMs);
    done();
  });
}

function logRequest(request: FastifyRequest, reply: FastifyReply, slowMs: number): void {
  const ms = Math.trunc(reply.elapsedTime);
  if (reply.statusCode < 400 && ms < slowMs) return;
  const line = {
    id: request.id,
    method: request.method,
    route: request.routeOptions.url ?? "(none)",
    status: reply.statusCode,
    ms,
    ...(request.fault ? { fault: request.fault } : {}),
    ...(request.caller ? { caller: request.caller.id } : {}),
  };
  if (reply.statusCode >= 500) request.log.error(line, "request");
  else request.log.info(line, "request");
}

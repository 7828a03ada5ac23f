import fastify, { type FastifyInstance, LogController } from "fastify";
import { nameVersion } from "./api-version.ts";
import type { App } from "./app.ts";
import { authenticate, demandAccess } from "./auth.ts";
import { limitRequests } from "./limits.ts";
import { createLogger, logRequests } from "./logs.ts";
import { measureRequests } from "./metrics.ts";
import { describeApi, serveDocs } from "./openapi.ts";
import type { HttpParts } from "./parts.ts";
import { problemHandler, sendProblem } from "./problems.ts";
import { Refusal } from "./refusal.ts";
import { checkRepeatKey } from "./repeat.ts";
import { addRoutes } from "./routes/index.ts";
import { namedSchemas } from "./schemas/index.ts";
import { protect } from "./security-headers.ts";
import { makeSerializers } from "./serializers.ts";
import { createStreams } from "./sse.ts";
import { makeValidators } from "./validators.ts";

/** The request's own id when its sender gave one that is harmless to print, otherwise one of ours. */
function requestId(parts: HttpParts) {
  return (request: { headers: Record<string, string | string[] | undefined> }): string => {
    const given = request.headers["x-request-id"];
    return typeof given === "string" && /^[\w.-]{8,64}$/.test(given) ? given : parts.ids.next("req");
  };
}

function createApp(parts: HttpParts) {
  const { config } = parts;
  const answer = problemHandler(config.publicUrl);
  const app = fastify({
    loggerInstance: createLogger(config.log),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId(parts),
    // A logger a request costs more than a route: what is logged names the request's id itself.
    childLoggerFactory: (logger) => logger,
    trustProxy: config.trustProxy,
    bodyLimit: 262_144,
    routerOptions: { maxParamLength: 600 },
    schemaController: { compilersFactory: { buildValidator: makeValidators(), buildSerializer: makeSerializers() } },
    frameworkErrors: (error, request, reply) => {
      answer(error, request, reply);
    },
  });
  app.setErrorHandler(answer);
  return app;
}

/**
 * The house's HTTP side, ready to `listen` (or to `inject`). Everything that it touches is handed in; it keeps nothing
 * between requests but open streams, rate counters and metrics.
 */
export async function buildServer(parts: HttpParts): Promise<FastifyInstance> {
  const app: App = createApp(parts);
  const { publicUrl, limits, log } = parts.config;
  for (const schema of namedSchemas) app.addSchema(schema);
  demandAccess(app);
  logRequests(app, log.slowMs);
  measureRequests(app, parts.metrics);
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("request-id", request.id);
    if (request.url.startsWith("/v1/")) reply.header("cache-control", "no-store");
    done();
  });
  nameVersion(app);
  const { readSession, stepUpDue } = parts.people;
  authenticate(app, {
    authenticate: parts.directory.authenticate,
    readSecret: parts.payments.readSecret,
    readSession,
    stepUpDue,
    publicUrl,
  });
  await protect(app);
  await limitRequests(app, limits);
  app.addHook("preValidation", checkRepeatKey);
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, new Refusal("not_found"), publicUrl));
  await describeApi(app, publicUrl);
  const streams = createStreams(parts.timers);
  app.addHook("preClose", async () => streams.closeAll());
  await addRoutes(app, parts, streams);
  await serveDocs(app);
  await app.ready();
  return app as unknown as FastifyInstance;
}

import { createHash } from "node:crypto";
import type { FastifyReply } from "fastify";
import type { App } from "../app.ts";
import { callerOf, reaches } from "../auth.ts";
import {
  type ErrorCode,
  type Evaluation,
  evaluationOf,
  type Failure,
  type FlagContext,
  readContext,
} from "../ofrep.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { problemHandler, refusalOf } from "../problems.ts";

type Flag = { key: string; capability: string; partner: string; opening: string | null };

const statuses: Record<ErrorCode, number> = {
  PARSE_ERROR: 400,
  TARGETING_KEY_MISSING: 400,
  INVALID_CONTEXT: 400,
  FLAG_NOT_FOUND: 404,
  GENERAL: 500,
};

/**
 * OFREP, so that an app asks with the OpenFeature SDK that it has. The protocol has a document and error bodies of its
 * own, so these routes are not in ours. Decided from memory; nothing is written, so no Idempotency-Key is asked for.
 */
export function ofrepRoutes(app: App, parts: HttpParts): void {
  const problems = problemHandler(parts.config.publicUrl);
  const route = {
    config: { access: { scope: "openings:read" }, reads: true },
    schema: { hide: true },
    // 401, 403 and 429 have no body of the protocol's; what is wrong with the request itself has.
    errorHandler: (
      error: Parameters<typeof problems>[0],
      request: Parameters<typeof problems>[1],
      reply: FastifyReply,
    ) => {
      const status = refusalOf(error)?.fault;
      if (status !== "request_malformed" && status !== "media_type_unsupported") return problems(error, request, reply);
      const key = (request.params as { key?: string }).key;
      return fail(reply, { errorCode: "PARSE_ERROR", errorDetails: "Send a JSON object with a context." }, key);
    },
  } as const;

  app.post<{ Params: { key: string } }>("/ofrep/v1/evaluate/flags/:key", route, async (request, reply) => {
    const { key } = request.params;
    const context = contextFor(callerOf(request), parts, request.body);
    if ("errorCode" in context) return fail(reply, context, key);
    const flag = flagsFor(parts, context.store).find((one) => one.key === key);
    if (!flag) return fail(reply, { errorCode: "FLAG_NOT_FOUND", errorDetails: `There is no flag ${key} here.` }, key);
    const evaluation = evaluate(parts, flag, context);
    return "errorCode" in evaluation ? fail(reply, evaluation, key) : reply.send(evaluation);
  });

  app.post("/ofrep/v1/evaluate/flags", route, async (request, reply) => {
    const context = contextFor(callerOf(request), parts, request.body);
    if ("errorCode" in context) return fail(reply, context);
    const flags = flagsFor(parts, context.store).map((flag) => {
      const evaluation = evaluate(parts, flag, context);
      return "errorCode" in evaluation ? { key: flag.key, ...evaluation } : evaluation;
    });
    // Which state of the side's openings was read; every process that has taken it in tells the same.
    const version = parts.decisions.versionAt(context.store).toString();
    const text = JSON.stringify({ flags, metadata: { openings_version: version } });
    const tag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`;
    reply.header("etag", tag).header("cache-control", "private, no-cache");
    if (matches(request.headers["if-none-match"], tag)) return reply.code(304).send();
    return reply.type("application/json; charset=utf-8").send(text);
  });
}

/** A store outside the caller's reach does not exist for them. */
function contextFor(caller: Caller, parts: HttpParts, body: unknown): FlagContext | Failure {
  const context = readContext(body);
  if ("errorCode" in context) return context;
  const { store } = context;
  const marketplace = parts.decisions.marketplaceOf(store);
  if (marketplace !== null && reaches(caller, { marketplace, store })) return context;
  return { errorCode: "INVALID_CONTEXT", errorDetails: "There is no such store: context.store." };
}

/** What was ever opened at the store's side, and payment by every wallet of the house: the wall is an answer too. */
function flagsFor(parts: HttpParts, store: string): Flag[] {
  const places = parts.decisions.placesAt(store);
  const named = new Map(
    [...parts.wallets.map(({ id }) => ({ capability: "payment", partner: id })), ...places].map(
      ({ capability, partner }) => [`${capability}.${partner}`, { capability, partner }],
    ),
  );
  const whole = [...named].map(([key, place]) => ({ key, ...place, opening: null }));
  const single = places.flatMap(({ capability, partner, openings }) =>
    openings.map((opening) => ({ key: opening, capability, partner, opening })),
  );
  return [...whole, ...single];
}

function evaluate(parts: HttpParts, flag: Flag, context: FlagContext): Evaluation | Failure {
  const { key, capability, partner, opening } = flag;
  const decision = parts.decisions.decide({ ...context, capability, partner }, parts.clock.now());
  return evaluationOf(key, decision, opening);
}

function fail(reply: FastifyReply, failure: Failure, key?: string): FastifyReply {
  return reply.code(statuses[failure.errorCode]).send({ ...(key === undefined ? {} : { key }), ...failure });
}

/** If-None-Match compares weakly (RFC 9110, 13.1.2). */
function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === tag);
}

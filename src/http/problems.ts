import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { type Fault, faults } from "./faults.ts";
import { fieldErrors } from "./field-errors.ts";
import { Refusal } from "./refusal.ts";

/** Fastify's own refusals, in our words. */
const frameworkFaults: Record<string, Fault> = {
  FST_ERR_CTP_INVALID_JSON_BODY: "request_malformed",
  FST_ERR_CTP_EMPTY_JSON_BODY: "request_malformed",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "request_malformed",
  FST_ERR_CTP_BODY_TOO_LARGE: "request_too_large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "media_type_unsupported",
  FST_ERR_BAD_URL: "not_found",
  FST_ERR_MAX_PARAM_LENGTH: "not_found",
};

/** Whatever was thrown, as a refusal; null for a bug of ours. */
export function refusalOf(error: FastifyError | Refusal): Refusal | null {
  if (error instanceof Refusal) return error;
  if (error.validation) {
    // An id of the wrong form names nothing: the same answer as for one that is not there.
    if (error.validationContext === "params") return new Refusal("not_found");
    return new Refusal("request_invalid", {}, fieldErrors(error.validation));
  }
  const fault = frameworkFaults[error.code];
  if (fault) return new Refusal(fault);
  if (error.statusCode === 429) return new Refusal("rate_limited");
  // The static files' way to say that there is no such file.
  if (error.statusCode === 403 || error.statusCode === 404) return new Refusal("not_found");
  if (error.statusCode === 400) return new Refusal("request_malformed");
  return null;
}

/** True when Accept-Language prefers Chinese to English. */
export function prefersChinese(header: string | undefined): boolean {
  const weight = (language: string): number => {
    for (const part of (header ?? "").toLowerCase().split(",")) {
      const [tag = "", ...options] = part.split(";").map((text) => text.trim());
      if (tag !== language && !tag.startsWith(`${language}-`)) continue;
      const q = options.find((option) => option.startsWith("q="));
      return q === undefined ? 1000 : Number.parseInt(q.slice(2).replace(".", "").padEnd(4, "0"), 10) || 0;
    }
    return -1;
  };
  const zh = weight("zh");
  return zh > 0 && zh > weight("en");
}

function contextOf(detail: Readonly<Record<string, unknown>>): { context?: Record<string, string> } {
  const texts = Object.entries(detail).flatMap(([name, value]): [string, string][] => {
    if (typeof value === "string") return [[name, value]];
    const list = Array.isArray(value) && value.every((item) => typeof item === "string");
    return list ? [[name, value.join("; ")]] : [];
  });
  return texts.length === 0 ? {} : { context: Object.fromEntries(texts) };
}

/** The problem document of a refusal, as text, ready to be sent. */
export function problemText(refusal: Refusal, request: FastifyRequest, publicUrl: string): string {
  const row = faults[refusal.fault];
  const words = prefersChinese(request.headers["accept-language"]) ? "zh" : "en";
  const reasons = refusal.detail["reasons"];
  return JSON.stringify({
    type: `${publicUrl}/problems/${refusal.fault}`,
    title: row.title[words],
    status: row.status,
    detail: row.detail[words],
    code: refusal.fault,
    // The path alone: a query may hold a token.
    instance: request.url.split("?", 1)[0],
    request_id: request.id,
    retry: row.retry,
    zh: { title: row.title.zh, detail: row.detail.zh },
    ...(refusal.errors.length === 0 ? {} : { errors: refusal.errors }),
    ...(Array.isArray(reasons) ? { reasons } : {}),
    ...contextOf(refusal.detail),
  });
}

export function sendProblem(reply: FastifyReply, refusal: Refusal, publicUrl: string): FastifyReply {
  const row = faults[refusal.fault];
  reply.request.fault = refusal.fault;
  if (row.status === 401) reply.header("www-authenticate", "Bearer");
  if (row.retry && row.status === 503 && !reply.hasHeader("retry-after")) reply.header("retry-after", "1");
  return reply
    .code(row.status)
    .header("cache-control", "no-store")
    .type("application/problem+json; charset=utf-8")
    .send(problemText(refusal, reply.request, publicUrl));
}

/** A bug is told as `internal_error`, without its inside; the log has it under the request's id. */
export function problemHandler(publicUrl: string) {
  return (error: FastifyError | Refusal, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const refusal = refusalOf(error);
    if (refusal) return sendProblem(reply, refusal, publicUrl);
    request.log.error({ err: error, route: request.routeOptions.url, request_id: request.id }, "request broke");
    return sendProblem(reply, new Refusal("internal_error"), publicUrl);
  };
}

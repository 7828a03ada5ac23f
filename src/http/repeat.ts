import { hash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { callerOf } from "./auth.ts";
import type { RepeatKey, Result } from "./parts.ts";
import { Refusal, settled } from "./refusal.ts";

/** JSON with sorted keys: the same request gives the same text however its fields are ordered. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  let text = "";
  // Once for each POST: keys alone are sorted, by code units, and the text is made as it goes.
  for (const key of Object.keys(value).sort()) {
    const field = (value as Readonly<Record<string, unknown>>)[key];
    if (field !== undefined) text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${canonical(field)}`;
  }
  return `{${text}}`;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** A POST that changes nothing: it is asked like a GET and carries no Idempotency-Key. */
    reads?: boolean;
  }
}

const header = "idempotency-key";

/** Every POST of a key or person carries an Idempotency-Key; a buyer's page may leave it out. */
export function checkRepeatKey(request: FastifyRequest, _reply: FastifyReply, done: (fault?: Error) => void): void {
  checkKey(request);
  done();
}

function checkKey(request: FastifyRequest): void {
  const access = request.routeOptions.config.access;
  if (request.method !== "POST" || access === undefined || typeof access === "string") return;
  if (request.routeOptions.config.reads) return;
  const key = request.headers[header];
  if (key === undefined) {
    const { kind } = callerOf(request);
    if (kind === "key" || kind === "person") throw new Refusal("idempotency_key_missing");
    return;
  }
  if (typeof key !== "string" || !/^[\x20-\x7e]{1,255}$/.test(key))
    throw new Refusal("request_header_invalid", { header: "Idempotency-Key" });
}

/** What the effect's own commit stores; null when the caller sent no key. */
export function repeatOf(request: FastifyRequest): RepeatKey | null {
  const key = request.headers[header];
  if (typeof key !== "string") return null;
  const asked = canonical({ params: request.params, body: request.body ?? null });
  return {
    caller: callerOf(request).id,
    route: `${request.method} ${request.routeOptions.url}`,
    key,
    requestHash: hash("sha256", asked),
  };
}

/** The value of a result; a stored answer is marked as one. */
export function answered<T>(reply: FastifyReply, result: Result<T>): T {
  const value = settled(result);
  if (result.ok && result.repeated) reply.header("idempotency-hit", "true");
  return value;
}

import type { IncomingMessage, ServerResponse } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from "fastify";
import Type, { type TSchema } from "typebox";
import type { Fault } from "./faults.ts";
import { faults } from "./faults.ts";
import { ProblemShape } from "./schemas/index.ts";

/** Fastify, with handlers typed by their schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

type Answers<Good extends Record<number, TSchema>> = Good & Record<string, unknown>;

const always: readonly Fault[] = ["internal_error", "rate_limited", "api_version_unknown"];
const withCaller: readonly Fault[] = ["unauthorized", "forbidden", "address_not_allowed", "second_step_due"];
const withBody: readonly Fault[] = [
  "request_malformed",
  "request_too_large",
  "media_type_unsupported",
  "request_invalid",
  "request_header_invalid",
  "idempotency_key_missing",
  "idempotency_key_reused",
  "idempotency_in_progress",
];

/** Groups of faults that many routes share. */
export const common = { always, withCaller, withBody };

/** A route's good answers, and the problems that it may answer, by status, each naming its codes. */
export function answers<Good extends Record<number, TSchema>>(
  good: Good,
  ...codes: readonly (Fault | readonly Fault[])[]
): Answers<Good> {
  const byStatus = new Map<number, string[]>();
  const given = codes.flat();
  // Whoever may be refused for want of a second person may be refused as one who does not count as one (refusal.ts).
  const more: readonly Fault[] = given.includes("second_person_needed") ? ["second_person_dependent"] : [];
  for (const code of new Set([...given, ...more, ...always]))
    byStatus.set(faults[code].status, [...(byStatus.get(faults[code].status) ?? []), code]);
  const problems: Record<string, unknown> = {};
  for (const [status, names] of byStatus)
    problems[status] = {
      description: names.sort().join(", "),
      content: { "application/problem+json": { schema: { $ref: `${ProblemShape.$id}#` } } },
    };
  return { ...problems, ...good };
}

export function params<P extends Record<string, TSchema>>(fields: P) {
  return Type.Object(fields);
}

/** A query refuses what it does not know: a misspelt filter must not answer everything. */
export function query<P extends Record<string, TSchema>>(fields: P) {
  return Type.Object(fields, { additionalProperties: false });
}

import build, { type Schema } from "fast-json-stringify";
import { ProblemShape } from "./schemas/index.ts";

type Schemas = Readonly<Record<string, unknown>>;
type Write = (answer: unknown) => string;

const reference = /"\$ref":"([A-Za-z]+)#"/g;

/** The named schemas that a schema leads to. Fastify would hand over all of them for every answer of every route. */
function needed(schema: unknown, all: Schemas, found: Record<string, Schema> = {}): Record<string, Schema> {
  for (const [, name = ""] of JSON.stringify(schema).matchAll(reference)) {
    if (found[name] || all[name] === undefined) continue;
    found[name] = all[name] as Schema;
    needed(all[name], all, found);
  }
  return found;
}

/**
 * Writes answers by their schemas: what a schema does not declare does not leave. Each distinct schema is compiled
 * once, when its first answer goes out, and with what it needs; Fastify's own way, all schemas for each answer of each
 * route at the start, takes seconds.
 */
export function makeSerializers() {
  const compiled = new Map<string, Write>();
  return (all: unknown) =>
    ({ schema }: { schema?: unknown }): Write => {
      const text = JSON.stringify(schema);
      // Problems are written by problems.ts.
      if (text === `{"$ref":"${ProblemShape.$id}#"}`) return JSON.stringify;
      return (answer) => {
        const write = compiled.get(text) ?? build(schema as Schema, { schema: needed(schema, all as Schemas) });
        compiled.set(text, write);
        return write(answer);
      };
    };
}

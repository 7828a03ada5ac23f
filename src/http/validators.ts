import { Readable } from "node:stream";
import AjvCompiler from "@fastify/ajv-compiler";

type Factory = ReturnType<typeof AjvCompiler>;
type Compile = ReturnType<Factory>;
type Schema = Parameters<Compile>[0];

/**
 * Bodies are taken as they are: a number where a text belongs is refused, not turned into one. Queries and params are
 * texts on the wire, so those are converted. Unknown fields are refused and named, never dropped in silence.
 *
 * Fastify asks for a compiler route by route; all share the one that is made for the first.
 */
export function makeValidators() {
  let made: Compile | null = null;
  return (schemas: Parameters<Factory>[0]): Compile => {
    made ??= compilerFor(schemas);
    return made;
  };
}

function compilerFor(schemas: Parameters<Factory>[0]): Compile {
  const shared = { removeAdditional: false, useDefaults: true } as const;
  const body = AjvCompiler()(schemas, { customOptions: { ...shared, coerceTypes: false, allErrors: true } });
  const rest = AjvCompiler()(schemas, { customOptions: { ...shared, coerceTypes: true, allErrors: false } });
  // Fastify hands a route through, {schema, httpPart, …}, whatever the types say.
  return (route: Schema) => atFirst(() => ((route as { httpPart?: string }).httpPart === "body" ? body : rest)(route));
}

/** The field whose text holds U+0000, which JSON may hold and PostgreSQL stores nowhere; null: none does. */
function zeroIn(data: unknown): string | null {
  // Bytes that are read as they come are no JSON, and their stream leads round in circles.
  if (data instanceof Readable) return null;
  const waiting: [string, unknown][] = [["", data]];
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    const [field, value] = one;
    if (typeof value === "string" && value.includes("\0")) return field;
    if (typeof value !== "object" || value === null) continue;
    for (const [name, held] of Object.entries(value)) waiting.push([field === "" ? name : field, held]);
  }
  return null;
}

/** Compiled for the first request that needs it: a start that compiles all of some hundred routes takes seconds. */
function atFirst(compile: () => ReturnType<Compile>): ReturnType<Compile> {
  let made: ReturnType<Compile> | null = null;
  const validate = Object.assign(
    (data: unknown) => {
      made ??= compile();
      const good = made(data);
      const zero = good === true ? zeroIn(data) : null;
      // Ajv tells on the function what was wrong.
      const { errors = null } = made as { errors?: unknown };
      const wrong = zero === null ? errors : [{ keyword: "pattern", instancePath: `/${zero}`, params: {} }];
      Object.assign(validate, { errors: wrong });
      return zero === null ? good : false;
    },
    { errors: null },
  );
  return validate as ReturnType<Compile>;
}

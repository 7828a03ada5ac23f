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

/** Compiled for the first request that needs it: a start that compiles all of some hundred routes takes seconds. */
function atFirst(compile: () => ReturnType<Compile>): ReturnType<Compile> {
  let made: ReturnType<Compile> | null = null;
  const validate = Object.assign(
    (data: unknown) => {
      made ??= compile();
      const good = made(data);
      // Ajv tells on the function what was wrong.
      Object.assign(validate, { errors: (made as { errors?: unknown }).errors ?? null });
      return good;
    },
    { errors: null },
  );
  return validate as ReturnType<Compile>;
}

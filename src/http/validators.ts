import AjvCompiler from "@fastify/ajv-compiler";

type Factory = ReturnType<typeof AjvCompiler>;
type Schema = Parameters<ReturnType<Factory>>[0];
type Route = { schema: Schema; httpPart?: string };

/**
 * Bodies are taken as they are: a number where a text belongs is refused, not turned into one. Queries and params are
 * texts on the wire, so those are converted. Unknown fields are refused and named, never dropped in silence.
 */
export function buildValidator(schemas: Parameters<Factory>[0]) {
  const shared = { removeAdditional: false, useDefaults: true } as const;
  const body = AjvCompiler()(schemas, { customOptions: { ...shared, coerceTypes: false, allErrors: true } });
  const rest = AjvCompiler()(schemas, { customOptions: { ...shared, coerceTypes: true, allErrors: false } });
  // Fastify calls it with a route, whatever its types say.
  return (given: Schema) => {
    const route = given as unknown as Route;
    const compile = route.httpPart === "body" ? body : rest;
    return compile(route.schema);
  };
}

import { docOf, type Schema, typeOf } from "./schema-types.ts";

type Content = Record<string, { schema?: Schema }>;
type Parameter = { name: string; in: string; required?: boolean; description?: string; schema: Schema };
type Operation = {
  operationId: string;
  summary?: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, { description?: string; content?: Content }>;
};
export type ApiDocument = {
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

const head =
  "// Made from the served OpenAPI document by npm run sdk -- generate; a test fails when it is not up to date.\n";

/** The whole of sdk/api.ts: shapes, operations, the codes of problems, and where each operation is asked. */
export function printApi(document: ApiDocument): string {
  const shapes = Object.entries(document.components.schemas)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, schema]) => `${docOf(schema.description, "")}export type ${name} = ${typeOf(schema)};\n`);
  const operations = Object.entries(document.paths)
    .flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ path, method, operation })))
    // A stream of events is for a page; everything else is asked and answered once.
    .filter(({ operation }) => !contentsOf(operation).includes("text/event-stream"))
    .sort((a, b) => (a.operation.operationId < b.operation.operationId ? -1 : 1));
  const types = operations.map(({ operation }) => operationType(operation));
  const routes = operations.map(({ path, method, operation }) => {
    const repeats = (operation.parameters ?? []).some((one) => one.name === "idempotency-key");
    const route = [method.toUpperCase(), path, ...(repeats ? ["key"] : [])];
    return `  ${operation.operationId}: ${JSON.stringify(route)},\n`;
  });
  const codes = problemCodes(operations.map((one) => one.operation)).map((code) => `  | "${code}"\n`);
  return [
    head,
    `/** The API's date that this file was made of; the client asks for it with each request. */\nexport const apiVersion = ${JSON.stringify(document.info.version)};\n`,
    ...shapes,
    `export type Operations = {\n${types.join("")}};\n`,
    `/** Every code that an operation's document names. */\nexport type ProblemCode =\n${codes.join("").trimEnd()};\n`,
    "/** Method and path of each operation; `key`: it takes an Idempotency-Key. */\n" +
      `export const routes: { readonly [K in keyof Operations]: readonly string[] } = {\n${routes.join("")}};\n`,
  ].join("\n");
}

function operationType(operation: Operation): string {
  const words = [operation.summary, operation.description].filter(Boolean).join(" · ");
  const parts = [
    group("params", operation, "path"),
    group("query", operation, "query"),
    bodyType(operation.requestBody),
  ].filter((part) => part !== "");
  const input = parts.length === 0 ? "Record<string, never>" : `{\n${parts.join("")}    }`;
  return `${docOf(words, "  ")}  ${operation.operationId}: {\n    input: ${input};\n    answer: ${answerOf(operation)};\n  };\n`;
}

function group(name: "params" | "query", operation: Operation, place: "path" | "query"): string {
  const found = (operation.parameters ?? []).filter((one) => one.in === place);
  if (found.length === 0) return "";
  const schema: Schema = {
    type: "object",
    properties: Object.fromEntries(found.map((one) => [one.name, describe(one)])),
    required: found.filter((one) => one.required).map((one) => one.name),
  };
  return `      ${name}${schema.required?.length ? "" : "?"}: ${typeOf(schema, "      ")};\n`;
}

const describe = ({ schema, description }: Parameter): Schema => (description ? { ...schema, description } : schema);

function bodyType(body: Operation["requestBody"]): string {
  if (body?.content["application/octet-stream"]) return "      body: Uint8Array<ArrayBuffer> | Blob;\n";
  const schema = body?.content["application/json"]?.schema;
  if (!schema) return "";
  return `      body${body?.required ? "" : "?"}: ${typeOf(schema, "      ")};\n`;
}

const successes = (operation: Operation) =>
  Object.entries(operation.responses).flatMap(([status, answer]) => (/^2/.test(status) ? [answer] : []));

const contentsOf = (operation: Operation): string[] =>
  successes(operation).flatMap((answer) => Object.keys(answer.content ?? {}));

/** JSON as its shape, text as text, anything else as bytes: what the client makes of the content type. */
function answerOf(operation: Operation): string {
  const types = successes(operation).flatMap((answer) =>
    Object.entries(answer.content ?? {}).map(([content, { schema }]) => {
      if (content === "application/json") return schema ? typeOf(schema, "    ") : "unknown";
      return /^text\/|\+xml$/.test(content) ? "string" : "Uint8Array";
    }),
  );
  return types.length === 0 ? "null" : [...new Set(types)].join(" | ");
}

/** Problems stand in the document as descriptions: "code, code". */
function problemCodes(operations: readonly Operation[]): string[] {
  const found = operations.flatMap((operation) =>
    Object.values(operation.responses)
      .filter((answer) => answer.content?.["application/problem+json"])
      .flatMap((answer) => (answer.description ?? "").split(", ")),
  );
  return [...new Set(found.filter((code) => /^[a-z_0-9]+$/.test(code)))].sort();
}

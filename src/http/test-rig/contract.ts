import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { FastifyInstance } from "fastify";

export type JsonSchema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  patternProperties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  default?: unknown;
};

type Content = Record<string, { schema: JsonSchema; example?: object }>;

export type Operation = {
  method: "GET" | "POST" | "PUT" | "PATCH";
  path: string;
  operationId: string;
  scope: string | null;
  /** Only for whoever signed in at the console. */
  bySession: boolean;
  /** A person of the console must have shown their second step lately. */
  recentStep: boolean;
  parameters: readonly { name: string; in: string; required?: boolean; schema: JsonSchema }[];
  body: JsonSchema | null;
  /** Of its JSON body; null where none is shown. */
  example: object | null;
  /** Takes bytes as they are. */
  takesBytes: boolean;
  responses: Readonly<Record<string, { content?: Content }>>;
};

type PathItem = Record<string, Record<string, unknown>>;
export type Document = { paths: Record<string, PathItem>; components: { schemas: Record<string, JsonSchema> } };

export async function documentOf(app: FastifyInstance): Promise<Document> {
  return (await app.inject("/openapi.json")).json<Document>();
}

export function operationsOf(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, found]) => ({
      method: method.toUpperCase() as Operation["method"],
      path,
      operationId: found["operationId"] as string,
      bySession: JSON.stringify(found["security"] ?? []).includes('"session"'),
      recentStep: found["x-recent-step"] === true,
      scope: (found["x-scope"] as string | undefined) ?? null,
      parameters: (found["parameters"] ?? []) as Operation["parameters"],
      body: bodyOf(found),
      example: contentOf(found)["application/json"]?.example ?? null,
      takesBytes: "application/octet-stream" in contentOf(found),
      responses: found["responses"] as Operation["responses"],
    })),
  );
}

const contentOf = (found: Record<string, unknown>): Content =>
  (found["requestBody"] as { content: Content } | undefined)?.content ?? {};

function bodyOf(found: Record<string, unknown>): JsonSchema | null {
  return contentOf(found)["application/json"]?.schema ?? null;
}

type Answer = { statusCode: number; headers: Record<string, unknown>; body: string };

/** What is wrong with an answer, by the document; empty when it keeps what the document promises. */
export function makeChecker(document: Document) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const within = (schema: object) => JSON.stringify(schema).replaceAll('"#/components', '"api#/components');
  ajv.addSchema({ $id: "api", components: JSON.parse(within(document.components)) });
  const compiled = new Map<string, ValidateFunction>();
  const validatorOf = (schema: JsonSchema): ValidateFunction => {
    const text = within(schema);
    const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text));
    compiled.set(text, validate);
    return validate;
  };
  const faultsOf = (schema: JsonSchema, value: unknown): string[] => {
    const validate = validatorOf(schema);
    if (validate(value)) return [];
    return (validate.errors ?? []).map((one) => `${one.instancePath} ${one.message}`);
  };
  const check = (operation: Operation, answer: Answer): string[] => {
    const declared = operation.responses[answer.statusCode];
    if (!declared) return [`${answer.statusCode} is not declared`];
    const type = String(answer.headers["content-type"] ?? "").split(";")[0] ?? "";
    const schema = declared.content?.[type]?.schema;
    if (!schema) return [`${answer.statusCode} is not declared as "${type}"`];
    if (type !== "application/json" && type !== "application/problem+json") return [];
    return faultsOf(schema, JSON.parse(answer.body));
  };
  /** What is wrong with an operation's own example; null where it has none. */
  const example = ({ body, example: given }: Operation): string[] | null =>
    given === null || body === null ? null : faultsOf(body, given);
  return Object.assign(check, { example });
}

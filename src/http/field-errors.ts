import type { FastifySchemaValidationError } from "fastify";
import type { FieldError } from "./refusal.ts";

type Say = (params: Record<string, unknown>) => { en: string; zh: string };

const says: Record<string, Say> = {
  required: () => ({ en: "is missing", zh: "缺少此项" }),
  additionalProperties: () => ({ en: "is not a field of this request", zh: "不是此请求的字段" }),
  type: ({ type }) => ({ en: `must be ${String(type)}`, zh: `类型应为 ${String(type)}` }),
  enum: ({ allowedValues }) => ({
    en: `must be one of ${(allowedValues as unknown[]).join(", ")}`,
    zh: `只能是 ${(allowedValues as unknown[]).join("、")} 之一`,
  }),
  pattern: () => ({ en: "has the wrong form", zh: "格式不正确" }),
  format: ({ format }) => ({ en: `is no valid ${String(format)}`, zh: `不是有效的 ${String(format)}` }),
  minLength: ({ limit }) => ({ en: `needs ${String(limit)} characters or more`, zh: `至少 ${String(limit)} 个字符` }),
  maxLength: ({ limit }) => ({ en: `takes ${String(limit)} characters at most`, zh: `最多 ${String(limit)} 个字符` }),
  minimum: ({ limit }) => ({ en: `must be ${String(limit)} or more`, zh: `不得小于 ${String(limit)}` }),
  maximum: ({ limit }) => ({ en: `must be ${String(limit)} or less`, zh: `不得大于 ${String(limit)}` }),
  minItems: ({ limit }) => ({ en: `needs ${String(limit)} items or more`, zh: `至少 ${String(limit)} 项` }),
  maxItems: ({ limit }) => ({ en: `takes ${String(limit)} items at most`, zh: `最多 ${String(limit)} 项` }),
  uniqueItems: () => ({ en: "holds the same item twice", zh: "含有重复项" }),
};

/** "orders.0.amount" for an error at /orders/0 about its property amount. */
function fieldOf(error: FastifySchemaValidationError): string {
  const path = error.instancePath.split("/").slice(1);
  const missing = error.params["missingProperty"] ?? error.params["additionalProperty"];
  if (typeof missing === "string") path.push(missing);
  return path.join(".") || "(body)";
}

/** Each field once, in words of both languages. What was sent is never repeated: it may be a secret. */
export function fieldErrors(validation: readonly FastifySchemaValidationError[]): FieldError[] {
  const errors = new Map<string, FieldError>();
  for (const error of validation) {
    const field = fieldOf(error);
    if (errors.has(field) || error.keyword === "anyOf") continue;
    const words = says[error.keyword]?.(error.params) ?? { en: error.message ?? "is not valid", zh: "内容不正确" };
    errors.set(field, { field, message: words.en, zh: words.zh });
  }
  return [...errors.values()].slice(0, 50);
}

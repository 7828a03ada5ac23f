/** JSON Schema, as far as the house's own document uses it, printed as TypeScript. Pure. */
export type Schema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
  items?: Schema;
  description?: string;
};

/** A union's members, each once, in the document's order. */
const union = (types: readonly string[]): string => [...new Set(types)].join(" | ");

const plain: Readonly<Record<string, string>> = {
  string: "string",
  integer: "number",
  number: "number",
  boolean: "boolean",
  null: "null",
};

/** The last part of `#/components/schemas/Name`. */
const refName = (ref: string): string => ref.slice(ref.lastIndexOf("/") + 1);

const nameOf = (field: string): string => (/^[A-Za-z_]\w*$/.test(field) ? field : JSON.stringify(field));

/** A schema that says nothing is `unknown`: whoever reads such a field must look first. */
export function typeOf(schema: Schema, indent = ""): string {
  if (schema.$ref !== undefined) return refName(schema.$ref);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return union(schema.enum.map((value) => JSON.stringify(value)));
  if (schema.anyOf) return union(schema.anyOf.map((one) => typeOf(one, indent)));
  const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? (schema.properties ? "object" : "")];
  return union(types.map((type) => oneType(type, schema, indent)));
}

function oneType(type: string, schema: Schema, indent: string): string {
  if (type === "array") return `Array<${schema.items ? typeOf(schema.items, indent) : "unknown"}>`;
  if (type === "object") return objectType(schema, indent);
  return plain[type] ?? "unknown";
}

function objectType(schema: Schema, indent: string): string {
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0) {
    const { additionalProperties: more, patternProperties } = schema;
    const values = Object.values(patternProperties ?? {});
    if (typeof more === "object") values.push(more);
    const value = values.length === 0 ? "unknown" : union(values.map((one) => typeOf(one, indent)));
    return `Record<string, ${value}>`;
  }
  const inner = `${indent}  `;
  const lines = fields.map(([field, one]) => {
    const mark = schema.required?.includes(field) ? "" : "?";
    return `${docOf(one.description, inner)}${inner}${nameOf(field)}${mark}: ${typeOf(one, inner)};`;
  });
  return `{\n${lines.join("\n")}\n${indent}}`;
}

/** A doc comment above a field or type; nothing where the document says nothing. */
export function docOf(text: string | undefined, indent: string): string {
  if (!text) return "";
  return `${indent}/** ${text.replaceAll("*/", "* /").replace(/\s*\n\s*/g, " ")} */\n`;
}

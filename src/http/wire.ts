import type { Money, MoneyJson } from "#money";

/** A view as it crosses the API: Money as {currency, minor}, instants as RFC 3339 text, big numbers as text. */
export type Wire<T> = T extends Money
  ? MoneyJson
  : T extends Date | bigint
    ? string
    : T extends readonly (infer Item)[]
      ? Wire<Item>[]
      : T extends object
        ? { -readonly [Key in keyof T]: Wire<T[Key]> }
        : T;

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  const fields: Record<string, unknown> = {};
  for (const key in value) {
    const field = (value as Record<string, unknown>)[key];
    if (field !== undefined) fields[key] = plain(field);
  }
  return fields;
}

export function wire<T>(value: T): Wire<T> {
  return plain(value) as Wire<T>;
}

import { isId, type Prefix } from "#db";
import type { Page, Paged } from "./parts.ts";
import { Refusal } from "./refusal.ts";
import { type Wire, wire } from "./wire.ts";

/** Opaque, so that nobody builds one: base64url over a version and what the door answered as `next`. */
export function cursorOf(next: string | null): string | null {
  return next === null ? null : Buffer.from(`1.${next}`, "utf8").toString("base64url");
}

export function pageOf(query: { cursor?: string; limit?: number }): Page {
  const limit = query.limit ?? 20;
  if (query.cursor === undefined) return { after: null, limit };
  const text = Buffer.from(query.cursor, "base64url").toString("utf8");
  // Nothing but what we made ourselves comes through: it goes into queries as a parameter.
  if (!/^1\.[\x21-\x7e]{1,600}$/.test(text) || cursorOf(text.slice(2)) !== query.cursor)
    throw new Refusal("cursor_invalid", { parameter: "cursor" });
  return { after: text.slice(2), limit };
}

/** Of a list that goes by ids of one kind: a cursor that holds anything else was forged, or is another list's. */
export function pageOfIds(query: { cursor?: string; limit?: number }, prefix: Prefix): Page {
  const page = pageOf(query);
  if (page.after !== null && !isId(page.after, prefix)) throw new Refusal("cursor_invalid", { parameter: "cursor" });
  return page;
}

export function listOf<T>(paged: Paged<T>): { data: Wire<T>[]; next_cursor: string | null } {
  return { data: paged.data.map((item) => wire(item)), next_cursor: cursorOf(paged.next) };
}

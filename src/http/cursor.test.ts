import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { makeIds } from "#db";
import { cursorOf, pageOf, pageOfIds } from "./cursor.ts";
import { Refusal } from "./refusal.ts";

const ids = makeIds({ now: () => new Date("2024-09-12T00:00:00Z") }, randomBytes);

/** What a door would be asked for; null: refused by its code. */
function asked(cursor: string): string | null {
  try {
    return pageOfIds({ cursor }, "cmp").after;
  } catch (fault) {
    expect(fault).toBeInstanceOf(Refusal);
    expect((fault as Refusal).fault).toBe("cursor_invalid");
    return null;
  }
}

test("a cursor that we made leads on; whatever else is sent is refused by its code, and reaches no query", () => {
  const own = ids.next("cmp");
  expect(asked(cursorOf(own) as string)).toBe(own);
  const forged = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.string({ maxLength: 100 }).map((text) => Buffer.from(text).toString("base64url")),
    fc.string({ maxLength: 100 }).map((text) => Buffer.from(`1.${text}`).toString("base64url")),
    fc.string({ maxLength: 30 }).map((text) => cursorOf(`cmp_${text}`) as string),
    fc
      .constantFrom(ids.next("ord"), "cmp_", own.toLowerCase(), `${own}0`, "1e400", "2024-01-01", "'; --")
      .map((text) => cursorOf(text) as string),
    fc.nat(40).map((at) => `${(cursorOf(own) as string).slice(0, at)}%${(cursorOf(own) as string).slice(at + 1)}`),
  );
  fc.assert(
    fc.property(forged, (cursor) => {
      expect(asked(cursor)).toBeNull();
    }),
    { numRuns: 300 },
  );
  expect(() => pageOf({ cursor: "x" })).toThrow(Refusal);
});

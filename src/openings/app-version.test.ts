import fc from "fast-check";
import { expect, test } from "vitest";
import { appVersion, isAppVersion, isFrom } from "./app-version.ts";

/** The rule as a sentence: the first part that differs decides, what is left out is 0, no version is none. */
function plainly(told: string, from: string): boolean {
  if (!isAppVersion(told)) return false;
  const [have, want] = [told, from].map((text) => [...text.split("."), "0", "0", "0"].map(Number));
  for (let i = 0; i < 4; i++) if (have?.[i] !== want?.[i]) return (have?.[i] ?? 0) > (want?.[i] ?? 0);
  return true;
}

const part = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom(999_999_999)).map(String);
const version = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("."));
const odd = fc.oneof(
  fc.constantFrom("", ".", "10.", ".9", "10..9", "1.2.3.4.5", "1234567890", "10.9-beta", "v10", " 10", "١٠", "10.9\n"),
  fc.stringMatching(/^[0-9.x]{0,12}$/),
);

test("versions are compared by number, and what is no version is before all of them", () => {
  fc.assert(
    fc.property(fc.oneof({ weight: 3, arbitrary: version }, { weight: 2, arbitrary: odd }), version, (told, from) => {
      expect(isFrom(told, appVersion(from))).toBe(plainly(told, from));
    }),
    { numRuns: 3000 },
  );
  for (const told of [undefined, 10, true, null]) expect(isFrom(told, appVersion("0"))).toBe(false);
});

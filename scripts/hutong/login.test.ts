import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { CommandFault } from "./fault.ts";
import { logout, placed, readLogin } from "./login.ts";

const folder = mkdtempSync(join(tmpdir(), "hutong-login-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the person reads; null where nothing is wrong. */
function wordsOf(file: string) {
  try {
    placed({}, file);
    return null;
  } catch (fault) {
    if (!(fault instanceof CommandFault)) throw fault;
    return fault.words;
  }
}

test.each([
  ["others may read it", '{"url":"http://house.test","token":"hp_12345678"}', 0o644],
  ["it holds no login", '{"url":"http://house.test"}', 0o600],
  ["it is no JSON", "{", 0o600],
  ["it holds nothing", "null", 0o600],
])("a kept login that cannot be used (%s) names the way out, and the way out works", (_, text, mode) => {
  const file = join(folder, "login.json");
  writeFileSync(file, text);
  chmodSync(file, mode);
  const words = wordsOf(file);
  for (const language of ["en", "zh"] as const) expect(words?.[language]).toMatch(/hutong logout[\s\S]+hutong login/);
  logout({ out: () => {}, inWords: (told) => told.en }, file);
  // Nothing stands in the way of `hutong login` any more, which asks here where the house is.
  expect([readLogin(file), wordsOf(file)]).toEqual([null, null]);
});

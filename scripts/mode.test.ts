import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { type Mode, readConfig, readConfigBeside } from "#config";
import { createSealer } from "#directory";
import { hashRoot } from "#rewrap-sealed";
import { freshDatabase } from "../tests/database.ts";
import { modeOfData } from "./mode.ts";

const run = promisify(execFile);
const aKey = (): string => randomBytes(32).toString("base64");

/** What a house of this mode seals at its first start, with these settings. */
async function served(mode: Mode, databaseUrl: string, env: Record<string, string>): Promise<void> {
  const current = readConfigBeside(mode, env).masterKey();
  await hashRoot(databaseUrl, createSealer({ current, random: randomBytes }), current);
}

test.each(["production", "sandbox"] as const)(
  "the key of a %s house is changed by the environment's keys",
  async (mode) => {
    const { appUrl, ownerUrl } = await freshDatabase();
    const [before, now] = [aKey(), aKey()];
    await served(mode, appUrl, { HUTONG_KEY: before });
    const urls = { DATABASE_URL: appUrl, DATABASE_OWNER_URL: ownerUrl };
    const env = { ...process.env, ...urls, HUTONG_KEY: now, HUTONG_KEY_OLD: before };
    expect(await modeOfData(readConfig("sandbox", {}, { HUTONG_KEY: now }), appUrl)).toBe(mode);
    const { stdout } = await run(process.execPath, [join(import.meta.dirname, "keys.ts"), "rotate", "--json"], { env });
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, left: 0 });
    // The new key alone opens it from here on, under the name that a house of this mode gives it.
    await served(mode, appUrl, { HUTONG_KEY: now });
    await expect(served(mode, appUrl, { HUTONG_KEY: before })).rejects.toMatchObject({ code: "settings_wrong" });
  },
);

test("a home's file tells the mode; reconcile and keys find the production house's key in it", async () => {
  const { appUrl, ownerUrl } = await freshDatabase();
  const HUTONG_HOME = mkdtempSync(join(tmpdir(), "hutong-mode-"));
  await served("production", appUrl, { HUTONG_HOME });
  const env = { ...process.env, HUTONG_HOME, DATABASE_URL: appUrl, DATABASE_OWNER_URL: ownerUrl };
  const program = (name: string, ...options: string[]) =>
    run(process.execPath, [join(import.meta.dirname, name), ...options, "--json"], { env });
  expect(JSON.parse((await program("reconcile.ts", "--day", "2026-01-02")).stdout)).toEqual([]);
  expect(JSON.parse((await program("keys.ts", "rotate")).stdout)).toMatchObject({ ok: true, new: true });
  await served("production", appUrl, { HUTONG_HOME });
  expect(await modeOfData(readConfig("sandbox", {}, { HUTONG_HOME }), appUrl)).toBe("production");
  // Three programs, one of them the whole house.
}, 180_000);

test("where nothing was sealed yet: a key of one's own is production's, an empty home the sandbox's", async () => {
  const { appUrl } = await freshDatabase();
  expect(await modeOfData(readConfig("sandbox", {}, { HUTONG_KEY: aKey() }), appUrl)).toBe("production");
  const HUTONG_HOME = mkdtempSync(join(tmpdir(), "hutong-mode-"));
  expect(await modeOfData(readConfig("sandbox", {}, { HUTONG_HOME }), appUrl)).toBe("sandbox");
});

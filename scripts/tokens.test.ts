import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { makeIds, openDatabase } from "#db";
import { createDirectory, createSealer, tokenHash } from "#directory";
import { freshDatabase } from "../tests/database.ts";

const run = promisify(execFile);

test("npm run tokens: a token is issued, lets its person in, is listed without its text, and revoked", async () => {
  const { appUrl, ownerUrl } = await freshDatabase();
  const env = { ...process.env, DATABASE_URL: appUrl, DATABASE_OWNER_URL: ownerUrl };
  const tokens = async (...options: string[]): Promise<string> =>
    (await run(process.execPath, [join(import.meta.dirname, "tokens.ts"), ...options], { env })).stdout;

  const issued = JSON.parse(await tokens("issue", "--name", "李雷", "--role", "operator", "--json"));
  expect(issued).toMatchObject({ role: "operator", marketplace: null });

  const clock = { now: () => new Date() };
  const db = openDatabase(appUrl, { poolSize: 1, applicationName: "test" });
  const sealer = createSealer({ current: { id: "none", key: randomBytes(32) }, random: randomBytes });
  const parts = { db, clock, ids: makeIds(clock, randomBytes), random: randomBytes, sealer, walletKinds: [] };
  const directory = createDirectory({ ...parts, mode: "live" });
  await directory.refresh();
  const hash = tokenHash(issued.token).toString("hex");
  expect(await directory.authenticate(hash)).toMatchObject({ kind: "person", id: issued.person, marketplace: null });

  const listed = await tokens("list");
  expect(listed).toContain(issued.id);
  expect(listed).not.toContain(issued.token);
  await tokens("revoke", issued.id);
  await directory.refresh();
  expect(await directory.authenticate(hash)).toBeNull();
  await expect(tokens("issue", "--name", "x", "--role", "king")).rejects.toMatchObject({ code: 1 });
  await db.close();
});

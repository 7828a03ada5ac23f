import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { readConfig } from "#config";
import { markOf } from "../src/db/process-table.ts";
import { freshDatabase } from "./database.ts";
import { oldServer } from "./old-postgres.ts";
import { root } from "./source-files.ts";

type Ended = { code: number | null; lines: string[] };

/** The real script in a process of its own, with these settings and no others. */
async function starts(script: "start" | "serve", env: Record<string, string>, ...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, "scripts", `${script}.ts`), ...args], {
    cwd: tmpdir(),
    env: { PATH: "/usr/bin:/bin", NO_COLOR: "1", ...env },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, lines: said.trim().split("\n") };
}

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "hutong-bad-start-"));
  chmodSync(home, 0o711);
  return () => rmSync(home, { recursive: true, force: true });
});

/** One sentence, one way out, exit code 1, no stack trace. */
function expectRefusal(ended: Ended, what: RegExp, wayOut: RegExp): void {
  expect(ended.lines).toEqual([
    expect.stringMatching(new RegExp(`^✗ .*${what.source}.*[.。]$`)),
    expect.stringMatching(new RegExp(`^→ .*${wayOut.source}`)),
  ]);
  expect(ended.code).toBe(1);
}

describe("npm start", () => {
  test("port taken", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const ended = await starts("start", { HUTONG_HOME: home }, "--port", String(port));
    expectRefusal(ended, new RegExp(`Port ${port} on 127.0.0.1 is taken`), new RegExp(`--port ${port + 1}`));
  });

  test("in Chinese where the terminal is Chinese", async () => {
    const ended = await starts("start", { HUTONG_HOME: home, PORT: "0", LOG_LEVEL: "loud", LANG: "zh_CN.UTF-8" });
    expectRefusal(ended, /设置有误：LOG_LEVEL/, /请修改/);
  });

  test("data folder of another PostgreSQL", async () => {
    mkdirSync(join(home, "postgres"));
    writeFileSync(join(home, "postgres", "PG_VERSION"), "16\n");
    writeFileSync(join(home, "database.json"), "{}");
    const ended = await starts("start", { HUTONG_HOME: home, PORT: "0" });
    expectRefusal(ended, /written by PostgreSQL 16/, /pg_dump/);
  });

  test("data folder in use by another process", async () => {
    writeFileSync(join(home, "lock.json"), JSON.stringify(markOf(process.pid)));
    const ended = await starts("start", { HUTONG_HOME: home, PORT: "0" });
    expectRefusal(ended, new RegExp(`in use by process ${process.pid}`), /HUTONG_HOME/);
  });

  test("no right to write", async () => {
    const file = join(home, "file");
    writeFileSync(file, "");
    const ended = await starts("start", { HUTONG_HOME: join(file, "home"), PORT: "0" });
    expectRefusal(ended, /No right to write/, /HUTONG_HOME/);
  });

  test("DATABASE_URL unreachable", async () => {
    const env = { HUTONG_HOME: home, PORT: "0", DATABASE_URL: "postgres://hutong_app:geheim@127.0.0.1:1/hutong" };
    const ended = await starts("start", env);
    expectRefusal(ended, /127\.0\.0\.1:1\/hutong\) cannot be reached/, /embedded PostgreSQL/);
    expect(ended.lines.join()).not.toContain("geheim");
  });

  test("DATABASE_URL too old", async () => {
    const ended = await starts("start", { HUTONG_HOME: home, PORT: "0", DATABASE_URL: await oldServer("14.19") });
    expectRefusal(ended, /PostgreSQL 14\.19, Hutong needs 15/, /Upgrade/);
  });
});

describe("npm run serve", () => {
  const publicUrl = { PUBLIC_URL: "https://pay.example", PORT: "3399" };

  test("all settings' faults at once", async () => {
    const ended = await starts("serve", { HUTONG_HOME: home, PORT: "x", LOG_LEVEL: "loud", SANDBOX_CLOCK: "1" });
    expectRefusal(ended, /SANDBOX_CLOCK.*PORT.*PUBLIC_URL.*LOG_LEVEL/, /environment/);
  });

  test("a home that the sandbox made", async () => {
    readConfig("sandbox", {}, { HUTONG_HOME: home }).masterKey();
    const ended = await starts("serve", { HUTONG_HOME: home, ...publicUrl });
    expectRefusal(ended, /was made in sandbox mode/, /HUTONG_HOME/);
  });

  test("the owner as the server's role", async () => {
    const database = await freshDatabase();
    onTestFinished(database.drop);
    const ended = await starts("serve", { HUTONG_HOME: home, ...publicUrl, DATABASE_URL: database.ownerUrl });
    expectRefusal(ended, /logs in as hutong_owner/, /hutong_app/);
  });

  test("migrations pending without the owner's address", async () => {
    const database = await freshDatabase({ migrated: false });
    onTestFinished(database.drop);
    const ended = await starts("serve", { HUTONG_HOME: home, ...publicUrl, DATABASE_URL: database.appUrl });
    expectRefusal(ended, /lacks \d+ migration/, /DATABASE_OWNER_URL/);
  });
});

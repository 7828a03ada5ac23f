import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../scripts/chaos/port.ts";
import { root } from "./source-files.ts";

/** The production entry in a process of its own; resolves when it says that it serves. */
async function serve(home: string, port: number): Promise<{ child: ChildProcess; ms: number }> {
  const started = performance.now();
  const env = { PATH: "/usr/bin:/bin", HUTONG_HOME: home, PORT: `${port}`, PUBLIC_URL: "https://pay.example" };
  const child = spawn(process.execPath, [join(root, "scripts/serve.ts")], { env: { ...env, LOG_LEVEL: "silent" } });
  onTestFinished(() => void child.kill("SIGKILL"));
  let said = "";
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes("Hutong serves")) resolve();
      });
    }
    child.once("exit", (code) => reject(new Error(`exit ${code}: ${said}`)));
  });
  return { child, ms: performance.now() - started };
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill(signal);
  return await ended;
}

test("npm run serve: ready on an embedded database, stopped cleanly by each signal, quick the second time", async () => {
  const home = mkdtempSync(join(tmpdir(), "hutong-serve-"));
  chmodSync(home, 0o711);
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const port = await freePort();
  const pidFile = join(home, "postgres", "postmaster.pid");
  for (const [turn, signal] of (["SIGTERM", "SIGINT"] as const).entries()) {
    const { child, ms } = await serve(home, port);
    expect(existsSync(pidFile)).toBe(true);
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: "ready", checks: { database: true } }]);
    expect(await stop(child, signal)).toBe(0);
    expect([existsSync(pidFile), existsSync(join(home, "lock.json"))]).toEqual([false, false]);
    // Under five seconds on a machine of its own; one that is shared with other work gets thrice that.
    if (turn > 0) expect(ms).toBeLessThan(process.env["CI"] ? 15_000 : 5_000);
  }
}, 60_000);

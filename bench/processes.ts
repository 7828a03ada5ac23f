import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A process of ours that says one JSON line when it is ready. */
export type Started<Ready> = { child: ChildProcess; pid: number; ready: Ready; stop(): Promise<void> };

/** As package.json starts house and sandbox: in a larger nursery, what a request leaves behind is collected seldom. */
const asServed = ["--max-semi-space-size=64"];
const readyMs = 60_000;

export async function startProcess<Ready>(
  script: string,
  args: readonly string[],
  profile?: string,
): Promise<Started<Ready>> {
  const flags = [...asServed, ...(profile === undefined ? [] : ["--cpu-prof", "--cpu-prof-dir", profile])];
  const child = spawn(process.execPath, [...flags, script, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const ready = await new Promise<Ready>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`${script} was not ready within a minute.`)), readyMs);
    child.once("exit", (code) => reject(new Error(`${script} ended with ${code} before it was ready.`)));
    createInterface({ input: child.stdout }).once("line", (line) => {
      clearTimeout(limit);
      resolve(JSON.parse(line) as Ready);
    });
  });
  return {
    child,
    pid: child.pid as number,
    ready,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

import { spawn } from "node:child_process";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..");

export type Ran = { ok: boolean; output: string; ms: number };

/** Runs a program of node_modules (or any other) and keeps what it said; `show` also lets it through as it comes. */
export async function run(program: string, args: readonly string[], show = false): Promise<Ran> {
  const started = performance.now();
  const child = spawn(program, args, {
    cwd: root,
    stdio: ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe"],
  });
  let output = "";
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  const code = await new Promise<number>((resolve) => {
    child.once("error", (error) => {
      output += error.message;
      resolve(127);
    });
    child.once("close", (exit) => resolve(exit ?? 1));
  });
  return { ok: code === 0, output, ms: Math.round(performance.now() - started) };
}

const bin = (name: string): string => join(root, "node_modules", ".bin", name);

export type Check = { name: string; run(): Promise<Ran> };

/** What is checked without running the house; each counts as one in the closing line. */
export const checks: readonly Check[] = [
  {
    name: "types",
    run: () => run(process.execPath, [join(root, "node_modules/typescript-7/bin/tsc"), "-p", "."]),
  },
  { name: "format and lint", run: () => run(bin("biome"), ["check", "--error-on-warnings", "--max-diagnostics=60"]) },
  { name: "promises", run: () => run(bin("oxlint"), ["--type-aware", "--deny-warnings", "--format=unix"]) },
  { name: "dead code", run: () => run(bin("knip"), ["--no-progress", "--no-config-hints"]) },
];

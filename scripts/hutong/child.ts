import { spawn } from "node:child_process";
import { exits } from "./context.ts";

/** Runs one of the project's own programs in place of this one: same terminal, same settings, its exit code. */
export async function runScript(script: string, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [script, ...args], { stdio: "inherit" });
  return await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? exits.unknown));
  });
}

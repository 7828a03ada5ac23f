import { exits } from "./fault.ts";
import { wholeNumber } from "./number.ts";

/** What every command that follows is given: `--recent`, `--interval` (seconds), `--json`. */
export type FollowingGiven = { recent: string; interval: string; json?: boolean };

/** Checks it, and makes the keys that stop a program end the command well. Throws CommandFault. */
export function following(given: FollowingGiven) {
  const recent = wholeNumber(given.recent, "--recent", 0, 100);
  const intervalMs = wholeNumber(given.interval, "--interval", 1, 3600) * 1000;
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(exits.done));
  return { recent, intervalMs, json: given.json ?? false, signal: new AbortController().signal };
}

import { hash } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { Told } from "./holder.ts";

const start = "0".repeat(64);

/**
 * A party's log: one JSON line each, only added to, each with the hash of all before it, so that a line that was taken
 * out or changed is found (`broken`). The budget is counted from it.
 */
export function openJournal(path: string) {
  const lines = existsSync(path)
    ? readFileSync(path, "utf8")
        .split("\n")
        .filter((line) => line !== "")
    : [];
  const entries = lines.map((line) => JSON.parse(line) as Told & { hash: string });
  let last = start;
  let broken: number | null = null;
  for (const [i, { hash: told, ...entry }] of entries.entries()) {
    last = hash("sha256", last + JSON.stringify(entry));
    if (told !== last) {
      broken = i + 1;
      break;
    }
  }
  return {
    /** The first line that does not follow from those before it; null when all do. */
    broken,
    log(told: Told): void {
      last = hash("sha256", last + JSON.stringify(told));
      appendFileSync(path, `${JSON.stringify({ ...told, hash: last })}\n`, { mode: 0o600 });
      entries.push({ ...told, hash: last });
    },
    /** How many other runs were begun. */
    used: (run: string): number =>
      new Set(entries.filter((one) => one.what === "begun" && one.run !== run).map((one) => one.run)).size,
  };
}

export type Journal = ReturnType<typeof openJournal>;

import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { inUse } from "./embedded-lock.ts";
import type { Place } from "./embedded-place.ts";
import { stateOf } from "./process-table.ts";

/** Marks our servers on their command line, so that one left behind by a killed Hutong is told from a stranger's. */
export const clusterName = "hutong-embedded";

function commandOf(pid: number): string {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
  return spawnSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" }).stdout ?? "";
}

/** The server's own note in its data folder: process number and whether it takes connections. */
export function readPidFile(data: string): { pid: number; ready: boolean } | null {
  try {
    const lines = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
    const pid = Number.parseInt(lines[0] ?? "", 10);
    return Number.isInteger(pid) ? { pid, ready: lines[7]?.trim() === "ready" } : null;
  } catch {
    return null;
  }
}

/** Waits until the process is gone (or a zombie, which holds nothing any more); false when it outlives the limit. */
export async function waitForEnd(pid: number, limitMs: number): Promise<boolean> {
  for (let waited = 0; stateOf(pid) === "running"; waited += 20) {
    if (waited >= limitMs) return false;
    await pause(20);
  }
  return true;
}

/**
 * Clears the way for a start, under our lock: an orphan of a killed Hutong is stopped cleanly; a stranger's server is
 * an error; a pid file whose process is gone, a zombie or another program altogether is removed, since PostgreSQL
 * itself refuses to start while any process (even a zombie) has that number.
 */
export async function clearOrphan(place: Place): Promise<void> {
  const found = readPidFile(place.data);
  if (found === null) return;
  if (stateOf(found.pid) === "running") {
    const command = commandOf(found.pid);
    const ours = command.includes(`cluster_name=${clusterName}`) && command.includes(place.data);
    if (!ours && command.includes("postgres")) throw inUse(place.data, found.pid);
    if (ours) await endOrphan(found.pid, place);
  }
  // The zombie is often reaped within a second or two; its children end by themselves when it dies.
  for (let waited = 0; stateOf(found.pid) === "zombie" && waited < 2_000; waited += 50) await pause(50);
  if (readPidFile(place.data)?.pid === found.pid) rmSync(join(place.data, "postmaster.pid"), { force: true });
}

async function endOrphan(pid: number, place: Place): Promise<void> {
  process.kill(pid, "SIGINT"); // fast shutdown: open transactions roll back, then a checkpoint
  if (await waitForEnd(pid, 20_000)) return;
  process.kill(pid, "SIGQUIT"); // immediate: the log is replayed at the next start, nothing acknowledged is lost
  if (!(await waitForEnd(pid, 5_000))) throw inUse(place.data, pid);
}

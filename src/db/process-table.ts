import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process, told apart from a later one with the same number by the moment it started (in the system's own words). */
export type ProcessMark = { pid: number; started: string };

type Found = { state: "running" | "zombie"; started: string };

function fromProc(pid: number): Found | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return null;
  }
  // The second field is the command in brackets and may hold anything: count from the last bracket.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { state: fields[0] === "Z" || fields[0] === "X" ? "zombie" : "running", started: fields[19] ?? "" };
}

function fromPs(pid: number): Found | null {
  const shown = spawnSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8" });
  const line = (shown.stdout ?? "").trim();
  if (line === "") return null;
  const [state = "", ...started] = line.split(/\s+/);
  return { state: state.startsWith("Z") ? "zombie" : "running", started: started.join(" ") };
}

function find(pid: number): Found | null {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return process.platform === "linux" ? fromProc(pid) : fromPs(pid);
}

/** The mark of a living process, null when there is none. */
export function markOf(pid: number): ProcessMark | null {
  const found = find(pid);
  return found === null ? null : { pid, started: found.started };
}

/** A killed process stays a zombie until its parent reads its end: PostgreSQL takes it for living, we must not. */
export function stateOf(pid: number): "running" | "zombie" | "gone" {
  return find(pid)?.state ?? "gone";
}

/** Whether exactly this process (not a later one with its number) still runs. */
export function stillRuns(mark: ProcessMark): boolean {
  const found = find(mark.pid);
  return found !== null && found.state === "running" && found.started === mark.started;
}

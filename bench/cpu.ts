import { readdirSync, readFileSync } from "node:fs";

/** CPU seconds of a process and all its living descendants (user and system), from /proc; 0 where there is none. */
export function cpuSecondsOfTree(root: number): number {
  const children = new Map<number, number[]>();
  const own = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    const stat = readStat(name);
    if (!stat) continue;
    own.set(stat.pid, stat.seconds);
    children.set(stat.parent, [...(children.get(stat.parent) ?? []), stat.pid]);
  }
  const sum = (pid: number): number =>
    (own.get(pid) ?? 0) + (children.get(pid) ?? []).reduce((total, child) => total + sum(child), 0);
  return sum(root);
}

const ticksPerSecond = 100;

/** Own time plus that of children that have ended (PostgreSQL's backends that came and went). */
function readStat(name: string): { pid: number; parent: number; seconds: number } | null {
  try {
    const text = readFileSync(`/proc/${name}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const at = (index: number) => Number.parseInt(fields[index - 3] as string, 10);
    return {
      pid: Number.parseInt(name, 10),
      parent: at(4),
      seconds: (at(14) + at(15) + at(16) + at(17)) / ticksPerSecond,
    };
  } catch {
    return null;
  }
}

import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartFault } from "#start-fault";
import { markOf, type ProcessMark, stillRuns } from "./process-table.ts";

/** Says whether a process holds the folder now, for tools that join a running house instead of starting a database. */
export function holderOf(base: string): ProcessMark | null {
  try {
    const mark = JSON.parse(readFileSync(join(base, "lock.json"), "utf8")) as ProcessMark;
    return stillRuns(mark) ? mark : null;
  } catch {
    return null;
  }
}

export function inUse(base: string, pid: number): StartFault {
  return new StartFault(
    "data_in_use",
    { en: `The data folder ${base} is in use by process ${pid}.`, zh: `数据目录 ${base} 正被进程 ${pid} 使用。` },
    {
      en: "Stop that process first, or start this one with another HUTONG_HOME.",
      zh: "请先停止该进程，或为本次启动另设 HUTONG_HOME。",
    },
  );
}

/** Moves the dead lock away; when it was another starter's fresh lock after all, that one gets it back. */
function removeStale(file: string, aside: string): void {
  try {
    renameSync(file, aside);
  } catch {
    return; // another starter was faster: the next link decides
  }
  try {
    const mark = JSON.parse(readFileSync(aside, "utf8")) as ProcessMark;
    if (stillRuns(mark)) linkSync(aside, file);
  } catch {
    // Half written or already replaced: nobody's.
  }
  rmSync(aside, { force: true });
}

/** Takes the folder for this process; a lock whose process has died is taken over. Returns how to give it back. */
export function takeLock(base: string): () => void {
  const file = join(base, "lock.json");
  const own = join(base, `lock.${process.pid}.json`);
  const mark = markOf(process.pid) ?? { pid: process.pid, started: "" };
  writeFileSync(own, JSON.stringify(mark), { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(own, file); // atomic, and never seen half written
        break;
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
        const holder = holderOf(base);
        if (holder !== null) throw inUse(base, holder.pid);
        removeStale(file, `${own}.stale`);
      }
    }
  } finally {
    rmSync(own, { force: true });
  }
  return () => rmSync(file, { force: true });
}

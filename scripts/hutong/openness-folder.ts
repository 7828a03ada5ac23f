import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Openness, type OpennessBallots, type OpennessFiles, voteName, votesOf } from "#sdk";
import { CommandFault, exits } from "./context.ts";

const main = "openness.json";
const ballotsFile = (name: string): string => `ballots-${name}.json`;

/** One file a published thing; answers their names. */
export function writeFolder(folder: string, { openness, ballots }: OpennessFiles): string[] {
  const files = [
    [main, openness] as const,
    ...Object.entries(ballots).map(([name, found]) => [ballotsFile(name), found] as const),
  ];
  mkdirSync(folder, { recursive: true });
  for (const [name, found] of files) writeFileSync(join(folder, name), `${JSON.stringify(found, null, 1)}\n`);
  return files.map(([name]) => name);
}

/** A file that is missing counts as not published. */
export function readFolder(folder: string): OpennessFiles {
  const openness = readJson<Openness>(join(folder, main));
  if (!Array.isArray(openness.openings))
    throw new CommandFault(
      { en: `${join(folder, main)} is no openness file.`, zh: `${join(folder, main)} 不是公示文件。` },
      exits.usage,
    );
  const ballots: Record<string, OpennessBallots> = {};
  for (const { opening, vote } of votesOf(openness)) {
    const name = voteName(opening, vote.n);
    const path = join(folder, ballotsFile(name));
    if (existsSync(path)) ballots[name] = readJson<OpennessBallots>(path);
  }
  return { openness, ballots, grown: null };
}

export function readJson<T extends object>(path: string): T {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as T;
  } catch (error) {
    const why = error instanceof SyntaxError ? "not JSON" : "cannot be read";
    throw new CommandFault(
      { en: `${path}: ${why}.`, zh: `${path}：${error instanceof SyntaxError ? "不是 JSON" : "无法读取"}。` },
      exits.usage,
    );
  }
}

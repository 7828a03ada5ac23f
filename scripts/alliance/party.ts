import { randomBytes } from "node:crypto";
import { createReadStream, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import {
  type Contract,
  type Dataset,
  loadGroup,
  openBlinder,
  openJournal,
  RowsFault,
  readRows,
  shelfInFolder,
} from "#alliance";
import { StartFault } from "#start-fault";
import type { Closer } from "../lifecycle.ts";

export type PartyOptions = {
  contract: string;
  secret: string;
  dataset: string;
  rows: string;
  home: string;
  threads: string;
};

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw wrong(`${path} cannot be read.`, `无法读取 ${path}。`);
  }
}

export const wrong = (en: string, zh: string): StartFault =>
  new StartFault(
    "settings_wrong",
    { en, zh },
    { en: "See docs/guides/alliance.md.", zh: "参见 docs/guides/alliance.md。" },
  );

function readJson<T>(path: string, fields: readonly (keyof T & string)[]): T {
  let found: Partial<T>;
  try {
    found = JSON.parse(readText(path)) as Partial<T>;
  } catch (fault) {
    throw fault instanceof StartFault ? fault : wrong(`${path} is no JSON.`, `${path} 不是 JSON。`);
  }
  const missing = fields.filter((field) => found[field] === undefined);
  if (missing.length > 0) throw wrong(`${path} lacks ${missing.join(", ")}.`, `${path} 缺少 ${missing.join("、")}。`);
  return found as T;
}

export function readSecret(path: string): string {
  const secret = readText(path).trim();
  if (secret.length < 32) throw wrong("The shared secret has fewer than 32 characters.", "共享密钥不足 32 个字符。");
  return secret;
}

/** Reads one's own files, checks the log, starts the threads. */
export async function openParty(options: PartyOptions, closer: Closer) {
  const contract = readJson<Contract>(options.contract, [
    ...(["id", "parties", "purposes", "modes", "starts", "ends", "crowd", "budget"] as const),
    ...(["epsilon_milli", "clip", "padding"] as const),
  ]);
  const dataset = readJson<Dataset>(options.dataset, ["title", "purposes", "basis"]);
  const secret = readSecret(options.secret);
  const rows = await readRows(createInterface({ input: createReadStream(options.rows) })).catch((fault: unknown) => {
    if (fault instanceof RowsFault)
      throw wrong(`${options.rows}: ${fault.message}`, `${options.rows} 第 ${fault.line} 行有误。`);
    throw fault;
  });
  mkdirSync(options.home, { recursive: true, mode: 0o700 });
  const journal = openJournal(join(options.home, `${contract.id.replaceAll(/[^\w-]/g, "_")}.log`));
  if (journal.broken !== null)
    throw wrong(`Line ${journal.broken} of the log was changed.`, `日志第 ${journal.broken} 行被改动过。`);
  await loadGroup();
  const threads = Math.max(1, Number.parseInt(options.threads, 10) || 1);
  const blinder = openBlinder(threads);
  closer.add(() => blinder.close());
  const clock = { now: () => new Date() };
  const shelf = (run: string) => shelfInFolder(join(options.home, "runs", run));
  const { log, used } = journal;
  return { contract, dataset, secret, rows, shelf, log, used, blinder, clock, random: randomBytes };
}

export type Party = Awaited<ReturnType<typeof openParty>>;

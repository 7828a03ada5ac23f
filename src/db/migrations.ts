import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { StartFault } from "#start-fault";

export type Migration = { name: string; checksum: string; sql: string };

export type Applied = { name: string; checksum: string };

/** The migrations that this Hutong brings. */
export const migrationsFolder = join(import.meta.dirname, "migrations");

/** All files NNNN-name.sql in their order. Line ends do not count: a checkout on Windows is the same migration. */
export function readMigrations(folder: string = migrationsFolder): Migration[] {
  const names = readdirSync(folder).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name));
  return names.sort().map((name) => {
    const sql = readFileSync(join(folder, name), "utf8").replaceAll("\r\n", "\n");
    return { name: name.slice(0, -4), checksum: createHash("sha256").update(sql).digest("hex"), sql };
  });
}

/** What is still to do; throws StartFault when the database's past is not ours. */
export function pendingMigrations(files: readonly Migration[], applied: readonly Applied[]): Migration[] {
  const byName = new Map(files.map((file) => [file.name, file]));
  for (const past of applied) {
    const file = byName.get(past.name);
    if (file === undefined) throw missing(past.name);
    if (file.checksum !== past.checksum) throw changed(past.name);
  }
  const done = new Set(applied.map((past) => past.name));
  const newest =
    applied
      .map((past) => past.name)
      .sort()
      .at(-1) ?? "";
  const pending = files.filter((file) => !done.has(file.name));
  const late = pending.find((file) => file.name < newest);
  if (late !== undefined) throw outOfOrder(late.name, newest);
  return pending;
}

function missing(name: string): StartFault {
  return new StartFault(
    "migration_missing",
    {
      en: `The database has migration ${name}, which this Hutong does not bring.`,
      zh: `数据库已有迁移 ${name}，而本版本没有。`,
    },
    {
      en: "It was made by a newer Hutong: start that version, or use another database.",
      zh: "它由更新的版本建立：请启动那个版本，或换一个数据库。",
    },
  );
}

function changed(name: string): StartFault {
  return new StartFault(
    "migration_changed",
    { en: `Migration ${name} was changed after it had been applied.`, zh: `迁移 ${name} 在执行之后被改动过。` },
    {
      en: "Put the file back as it was and add a new migration; on data nobody needs, start with an empty database.",
      zh: "请恢复原文件并另加新迁移；若数据不需要保留，请用空数据库启动。",
    },
  );
}

function outOfOrder(name: string, newest: string): StartFault {
  return new StartFault(
    "migration_out_of_order",
    {
      en: `Migration ${name} comes before ${newest}, which has been applied.`,
      zh: `迁移 ${name} 排在已执行的 ${newest} 之前。`,
    },
    {
      en: "Give it the next number; on data nobody needs, start with an empty database.",
      zh: "请给它下一个编号；若数据不需要保留，请用空数据库启动。",
    },
  );
}

import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { StartFault, type StartFaultCode, type Words } from "#start-fault";
import type { Clock } from "./clock.ts";
import { type Applied, type Migration, pendingMigrations, readMigrations } from "./migrations.ts";
import { isOutside, runOutside, statementsOf } from "./outside.ts";

/** One key for every Hutong, so that two that start at once migrate one after the other. */
const lockKey = "4971001650";

const undefinedTable = "42P01";

export type Migrated = { applied: string[] };

/**
 * Applies what is pending, as the owner: each file in one transaction, or, where its first line says so, statement by
 * statement. Throws StartFault.
 */
export async function migrate(ownerUrl: string, clock: Clock, folder?: string): Promise<Migrated> {
  const files = readMigrations(folder);
  const client = new pg.Client({ connectionString: ownerUrl, application_name: "hutong-migrate" });
  await client.connect();
  try {
    await lock(client);
    await prepare(client);
    const pending = pendingMigrations(files, await readApplied(client));
    for (const migration of pending)
      await (isOutside(migration) ? applyOutside(client, migration, clock) : applyOne(client, migration, clock));
    return { applied: pending.map((migration) => migration.name) };
  } finally {
    await client.end(); // the lock goes with the session
  }
}

/** Asked again and again: a statement that waited in the database would itself be waited for by a concurrent build. */
async function lock(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ got: boolean }>("select pg_try_advisory_lock($1) as got", [lockKey]);
    if (rows[0]?.got) return;
    await setTimeout(100);
  }
}

async function prepare(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query("select 1 from pg_roles where rolname = 'hutong_app'");
  if (rowCount === 0) {
    throw new StartFault(
      "database_role_missing",
      { en: "The database has no role hutong_app.", zh: "数据库中没有角色 hutong_app。" },
      {
        en: "As its administrator: create role hutong_app login password '…'; then name it in DATABASE_URL.",
        zh: "请由管理员执行：create role hutong_app login password '…'；然后写入 DATABASE_URL。",
      },
    );
  }
  await client.query("set client_min_messages = warning");
  await client.query(
    `create table if not exists schema_migrations (
       name text collate "C" primary key, checksum text not null, applied_at timestamptz not null)`,
  );
  await client.query("grant select on schema_migrations to hutong_app");
}

async function readApplied(client: pg.Client): Promise<Applied[]> {
  return (await client.query<Applied>("select name, checksum from schema_migrations order by name")).rows;
}

async function applyOne(client: pg.Client, migration: Migration, clock: Clock): Promise<void> {
  try {
    await client.query("begin");
    // A migration that waits for a long reader would hold up everybody behind it: rather fail and be run again.
    await client.query("set local lock_timeout = '15s'");
    await client.query(migration.sql);
    await record(client, migration, clock);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw failed(migration, error);
  }
}

/** Recorded once the last statement stands. Cut short before, it runs from its first statement again. */
async function applyOutside(client: pg.Client, migration: Migration, clock: Clock): Promise<void> {
  let line = 1;
  try {
    // Nobody's writes wait behind these, so they may wait for a long reader: but not for ever, and not unseen.
    await client.query("set lock_timeout = '10min'");
    for (const statement of statementsOf(migration.sql)) {
      line = statement.line;
      await runOutside(client, statement);
    }
    await client.query("reset lock_timeout");
    await record(client, migration, clock);
  } catch (error) {
    throw cutShort(migration, line, error);
  }
}

async function record(client: pg.Client, { name, checksum }: Migration, clock: Clock): Promise<void> {
  await client.query("insert into schema_migrations (name, checksum, applied_at) values ($1, $2, $3)", [
    ...[name, checksum, clock.now()],
  ]);
}

function cutShort({ name }: Migration, line: number, error: unknown): StartFault {
  const why = error instanceof Error ? error.message : String(error);
  return new StartFault(
    "migration_failed",
    { en: `Migration ${name} (line ${line}) failed: ${why}.`, zh: `迁移 ${name}（第 ${line} 行）失败：${why}。` },
    {
      en: "What it did before that line stays; mend the cause and start again: it runs from its beginning.",
      zh: "该行之前的部分已生效；请排除原因后重新启动，将从头重做。",
    },
  );
}

function failed(migration: Migration, error: unknown): StartFault {
  const position = error instanceof pg.DatabaseError && error.position ? Number.parseInt(error.position, 10) : 0;
  const line = position > 0 ? ` (line ${migration.sql.slice(0, position).split("\n").length})` : "";
  const why = error instanceof Error ? error.message : String(error);
  return new StartFault(
    "migration_failed",
    { en: `Migration ${migration.name}${line} failed: ${why}.`, zh: `迁移 ${migration.name}${line} 失败：${why}。` },
    {
      en: "Nothing of it was kept; mend the cause and start again.",
      zh: "该迁移已整体回滚；请排除原因后重新启动。",
    },
  );
}

/** What a database lacks, read as the app role. Throws StartFault when its past is not ours. */
export async function missingMigrations(appUrl: string, folder?: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: appUrl, application_name: "hutong-check" });
  await client.connect();
  try {
    const applied = await readApplied(client);
    return pendingMigrations(readMigrations(folder), applied).map((migration) => migration.name);
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === undefinedTable)
      return readMigrations(folder).map((migration) => migration.name);
    throw error;
  } finally {
    await client.end();
  }
}

/**
 * Brings the schema up to date in a process of its own, so that the serving process never holds the owner's rights.
 * Without anything pending no process is started.
 */
export async function ensureMigrated(urls: { appUrl: string; ownerUrl: string | null }): Promise<Migrated> {
  const pending = await missingMigrations(urls.appUrl);
  if (pending.length === 0) return { applied: [] };
  if (urls.ownerUrl === null) throw behind(pending);
  const answer = await runProcess(urls.ownerUrl);
  if ("applied" in answer) return answer;
  throw new StartFault(answer.code, answer.what, answer.wayOut);
}

function behind(pending: readonly string[]): StartFault {
  const count = pending.length;
  return new StartFault(
    "migrations_pending",
    {
      en: `The database lacks ${count} migration(s), the first is ${pending[0]}.`,
      zh: `数据库缺少 ${count} 个迁移，第一个是 ${pending[0]}。`,
    },
    {
      en: "Set DATABASE_OWNER_URL for this start, or run `DATABASE_OWNER_URL=… npm run migrate` first.",
      zh: "请在本次启动时设置 DATABASE_OWNER_URL，或先运行 `DATABASE_OWNER_URL=… npm run migrate`。",
    },
  );
}

type Answer = Migrated | { code: StartFaultCode; what: Words; wayOut: Words };

async function runProcess(ownerUrl: string): Promise<Answer> {
  const program = join(import.meta.dirname, "migrate-process.ts");
  const child = spawn(process.execPath, [program, "--json"], {
    env: { DATABASE_OWNER_URL: ownerUrl },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  await new Promise((resolve) => child.once("close", resolve));
  const last = out.trim().split("\n").at(-1) ?? "";
  if (!last.startsWith("{")) throw new Error(`The migration process ended without an answer: ${said.trim()}`);
  return JSON.parse(last) as Answer;
}

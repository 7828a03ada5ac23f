import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { type DatabaseUrls, startEmbedded } from "#db/embedded";
import { ensureMigrated } from "#db/migrate";

export type BenchDatabase = DatabaseUrls & { postmaster: number; stop(): Promise<void> };

/**
 * A PostgreSQL of its own in a temporary folder, migrated, with the settings that the product ships (fsync on);
 * `statements`: counts what each statement takes, which costs a little itself.
 */
export async function benchDatabase({ statements = false } = {}): Promise<BenchDatabase> {
  const home = mkdtempSync(join(tmpdir(), "hutong-bench-"));
  // PostgreSQL runs as another user where we are root, and must reach the folder.
  chmodSync(home, 0o755);
  let server = await startEmbedded({ home });
  await ensureMigrated(server);
  if (statements) {
    await asAdmin(server, "alter system set shared_preload_libraries = 'pg_stat_statements'");
    await asAdmin(server, "alter system set pg_stat_statements.track = 'all'");
    await server.stop();
    server = await startEmbedded({ home });
    await asAdmin(server, "create extension pg_stat_statements");
  }
  return {
    ...server,
    postmaster: postmasterOf(server.data),
    async stop() {
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function asAdmin(urls: DatabaseUrls, sql: string): Promise<Record<string, unknown>[]> {
  const admin = new pg.Client({ connectionString: urls.adminUrl });
  await admin.connect();
  try {
    return (await admin.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await admin.end();
  }
}

const hasStatements = "select 1 from pg_extension where extname = 'pg_stat_statements'";

/** Counts from here on, where statements are counted. */
export async function resetStatements(urls: DatabaseUrls): Promise<void> {
  if ((await asAdmin(urls, hasStatements)).length > 0) await asAdmin(urls, "select pg_stat_statements_reset()");
}

/** What PostgreSQL spent by statement since the reset, per payment. Nested ones count in their caller too. */
export async function writeStatements(urls: DatabaseUrls, payments: number, folder: string): Promise<void> {
  const rows = await asAdmin(
    urls,
    `select round((total_exec_time * 1000 / ${payments})::numeric, 1) as us,
       round((calls::numeric / ${payments}), 3) as calls, toplevel as top,
       round(wal_bytes / ${payments}) as wal, round((shared_blks_hit::numeric / ${payments}), 1) as hit,
       regexp_replace(query, '\\s+', ' ', 'g') as query
     from pg_stat_statements order by total_exec_time desc limit 60`,
  );
  const line = (row: Record<string, unknown>): string =>
    `${Object.entries(row)
      .map(([name, value]) => (name === "query" ? String(value).slice(0, 160) : `${name} ${String(value)}`))
      .join("  ")}`;
  writeFileSync(join(folder, "statements.txt"), `${rows.map(line).join("\n")}\n`);
}

function postmasterOf(data: string): number {
  return Number.parseInt(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0] as string, 10);
}

import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DatabaseUrls, startEmbedded } from "#db/embedded";
import { ensureMigrated } from "#db/migrate";

export type BenchDatabase = DatabaseUrls & { postmaster: number; stop(): Promise<void> };

/** A PostgreSQL of its own in a temporary folder, migrated, with the settings that the product ships (fsync on). */
export async function benchDatabase(): Promise<BenchDatabase> {
  const home = mkdtempSync(join(tmpdir(), "hutong-bench-"));
  // PostgreSQL runs as another user where we are root, and must reach the folder.
  chmodSync(home, 0o755);
  const server = await startEmbedded({ home });
  await ensureMigrated(server);
  return {
    ...server,
    postmaster: postmasterOf(server.data),
    async stop() {
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function postmasterOf(data: string): number {
  return Number.parseInt(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0] as string, 10);
}

import type { Config } from "#config";
import { startEmbedded } from "#db/embedded";
import { ensureMigrated } from "#db/migrate";
import { preflight } from "#db/preflight";
import type { Words } from "#start-fault";
import type { Closer } from "./lifecycle.ts";

export type ReadyDatabase = {
  /** For the serving process. */
  appUrl: string;
  /** As the tables' owner; null where the settings name none. */
  ownerUrl: string | null;
  /** Names of the migrations that this start applied. */
  migrated: readonly string[];
  note: Words | null;
};

const clock = { now: () => new Date() };

/**
 * The database that the settings name, or the embedded one: proven fit to serve from, and migrated in a process of its
 * own. Throws StartFault. `failed` is told when the embedded server dies later.
 */
export async function readyDatabase(
  config: Config,
  closer: Closer,
  failed: (why: Error) => void,
): Promise<ReadyDatabase> {
  if (config.database !== null) return { ...(await prove(config.database)), note: null };
  const embedded = await startEmbedded({ home: config.home });
  closer.add(() => embedded.stop());
  void embedded.lost.then(failed);
  return { ...(await prove(embedded)), note: embedded.note };
}

async function prove(urls: { appUrl: string; ownerUrl: string | null }): Promise<Omit<ReadyDatabase, "note">> {
  await preflight(urls.appUrl, { clock, compareClock: true });
  const { applied } = await ensureMigrated(urls);
  return { ...urls, migrated: applied };
}

import type { Db } from "#db";
import { readLicences } from "./rows.ts";
import type { LicenceView } from "./types.ts";

/**
 * Every licence in memory, by the owner of its rights. `refresh` is called twice a second: one small read, and the rest
 * only when something changed anywhere.
 */
export function makeSnapshot(db: Db) {
  let known = -1n;
  let byOwner = new Map<string, LicenceView[]>();
  return {
    of: (marketplace: string): readonly LicenceView[] => byOwner.get(marketplace) ?? [],
    async refresh(): Promise<void> {
      const [row] = await db.read<{ version: bigint }>("select version from licence_version");
      const version = row?.version ?? 0n;
      if (version === known) return;
      const next = new Map<string, LicenceView[]>();
      for (const licence of await readLicences(db.read, "true order by id", [])) {
        const owned = next.get(licence.marketplace);
        if (owned) owned.push(licence);
        else next.set(licence.marketplace, [licence]);
      }
      // Read before the licences: if it moved in between, the next turn reads them again.
      if (version > known) [known, byOwner] = [version, next];
    },
  };
}

export type Snapshot = ReturnType<typeof makeSnapshot>;

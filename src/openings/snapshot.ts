import type { Db } from "#db";
import { compile, type Programmes } from "./programmes.ts";
import { type OpeningRow, programmeOf } from "./rows.ts";

/** All openings in memory, by marketplace: what decisions are made from. It lives on when the database is away. */
export type OpeningsSnapshot = {
  /** Answers at once. A marketplace without openings has the wall: version 0 and no programme. */
  programmesFor(marketplace: string): Programmes;
  versionOf(marketplace: string): bigint;
  /** Of every side that has openings. */
  versions(): Iterable<readonly [side: string, version: bigint]>;
  /** Takes in what has moved since; true when something had. */
  refresh(): Promise<boolean>;
};

export function createSnapshot(db: Db, timeZoneOf: (marketplace: string) => string | null): OpeningsSnapshot {
  const known = new Map<string, { version: bigint; rows: readonly OpeningRow[]; compiled: Programmes }>();

  const compiled = (marketplace: string, version: bigint, rows: readonly OpeningRow[]): Programmes => {
    const programmes = rows.map(programmeOf).filter((programme) => programme !== null);
    return compile(marketplace, timeZoneOf(marketplace) ?? "UTC", version, programmes);
  };
  const programmesFor = (marketplace: string): Programmes => {
    const found = known.get(marketplace);
    if (!found) return compiled(marketplace, 0n, []);
    // The time zone is the directory's; it may have come after the openings.
    const timeZone = timeZoneOf(marketplace);
    if (timeZone !== null && timeZone !== found.compiled.timeZone)
      found.compiled = compiled(marketplace, found.version, found.rows);
    return found.compiled;
  };
  return {
    programmesFor,
    versions: () => [...known].map(([side, { version }]) => [side, version] as const),
    versionOf: (marketplace) => known.get(marketplace)?.version ?? 0n,
    async refresh() {
      // Versions first: openings read after them may be newer than they say, never older. A decision under a version
      // that is too old is refused by the commit that compares it; one under a version too new would pass.
      const versions = await db.read<{ marketplace: string; version: bigint }>(
        "select marketplace, version from opening_versions",
      );
      const moved = versions.filter((row) => row.version > (known.get(row.marketplace)?.version ?? 0n));
      if (moved.length === 0) return false;
      const rows = await db.read<OpeningRow>(
        "select * from openings where sides && $1::text[] and state <> 'draft' order by id",
        [moved.map((row) => row.marketplace)],
      );
      for (const { marketplace, version } of moved) {
        // Another refresh may have been faster and read more.
        if (version <= (known.get(marketplace)?.version ?? 0n)) continue;
        const own = rows.filter((row) => row.sides.includes(marketplace));
        known.set(marketplace, { version, rows: own, compiled: compiled(marketplace, version, own) });
      }
      return true;
    },
  };
}

import type { Db } from "#db";

type MirrorRow = { id: string; version: bigint };

/** One table in memory, with look-ups by id and by the keys named when it was made. */
export type Mirror<Row extends MirrorRow> = {
  get(id: string): Row | undefined;
  by(index: string, value: string): readonly Row[];
  all(): Iterable<Row>;
  /** Reads rows above a version; what it answers puts them in place, all at once. */
  read(db: Db, above: bigint): Promise<() => void>;
};

/** Rows are never deleted, so a reading of what lies above a version is whole. */
export function mirror<Row extends MirrorRow>(
  table: string,
  indexes: Readonly<Record<string, (row: Row) => string>>,
): Mirror<Row> {
  const rows = new Map<string, Row>();
  const places = new Map<string, Map<string, readonly Row[]>>();
  for (const name of Object.keys(indexes)) places.set(name, new Map());

  const put = (row: Row): void => {
    const known = rows.get(row.id);
    if (known && known.version >= row.version) return;
    rows.set(row.id, row);
    for (const [name, keyOf] of Object.entries(indexes)) {
      const place = places.get(name);
      if (!place) continue;
      if (known) place.set(keyOf(known), without(place.get(keyOf(known)), known.id));
      place.set(keyOf(row), [...without(place.get(keyOf(row)), row.id), row]);
    }
  };

  return {
    get: (id) => rows.get(id),
    by: (index, value) => places.get(index)?.get(value) ?? [],
    all: () => rows.values(),
    async read(db, above) {
      const changed = await db.read<Row>(`select * from ${table} where version > $1 order by id`, [above]);
      return () => {
        for (const row of changed) put(row);
      };
    },
  };
}

function without<Row extends MirrorRow>(rows: readonly Row[] = [], id: string): readonly Row[] {
  return rows.filter((row) => row.id !== id);
}

import { bucketFromText, bucketValue, type Clock, type Db } from "#db";
import type { Action, Direction } from "./types.ts";

export type Count = {
  marketplace: string;
  partner: string;
  day: string;
  direction: Direction;
  action: Action;
  count: number;
};

/** Counts in memory what came of links, and adds it to the database now and then; a crash loses a minute's at most. */
export function makeCounts(db: Db, clock: Clock) {
  let held = new Map<string, Count>();
  return {
    add(marketplace: string, partner: string, direction: Direction, action: Action): void {
      const day = clock.now().toISOString().slice(0, 10);
      const key = [marketplace, partner, day, direction, action].join(" ");
      const one = held.get(key) ?? { marketplace, partner, day, direction, action, count: 0 };
      one.count += 1;
      held.set(key, one);
    },
    async flush(): Promise<number> {
      // In one order, so that two processes never wait for each other in a circle.
      const rows = [...held].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
      if (rows.length === 0) return 0;
      held = new Map();
      const column = <Name extends keyof Count>(name: Name) => rows.map((row) => row[name]);
      await db.read(
        `insert into link_counts as c (bucket, marketplace, partner, day, direction, action, count)
         select * from unnest($1::int[], $2::text[], $3::text[], $4::date[], $5::text[], $6::text[], $7::bigint[])
         on conflict (bucket, marketplace, partner, day, direction, action) do update
           set count = c.count + excluded.count`,
        [
          rows.map((row) => bucketValue(bucketFromText(`${row.marketplace} ${row.partner}`))),
          ...[column("marketplace"), column("partner"), column("day"), column("direction"), column("action")],
          column("count"),
        ],
      );
      return rows.length;
    },
  };
}

export type LinkCounts = ReturnType<typeof makeCounts>;

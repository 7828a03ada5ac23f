import type { Db, Tx } from "./database.ts";
import { bucketIndex, bucketOf, type Ids } from "./ids.ts";

/** Something that happened, written with its effect. `data` is JSON; `version` is the type's schema version. */
export type NewEvent = {
  type: string;
  version: number;
  marketplace: string;
  /** The id that it is about; the event lives in its bucket. */
  subject: string;
  data: object;
};

/** A numbered event: within a bucket, numbers follow commits and have no gap. */
export type HouseEvent = NewEvent & { bucket: number; number: bigint; id: string; at: Date };

/** Writes an event into the effect's own transaction. */
export async function writeEvent(tx: Tx, ids: Ids, event: NewEvent, at: Date): Promise<void> {
  await tx.query(
    `insert into outbox (bucket, id, type, version, marketplace, subject, data, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      bucketOf(event.subject),
      ids.next("evt", bucketIndex(event.subject)),
      event.type,
      event.version,
      event.marketplace,
      event.subject,
      JSON.stringify(event.data),
      at,
    ],
  );
}

/** The same of many at once, in one statement. */
export async function writeEvents(tx: Tx, ids: Ids, events: readonly NewEvent[], at: Date): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    `insert into outbox (bucket, id, type, version, marketplace, subject, data, at)
     select w.*, $8
     from unnest($1::int[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::jsonb[]) as w`,
    [
      events.map((event) => bucketOf(event.subject)),
      events.map((event) => ids.next("evt", bucketIndex(event.subject))),
      events.map((event) => event.type),
      events.map((event) => event.version),
      events.map((event) => event.marketplace),
      events.map((event) => event.subject),
      events.map((event) => JSON.stringify(event.data)),
      at,
    ],
  );
}

/** Databases whose heads this process knows to be there. */
const opened = new WeakSet<Db>();
const openHeads = "insert into event_heads (bucket, number) select unnest($1::int[]), 0 on conflict do nothing";

/**
 * Whole buckets, the fullest first; one whose head another relay holds is left to it. Events of one payment carry its
 * version, since the clocks of two processes differ: a later change never gets a number before an earlier one, whatever
 * their ids say.
 */
const numberWaiting = `
with waiting as (
  select bucket, count(*) as size from outbox where bucket = any($1) group by bucket
), chosen as (
  select bucket from (
    select bucket, sum(size) over (order by size desc, bucket) - size as before from waiting
  ) w where before < $2
), leased as (
  select h.bucket from event_heads h join chosen using (bucket) order by h.bucket for update of h skip locked
), moved as (
  delete from outbox o using leased l where o.bucket = l.bucket returning o.*
), heads as (
  update event_heads h set number = h.number + m.size
  from (select bucket, count(*) as size from moved group by bucket) m where h.bucket = m.bucket
  returning h.bucket, h.number
), turns as (
  select m.*, coalesce((data ->> 'payment_version')::int, 0) as turn from moved m
), ranks as (
  select t.*, max(id) over (partition by bucket, subject order by turn, id) as after from turns t
), counted as (
  select r.*, row_number() over (partition by bucket order by after, turn, id) as place,
    count(*) over (partition by bucket) as size
  from ranks r
)
insert into events (bucket, number, id, type, version, marketplace, subject, data, at)
select c.bucket, h.number - c.size + c.place, c.id, c.type, c.version, c.marketplace, c.subject, c.data, c.at
from counted c join heads h using (bucket)
returning bucket, number`;

/** An event's place among those of its bucket. */
export type EventPlace = Pick<HouseEvent, "bucket" | "number">;

/**
 * The relay: numbers what has committed and answers the places. Several may run: the head's row lock is held until
 * commit, so a bucket's numbers become visible in order. The money path pays for none of this. `limit` ends a turn at
 * the bucket that reaches it.
 */
export async function relayEvents(db: Db, buckets: readonly number[], limit: number): Promise<EventPlace[]> {
  if (!opened.has(db)) await db.read(openHeads, [buckets]);
  opened.add(db);
  return await db.read<EventPlace>(numberWaiting, [buckets, limit]);
}

/** Events of some buckets after a reader's own cursor, in (bucket, number) order. */
export async function readEvents(db: Db, after: ReadonlyMap<number, bigint>, limit: number): Promise<HouseEvent[]> {
  return await db.read<HouseEvent>(
    `select e.bucket, e.number, e.id, e.type, e.version, e.marketplace, e.subject, e.data, e.at
     from unnest($1::int[], $2::bigint[]) as c (bucket, number)
     cross join lateral (
       select * from events e where e.bucket = c.bucket and e.number > c.number order by e.number limit $3
     ) e limit $3`,
    [[...after.keys()], [...after.values()], limit],
  );
}

/** A named reader's place in every bucket that it has begun. */
export async function readCursors(db: Db, reader: string): Promise<Map<number, bigint>> {
  const rows = await db.read<{ bucket: number; number: bigint }>(
    "select bucket, number from event_cursors where reader = $1",
    [reader],
  );
  return new Map(rows.map((row) => [row.bucket, row.number]));
}

/** How far each bucket's events are numbered. */
export async function readHeads(db: Db): Promise<Map<number, bigint>> {
  const rows = await db.read<{ bucket: number; number: bigint }>("select bucket, number from event_heads");
  return new Map(rows.map((row) => [row.bucket, row.number]));
}

/** Moves a reader's cursors in the transaction of what it did with the events. */
export async function moveCursors(tx: Tx, reader: string, to: ReadonlyMap<number, bigint>): Promise<void> {
  await tx.query(
    `insert into event_cursors as c (bucket, reader, number)
     select bucket, $1, number from unnest($2::int[], $3::bigint[]) as t (bucket, number) order by bucket
     on conflict (bucket, reader) do update set number = greatest(c.number, excluded.number)`,
    [reader, [...to.keys()], [...to.values()]],
  );
}

import type { Tx } from "#db";
import type { House } from "./create-openings.ts";
import { idTime, isRead, toldAt, withFloor } from "./notifications.ts";
import type { Reach, Result } from "./types.ts";

/** Whose notifications, and who reads them: a person's or a key's id. */
export type Reader = Reach & { reader: string };

/** `more`: there are more than are counted. */
export type Unread = { unread: number; more: boolean };

const countedMost = 99;
/** What is told beside its move may come late, with an id of the move's instant; the floor stays below that. */
const lateMs = 3_600_000;

const keyOf = (whose: Reader) => [...toldAt(whose), whose.reader] as const;

export async function countUnread(house: House, whose: Reader): Promise<Unread> {
  const [row] = await house.db.read<{ count: number }>(
    `select count(*)::int as count from (
       select 1 from notifications n ${withFloor}
       where n.bucket = $1 and n.marketplace = $2 and n.store = $3 and n.id > coalesce(f.until, '') and not ${isRead}
       limit $5) u`,
    [...keyOf(whose), countedMost + 1],
  );
  const count = row?.count ?? 0;
  return { unread: Math.min(count, countedMost), more: count > countedMost };
}

/** One; again changes nothing. */
export async function markRead(house: House, whose: Reader, id: string): Promise<Result<Unread>> {
  const found = await house.db.read(
    `with n as (
       select bucket, id from notifications where bucket = $1 and marketplace = $2 and store = $3 and id = $5
     ), marked as (
       insert into notification_reads (bucket, reader, notification, at) select bucket, $4, id, $6 from n
       on conflict do nothing)
     select 1 from n`,
    [...keyOf(whose), id, house.clock.now()],
  );
  return found.length > 0 ? { ok: true, value: await countUnread(house, whose) } : { ok: false, fault: "not_found" };
}

/**
 * All up to the one that is named, which the reader saw: what came since stays unread. Old ones go under the floor, so
 * that a place of many years keeps few marks.
 */
export async function markAllRead(house: House, whose: Reader, until: string): Promise<Result<Unread>> {
  const now = house.clock.now();
  const settled = `ntf_${idTime(new Date(now.getTime() - lateMs))}`;
  const floor = until < settled ? until : settled;
  await house.db.tx(async (tx) => {
    await raiseFloor(tx, whose, floor);
    await tx.query(
      `insert into notification_reads (bucket, reader, notification, at)
       select n.bucket, $4, n.id, $7 from notifications n
       where n.bucket = $1 and n.marketplace = $2 and n.store = $3 and n.id > $5 and n.id <= $6
       on conflict do nothing`,
      [...keyOf(whose), floor, until, now],
    );
  });
  return { ok: true, value: await countUnread(house, whose) };
}

async function raiseFloor(tx: Tx, whose: Reader, floor: string): Promise<void> {
  await tx.query(
    `insert into notification_floors as f (bucket, marketplace, store, reader, until) values ($1, $2, $3, $4, $5)
     on conflict (bucket, reader, marketplace, store) do update set until = greatest(f.until, excluded.until)`,
    [...keyOf(whose), floor],
  );
  await tx.query(
    `delete from notification_reads r using notifications n
     where n.bucket = $1 and n.marketplace = $2 and n.store = $3 and n.id <= $5
       and r.bucket = n.bucket and r.reader = $4 and r.notification = n.id`,
    [...keyOf(whose), floor],
  );
}

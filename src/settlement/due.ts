import { bucketValues } from "#db";
import type { SettlementContext } from "./context.ts";
import { releaseMany } from "./release-many.ts";
import { releaseOrder } from "./release-order.ts";
import { shipOverdue } from "./ship-overdue.ts";

type DueRow = { bucket: number; at: Date; payment: string; order_id: string | null };

const takenForMs = 60_000;
const refundOpenMs = 3_600_000;
const batch = 256;
/** At once, of those that go one by one. */
const abreast = 16;

/**
 * Releases what has waited long enough; answers how many were taken. A row is put off, not deleted, while we work, so
 * that it comes back if we die. An open refund puts it off until that has ended.
 */
export async function releaseDue(context: SettlementContext): Promise<number> {
  const { db, clock } = context.needs;
  const now = clock.now();
  const rows = await db.read<DueRow>(
    `with taken as (
       select d.* from unnest($1::int[]) as b (bucket) cross join lateral (
         select * from release_due d where d.bucket = b.bucket and d.at <= $2
         order by d.at limit $4 for update skip locked
       ) d limit $4
     ), gone as (
       delete from release_due d using taken t where d.bucket = t.bucket and d.at = t.at and d.payment = t.payment
     ), kept as (
       insert into release_due (bucket, at, payment) select distinct bucket, $3::timestamptz, payment from taken
       on conflict (bucket, at, payment) do update set at = excluded.at returning bucket, at, payment
     )
     select k.*, p.order_id from kept k left join payments p on p.bucket = k.bucket and p.id = k.payment`,
    [bucketValues, now, new Date(now.getTime() + takenForMs), batch],
  );
  const done = await releasePlain(context, rows);
  const left = rows.filter((row) => row.order_id === null || !done.has(row.order_id));
  for (let from = 0; from < left.length; from += abreast)
    await Promise.all(left.slice(from, from + abreast).map((row) => releaseOne(context, row)));
  return rows.length;
}

/** What is plain goes in one commit; where one of it does not fit, all go one by one, and say why. */
async function releasePlain(context: SettlementContext, rows: readonly DueRow[]): Promise<ReadonlySet<string>> {
  const { db, alarm } = context.needs;
  const orders = [...new Set(rows.flatMap((row) => row.order_id ?? []))];
  if (orders.length < 2) return new Set();
  try {
    const done = await releaseMany(context, { orders, cause: "time", by: "house" });
    const over = rows.filter((row) => row.order_id !== null && done.has(row.order_id));
    await db.read(
      `delete from release_due d using unnest($1::int[], $2::timestamptz[], $3::text[]) as w (bucket, at, payment)
       where d.bucket = w.bucket and d.at = w.at and d.payment = w.payment`,
      [over.map((row) => row.bucket), over.map((row) => row.at), over.map((row) => row.payment)],
    );
    return done;
  } catch (fault) {
    alarm("release_failed", { payments: orders.length, fault: String(fault) });
    return new Set();
  }
}

async function releaseOne(context: SettlementContext, row: DueRow): Promise<void> {
  const { db, clock, alarm } = context.needs;
  let again: Date | null = null;
  const later = () => new Date(clock.now().getTime() + refundOpenMs);
  try {
    if (row.order_id === null) throw new Error("there is no such payment");
    const done = await releaseOrder(context, { order: row.order_id, cause: "time", by: "house" });
    if (!done.ok && done.fault === "refund_in_progress") again = later();
    if (!done.ok && done.fault === "release_held") again = await heldUntil(context, row.order_id, done.detail ?? {});
  } catch (fault) {
    alarm("release_failed", { payment: row.payment, fault: String(fault) });
    again = later();
  }
  const place = [row.bucket, row.at, row.payment];
  if (!again) {
    await db.read("delete from release_due where bucket = $1 and at = $2 and payment = $3", place);
    return;
  }
  // Whoever told of a shipment may have put a row there already: this one goes all the same, or it would come back.
  await db.read(
    `with gone as (
       delete from release_due where bucket = $1 and at = $2 and payment = $3 returning bucket, payment
     )
     insert into release_due (bucket, at, payment) select bucket, $4::timestamptz, payment from gone
     on conflict (bucket, at, payment) do nothing`,
    [...place, again],
  );
}

/**
 * When to look again at what is not let go. What a dispute or a voucher holds is looked at when they let it go. What
 * was not sent: at `ship_by`, to tell that it is late; after that only when somebody tells of its shipment.
 */
async function heldUntil(
  context: SettlementContext,
  order: string,
  held: Readonly<Record<string, unknown>>,
): Promise<Date | null> {
  if (typeof held["until"] === "string") return new Date(held["until"]);
  return held["waits_for"] === "shipment" ? await shipOverdue(context, order) : null;
}

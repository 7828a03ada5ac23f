import { bucketOf, claimRepeat, findRepeat, isId, type RepeatKey, type Tx, writeEvent } from "#db";
import type { SettlementContext } from "./context.ts";
import { termsAt } from "./terms.ts";
import type { ReleaseCause, Result } from "./types.ts";

const dayMs = 86_400_000;

/**
 * Why an order's money is not let go yet; null when nothing keeps it. Asked under the order's lock. `readPlain`
 * (release-many.ts) says the same in SQL.
 */
export async function heldBack(
  read: Tx["query"],
  order: string,
  asked: { payment: string; cause: ReleaseCause; now: Date },
): Promise<Readonly<Record<string, string>> | null> {
  const [hold] = await read<{ holder: string }>(
    "select holder from release_holds where bucket = $1 and order_id = $2 limit 1",
    [bucketOf(order), order],
  );
  if (hold) return hold.holder.startsWith("vch_") ? { voucher: hold.holder } : { dispute: hold.holder };
  if (asked.cause !== "time") return null;
  const [longer] = await read<{ until: Date }>(
    "select until from release_extensions where bucket = $1 and payment = $2 and until > $3",
    [bucketOf(asked.payment), asked.payment, asked.now],
  );
  return longer ? { until: longer.until.toISOString() } : null;
}

/** Holds an order's release, in the transaction of whatever holds it, which has the order's lock. */
export async function holdRelease(tx: Tx, order: string, holder: string, at: Date): Promise<void> {
  await tx.query(
    "insert into release_holds (bucket, order_id, holder, at) values ($1, $2, $3, $4) on conflict do nothing",
    [bucketOf(order), order, holder, at],
  );
}

/** Lets it go on: what fell due in the meantime is looked at again at once. */
export async function unholdRelease(tx: Tx, order: string, holder: string, at: Date): Promise<void> {
  await tx.query("delete from release_holds where bucket = $1 and order_id = $2 and holder = $3", [
    ...[bucketOf(order), order, holder],
  ]);
  const paid = await paidOf(tx.query, order);
  if (!paid) return;
  const limit = await limitOf(tx.query, paid);
  await tx.query("insert into release_due (bucket, at, payment) values ($1, $2, $3) on conflict do nothing", [
    ...[bucketOf(order), limit > at ? limit : at, paid.id],
  ]);
}

type Paid = { id: string; marketplace: string; store: string; paid_at: Date; released: boolean; until: Date | null };

async function paidOf(read: Tx["query"], order: string): Promise<Paid | null> {
  const [row] = await read<Paid>(
    `select p.id, p.marketplace, p.store, p.paid_at, r.payment is not null as released, x.until
     from orders o join payments p on p.bucket = o.bucket and p.id = o.paid_payment and p.state = 'paid'
     left join releases r on r.bucket = p.bucket and r.payment = p.id
     left join release_extensions x on x.bucket = p.bucket and x.payment = p.id
     where o.bucket = $1 and o.id = $2`,
    [bucketOf(order), order],
  );
  return row ?? null;
}

/** When the money is let go by itself. */
async function limitOf(read: Tx["query"], paid: Paid): Promise<Date> {
  const terms = await termsAt(read, paid.marketplace, paid.paid_at);
  return paid.until ?? new Date(paid.paid_at.getTime() + terms.release_after_days * dayMs);
}

/** What the marketplace's terms add to the time limit when the buyer asks for more. */
export const extensionDays = 5;

export type ExtensionView = { order: string; payment: string; until: Date };

/**
 * Makes an order's time limit longer, once: the goods are late. `release_extended` for a second time, `order_released`
 * when the money is the store's already.
 */
export async function extendRelease(
  context: SettlementContext,
  by: string,
  order: string,
  repeat: RepeatKey | null,
): Promise<Result<ExtensionView>> {
  const { db, clock, ids } = context.needs;
  if (!isId(order, "ord")) return { ok: false, fault: "not_found" };
  const bucket = bucketOf(order);
  return await db.tx(async (tx): Promise<Result<ExtensionView>> => {
    await tx.query("select 1 from orders where bucket = $1 and id = $2 for no key update", [bucket, order]);
    const now = clock.now();
    const paid = await paidOf(tx.query, order);
    if (!paid) return { ok: false, fault: "order_not_paid" };
    const view = (until: Date): ExtensionView => ({ order, payment: paid.id, until });
    // Looked up only: a refusal commits too, and must not be told as done to whoever asks again.
    const before = repeat && (await findRepeat(tx.query, bucket, repeat));
    if (before && (!before.same || before.subject !== paid.id)) return { ok: false, fault: "idempotency_key_reused" };
    if (before && paid.until) return { ok: true, value: view(paid.until), repeated: true };
    if (paid.until) return { ok: false, fault: "release_extended", detail: { until: paid.until.toISOString() } };
    if (paid.released) return { ok: false, fault: "order_released" };
    if (repeat && !(await claimRepeat(tx, bucket, repeat, paid.id, now)).first)
      return { ok: false, fault: "idempotency_key_reused" };
    const limit = await limitOf(tx.query, paid);
    const until = new Date(limit.getTime() + extensionDays * dayMs);
    await tx.query(
      `insert into release_extensions (bucket, payment, order_id, until, extended_by, at)
       values ($1, $2, $3, $4, $5, $6)`,
      [bucket, paid.id, order, until, by, now],
    );
    await tx.query("delete from release_due where bucket = $1 and at = $2 and payment = $3", [bucket, limit, paid.id]);
    await tx.query("insert into release_due (bucket, at, payment) values ($1, $2, $3) on conflict do nothing", [
      ...[bucket, until, paid.id],
    ]);
    const data = { order, payment: paid.id, store: paid.store, until: until.toISOString() };
    const event = { type: "order.release_extended", version: 1, marketplace: paid.marketplace, subject: order, data };
    await writeEvent(tx, ids, event, now);
    return { ok: true, value: view(until) };
  });
}

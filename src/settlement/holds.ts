import { bucketOf, claimRepeat, findRepeat, isId, type RepeatKey, type Tx, writeEvent } from "#db";
import type { SettlementContext } from "./context.ts";
import { holdsDaysAt, type LimitRow, limitFacts, limitFactsOf } from "./limit-facts.ts";
import { type Limit, limitOf } from "./limits.ts";
import { lockOrder } from "./release-rows.ts";
import type { ReleaseCause, Result } from "./types.ts";

const dayMs = 86_400_000;

/** Why an order's money is not let go yet; null when nothing keeps it. Asked under the order's lock. */
export async function heldBack(
  read: Tx["query"],
  order: string,
  asked: { payment: string; cause: ReleaseCause; now: Date; holdsDays: number | null },
): Promise<Readonly<Record<string, string>> | null> {
  const [hold] = await read<{ holder: string }>(
    "select holder from release_holds where bucket = $1 and order_id = $2 limit 1",
    [bucketOf(order), order],
  );
  if (hold) return hold.holder.startsWith("vch_") ? { voucher: hold.holder } : { dispute: hold.holder };
  if (asked.cause !== "time") return null;
  const facts = (await limitFacts(read, [asked.payment])).get(asked.payment);
  return facts ? notYet(limitOf(facts, asked.holdsDays), asked.now) : null;
}

/** Why time alone does not let it go; null when it does. */
export function notYet({ at, ship_by }: Limit, now: Date): Readonly<Record<string, string>> | null {
  if (at !== null) return at > now ? { until: at.toISOString() } : null;
  return { waits_for: "shipment", ...(ship_by && { ship_by: ship_by.toISOString() }) };
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
  const facts = await limitFactsOf(tx.query, order);
  // The sweep asks the one rule whether it is time, and puts it off until it is.
  if (facts) await noteDue(tx, facts, at);
}

async function noteDue(tx: Tx, { bucket, payment }: Pick<LimitRow, "bucket" | "payment">, at: Date): Promise<void> {
  await tx.query("insert into release_due (bucket, at, payment) values ($1, $2, $3) on conflict do nothing", [
    ...[bucket, at, payment],
  ]);
}

/** When the sweep looks at a payment: when its limit ends, or when what should be sent is late. */
export const dueAt = ({ at, ship_by }: Limit): Date | null => at ?? ship_by;

/** Notes a limit that began, or that changed. A row that was noted for another instant is put right by the sweep. */
export async function noteLimit(tx: Tx, facts: LimitRow, limit: Limit, now: Date): Promise<void> {
  const at = dueAt(limit);
  if (at) await noteDue(tx, facts, at > now ? at : now);
}

/** What the marketplace's terms add to the time limit when the buyer asks for more. */
export const extensionDays = 5;

export type ExtensionView = { order: string; payment: string; until: Date };

/**
 * Makes an order's time limit longer, once: the goods are late. `release_extended` for a second time, `order_released`
 * when the money is the store's already, `release_not_begun` before the goods are sent, `release_hold_ends` where the
 * wallet would let go by itself before it is over.
 */
export async function extendRelease(
  context: SettlementContext,
  by: string,
  order: string,
  repeat: RepeatKey | null,
): Promise<Result<ExtensionView>> {
  if (!isId(order, "ord")) return { ok: false, fault: "not_found" };
  const { db } = context.needs;
  const known = await limitFactsOf(db.read, order);
  if (!known) return { ok: false, fault: "order_not_paid" };
  const holds = await holdsDaysAt(context, [known.wallet_account]);
  return await db.tx(async (tx): Promise<Result<ExtensionView>> => {
    await lockOrder(tx, order);
    const facts = await limitFactsOf(tx.query, order);
    if (!facts) return { ok: false, fault: "order_not_paid" };
    const { bucket, payment, until: before } = facts;
    // Looked up only: a refusal commits too, and must not be told as done to whoever asks again.
    const asked = repeat && (await findRepeat(tx.query, bucket, repeat));
    if (asked && (!asked.same || asked.subject !== payment)) return { ok: false, fault: "idempotency_key_reused" };
    if (asked && before) return { ok: true, value: { order, payment, until: before }, repeated: true };
    const longer = longerLimit(facts, holds.get(facts.wallet_account) ?? null);
    if (!longer.ok) return longer;
    if (repeat && !(await claimRepeat(tx, bucket, repeat, payment, context.needs.clock.now())).first)
      return { ok: false, fault: "idempotency_key_reused" };
    await writeExtension(context, tx, facts, { by, ...longer.value });
    return { ok: true, value: { order, payment, until: longer.value.until } };
  });
}

/** The limit as it is, and to when it can be made longer. */
function longerLimit(facts: LimitRow, holdsDays: number | null): Result<{ at: Date; until: Date }> {
  if (facts.until) return { ok: false, fault: "release_extended", detail: { until: facts.until.toISOString() } };
  if (facts.released) return { ok: false, fault: "order_released" };
  const { at, ship_by } = limitOf(facts, holdsDays);
  if (!at) return { ok: false, fault: "release_not_begun", detail: { ship_by: ship_by?.toISOString() } };
  const wanted = { ...facts, until: new Date(at.getTime() + extensionDays * dayMs) };
  const until = limitOf(wanted, holdsDays).at ?? wanted.until;
  if (until <= at) return { ok: false, fault: "release_hold_ends", detail: { until: at.toISOString() } };
  return { ok: true, value: { at, until } };
}

async function writeExtension(
  { needs }: SettlementContext,
  tx: Tx,
  facts: LimitRow,
  { by, at, until }: { by: string; at: Date; until: Date },
): Promise<void> {
  const { bucket, payment, order_id: order, store, marketplace } = facts;
  const now = needs.clock.now();
  await tx.query(
    `insert into release_extensions (bucket, payment, order_id, until, extended_by, at)
     values ($1, $2, $3, $4, $5, $6)`,
    [bucket, payment, order, until, by, now],
  );
  await tx.query("delete from release_due where bucket = $1 and at = $2 and payment = $3", [bucket, at, payment]);
  await noteDue(tx, facts, until);
  const data = { order, payment, store, until: until.toISOString() };
  const event = { type: "order.release_extended", version: 1, marketplace, subject: order, data };
  await writeEvent(tx, needs.ids, event, now);
}

import { bucketFromText, bucketValue, type Tx } from "#db";
import type { Money } from "#money";
import { bucketOfTransfer } from "#transfers";
import type { FspiopNeeds } from "./context.ts";
import type { Terms } from "./quotes.ts";

/** Days of limits are days of Asia/Shanghai. */
const dayOf = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" });

/**
 * Takes a transfer from its person's day, before it is reserved, in a commit of its own. Why not, or null. A wallet
 * whose persons are limited must ask for a quote first: only from it the hub knows who pays.
 */
export async function takeDay(
  { db, clock }: FspiopNeeds,
  transfer: { id: string; payer: string; amount: Money; expires_at: Date },
  terms: Terms | null,
): Promise<string | null> {
  const { id, payer, amount, expires_at } = transfer;
  const [limit] = await db.read<{ amount: bigint }>(
    "select amount from hub_person_limits where participant = $1 and currency = $2",
    [payer, amount.currency],
  );
  if (!limit) return null;
  const person = terms?.payer === payer ? terms.person : null;
  if (!person) return "no quote of this transfer is known, so nobody's day can be counted";
  const [row] = await db.read<{ taken: boolean }>(
    "select hub_take_day($1, $2, $3, $4, $5::date, $6, $7, $8, $9) as taken",
    [
      ...[bucketOfTransfer(id), id, bucketValue(bucketFromText(person.toString("hex"))), person],
      ...[dayOf.format(clock.now()), amount.currency, amount.minor, limit.amount, expires_at],
    ],
  );
  return row?.taken ? null : "above what this person may send on a day";
}

/** Gives a person's day back; nothing happens for a transfer that is reserved or committed. */
export async function returnDay(tx: Tx, transfer: string): Promise<void> {
  await tx.query("select hub_return_day($1, $2)", [bucketOfTransfer(transfer), transfer]);
}

/** What was taken for transfers that never came to be, because somebody died in between. */
export async function sweepDays({ db, clock }: FspiopNeeds): Promise<number> {
  const rows = await db.read<{ back: boolean }>(
    `select hub_return_day(t.bucket, t.transfer) as back from (
       select k.bucket, k.transfer from hub_person_takes k where k.expires_at < $1 and not exists (
         select 1 from hub_transfers h where h.bucket = k.bucket and h.id = k.transfer) limit 100) t`,
    [new Date(clock.now().getTime() - 60_000)],
  );
  return rows.filter((row) => row.back).length;
}

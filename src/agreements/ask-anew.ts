import type { AgreementsContext } from "./context.ts";
import type { VoucherRow } from "./voucher-rows.ts";

/** Vouchers whose refund has reached the buyer are looked after no more. */
export async function noteArrived({ house }: AgreementsContext, buckets: readonly number[], at: Date): Promise<void> {
  await house.db.read(
    `update vouchers v set refund_arrived_at = $2 from refunds r
     where v.bucket = any($1) and v.money = 'returned' and v.refund is not null and v.refund_arrived_at is null
       and r.bucket = v.bucket and r.id = v.refund and r.state = 'refunded'`,
    [buckets, at],
  );
}

/** Of ended vouchers: the wallet refused the refund that they name, and the buyer's money is still here. */
export const refundIsRefused = `money = 'returned' and refund is not null and refund_arrived_at is null
  and exists (select 1 from refunds r where r.bucket = vouchers.bucket and r.id = vouchers.refund
    and r.state = 'refused')`;

/**
 * Lets go of a refused refund, so that another is asked for under another key. Of two processes one counts it: a second
 * count would be a second key, and with it a second refund.
 */
export async function askAnew({ house }: AgreementsContext, row: VoucherRow): Promise<boolean> {
  const freed = await house.db.read(
    `update vouchers set refund = null, refund_attempts = refund_attempts + 1, refund_asked_at = $5
     where bucket = $1 and id = $2 and refund = $3 and refund_attempts = $4 and ${refundIsRefused} returning 1`,
    [row.bucket, row.id, row.refund, row.refund_attempts, house.clock.now()],
  );
  return freed.length > 0;
}

/** When a refund may be asked for again: a minute on, twice as long after each that the wallet refused. `now`: $2. */
export const mayAskAgain = `(refund_asked_at is null
  or refund_asked_at + power(2, least(refund_attempts, 10)) * interval '1 minute' <= $2)`;

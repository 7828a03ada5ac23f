import { bucketValues } from "#db";
import type { ReconciliationNeeds } from "./types.ts";

/**
 * Ends breaks over a success of another amount once payments hold that very amount, under that very number, as money
 * that goes back: what the break told is booked, and nobody has to decide anything.
 */
export async function closeSuspended(needs: ReconciliationNeeds): Promise<void> {
  await needs.db.read(
    `update bill_breaks b set state = 'closed', resolution = 'heard', closed_at = $2
     from payments p
     where b.bucket = any($1) and b.state <> 'closed' and b.kind = 'payment' and b.class in ('amount', 'state')
       and p.bucket = b.bucket and p.id = b.subject and p.received = b.theirs and p.wallet_ref = b.wallet_ref
       and p.wallet_account = b.wallet_account`,
    [bucketValues, needs.clock.now()],
  );
}

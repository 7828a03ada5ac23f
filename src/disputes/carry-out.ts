import { bucketOf, bucketValues } from "#db";
import { money } from "#money";
import { house, moveDispute } from "./move-dispute.ts";
import { type DisputeRow, findDispute } from "./rows.ts";
import type { DisputesNeeds } from "./types.ts";

const takenForMs = 60_000;
const laterMs = 3_600_000;
const batch = 64;

/**
 * Does what disputes have due: silence that became consent, refunds, releases, compensations. Answers how many were
 * taken. A row that is taken is put off, not deleted, so that it comes back if we die; every act may be repeated.
 */
export async function disputesDue(needs: DisputesNeeds): Promise<number> {
  const now = needs.clock.now();
  const rows = await needs.db.read<{ dispute: string }>(
    `with taken as (
       select bucket, dispute from dispute_due where bucket = any($1) and at <= $2
       order by at limit $4 for update skip locked
     )
     update dispute_due d set at = $3 from taken t where d.bucket = t.bucket and d.dispute = t.dispute
     returning d.dispute`,
    [bucketValues, now, new Date(now.getTime() + takenForMs), batch],
  );
  for (const { dispute } of rows)
    try {
      await carryOut(needs, dispute);
    } catch (fault) {
      needs.alarm("dispute_failed", { dispute, fault: String(fault) });
    }
  return rows.length;
}

/** Whatever the house has to do for a dispute in its present state. Any number of times. */
export async function carryOut(needs: DisputesNeeds, id: string): Promise<void> {
  const row = await findDispute(needs.db.read, id);
  if (!row) return;
  if (row.state === "with_store") {
    const silent = { event: "silent", by: house, why: "The store did not answer in time.", evidence: [] } as const;
    const { moved } = await moveDispute(needs, id, silent, (one, now) => one.due_at !== null && one.due_at <= now);
    if (moved) await carryOut(needs, id);
    return;
  }
  if (row.state === "granted") return await refund(needs, row);
  if (row.state === "compensating") return await compensate(needs, row);
  if (row.state === "rejected") {
    await needs.release(row.id, row.order_id);
    await done(needs, row);
  }
}

/** The key is the grant: a refund that failed and was granted anew is another one. */
async function refund(needs: DisputesNeeds, row: DisputeRow): Promise<void> {
  const [grants] = await needs.db.read<{ n: bigint }>(
    "select count(*) as n from dispute_steps where bucket = $1 and dispute = $2 and to_state = 'granted'",
    [row.bucket, row.id],
  );
  const key = { caller: row.id, route: "disputes", key: `${row.id} ${grants?.n}`, requestHash: row.id };
  const { payment, marketplace } = row;
  const amount = money(row.amount, row.currency);
  const made = await needs.refund({ payment, marketplace, amount, reason: row.reason, key });
  const says = { by: house, evidence: [] } as const;
  if (!made.ok && made.fault === "balance_short") {
    needs.alarm("dispute_refund_short", { dispute: row.id, store: row.store });
    return await later(needs, row);
  }
  // The wallet divides the order's money just now: that ends by itself, and nobody has to decide anything.
  if (!made.ok && made.fault === "release_in_progress") return await later(needs, row, lookAgainMs(needs, row));
  if (!made.ok) await moveDispute(needs, row.id, { ...says, event: "refund_failed", why: made.fault });
  else if (made.value.state === "refunded")
    await moveDispute(needs, row.id, { ...says, event: "refunded", why: "", refund: made.value.id });
  else if (made.value.state === "refused")
    await moveDispute(needs, row.id, { ...says, event: "refund_failed", why: "The wallet refused the refund." });
  else await later(needs, row, lookAgainMs(needs, row));
}

async function compensate(needs: DisputesNeeds, row: DisputeRow): Promise<void> {
  const [paid] = await needs.db.read<{ wallet_account: string }>(
    "select wallet_account from payments where bucket = $1 and id = $2",
    [bucketOf(row.payment), row.payment],
  );
  if (!paid) throw new Error(`Payment ${row.payment} of ${row.id} is not there.`);
  const { id: dispute, marketplace, store } = row;
  const amount = money(row.amount, row.currency);
  if (await needs.compensate({ dispute, marketplace, store, ...paid, amount })) {
    await moveDispute(needs, dispute, { event: "paid", by: house, why: "", evidence: [] });
    return;
  }
  needs.alarm("compensation_short", { dispute, ...paid });
  await later(needs, row);
}

/**
 * While a wallet works on the refund, or on what it waits for: soon at first, then less and less often, every five
 * minutes at least.
 */
function lookAgainMs(needs: DisputesNeeds, row: DisputeRow): number {
  const age = needs.clock.now().getTime() - row.changed_at.getTime();
  return Math.min(Math.max(age, 3_000), 300_000);
}

async function later(needs: DisputesNeeds, row: DisputeRow, ms = laterMs): Promise<void> {
  const at = new Date(needs.clock.now().getTime() + ms);
  await needs.db.read("update dispute_due set at = $3 where bucket = $1 and dispute = $2", [row.bucket, row.id, at]);
}

async function done(needs: DisputesNeeds, row: DisputeRow): Promise<void> {
  await needs.db.read("delete from dispute_due where bucket = $1 and dispute = $2", [row.bucket, row.id]);
}

import { bucketValues } from "#db";
import type { SettlementContext } from "./context.ts";

const hourMs = 3_600_000;
const dayMs = 86_400_000;
/** So long before a wallet lets go by itself somebody is told. */
const warnDays = 5;
/** No wallet lets go sooner than this many days after the payment. */
const shortestDays = 30;
/** No wallet still holds an unsent order's money so many days after it was late. */
const longestDays = 370;

type Held = { payment: string; order_id: string; marketplace: string; wallet_account: string; paid_at: Date };

/**
 * Once an hour: orders whose money a wallet holds, that a dispute, a release under way or a longer time limit keeps or
 * that were never sent, and that the wallet will let go to the store by itself before long. The books keep them in
 * escrow all the same: a refund then comes out of what the store has at the wallet, and the release finds nothing held.
 * Told once before, and once when it has happened.
 */
export function makeHoldsEnding(context: SettlementContext): () => Promise<number> {
  const { clock, alarm } = context.needs;
  let next = 0;
  const told = new Set<string>();
  return async () => {
    const now = clock.now().getTime();
    if (now < next) return 0;
    next = now + hourMs;
    let count = 0;
    for (const { paid_at, order_id: order, ...about } of await longHeld(context, new Date(now))) {
      const wallet = await context.needs.wallet(about.wallet_account).catch(() => null);
      const days = wallet?.release?.holdsDays;
      if (days === undefined) continue;
      const ends = paid_at.getTime() + days * dayMs;
      if (now < ends - warnDays * dayMs) continue;
      const what = now < ends ? "wallet_hold_ending" : "wallet_hold_ended";
      if (told.has(`${what} ${order}`)) continue;
      told.add(`${what} ${order}`);
      alarm(what, { order, ...about, ends_at: new Date(ends).toISOString() });
      count++;
    }
    return count;
  };
}

/** Vouchers hold for ever, and are sold only where no wallet holds the money: they would take the others' places. */
async function longHeld(context: SettlementContext, now: Date): Promise<Held[]> {
  return await context.needs.db.read<Held>(
    `with kept as (
       select bucket, order_id from release_holds where bucket = any($1) and left(holder, 4) <> 'vch_'
       union
       select d.bucket, w.order_id from settlement_due d
       join wallet_releases w on w.bucket = d.bucket and w.payment = d.subject
       where d.bucket = any($1) and d.kind = 'release'
       union
       select bucket, order_id from release_extensions where bucket = any($1) and until > $3
       union
       select m.bucket, m.order_id from order_milestones m
       where m.bucket = any($1) and m.what = 'ship_overdue' and m.at > $4
         and not exists (select 1 from order_milestones s
           where s.bucket = m.bucket and s.order_id = m.order_id and s.what = 'shipped')
     )
     select p.id as payment, p.order_id, p.marketplace, p.wallet_account, p.paid_at from kept k
     join orders o on o.bucket = k.bucket and o.id = k.order_id
     join payments p on p.bucket = o.bucket and p.id = o.paid_payment and p.paid_at < $2
     where not exists (select 1 from releases r where r.bucket = p.bucket and r.payment = p.id)
     order by p.paid_at limit 1000`,
    [
      ...[bucketValues, new Date(now.getTime() - (shortestDays - warnDays) * dayMs), now],
      new Date(now.getTime() - longestDays * dayMs),
    ],
  );
}

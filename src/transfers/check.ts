import type { Db } from "#db";

/** A difference between what the hub's transfers say and what its accounts say; none in a sound hub. */
export type HubDifference = { participant: string; currency: string; position: bigint; transfers: bigint };

/**
 * Every position from the transfers alone: what a participant's customers sent or have reserved, less what they
 * received. No settlement takes from it yet: positions run on.
 */
export async function checkPositions(db: Db): Promise<HubDifference[]> {
  return await db.read<HubDifference>(
    `with sums as (
       select participant, currency, sum(amount)::bigint as transfers from (
         select payer as participant, currency, amount from hub_transfers where state <> 'aborted'
         union all
         select payee, currency, -amount from hub_transfers where state = 'committed'
       ) moved group by 1, 2
     )
     select coalesce(a.participant, s.participant) as participant, coalesce(a.currency, s.currency) as currency,
       coalesce(a.position, 0) as position, coalesce(s.transfers, 0) as transfers
     from hub_accounts a full join sums s on s.participant = a.participant and s.currency = a.currency
     where coalesce(a.position, 0) <> coalesce(s.transfers, 0)`,
  );
}

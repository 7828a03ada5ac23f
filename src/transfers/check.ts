import { bucketValues, type Db } from "#db";

/** A difference between what the hub's books say; none in a sound hub. Amounts are minor units. */
export type HubDifference = { participant: string; currency: string; position: bigint; transfers: bigint };

/**
 * Every position from the transfers and the settlements alone: what a participant's customers sent or have reserved,
 * less what they received, less what was settled.
 */
export async function checkPositions(db: Db): Promise<HubDifference[]> {
  return await db.read<HubDifference>(positionsSql);
}

export type BooksDifference = { what: string; about: string; says: bigint; ought: bigint };

/**
 * Funds from the moves and settlements alone; what is taken back moved once out, and once in where it came back; what
 * is bound by open settlements; every settlement together nothing, and nothing left in transit of one that is settled.
 */
export async function checkSettlements(db: Db): Promise<BooksDifference[]> {
  return await db.read<BooksDifference>(settlementsSql);
}

/**
 * What stands in transit from the open transfers alone, account by account; and whether everything together is nothing:
 * what the participants owe one another, what stands in transit, and what was settled.
 */
export async function checkTransit(db: Db): Promise<BooksDifference[]> {
  const found = await Promise.all(bucketValues.map((bucket) => db.read<BooksDifference>(transitSql, [bucket])));
  return [...found.flat(), ...(await db.read<BooksDifference>(balanceSql))];
}

const transitSql = `with open as (
     select payer as participant, currency, sum(amount)::bigint as ought from hub_transfers
     where bucket = $1 and state = 'reserved' group by 1, 2
   ), standing as (
     select participant, currency, sum(case side when 'in' then amount else -amount end)::bigint as says
     from hub_transit where bucket = $1 group by 1, 2
   )
   select 'in-transit account' as what, $1::int || ' ' || participant || ' ' || currency as about,
     coalesce(says, 0) as says, coalesce(ought, 0) as ought
   from standing full join open using (participant, currency) where coalesce(says, 0) <> coalesce(ought, 0)`;

const balanceSql = `with sides as (
     select currency, position as amount from hub_accounts
     union all
     select currency, case side when 'in' then -amount else amount end from hub_transit
     union all
     select s.currency, l.net from hub_settlement_lines l
     join hub_settlements s on s.id = l.settlement where l.state = 'done'
   )
   select 'balance' as what, currency as about, sum(amount)::bigint as says, 0::bigint as ought
   from sides group by currency having sum(amount) <> 0`;

const positionsSql = `with sums as (
     select participant, currency, sum(amount)::bigint as transfers from (
       select payer as participant, currency, amount from hub_transfers where state <> 'aborted'
       union all
       select payee, currency, -amount from hub_transfers where state = 'committed'
       union all
       select l.participant, s.currency, -l.net from hub_settlement_lines l
       join hub_settlements s on s.id = l.settlement where l.state = 'done' and l.participant <> ''
     ) moved group by 1, 2
   )
   select coalesce(a.participant, s.participant) as participant, coalesce(a.currency, s.currency) as currency,
     coalesce(a.position, 0) as position, coalesce(s.transfers, 0) as transfers
   from hub_accounts a full join sums s on s.participant = a.participant and s.currency = a.currency
   where coalesce(a.position, 0) <> coalesce(s.transfers, 0)`;

const settlementsSql = `with lines as (
     select l.*, s.currency, s.state as settlement_state, l.net + l.fee as due
     from hub_settlement_lines l join hub_settlements s on s.id = l.settlement
   ), funds as (
     select participant, currency, sum(amount)::bigint as ought from (
       select participant, currency, amount from hub_funds_moves
       union all
       select participant, currency, -due from lines where how in ('covered', 'received') and participant <> ''
     ) m group by 1, 2
   ), bound as (
     select participant, currency, sum(net)::bigint as ought from lines
     where state = 'waiting' and net > 0 group by 1, 2
   )
   select 'funds' as what, a.participant || ' ' || a.currency as about, a.funds as says, coalesce(f.ought, 0) as ought
   from hub_accounts a left join funds f using (participant, currency) where a.funds <> coalesce(f.ought, 0)
   union all
   select 'settling', a.participant || ' ' || a.currency, a.settling, coalesce(b.ought, 0)
   from hub_accounts a left join bound b using (participant, currency) where a.settling <> coalesce(b.ought, 0)
   union all
   select 'funds out', f.id, coalesce(sum(m.amount), 0)::bigint, case f.state when 'returned' then 0 else -f.amount end
   from hub_funds_out f left join hub_funds_moves m on m.bucket = f.bucket and m.funds_out = f.id
   group by f.bucket, f.id
   having coalesce(sum(m.amount), 0) <> case f.state when 'returned' then 0 else -f.amount end
     or count(m.id) <> case f.state when 'returned' then 2 else 1 end
   union all
   select 'sum of a settlement', settlement, sum(due)::bigint, 0 from lines group by settlement having sum(due) <> 0
   union all
   select 'in transit', settlement, sum(due)::bigint, 0 from lines where state = 'done'
   group by settlement having sum(due) < 0`;

/**
 * The same for `books check`, which asks bucket by bucket: the participants' accounts have none, so they answer to the
 * first; an in-transit account answers to its own.
 */
export const hubChecks: readonly { name: string; sql: string }[] = [
  {
    name: "hub positions",
    sql: `select participant || ' ' || currency as about,
        format('position %s, transfers and settlements say %s', position, transfers) as detail
      from (${positionsSql}) d where $1 = ${bucketValues[0]}`,
  },
  {
    name: "hub in transit",
    sql: `select what || ': ' || about as about, format('%s, open transfers say %s', says, ought) as detail
      from (${transitSql}) d`,
  },
  {
    name: "hub balance",
    sql: `select what || ': ' || about as about,
        format('positions, transit and settlements together %s, ought to be %s', says, ought) as detail
      from (${balanceSql}) d where $1 = ${bucketValues[0]}`,
  },
  {
    name: "hub settlements",
    sql: `select what || ': ' || about as about, format('%s, ought to be %s', says, ought) as detail
      from (${settlementsSql}) d where $1 = ${bucketValues[0]}`,
  },
];

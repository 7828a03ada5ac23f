-- What is reserved and not yet committed stands in in-transit accounts of the hub's own, one for each bucket of
-- transfers, payer's wallet and currency: a reservation moves money from the payer's position into it, a fulfilment
-- from there to the payee's position, an abort back. A commit moves each of them once for its whole batch, in the order
-- of their keys, after the positions and the days' counters. The two sides are rows of their own, so that what is
-- reserved and what ends do not wait for each other; they only grow.
create table hub_transit (
  bucket int not null,
  -- The payer's wallet, out of whose position it came.
  participant text collate "C" not null,
  currency text not null,
  -- in: what was reserved. out: what of it was committed or went back. What stands there is the one less the other.
  side text collate "C" not null check (side in ('in', 'out')),
  amount bigint not null check (amount >= 0),
  primary key (bucket, participant, currency, side)
) with (fillfactor = 20);
-- Moved by the functions below alone.
grant select on hub_transit to hutong_app;

-- A transfer stands in transit exactly while it is reserved. Whoever still runs the functions as they were, because it
-- waited for this file's lock, breaks the constraint and writes nothing: no move is made past the new accounts. Rows
-- that ended before are not looked at again, so the lock lasts as long as what is open takes.
alter table hub_transfers
  add column in_transit boolean not null default false,
  add constraint in_transit_while_reserved check (in_transit = (state = 'reserved')) not valid;
with open as (
  update hub_transfers t set in_transit = true
  from hub_due d where d.bucket = t.bucket and d.transfer = t.id and t.state = 'reserved'
  returning t.bucket, t.payer, t.currency, t.amount
)
insert into hub_transit (bucket, participant, currency, side, amount)
  select bucket, payer, currency, 'in', sum(amount)::bigint from open group by 1, 2, 3;

create or replace function hub_prepare(
  buckets int[], ids text[], payers text[], payees text[], amounts bigint[], currencies text[], conditions bytea[],
  packets text[], hashes bytea[], expiries timestamptz[], take_of int[], take_buckets int[], take_counters text[],
  take_days text[], take_limits bigint[], take_refusals text[], now_at timestamptz
) returns text[] language plpgsql security definer set search_path = public, pg_temp
-- A batch's few rows are found along primary keys; plans made while the tables were small must not scan.
set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off
set enable_seqscan = off set jit = off
as $$
declare
  results text[];
begin
  perform 1 from hub_accounts a
    where (a.participant, a.currency) in
      (select p, c from unnest(payers, currencies) as t(p, c))
    order by a.participant, a.currency for update;
  if cardinality(take_of) > 0 then
    insert into hub_cap_days (bucket, counter, day, used)
      select distinct b, c, d, 0::bigint from unnest(take_buckets, take_counters, take_days) as t(b, c, d)
      order by 1, 2, 3
      on conflict do nothing;
    perform 1 from hub_cap_days x
      where (x.bucket, x.counter, x.day) in
        (select b, c, d from unnest(take_buckets, take_counters, take_days) as t(b, c, d))
      order by x.bucket, x.counter, x.day for update;
  end if;
  with asked as (
    select i::int, b, id, payer, payee, amount, currency, condition, packet, hash, expiry
    from unnest(buckets, ids, payers, payees, amounts, currencies, conditions, packets, hashes, expiries)
      with ordinality as t(b, id, payer, payee, amount, currency, condition, packet, hash, expiry, i)
  ), judged as (
    select asked.*, from_account.cap, from_account.funds, from_account.position,
      case
        when known.id is not null then case when known.request_hash = asked.hash then 'repeat' else 'modified' end
        when from_account.participant is null then 'payer_unknown'
        when to_account.participant is null then 'payee_unknown'
        when from_one.state <> 'active' or to_one.state <> 'active' then 'paused'
      end as refusal
    from asked
    left join hub_transfers known on known.bucket = asked.b and known.id = asked.id
    left join hub_accounts from_account
      on (from_account.participant, from_account.currency) = (asked.payer, asked.currency)
    left join hub_accounts to_account on (to_account.participant, to_account.currency) = (asked.payee, asked.currency)
    left join hub_participants from_one on from_one.name = asked.payer
    left join hub_participants to_one on to_one.name = asked.payee
  ), summed as (
    select judged.*,
      position + sum(amount) filter (where refusal is null)
        over (partition by payer, currency order by i rows unbounded preceding) as then_position
    from judged
  ), takes as (
    select t.i, t.b, t.c, t.d, t.most, t.refusal, summed.amount,
      x.used + sum(summed.amount) over (partition by t.b, t.c, t.d order by t.i rows unbounded preceding) as then_used
    from unnest(take_of, take_buckets, take_counters, take_days, take_limits, take_refusals)
      as t(i, b, c, d, most, refusal)
    join summed on summed.i = t.i and summed.refusal is null
    join hub_cap_days x on x.bucket = t.b and x.counter = t.c and x.day = t.d
  ), exceeded as (
    select takes.i, min(takes.refusal) as refusal from takes where takes.then_used > takes.most group by 1
  ), decided as (
    select summed.*,
      coalesce(summed.refusal, exceeded.refusal, case when then_position > funds then 'over_funds'
        when then_position > cap then 'over_cap' else 'reserved' end) as result
    from summed left join exceeded on exceeded.i = summed.i
  ), made as (
    insert into hub_transfers (bucket, id, payer, payee, amount, currency, condition, packet, request_hash, expires_at,
      state, in_transit, prepared_at)
    select b, id, payer, payee, amount, currency, condition, packet, hash, expiry, 'reserved', true, now_at
    from decided where result = 'reserved'
  ), due as (
    insert into hub_due (bucket, transfer, what, at)
    select b, id, 'forward', now_at from decided where result = 'reserved'
  ), taken as (
    insert into hub_cap_takes (bucket, transfer, counter_bucket, counter, day, amount)
    select d.b, d.id, t.b, t.c, t.d, t.amount from takes t join decided d on d.i = t.i where d.result = 'reserved'
  ), counted as (
    update hub_cap_days x set used = x.used + s.amount
    from (
      select t.b, t.c, t.d, sum(t.amount)::bigint as amount from takes t join decided d on d.i = t.i
      where d.result = 'reserved' group by 1, 2, 3
    ) s
    where x.bucket = s.b and x.counter = s.c and x.day = s.d
  ), moved as (
    update hub_accounts a set position = a.position + s.amount
    from (select payer, currency, sum(amount)::bigint as amount from decided where result = 'reserved' group by 1, 2) s
    where a.participant = s.payer and a.currency = s.currency
  ), entered as (
    -- Row by row in the order of their keys: all who move these accounts lock them so.
    insert into hub_transit (bucket, participant, currency, side, amount)
    select b, payer, currency, 'in', sum(amount)::bigint from decided where result = 'reserved'
    group by 1, 2, 3 order by 1, 2, 3
    on conflict (bucket, participant, currency, side) do update set amount = hub_transit.amount + excluded.amount
  )
  select array_agg(result order by i) into results from decided;
  return results;
end $$;

create or replace function hub_end(
  buckets int[], ids text[], sources text[], fulfilments bytea[], codes text[], says text[], now_at timestamptz
) returns text[] language plpgsql security definer set search_path = public, pg_temp
-- A batch's few rows are found along primary keys; plans made while the tables were small must not scan.
set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off
set enable_seqscan = off set jit = off
as $$
declare
  results text[];
begin
  perform 1 from hub_transfers t
    where (t.bucket, t.id) in (select b, id from unnest(buckets, ids) as a(b, id))
    order by t.bucket, t.id for update;
  perform 1 from hub_accounts a
    where (a.participant, a.currency) in (
      select case when x.fulfilment is null then t.payer else t.payee end, t.currency
      from unnest(buckets, ids, fulfilments) as x(b, id, fulfilment)
      join hub_transfers t on t.bucket = x.b and t.id = x.id)
    order by a.participant, a.currency for update;
  perform 1 from hub_cap_days x
    where (x.bucket, x.counter, x.day) in (
      select k.counter_bucket, k.counter, k.day from hub_cap_takes k
      where (k.bucket, k.transfer) in (select b, id from unnest(buckets, ids) as y(b, id)))
    order by x.bucket, x.counter, x.day for update;
  with decided as (
    select a.i::int, t.bucket, t.id, t.payer, t.payee, t.amount, t.currency, a.fulfilment, a.code, a.said,
      case
        when t.id is null then 'unknown'
        when a.source <> '' and a.source <> t.payee then 'not_yours'
        when t.state = 'committed' then case when a.fulfilment = t.fulfilment then 'repeat' else 'contradiction' end
        when t.state = 'aborted' then case when a.fulfilment is null then 'repeat' else 'contradiction' end
        when a.fulfilment is not null and t.expires_at <= now_at then 'expired'
        when a.fulfilment is not null and sha256(a.fulfilment) <> t.condition then 'wrong_fulfilment'
        else 'ended'
      end as result
    from unnest(buckets, ids, sources, fulfilments, codes, says)
      with ordinality as a(b, id, source, fulfilment, code, said, i)
    left join hub_transfers t on t.bucket = a.b and t.id = a.id
  ), ended as (
    update hub_transfers t
    set state = case when d.fulfilment is null then 'aborted' else 'committed' end, fulfilment = d.fulfilment,
      in_transit = false, error_code = d.code, error_says = d.said, ended_at = now_at
    from decided d where d.result = 'ended' and t.bucket = d.bucket and t.id = d.id
  ), due as (
    insert into hub_due (bucket, transfer, what, at)
    select bucket, id, 'tell', now_at from decided where result = 'ended'
    on conflict (bucket, transfer) do update set what = 'tell', at = excluded.at, tries = 0
  ), gone as (
    -- What was sent stays counted; what was aborted goes back to the day it was taken from.
    delete from hub_cap_takes k using decided d
    where d.result = 'ended' and k.bucket = d.bucket and k.transfer = d.id
    returning k.counter_bucket, k.counter, k.day, k.amount, d.fulfilment
  ), given_back as (
    update hub_cap_days x set used = x.used - s.amount
    from (
      select counter_bucket, counter, day, sum(amount)::bigint as amount from gone
      where fulfilment is null group by 1, 2, 3
    ) s
    where x.bucket = s.counter_bucket and x.counter = s.counter and x.day = s.day
  ), moved as (
    update hub_accounts a set position = a.position - s.amount
    from (
      select case when fulfilment is null then payer else payee end as participant, currency,
        sum(amount)::bigint as amount
      from decided where result = 'ended' group by 1, 2
    ) s
    where a.participant = s.participant and a.currency = s.currency
  ), gone_out as (
    insert into hub_transit (bucket, participant, currency, side, amount)
    select bucket, payer, currency, 'out', sum(amount)::bigint from decided where result = 'ended'
    group by 1, 2, 3 order by 1, 2, 3
    on conflict (bucket, participant, currency, side) do update set amount = hub_transit.amount + excluded.amount
  )
  select array_agg(result order by i) into results from decided;
  return results;
end $$;

-- As it was, and a window is closed only where two counts of what is reserved agree: the in-transit accounts, and the
-- transfers that are still due.
create or replace function hub_close_window(in_id text, in_currency text, by_whom text, now_at timestamptz)
returns int language plpgsql security definer set search_path = public, pg_temp as $$
declare
  count_of_lines int;
  total bigint;
  standing bigint;
  reserved bigint;
begin
  perform 1 from hub_accounts where currency = in_currency order by participant for update;
  with under_way as (
    select t.payer as participant, sum(t.amount)::bigint as amount
    from hub_due d join hub_transfers t on t.bucket = d.bucket and t.id = d.transfer
    where t.state = 'reserved' and t.currency = in_currency group by 1
  ), waiting as (
    select l.participant, sum(l.net)::bigint as amount
    from hub_settlements s join hub_settlement_lines l on l.settlement = s.id
    where s.currency = in_currency and s.state = 'open' and l.state = 'waiting' group by 1
  ), fees as (
    update hub_fees set settlement = in_id where currency = in_currency and settlement is null
    returning participant, amount
  ), nets as (
    select a.participant, a.position - coalesce(r.amount, 0) - coalesce(w.amount, 0) as net,
      coalesce((select sum(f.amount) from fees f where f.participant = a.participant), 0)::bigint as fee
    from hub_accounts a
    left join under_way r on r.participant = a.participant
    left join waiting w on w.participant = a.participant
    where a.currency = in_currency
    union all
    select '', 0, -coalesce(sum(amount), 0)::bigint from fees
  ), made as (
    insert into hub_settlement_lines (settlement, participant, net, fee, state, how, done_at)
    select in_id, participant, net, fee, case when net + fee = 0 and net = 0 then 'done' else 'waiting' end,
      case when net + fee = 0 and net = 0 then 'nothing' end, case when net + fee = 0 and net = 0 then now_at end
    from nets where net <> 0 or fee <> 0
    returning participant, net, fee
  ), bound as (
    update hub_accounts a set settling = a.settling + m.net
    from made m where a.participant = m.participant and a.currency = in_currency and m.net > 0
  )
  select count(*), coalesce(sum(net + fee), 0), (select coalesce(sum(amount), 0) from under_way),
      (select coalesce(sum(case side when 'in' then amount else -amount end), 0) from hub_transit
        where currency = in_currency)
    into count_of_lines, total, reserved, standing from made;
  if standing <> reserved then
    raise exception 'in transit stands %, and what is reserved is %: run npm run books -- check', standing, reserved;
  end if;
  if total <> 0 then raise exception 'the net positions of a window must be nothing together, not %', total; end if;
  if count_of_lines > 0 then
    insert into hub_settlements (id, currency, opened_at, closed_at, closed_by, state)
    values (in_id, in_currency, (select max(closed_at) from hub_settlements where currency = in_currency), now_at,
      by_whom, 'open');
  end if;
  return count_of_lines;
end $$;

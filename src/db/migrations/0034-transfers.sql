-- The hub between wallets: participants, their positions, and transfers from one's customer to another's.
create table hub_participants (
  name text collate "C" primary key check (name ~ '^[A-Za-z0-9._-]{1,32}$'),
  title_zh text not null,
  title_en text not null,
  -- paused: ends what is under way, begins nothing.
  state text not null check (state in ('active', 'paused')),
  created_at timestamptz not null
);
grant select, insert on hub_participants to hutong_app;
grant update (title_zh, title_en, state) on hub_participants to hutong_app;

-- position: what the participant owes the others, reserved transfers included. It is never above its funds (the money
-- that it has put down), nor, when a transfer is reserved, above the net debit cap.
create table hub_accounts (
  participant text collate "C" not null,
  currency text not null,
  cap bigint not null check (cap >= 0),
  funds bigint not null check (funds >= 0),
  position bigint not null,
  primary key (participant, currency),
  constraint position_is_covered check (position <= funds)
) with (fillfactor = 20);
grant select, insert on hub_accounts to hutong_app;
grant update (cap, funds, position) on hub_accounts to hutong_app;

create table hub_transfers (
  bucket int not null,
  -- Chosen by the payer's wallet: a UUID or a ULID.
  id text collate "C" not null,
  payer text collate "C" not null,
  payee text collate "C" not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  -- SHA-256 that the fulfilment must have.
  condition bytea not null check (length(condition) = 32),
  packet text not null,
  -- Of the request as it came: a repeat must be equal.
  request_hash bytea not null,
  expires_at timestamptz not null,
  state text not null check (state in ('reserved', 'committed', 'aborted')),
  fulfilment bytea,
  error_code text,
  error_says text,
  prepared_at timestamptz not null,
  ended_at timestamptz,
  primary key (bucket, id),
  constraint committed_by_fulfilment check ((state = 'committed') = (fulfilment is not null)),
  constraint fulfilment_fits check (fulfilment is null or sha256(fulfilment) = condition),
  constraint ended_when_over check ((state = 'reserved') = (ended_at is null))
) with (fillfactor = 60);
grant select on hub_transfers to hutong_app;

-- What the hub has still to say or do about a transfer; a row goes when it is done. Trimmed by being done.
create table hub_due (
  bucket int not null,
  transfer text collate "C" not null,
  what text not null check (what in ('forward', 'expire', 'tell')),
  at timestamptz not null,
  tries int not null default 0,
  primary key (bucket, transfer)
) with (fillfactor = 50);
create index hub_due_at on hub_due (at);
grant select, insert, update, delete on hub_due to hutong_app;

-- Reserves a batch of transfers. Accounts are locked in order; a payer's transfers are admitted by running sum, so that
-- one refused among others may be tried again alone. `results`: reserved, repeat, modified, payer_unknown,
-- payee_unknown, paused, over_cap, over_funds.
create function hub_prepare(
  buckets int[], ids text[], payers text[], payees text[], amounts bigint[], currencies text[], conditions bytea[],
  packets text[], hashes bytea[], expiries timestamptz[], now_at timestamptz
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
      (select p, c from unnest(payers || payees, currencies || currencies) as t(p, c))
    order by a.participant, a.currency for update;
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
  ), decided as (
    select summed.*,
      coalesce(refusal, case when then_position > funds then 'over_funds' when then_position > cap then 'over_cap'
        else 'reserved' end) as result
    from summed
  ), made as (
    insert into hub_transfers (bucket, id, payer, payee, amount, currency, condition, packet, request_hash, expires_at,
      state, prepared_at)
    select b, id, payer, payee, amount, currency, condition, packet, hash, expiry, 'reserved', now_at
    from decided where result = 'reserved'
  ), due as (
    insert into hub_due (bucket, transfer, what, at)
    select b, id, 'forward', now_at from decided where result = 'reserved'
  ), moved as (
    update hub_accounts a set position = a.position + s.amount
    from (select payer, currency, sum(amount)::bigint as amount from decided where result = 'reserved' group by 1, 2) s
    where a.participant = s.payer and a.currency = s.currency
  )
  select array_agg(result order by i) into results from decided;
  return results;
end $$;

-- Ends a batch of transfers: with a fulfilment they are committed and the payee's position falls, without one they are
-- aborted and the payer's falls back. `sources`: who says so; '' is the hub itself. `results`: ended, repeat,
-- contradiction, unknown, not_yours, expired, wrong_fulfilment.
create function hub_end(
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
      select unnest(array[t.payer, t.payee]), t.currency from hub_transfers t
      where (t.bucket, t.id) in (select b, id from unnest(buckets, ids) as x(b, id)))
    order by a.participant, a.currency for update;
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
      error_code = d.code, error_says = d.said, ended_at = now_at
    from decided d where d.result = 'ended' and t.bucket = d.bucket and t.id = d.id
  ), due as (
    insert into hub_due (bucket, transfer, what, at)
    select bucket, id, 'tell', now_at from decided where result = 'ended'
    on conflict (bucket, transfer) do update set what = 'tell', at = excluded.at, tries = 0
  ), moved as (
    update hub_accounts a set position = a.position - s.amount
    from (
      select case when fulfilment is null then payer else payee end as participant, currency,
        sum(amount)::bigint as amount
      from decided where result = 'ended' group by 1, 2
    ) s
    where a.participant = s.participant and a.currency = s.currency
  )
  select array_agg(result order by i) into results from decided;
  return results;
end $$;

revoke all on function hub_prepare, hub_end from public;
grant execute on function hub_prepare, hub_end to hutong_app;

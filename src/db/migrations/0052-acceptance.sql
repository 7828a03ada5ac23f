-- One wallet's user at another wallet's merchant: the issuing wallet takes its user's money, the acquiring wallet pays
-- its merchant, and holds a claim on the other until the two settle.

-- How an acquirer reaches an issuer: as its merchant, through this account. Said once, since money may lie there.
create table acceptance_pairs (
  acquirer text collate "C" not null,
  issuer text collate "C" not null,
  account text collate "C" not null,
  made_by text collate "C" not null,
  made_at timestamptz not null,
  primary key (acquirer, issuer),
  constraint two_wallets check (acquirer <> issuer)
);
grant select, insert on acceptance_pairs to hutong_app;

-- What a pair's payments cost from an instant on: ten-thousandths, rounded down to the fen, and a fixed sum.
-- Only added.
create table acceptance_rates (
  acquirer text collate "C" not null,
  issuer text collate "C" not null,
  starts_at timestamptz not null,
  rate int not null check (rate between 0 and 10000),
  fixed bigint not null check (fixed >= 0),
  -- Who pays the fee to the other.
  bearer text not null check (bearer in ('acquirer', 'issuer')),
  -- Whether a refund gives its part of the fee back.
  on_refund text not null check (on_refund in ('returned', 'kept')),
  set_by text collate "C" not null,
  set_at timestamptz not null,
  primary key (acquirer, issuer, starts_at)
);
grant select, insert on acceptance_rates to hutong_app;

-- The fee on an amount: never more than the amount, nothing of nothing.
create function acceptance_fee(amount bigint, rate int, fixed bigint) returns bigint
language sql immutable parallel safe
return case when amount <= 0 then 0 else least(amount, amount * rate / 10000 + fixed) end;

create table acceptances (
  bucket int not null,
  -- Follows from the payment, in whose bucket it lies.
  id text collate "C" not null,
  payment text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  acquirer text collate "C" not null,
  acquirer_account text collate "C" not null,
  issuer text collate "C" not null,
  issuer_account text collate "C" not null,
  title text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  -- The card that held when it began, and what it makes of the amount.
  rate int not null,
  fixed bigint not null,
  bearer text not null check (bearer in ('acquirer', 'issuer')),
  on_refund text not null check (on_refund in ('returned', 'kept')),
  fee bigint not null check (fee between 0 and amount),
  fee_back bigint not null default 0 check (fee_back between 0 and fee),
  state text not null check (state in ('started', 'debited', 'accepted', 'returning', 'returned', 'ended')),
  -- What the issuer really took; it goes back whole where it is another amount.
  taken bigint check (taken > 0),
  issuer_ref text,
  acquirer_ref text,
  says text,
  refunded bigint not null default 0,
  created_at timestamptz not null,
  debited_at timestamptz,
  -- When the acquirer says that its merchant was paid.
  paid_at timestamptz,
  ended_at timestamptz,
  primary key (bucket, id),
  constraint two_wallets check (acquirer <> issuer),
  constraint refunds_within check (refunded between 0 and amount and (refunded = 0 or state = 'accepted')),
  constraint debited_by_the_issuer check ((state in ('started', 'ended')) = (debited_at is null)),
  constraint taken_when_debited check ((debited_at is null) = (taken is null and issuer_ref is null)),
  constraint accepted_whole check (
    (state = 'accepted') = (acquirer_ref is not null and paid_at is not null) and (state <> 'accepted' or taken = amount)),
  constraint ended_once check ((state in ('accepted', 'returned', 'ended')) = (ended_at is not null))
);
create index acceptances_of_pair on acceptances (acquirer, issuer, id);
grant select on acceptances to hutong_app;

-- The issuer's half of a refund; the id is the refund's own.
create table acceptance_refunds (
  bucket int not null,
  id text collate "C" not null,
  acceptance text collate "C" not null,
  amount bigint not null check (amount > 0),
  fee_back bigint not null check (fee_back >= 0),
  state text not null check (state in ('asked', 'done')),
  issuer_ref text,
  asked_at timestamptz not null,
  done_at timestamptz,
  primary key (bucket, id),
  constraint done_some_time check ((state = 'done') = (done_at is not null))
);
grant select on acceptance_refunds to hutong_app;

-- Begins one, or finds that it was begun. The opening's version is held until the commit, so that a pause that commits
-- first is seen, and one that comes later waits. `in_state` ended: whoever closes it first keeps it from being begun.
-- Answers moved, unknown_pair, or the state in which it is.
create function acceptance_begin(p jsonb, in_state text, side_version bigint, now_at timestamptz)
returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare
  found_state text;
  card acceptance_rates;
  held bigint;
  account_of text;
begin
  if in_state not in ('started', 'ended') then raise exception 'no acceptance begins as %', in_state; end if;
  select state into found_state from acceptances where bucket = (p->>'bucket')::int and id = p->>'id' for update;
  if found_state is not null then return found_state; end if;
  if in_state = 'started' then
    select version into held from opening_versions where marketplace = p->>'acquirer' for share;
    if coalesce(held, 0) <> side_version then return 'moved'; end if;
  end if;
  select account into account_of from acceptance_pairs where acquirer = p->>'acquirer' and issuer = p->>'issuer';
  if account_of is null then return 'unknown_pair'; end if;
  select * into card from acceptance_rates where acquirer = p->>'acquirer' and issuer = p->>'issuer'
    and starts_at <= now_at order by starts_at desc limit 1;
  insert into acceptances (bucket, id, payment, marketplace, store, acquirer, acquirer_account, issuer, issuer_account,
      title, amount, currency, rate, fixed, bearer, on_refund, fee, state, created_at, ended_at)
    values ((p->>'bucket')::int, p->>'id', p->>'payment', p->>'marketplace', p->>'store', p->>'acquirer',
      p->>'acquirer_account', p->>'issuer', account_of, p->>'title', (p->>'amount')::bigint, p->>'currency',
      coalesce(card.rate, 0), coalesce(card.fixed, 0), coalesce(card.bearer, 'acquirer'),
      coalesce(card.on_refund, 'returned'),
      acceptance_fee((p->>'amount')::bigint, coalesce(card.rate, 0), coalesce(card.fixed, 0)), in_state, now_at,
      case when in_state = 'ended' then now_at end)
    on conflict do nothing returning state into found_state;
  if found_state is null then
    select state into found_state from acceptances where bucket = (p->>'bucket')::int and id = p->>'id';
  end if;
  return found_state;
end $$;

-- Moves one along the table; false: it is not in a state from which it could go there (somebody was faster).
create function acceptance_move(in_bucket int, in_id text, to_state text, p jsonb, now_at timestamptz)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update acceptances set state = to_state,
      taken = coalesce(taken, (p->>'taken')::bigint), issuer_ref = coalesce(issuer_ref, p->>'issuer_ref'),
      acquirer_ref = coalesce(acquirer_ref, p->>'acquirer_ref'),
      paid_at = coalesce(paid_at, (p->>'paid_at')::timestamptz), says = coalesce(p->>'says', says),
      debited_at = case when to_state in ('started', 'ended') then debited_at
        else coalesce(debited_at, (p->>'debited_at')::timestamptz) end,
      ended_at = case when to_state in ('accepted', 'returned', 'ended') then now_at end
    where bucket = in_bucket and id = in_id and (state, to_state) in (
      ('started', 'debited'), ('started', 'ended'), ('debited', 'accepted'), ('debited', 'returning'),
      ('returning', 'returned'), ('ended', 'debited'));
  return found;
end $$;

-- The issuer's half of a refund begins, once: false when there is less left than it asks for.
create function acceptance_refund_begin(
  in_bucket int, in_id text, in_acceptance text, in_amount bigint, now_at timestamptz
) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare
  it acceptances;
  back bigint;
begin
  select * into it from acceptances where bucket = in_bucket and id = in_acceptance for update;
  if exists (select 1 from acceptance_refunds r where r.bucket = in_bucket and r.id = in_id
      and r.acceptance = in_acceptance and r.amount = in_amount) then return true; end if;
  if it.state is distinct from 'accepted' or it.refunded + in_amount > it.amount then return false; end if;
  back := case it.on_refund when 'kept' then 0
    else it.fee - it.fee_back - acceptance_fee(it.amount - it.refunded - in_amount, it.rate, it.fixed) end;
  insert into acceptance_refunds (bucket, id, acceptance, amount, fee_back, state, asked_at)
    values (in_bucket, in_id, in_acceptance, in_amount, back, 'asked', now_at);
  update acceptances set refunded = refunded + in_amount, fee_back = fee_back + back
    where bucket = in_bucket and id = in_acceptance;
  return true;
end $$;

-- The issuer has paid its user back. False: it stood already, or was never asked.
create function acceptance_refund_done(in_bucket int, in_id text, in_ref text, now_at timestamptz)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update acceptance_refunds set state = 'done', issuer_ref = in_ref, done_at = now_at
    where bucket = in_bucket and id = in_id and state = 'asked';
  return found;
end $$;

revoke all on function acceptance_begin, acceptance_move, acceptance_refund_begin, acceptance_refund_done from public;
grant execute on function acceptance_begin, acceptance_move, acceptance_refund_begin, acceptance_refund_done
  to hutong_app;

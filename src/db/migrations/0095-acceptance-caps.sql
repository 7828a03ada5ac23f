-- Caps of a day count payments of one wallet's users at another's merchants too: under the number that an acceptance
-- carries, counted in the commit that begins it. '' is counted under none. Without a default: whoever still runs the
-- function as it was, because it waited for this file's lock, does not say it, and writes nothing.
alter table acceptances add column cap_use text collate "C" not null default '';
alter table acceptances alter column cap_use drop default;

-- As before, and with `caps` (as start_payments takes them; null where nothing limits the day) what they limit is
-- counted in the same commit. Answers moved, unknown_pair, lease (the bucket's lease of the day's total is too small),
-- over_store, again (the number was made void), or the state in which it is. A process that does not speak of caps was
-- started before there were any, and would begin uncounted: to it the opening has always moved, so it refuses, and asks
-- to be tried again.
create or replace function acceptance_begin(p jsonb, in_state text, side_version bigint, now_at timestamptz)
returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare
  found_state text;
  card acceptance_rates;
  held bigint;
  account_of text;
  counted text;
begin
  if in_state not in ('started', 'ended') then raise exception 'no acceptance begins as %', in_state; end if;
  select state into found_state from acceptances where bucket = (p->>'bucket')::int and id = p->>'id' for update;
  if found_state is not null then return found_state; end if;
  if in_state = 'started' then
    if not p ? 'caps' then return 'moved'; end if;
    select version into held from opening_versions where marketplace = p->>'acquirer' for share;
    if coalesce(held, 0) <> side_version then return 'moved'; end if;
  end if;
  select account into account_of from acceptance_pairs where acquirer = p->>'acquirer' and issuer = p->>'issuer';
  if account_of is null then return 'unknown_pair'; end if;
  select * into card from acceptance_rates where acquirer = p->>'acquirer' and issuer = p->>'issuer'
    and starts_at <= now_at order by starts_at desc limit 1;
  insert into acceptances (bucket, id, payment, marketplace, store, acquirer, acquirer_account, issuer, issuer_account,
      title, amount, currency, rate, fixed, bearer, on_refund, fee, state, created_at, ended_at, cap_use)
    values ((p->>'bucket')::int, p->>'id', p->>'payment', p->>'marketplace', p->>'store', p->>'acquirer',
      p->>'acquirer_account', p->>'issuer', account_of, p->>'title', (p->>'amount')::bigint, p->>'currency',
      coalesce(card.rate, 0), coalesce(card.fixed, 0), coalesce(card.bearer, 'acquirer'),
      coalesce(card.on_refund, 'returned'),
      acceptance_fee((p->>'amount')::bigint, coalesce(card.rate, 0), coalesce(card.fixed, 0)), in_state, now_at,
      case when in_state = 'ended' then now_at end, coalesce(p->'caps'->>'id', ''))
    on conflict do nothing returning state into found_state;
  if found_state is null then
    select state into found_state from acceptances where bucket = (p->>'bucket')::int and id = p->>'id';
    return found_state;
  end if;
  if p->'caps'->>'id' is null then return found_state; end if;
  counted := (hold_caps(jsonb_build_array(jsonb_build_object('ord', 0, 'bucket', (p->>'bucket')::int,
    'id', p->>'payment', 'store', p->>'store', 'amount', (p->>'amount')::bigint, 'at', now_at, 'caps', p->'caps')),
    '{0}', '{ok}'))[1];
  if counted <> 'ok' then
    delete from acceptances where bucket = (p->>'bucket')::int and id = p->>'id';
    return counted;
  end if;
  return found_state;
end $$;

-- hold_buyer_cap under a number that is known before: said again it holds once. Answers held, over (the day has no room
-- for it), or used (the number was given back, or holds something else: another one is needed).
create function hold_buyer_cap_once(
  p_bucket int, p_id text, p_use_bucket int, p_opening text, p_buyer text, p_day text, p_amount bigint, p_limit bigint,
  p_look_at timestamptz
) returns text language plpgsql as $$
declare
  same boolean;
begin
  begin
    select h.state = 'held' and (h.use_bucket, h.opening, h.buyer, h.day, h.amount)
        = (p_use_bucket, p_opening, p_buyer, p_day, p_amount)
      into same from cap_holds h where h.bucket = p_bucket and h.id = p_id;
    if found then
      return case when same then 'held' else 'used' end;
    end if;
    if hold_buyer_cap(p_bucket, p_id, p_use_bucket, p_opening, p_buyer, p_day, p_amount, p_limit, p_look_at) then
      return 'held';
    end if;
    return 'over';
  exception when unique_violation then
    -- Somebody held it between the two, and what was counted here is undone.
    select h.state = 'held' into same from cap_holds h where h.bucket = p_bucket and h.id = p_id;
    return case when same then 'held' else 'used' end;
  end;
end $$;

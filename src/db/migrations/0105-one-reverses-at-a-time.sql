-- A payer's code is undone by one process at a time, and only after the intent to is committed: a word that the issuer
-- gave before that intent, or while the reversal may be under way, says nothing about what is left of it.
alter table acceptances add column reversing_at timestamptz;

-- Takes the reversal, where nobody took it since `known_at` was read. False: somebody did, or there is none to make.
create function acceptance_reverse(in_bucket int, in_id text, known_at timestamptz, now_at timestamptz)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update acceptances set reversing_at = now_at
    where bucket = in_bucket and id = in_id and state = 'started' and reversing_at is not distinct from known_at;
  return found;
end $$;
revoke all on function acceptance_reverse from public;
grant execute on function acceptance_reverse to hutong_app;

-- As before, and what the issuer took is believed only from whoever knows the last reversal.
create or replace function acceptance_move(in_bucket int, in_id text, to_state text, p jsonb, now_at timestamptz)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update acceptances set state = to_state,
      taken = coalesce(taken, (p->>'taken')::bigint), issuer_ref = coalesce(issuer_ref, p->>'issuer_ref'),
      acquirer_ref = coalesce(acquirer_ref, p->>'acquirer_ref'), return_id = coalesce(return_id, p->>'return_id'),
      paid_at = coalesce(paid_at, (p->>'paid_at')::timestamptz), says = coalesce(p->>'says', says),
      debited_at = case when to_state in ('started', 'ended') then debited_at
        else coalesce(debited_at, (p->>'debited_at')::timestamptz) end,
      ended_at = case when to_state in ('accepted', 'returned', 'ended') then now_at end
    where bucket = in_bucket and id = in_id and (state, to_state) in (
      ('started', 'debited'), ('started', 'ended'), ('debited', 'accepted'), ('debited', 'returning'),
      ('returning', 'returned'), ('ended', 'debited'))
      and (to_state <> 'debited' or reversing_at is not distinct from (p->>'reversing_at')::timestamptz);
  return found;
end $$;

-- The number under which money went back, where whoever sent it back did not write it down yet.
create function acceptance_number_return(in_bucket int, in_id text, in_return text)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update acceptances set return_id = in_return
    where bucket = in_bucket and id = in_id and return_id is null and state in ('returning', 'returned');
  return found;
end $$;
revoke all on function acceptance_number_return from public;
grant execute on function acceptance_number_return to hutong_app;

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

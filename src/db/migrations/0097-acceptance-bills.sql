-- The issuing wallet's half of a payment, held against that wallet's bill: what it took, what went back whole because
-- the acquirer would not have it (under a number of its own), and refunds.
alter table acceptances add column return_id text collate "C";

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
      ('returning', 'returned'), ('ended', 'debited'));
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

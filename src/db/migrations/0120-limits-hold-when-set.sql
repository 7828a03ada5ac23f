-- A limit that holds from when it was set holds for whoever asks after it stands here, whatever their clock read before
-- they waited for the lock, or reads in another process. What holds later, holds from its own instant.
create or replace function refund_limit_of(in_marketplace text, in_store text, in_role text, in_at timestamptz)
returns table (per_refund bigint, per_day bigint) language plpgsql volatile as $$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended(in_marketplace, 111));
  return query select min(held.per_refund), min(held.per_day) from (
    select distinct on (l.store, l.role) l.per_refund, l.per_day from refund_limits l
    where l.marketplace = in_marketplace and l.store in ('', in_store) and (in_role is null or l.role = in_role)
      and (l.holds_from <= in_at or l.holds_from = l.set_at)
    order by l.store, l.role, l.n desc
  ) held;
end $$;

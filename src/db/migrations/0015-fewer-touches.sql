-- Where a payment touches rows, it touches each no more often than it must.

-- A checkout is completed once: half of a page is kept free so that the new version stays on it (HOT), without new
-- index entries.
alter table checkouts set (fillfactor = 50);

-- As before; but accounts are locked beforehand only where money is spent from a guarded one. A batch that only adds
-- (every payment) reads what never changes of its accounts, then updates them in their order, which locks them in the
-- same order as spends do.
create or replace function post_batch(
  p_move int[], p_bucket int[], p_book text[], p_id text[], p_debit uuid[], p_credit uuid[], p_amount bigint[],
  p_kind text[], p_subject text[], p_at timestamptz[]
) returns int[] language plpgsql security definer set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off
set enable_seqscan = off set jit = off
as $$
declare
  refused int[];
  spending boolean;
begin
  select array_agg(distinct t.move) filter (
      where d.id is null or c.id is null or d.book <> t.book or c.book <> t.book or d.currency <> c.currency),
    bool_or(d.guarded and d.side = 'c' or c.guarded and c.side = 'd')
    into refused, spending
  from unnest(p_move, p_bucket, p_book, p_debit, p_credit) as t (move, bucket, book, debit, credit)
    left join accounts d on d.bucket = t.bucket and d.id = t.debit
    left join accounts c on c.bucket = t.bucket and c.id = t.credit;

  if spending then
    perform 1 from accounts a
      join (
        select distinct u.bucket, u.account
        from unnest(p_bucket || p_bucket, p_debit || p_credit) as u (bucket, account)
      ) w on a.bucket = w.bucket and a.id = w.account
      order by a.bucket, a.id
      for no key update of a;

    with t as (
      select * from unnest(p_move, p_bucket, p_debit, p_credit, p_amount) as u (move, bucket, debit, credit, amount)
    ), guarded as (
      select t.move, t.amount, a.bucket, a.id, a.credits - a.debits as available
      from t join accounts a on a.bucket = t.bucket and a.id = t.debit and a.side = 'c' and a.guarded
      union all
      select t.move, t.amount, a.bucket, a.id, a.debits - a.credits
      from t join accounts a on a.bucket = t.bucket and a.id = t.credit and a.side = 'd' and a.guarded
    ), spends as (
      select move, available,
        sum(amount) over (partition by bucket, id order by move rows unbounded preceding) as running
      from guarded
    )
    select array_agg(distinct r.move) into refused from (
      select move from spends where running > available union all select unnest(refused)
    ) r;
  end if;

  with t as (
    select * from unnest(p_move, p_bucket, p_book, p_id, p_debit, p_credit, p_amount, p_kind, p_subject, p_at)
      as u (move, bucket, book, id, debit, credit, amount, kind, subject, at)
    where refused is null or not (u.move = any (refused))
  ), sums as (
    select bucket, account, sum(debit)::bigint as debits, sum(credit)::bigint as credits from (
      select bucket, debit as account, amount as debit, 0::bigint as credit from t
      union all
      select bucket, credit, 0, amount from t
    ) e group by bucket, account order by bucket, account
  ), balances as (
    update accounts a set debits = a.debits + s.debits, credits = a.credits + s.credits
      from sums s where a.bucket = s.bucket and a.id = s.account
  )
  insert into transfers (bucket, book, id, debit, credit, amount, kind, subject, at)
    select bucket, book, id, debit, credit, amount, kind, subject, at from t;

  return coalesce(refused, '{}');
end $$;

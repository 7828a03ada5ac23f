-- Caps, counted where money moves. Every key begins with the bucket; no foreign key, trigger or sequence here.
-- A day is a calendar day of the marketplace, as text; amounts are minor units of the opening's currency.

-- What one start counted, in its store's bucket, under a number that only that start knows. `void`: no start may use
-- that number any more. A use is returned, to the day it was taken, when its payment ends unpaid.
create table cap_uses (
  bucket int not null,
  id text collate "C" not null,
  payment text collate "C" not null,
  opening text collate "C" not null,
  store text collate "C" not null,
  day text collate "C" not null,
  amount bigint not null check (amount >= 0),
  in_store boolean not null,
  in_total boolean not null,
  -- Where the buyer's day is counted; null when it is not.
  buyer_bucket int,
  state text not null check (state in ('held', 'kept', 'returned', 'void')),
  look_at timestamptz not null,
  primary key (bucket, id)
) with (fillfactor = 70);
create index cap_uses_due on cap_uses (bucket, look_at) where state = 'held';

create table cap_store_days (
  bucket int not null,
  opening text collate "C" not null,
  store text collate "C" not null,
  day text collate "C" not null,
  used bigint not null check (used >= 0),
  primary key (bucket, opening, store, day)
) with (fillfactor = 50);

-- A buyer's day has a home bucket of its own; it is reserved there first, in a commit of its own.
create table cap_buyer_days (
  bucket int not null,
  opening text collate "C" not null,
  -- A hash: no reference of a person is kept.
  buyer text collate "C" not null,
  day text collate "C" not null,
  used bigint not null check (used >= 0),
  primary key (bucket, opening, buyer, day)
) with (fillfactor = 50);

create table cap_holds (
  bucket int not null,
  id text collate "C" not null,
  use_bucket int not null,
  opening text collate "C" not null,
  buyer text collate "C" not null,
  day text collate "C" not null,
  amount bigint not null check (amount > 0),
  state text not null check (state in ('held', 'kept', 'returned')),
  look_at timestamptz not null,
  primary key (bucket, id)
) with (fillfactor = 70);
create index cap_holds_due on cap_holds (bucket, look_at) where state = 'held';

-- The total of a day: its home bucket leases slices to the buckets. Granted and returned only grow, and each side
-- copies the other's number, so a step that is repeated after a crash changes nothing.
create table cap_totals (
  bucket int not null,
  opening text collate "C" not null,
  day text collate "C" not null,
  cap bigint not null check (cap > 0),
  primary key (bucket, opening, day)
);
create table cap_grants (
  bucket int not null,
  opening text collate "C" not null,
  day text collate "C" not null,
  lease_bucket int not null,
  granted bigint not null check (granted >= returned),
  returned bigint not null check (returned >= 0),
  primary key (bucket, opening, day, lease_bucket)
) with (fillfactor = 50);
create table cap_leases (
  bucket int not null,
  opening text collate "C" not null,
  day text collate "C" not null,
  -- The cap under which it was granted; under another one it lends nothing.
  cap bigint not null,
  granted bigint not null,
  returned bigint not null,
  used bigint not null check (used >= 0),
  primary key (bucket, opening, day),
  constraint never_more_than_was_leased check (used + returned <= granted)
) with (fillfactor = 50);

grant select, insert, update on cap_uses, cap_store_days, cap_buyer_days, cap_holds, cap_totals, cap_grants, cap_leases
  to hutong_app;

-- Counts the starts of a batch that carry caps, in order: total (from the bucket's lease), then store. Runs within
-- start_payments' commit. Answers its results, with `lease` (the bucket's lease is too small), `over_store`, or `again`
-- (the number was made void) in the place of ok.
create function hold_caps(p jsonb, ords int[], results text[]) returns text[] language plpgsql as $$
declare
  m record;
begin
  if not p @? '$[*].caps.id' then
    return results;
  end if;
  for m in
    select d.at_index, r.bucket, r.id as payment, r.store, r.amount, r.at, c.*
    from jsonb_to_recordset(p)
      as r (ord int, bucket int, id text, store text, amount bigint, at timestamptz, caps jsonb)
    join unnest(ords, results) with ordinality as d (ord, result, at_index) on d.ord = r.ord and d.result = 'ok'
    cross join lateral jsonb_to_record(r.caps)
      as c (id text, opening text, day text, store_limit bigint, total_limit bigint, buyer_bucket int,
            look_at timestamptz)
    where c.id is not null
    order by r.bucket, c.opening, r.store, c.day, d.at_index
  loop
    insert into cap_uses (bucket, id, payment, opening, store, day, amount, in_store, in_total, buyer_bucket, state,
        look_at)
      values (m.bucket, m.id, m.payment, m.opening, m.store, m.day, m.amount, m.store_limit is not null,
        m.total_limit is not null, m.buyer_bucket, 'held', m.look_at)
      on conflict do nothing;
    if not found then
      results[m.at_index] := 'again';
      continue;
    end if;
    if m.total_limit is not null then
      update cap_leases l set used = l.used + m.amount
        where l.bucket = m.bucket and l.opening = m.opening and l.day = m.day and l.cap = m.total_limit
          and l.granted - l.returned - l.used >= m.amount;
      if not found then
        delete from cap_uses u where u.bucket = m.bucket and u.id = m.id;
        results[m.at_index] := 'lease';
        continue;
      end if;
    end if;
    if m.store_limit is not null then
      insert into cap_store_days as s (bucket, opening, store, day, used)
        select m.bucket, m.opening, m.store, m.day, m.amount where m.amount <= m.store_limit
        on conflict (bucket, opening, store, day) do update set used = s.used + excluded.used
          where s.used + excluded.used <= m.store_limit;
      if not found then
        if m.total_limit is not null then
          update cap_leases l set used = l.used - m.amount
            where l.bucket = m.bucket and l.opening = m.opening and l.day = m.day;
        end if;
        delete from cap_uses u where u.bucket = m.bucket and u.id = m.id;
        results[m.at_index] := 'over_store';
      end if;
    end if;
  end loop;
  return results;
end $$;
grant delete on cap_uses to hutong_app;

-- Ends a use: kept (paid) or returned (ended unpaid), once. One that was returned and is paid after all is counted
-- again, if need be above the cap: the money has moved. Answers kept, returned, late, exceeded, or same.
create function settle_cap_use(p_bucket int, p_id text, p_to text) returns table (result text, buyer_bucket int)
language plpgsql as $$
#variable_conflict use_column
declare
  u cap_uses;
  sign int := 0;
  answer text := 'same';
begin
  select * into u from cap_uses c where c.bucket = p_bucket and c.id = p_id for no key update;
  if u.state = 'held' then
    answer := p_to;
    sign := case when p_to = 'returned' then -1 else 0 end;
  elsif u.state = 'returned' and p_to = 'kept' then
    answer := 'late';
    sign := 1;
  end if;
  if answer <> 'same' then
    update cap_uses c set state = p_to where c.bucket = p_bucket and c.id = p_id;
  end if;
  if sign <> 0 and u.in_total then
    update cap_leases l set used = l.used + sign * u.amount
      where l.bucket = p_bucket and l.opening = u.opening and l.day = u.day
        and l.used + sign * u.amount + l.returned <= l.granted;
    if not found then
      answer := 'exceeded';
    end if;
  end if;
  if sign <> 0 and u.in_store then
    update cap_store_days s set used = s.used + sign * u.amount
      where s.bucket = p_bucket and s.opening = u.opening and s.store = u.store and s.day = u.day;
  end if;
  return query select answer, u.buyer_bucket;
end $$;

create function hold_buyer_cap(
  p_bucket int, p_id text, p_use_bucket int, p_opening text, p_buyer text, p_day text, p_amount bigint, p_limit bigint,
  p_look_at timestamptz
) returns boolean language plpgsql as $$
begin
  insert into cap_buyer_days as b (bucket, opening, buyer, day, used)
    select p_bucket, p_opening, p_buyer, p_day, p_amount where p_amount <= p_limit
    on conflict (bucket, opening, buyer, day) do update set used = b.used + excluded.used
      where b.used + excluded.used <= p_limit;
  if not found then
    return false;
  end if;
  insert into cap_holds (bucket, id, use_bucket, opening, buyer, day, amount, state, look_at)
    values (p_bucket, p_id, p_use_bucket, p_opening, p_buyer, p_day, p_amount, 'held', p_look_at);
  return true;
end $$;

-- Ends a buyer's hold as its use ended; any number of times.
create function settle_buyer_cap(p_bucket int, p_id text, p_to text) returns boolean language plpgsql as $$
declare
  h cap_holds;
  sign int;
begin
  select * into h from cap_holds c where c.bucket = p_bucket and c.id = p_id for no key update;
  sign := case when h.state = 'held' and p_to = 'returned' then -1
               when h.state = 'returned' and p_to = 'kept' then 1 else 0 end;
  if h.id is null or h.state = p_to or (h.state = 'kept') then
    return false;
  end if;
  update cap_holds c set state = p_to where c.bucket = p_bucket and c.id = p_id;
  update cap_buyer_days b set used = b.used + sign * h.amount
    where b.bucket = p_bucket and b.opening = h.opening and b.buyer = h.buyer and b.day = h.day;
  return true;
end $$;

-- At the total's home: grants a bucket a slice if the cap leaves room. Answers what the bucket has been granted in all,
-- and whether a slice was among it.
create function grant_lease(
  p_home int, p_opening text, p_day text, p_cap bigint, p_bucket int, p_amount bigint
) returns table (granted bigint, given boolean) language plpgsql as $$
#variable_conflict use_column
declare
  free bigint;
  slice bigint := 0;
  total bigint;
begin
  insert into cap_totals as t (bucket, opening, day, cap) values (p_home, p_opening, p_day, p_cap)
    on conflict (bucket, opening, day) do update set cap = excluded.cap;
  select p_cap - coalesce(sum(g.granted - g.returned), 0) into free from cap_grants g
    where g.bucket = p_home and g.opening = p_opening and g.day = p_day;
  -- Large while there is much, exactly what is asked for near the limit.
  if p_amount <= free then
    slice := greatest(p_amount, free / 128);
  end if;
  insert into cap_grants as g (bucket, opening, day, lease_bucket, granted, returned)
    values (p_home, p_opening, p_day, p_bucket, slice, 0)
    on conflict (bucket, opening, day, lease_bucket) do update set granted = g.granted + excluded.granted
    returning g.granted into total;
  return query select total, slice > 0;
end $$;

-- Repeat keys: who called what with which key, and what came of it. Written in the effect's own commit, trimmed by age.
create table repeat_keys (
  bucket int not null,
  scope text collate "C" not null,
  key text collate "C" not null,
  request_hash text not null,
  subject text collate "C" not null,
  at timestamptz not null,
  primary key (bucket, scope, key)
);
grant select, insert, delete on repeat_keys to hutong_app;

-- Events: written into the outbox with their effect, numbered after the commit by the relay, read by (bucket, number).
create table outbox (
  bucket int not null,
  id text collate "C" not null,
  type text not null,
  version int not null,
  marketplace text collate "C" not null,
  subject text collate "C" not null,
  data jsonb not null,
  at timestamptz not null,
  primary key (bucket, id)
);
-- UPDATE only so that the relay may lock rows while it moves them.
grant select, insert, update, delete on outbox to hutong_app;

create table event_heads (bucket int primary key, number bigint not null);
grant select, insert, update on event_heads to hutong_app;

create table events (
  bucket int not null,
  number bigint not null,
  id text collate "C" not null,
  type text not null,
  version int not null,
  marketplace text collate "C" not null,
  subject text collate "C" not null,
  data jsonb not null,
  at timestamptz not null,
  primary key (bucket, number)
);
grant select, insert on events to hutong_app;

create table event_cursors (
  bucket int not null,
  reader text collate "C" not null,
  number bigint not null,
  primary key (bucket, reader)
);
grant select, insert, update, delete on event_cursors to hutong_app;

-- The ledger. A book is a store's (or a platform's); all accounts of a book live in the book's bucket; a transfer never
-- leaves its book. `held_at` says where the money physically lies (a wallet account), `side` which way the account grows.
create table accounts (
  bucket int not null,
  id uuid not null,
  book text collate "C" not null,
  code text collate "C" not null,
  held_at text collate "C" not null,
  currency text not null,
  side "char" not null check (side in ('d', 'c')),
  guarded boolean not null,
  debits bigint not null default 0 check (debits >= 0),
  credits bigint not null default 0 check (credits >= 0),
  primary key (bucket, id),
  constraint no_overdraft check (not guarded or case side when 'c' then credits >= debits else debits >= credits end)
) with (fillfactor = 50);
grant select on accounts to hutong_app;

-- A transfer is one row: debit, credit, amount. It sums to zero by construction, and is only ever added.
create table transfers (
  bucket int not null,
  book text collate "C" not null,
  id text collate "C" not null,
  debit uuid not null,
  credit uuid not null,
  amount bigint not null check (amount > 0),
  kind text not null,
  subject text collate "C" not null,
  at timestamptz not null,
  primary key (bucket, book, id),
  check (debit <> credit)
);
grant select on transfers to hutong_app;

create view entries as
  select bucket, book, id as transfer, debit as account, amount as debit, 0::bigint as credit, kind, subject, at
  from transfers
  union all
  select bucket, book, id, credit, 0, amount, kind, subject, at from transfers;
grant select on entries to hutong_app;

-- Opens accounts that are not there yet. An empty account is harmless, so this may commit before its first transfer.
create function open_accounts(
  p_bucket int[], p_id uuid[], p_book text[], p_code text[], p_held_at text[], p_currency text[],
  p_side "char"[], p_guarded boolean[]
) returns void language sql security definer set search_path = public, pg_temp as $$
  insert into accounts (bucket, id, book, code, held_at, currency, side, guarded)
  select * from unnest(p_bucket, p_id, p_book, p_code, p_held_at, p_currency, p_side, p_guarded)
  order by 1, 2
  on conflict (bucket, id) do nothing
$$;

-- The only writer of transfers. Takes a batch of independent moves (p_move names the move a row belongs to), admits
-- spends of a guarded account by running sum, posts the moves that stand, and answers the ordinals of those that do
-- not. A move stands whole or not at all. Rows that name an unknown account, or an account of another book or currency,
-- fail their move too.
create function post_batch(
  p_move int[], p_bucket int[], p_book text[], p_id text[], p_debit uuid[], p_credit uuid[], p_amount bigint[],
  p_kind text[], p_subject text[], p_at timestamptz[]
) returns int[] language plpgsql security definer set search_path = public, pg_temp
-- A batch's few rows are found along primary keys; plans made while the tables were small must not scan.
set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off
set enable_seqscan = off set jit = off
as $$
declare
  refused int[];
begin
  perform 1 from accounts a
    join (
      select distinct u.bucket, u.account
      from unnest(p_bucket || p_bucket, p_debit || p_credit) as u (bucket, account)
    ) w on a.bucket = w.bucket and a.id = w.account
    order by a.bucket, a.id
    for no key update of a;

  with t as (
    select * from unnest(p_move, p_bucket, p_book, p_debit, p_credit, p_amount)
      as u (move, bucket, book, debit, credit, amount)
  ), guarded as (
    select t.move, t.amount, a.bucket, a.id, a.credits - a.debits as available
    from t join accounts a on a.bucket = t.bucket and a.id = t.debit and a.side = 'c' and a.guarded
    union all
    select t.move, t.amount, a.bucket, a.id, a.debits - a.credits
    from t join accounts a on a.bucket = t.bucket and a.id = t.credit and a.side = 'd' and a.guarded
  ), spends as (
    select move, available, sum(amount) over (partition by bucket, id order by move rows unbounded preceding) as running
    from guarded
  ), misfits as (
    select t.move from t
      left join accounts d on d.bucket = t.bucket and d.id = t.debit
      left join accounts c on c.bucket = t.bucket and c.id = t.credit
    where d.id is null or c.id is null or d.book <> t.book or c.book <> t.book or d.currency <> c.currency
  )
  select array_agg(distinct move) into refused from (
    select move from spends where running > available union all select move from misfits
  ) r;

  with t as (
    select * from unnest(p_move, p_bucket, p_debit, p_credit, p_amount) as u (move, bucket, debit, credit, amount)
    where refused is null or not (u.move = any (refused))
  ), sums as (
    select bucket, account, sum(debit) as debits, sum(credit) as credits from (
      select bucket, debit as account, amount as debit, 0::bigint as credit from t
      union all
      select bucket, credit, 0, amount from t
    ) e group by bucket, account
  )
  update accounts a set debits = a.debits + s.debits, credits = a.credits + s.credits
    from sums s where a.bucket = s.bucket and a.id = s.account;

  insert into transfers (bucket, book, id, debit, credit, amount, kind, subject, at)
    select bucket, book, id, debit, credit, amount, kind, subject, at
    from unnest(p_move, p_bucket, p_book, p_id, p_debit, p_credit, p_amount, p_kind, p_subject, p_at)
      as u (move, bucket, book, id, debit, credit, amount, kind, subject, at)
    where refused is null or not (u.move = any (refused));

  return coalesce(refused, '{}');
end $$;

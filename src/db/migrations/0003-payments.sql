-- Checkouts, orders, payments, refunds. Every key begins with the bucket; no foreign key, trigger or sequence here.
create table checkouts (
  bucket int not null,
  id text collate "C" not null,
  marketplace text collate "C" not null,
  caller text collate "C" not null,
  mode text not null check (mode in ('live', 'test')),
  state text not null check (state in ('open', 'complete', 'expired', 'cancelled')),
  locale text not null,
  buyer jsonb not null,
  success_url text not null,
  cancel_url text not null,
  metadata jsonb not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  order_ids text[] not null,
  -- A cart's orders as they were asked for, so that the halves that a crash left out can be written again.
  cart jsonb,
  -- The friend link that counts (frl_…): a newer one takes the older one's place, the first payment uses it up.
  friend_link text collate "C",
  expires_at timestamptz not null,
  created_at timestamptz not null,
  primary key (bucket, id)
) with (fillfactor = 70);

create table orders (
  bucket int not null,
  id text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  checkout text collate "C" not null,
  number text not null,
  title text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  refunded bigint not null default 0 check (refunded between 0 and amount),
  state text not null default 'unpaid'
    check (state in ('unpaid', 'paid', 'partly_refunded', 'refunded', 'closed')),
  attempts int not null default 0,
  live_payment text collate "C",
  paid_payment text collate "C",
  lines jsonb not null,
  created_at timestamptz not null,
  paid_at timestamptz,
  primary key (bucket, id)
) with (fillfactor = 50);

create table payments (
  bucket int not null,
  id text collate "C" not null,
  order_id text collate "C" not null,
  checkout text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  wallet text not null,
  wallet_account text collate "C" not null,
  sub_merchant text,
  method text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  refunded bigint not null default 0,
  refunding bigint not null default 0,
  refunds int not null default 0,
  state text not null default 'starting',
  version int not null default 1,
  combined text collate "C",
  by_friend boolean not null,
  -- What start() was given beyond the columns, so that a start that a crash cut short is repeated word for word.
  start jsonb not null,
  action jsonb,
  stage text,
  ref text,
  reason_code text,
  reason_says text,
  wallet_ref text,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  paid_at timestamptz,
  primary key (bucket, id),
  constraint never_more_back_than_came check (refunded >= 0 and refunding >= 0 and refunded + refunding <= amount)
) with (fillfactor = 50);

create table combined_orders (
  bucket int not null,
  id text collate "C" not null,
  checkout text collate "C" not null,
  wallet_account text collate "C" not null,
  payment_ids text[] not null,
  ref text,
  created_at timestamptz not null,
  primary key (bucket, id)
);

create table friend_links (
  bucket int not null,
  id text collate "C" not null,
  checkout text collate "C" not null,
  created_at timestamptz not null,
  primary key (bucket, id)
);
grant select, insert on friend_links to hutong_app;

create table refunds (
  bucket int not null,
  id text collate "C" not null,
  payment text collate "C" not null,
  order_id text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  reason text not null,
  cause text not null check (cause in ('asked', 'surplus')),
  state text not null check (state in ('created', 'processing', 'refunded', 'abnormal', 'refused')),
  wallet_refund_ref text,
  says text,
  created_at timestamptz not null,
  refunded_at timestamptz,
  primary key (bucket, id)
) with (fillfactor = 70);

-- A wallet's transaction number pays one payment, once. Trimmed with age.
create table wallet_refs (
  bucket int not null,
  wallet_account text collate "C" not null,
  wallet_ref text collate "C" not null,
  payment text collate "C" not null,
  primary key (bucket, wallet_account, wallet_ref)
);

-- What has to be looked at when: expiry, asking the wallet, refunds to send. Taken in batches with SKIP LOCKED.
create table due (
  bucket int not null,
  at timestamptz not null,
  kind text not null,
  subject text collate "C" not null,
  tries int not null default 0,
  primary key (bucket, at, kind, subject)
);

-- Proven notices about nothing that we know: kept for a person, or for reconciliation.
create table stray_notices (
  bucket int not null,
  wallet_account text collate "C" not null,
  notice_id text not null,
  about text not null,
  reading jsonb not null,
  at timestamptz not null,
  primary key (bucket, wallet_account, notice_id)
);

-- The table of src/payments/states.ts; a test compares the two.
create table payment_moves_allowed (
  from_state text, event text, to_state text not null, primary key (from_state, event)
);
insert into payment_moves_allowed values
  ('starting', 'offered', 'waiting'), ('starting', 'paid', 'paid'), ('starting', 'surplus', 'surplus'),
  ('starting', 'refused', 'refused'), ('starting', 'closed', 'closed'), ('starting', 'left', 'abandoned'),
  ('waiting', 'offered', 'waiting'), ('waiting', 'paid', 'paid'), ('waiting', 'surplus', 'surplus'),
  ('waiting', 'refused', 'refused'), ('waiting', 'closed', 'closed'), ('waiting', 'left', 'abandoned'),
  ('abandoned', 'paid', 'paid'), ('abandoned', 'surplus', 'surplus'), ('abandoned', 'refused', 'refused'),
  ('abandoned', 'closed', 'closed'),
  ('refused', 'paid', 'paid'), ('refused', 'surplus', 'surplus'),
  ('closed', 'paid', 'paid'), ('closed', 'surplus', 'surplus'),
  ('surplus', 'returned', 'returned');

grant select, insert, update on checkouts, orders, payments, combined_orders, refunds to hutong_app;
grant select, insert, update, delete on due to hutong_app;
grant select, insert, delete on wallet_refs to hutong_app;
grant select, insert on stray_notices to hutong_app;
grant select on payment_moves_allowed to hutong_app;

-- Makes checkouts (with the orders that share their bucket) and claims their repeat keys, in one commit.
create function create_checkouts(p jsonb)
returns table (ord int, subject text, first boolean, same boolean) language plpgsql
-- A batch's few rows are found along primary keys; plans made while the tables were small must not scan.
set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off
set enable_seqscan = off set jit = off
as $$
#variable_conflict use_column
begin
  with r as (
    select * from jsonb_to_recordset(p) as x (
      ord int, bucket int, id text, scope text, key text, hash text, at timestamptz, marketplace text, caller text,
      mode text, locale text, buyer jsonb, success_url text, cancel_url text, metadata jsonb, amount bigint,
      currency text, order_ids text[], cart jsonb, expires_at timestamptz, orders jsonb)
  ), claimed as (
    insert into repeat_keys (bucket, scope, key, request_hash, subject, at)
    select r.bucket, r.scope, r.key, r.hash, r.id, r.at from r where r.key is not null
    on conflict do nothing returning repeat_keys.subject
  ), fresh as (
    select r.* from r where r.key is null or r.id in (select c.subject from claimed c)
  ), made as (
    insert into checkouts (bucket, id, marketplace, caller, mode, state, locale, buyer, success_url, cancel_url,
      metadata, amount, currency, order_ids, cart, expires_at, created_at)
    select f.bucket, f.id, f.marketplace, f.caller, f.mode, 'open', f.locale, f.buyer, f.success_url, f.cancel_url,
      f.metadata, f.amount, f.currency, f.order_ids, f.cart, f.expires_at, f.at from fresh f
  ), expiries as (
    insert into due (bucket, at, kind, subject) select f.bucket, f.expires_at, 'checkout', f.id from fresh f
  )
  insert into orders (bucket, id, marketplace, store, checkout, number, title, amount, currency, lines, created_at)
  select f.bucket, o.id, f.marketplace, o.store, f.id, o.number, o.title, o.amount, f.currency, o.lines, f.at
  from fresh f cross join lateral jsonb_to_recordset(f.orders)
    as o (id text, store text, number text, title text, amount bigint, lines jsonb);

  return query
    select r.ord, coalesce(k.subject, r.id), coalesce(k.subject = r.id, true), coalesce(k.request_hash = r.hash, true)
    from jsonb_to_recordset(p) as r (ord int, bucket int, id text, scope text, key text, hash text)
    left join repeat_keys k on k.bucket = r.bucket and k.scope = r.scope and k.key = r.key;
end $$;

-- Starts payments: the intent. Decides every one under its order's lock; answers ok, repeat, differs (the repeat key
-- was used for something else), again (the order changed under us), moved (an opening changed), paid, closed,
-- not_found, or lease and over_store (caps: see hold_caps).
create function start_payments(p jsonb)
returns table (ord int, result text, subject text) language plpgsql
set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off
set enable_seqscan = off set jit = off
as $$
#variable_conflict use_column
declare
  ords int[];
  results text[];
  subjects text[];
begin
  -- Held until we commit: a pause that commits first is seen here, and one that comes later waits for us.
  perform 1 from opening_versions v
    where v.marketplace in (select r.marketplace from jsonb_to_recordset(p) as r (marketplace text))
    order by v.marketplace for share of v;

  perform 1 from orders o
    join jsonb_to_recordset(p) as r (bucket int, order_id text) on o.bucket = r.bucket and o.id = r.order_id
    order by o.bucket, o.id for no key update of o;

  select array_agg(r.ord), array_agg(case
      when k.subject is not null then case when k.request_hash = r.hash then 'repeat' else 'differs' end
      when o.id is null then 'not_found'
      when o.state = 'closed' then 'closed'
      when o.state <> 'unpaid' then 'paid'
      when r.home and (c.id is null or c.state <> 'open' or c.expires_at <= r.at) then 'closed'
      when o.attempts <> r.attempt - 1 or o.live_payment is not null then 'again'
      when coalesce(v.version, 0) <> r.openings then 'moved'
      else 'ok' end), array_agg(k.subject)
    into ords, results, subjects
  from jsonb_to_recordset(p) as r (ord int, bucket int, order_id text, attempt int, scope text, key text, hash text,
    at timestamptz, marketplace text, openings bigint, home boolean, checkout text)
  left join orders o on o.bucket = r.bucket and o.id = r.order_id
  left join checkouts c on r.home and c.bucket = r.bucket and c.id = r.checkout
  left join repeat_keys k on k.bucket = r.bucket and k.scope = r.scope and k.key = r.key
  left join opening_versions v on v.marketplace = r.marketplace;
  results := hold_caps(p, ords, results);

  with r as (
    select r.* from jsonb_to_recordset(p) as r (ord int, bucket int, id text, order_id text, checkout text,
      marketplace text, store text, wallet text, wallet_account text, sub_merchant text, method text, amount bigint,
      currency text, combined text, by_friend boolean, start jsonb, expires_at timestamptz, at timestamptz,
      attempt int, scope text, key text, hash text, ask_at timestamptz)
    join unnest(ords, results) as d (ord, result) on d.ord = r.ord and d.result = 'ok'
  ), claimed as (
    insert into repeat_keys (bucket, scope, key, request_hash, subject, at)
    select bucket, scope, key, hash, id, at from r where key is not null
  ), asked as (
    insert into due (bucket, at, kind, subject) select bucket, ask_at, 'payment', id from r
  ), counted as (
    update orders o set attempts = r.attempt, live_payment = r.id
    from r where o.bucket = r.bucket and o.id = r.order_id
  )
  insert into payments (bucket, id, order_id, checkout, marketplace, store, wallet, wallet_account, sub_merchant,
    method, amount, currency, combined, by_friend, start, expires_at, created_at)
  select bucket, id, order_id, checkout, marketplace, store, wallet, wallet_account, sub_merchant,
    method, amount, currency, combined, by_friend, start, expires_at, at from r;

  return query select * from unnest(ords, results, subjects);
end $$;

create type payment_decision as (
  ord int, bucket int, payment text, order_id text, checkout text, marketplace text, store text, wallet text,
  wallet_account text, amount bigint, currency text, from_state text, event text, to_state text, result text,
  other_live text, cart boolean, wallet_ref text, paid_at timestamptz, code text, says text, action jsonb, stage text,
  ref text, event_id text, refund text, at timestamptz, version int
);

-- Applies what the wallets said: state, transfers, refund of a surplus, events, in one commit. Everything is decided
-- under the order's lock. Answers: moved, same (nothing to do), ignored (the table has no such move), again (another
-- move of the same order goes first), amount_differs, contradiction (another transaction number), not_found.
-- Transfers come for both ways a payment can be paid; `t_event` says for which.
create function apply_outcomes(
  m_ord int[], m_bucket int[], m_payment text[], m_kind text[], m_amount bigint[], m_currency text[],
  m_wallet_ref text[], m_paid_at timestamptz[], m_code text[], m_says text[], m_action jsonb[], m_stage text[],
  m_ref text[], m_event_id text[], m_refund text[], m_at timestamptz[],
  t_move int[], t_event text[], t_bucket int[], t_book text[], t_id text[], t_debit uuid[], t_credit uuid[],
  t_amount bigint[], t_kind text[], t_subject text[]
) returns table (ord int, result text, event text, from_state text, to_state text, order_id text, checkout text,
  cart boolean)
language plpgsql
-- Every statement reads a batch's few rows along primary keys; plans made while the tables were small must not scan.
set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off
set enable_seqscan = off set jit = off
as $$
#variable_conflict use_column
declare
  ds payment_decision[];
  -- By ordinal + 1: the event of a move that stands.
  stands text[];
  refused int[];
begin
  perform 1 from orders o
    join (
      select distinct p.bucket, p.order_id from unnest(m_bucket, m_payment) as m (bucket, id)
      join payments p on p.bucket = m.bucket and p.id = m.id
    ) w on o.bucket = w.bucket and o.id = w.order_id
    order by o.bucket, o.id for no key update of o;

  with m as (
    select * from unnest(m_ord, m_bucket, m_payment, m_kind, m_amount, m_currency, m_wallet_ref, m_paid_at, m_code,
        m_says, m_action, m_stage, m_ref, m_event_id, m_refund, m_at)
      as u (ord, bucket, payment, kind, amount, currency, wallet_ref, paid_at, code, says, action, stage, ref,
        event_id, refund, at)
  ), e as (
    select m.*, p.id, p.order_id, p.checkout, p.marketplace, p.store, p.wallet, p.wallet_account,
      p.amount as due_amount, p.currency as due_currency, p.state, p.version, p.wallet_ref as known_ref, o.live_payment,
      w.payment as ref_of, c.id is null or cardinality(c.order_ids) > 1 as cart,
      row_number() over (partition by p.bucket, p.order_id order by m.ord) as turn,
      case when m.kind = 'paid' and o.state <> 'unpaid' then 'surplus' else m.kind end as event
    from m
    left join payments p on p.bucket = m.bucket and p.id = m.payment
    left join orders o on o.bucket = p.bucket and o.id = p.order_id
    left join checkouts c on c.bucket = p.bucket and c.id = p.checkout
    left join wallet_refs w on w.bucket = p.bucket and w.wallet_account = p.wallet_account
      and w.wallet_ref = m.wallet_ref
  )
  select array_agg(row(
      e.ord, e.bucket, e.payment, e.order_id, e.checkout, e.marketplace, e.store, e.wallet, e.wallet_account,
      e.due_amount, e.due_currency, e.state, e.event, a.to_state,
      case
        when e.id is null then 'not_found'
        when e.turn > 1 then 'again'
        when e.kind = 'paid' and e.state in ('paid', 'surplus', 'returned') then
          case when e.known_ref = e.wallet_ref then 'same' else 'contradiction' end
        when e.kind = 'paid' and (e.amount <> e.due_amount or e.currency <> e.due_currency) then 'amount_differs'
        when e.kind = 'paid' and e.ref_of <> e.payment then 'contradiction'
        when a.to_state is null then 'ignored'
        else 'moved' end,
      case when e.live_payment <> e.payment then e.live_payment end,
      e.cart, e.wallet_ref, e.paid_at, e.code, e.says, e.action, e.stage, e.ref, e.event_id, e.refund, e.at,
      e.version + 1
    )::payment_decision order by e.ord) into ds
  from e left join payment_moves_allowed a on a.from_state = e.state and a.event = e.event;

  update payments p set
      state = d.to_state, version = d.version,
      action = case when d.event = 'offered' then coalesce(d.action, p.action) end,
      stage = case when d.event = 'offered' then coalesce(d.stage, p.stage) end,
      ref = coalesce(d.ref, p.ref),
      reason_code = d.code, reason_says = d.says,
      wallet_ref = coalesce(d.wallet_ref, p.wallet_ref),
      paid_at = coalesce(d.paid_at, p.paid_at),
      refunding = case when d.event = 'surplus' then p.amount else p.refunding end,
      refunds = case when d.event = 'surplus' then p.refunds + 1 else p.refunds end
    from unnest(ds) as d
    where d.result = 'moved' and p.bucket = d.bucket and p.id = d.payment;

  update orders o set
      state = case when d.event = 'paid' then 'paid' else o.state end,
      paid_payment = case when d.event = 'paid' then d.payment else o.paid_payment end,
      paid_at = case when d.event = 'paid' then d.paid_at else o.paid_at end,
      live_payment = nullif(o.live_payment, d.payment)
    from unnest(ds) as d
    where d.result = 'moved' and d.event <> 'offered' and o.bucket = d.bucket and o.id = d.order_id
      and (d.event = 'paid' or o.live_payment = d.payment);

  -- A cart's checkout may live elsewhere and is completed by whoever sees all its orders paid.
  update checkouts c set state = 'complete'
    from unnest(ds) as d
    where d.result = 'moved' and d.event = 'paid' and not d.cart and c.bucket = d.bucket and c.id = d.checkout
      and c.state in ('open', 'expired');

  insert into wallet_refs (bucket, wallet_account, wallet_ref, payment)
    select d.bucket, d.wallet_account, d.wallet_ref, d.payment
    from unnest(ds) as d where d.result = 'moved' and d.event in ('paid', 'surplus');

  insert into refunds (bucket, id, payment, order_id, marketplace, store, amount, currency, reason, cause, state,
      created_at)
    select d.bucket, d.refund, d.payment, d.order_id, d.marketplace, d.store, d.amount, d.currency,
      'This order was already settled', 'surplus', 'created', d.at
    from unnest(ds) as d where d.result = 'moved' and d.event = 'surplus';

  -- The refund is sent, and an attempt that is still open beside the one that was paid is closed, by the worker.
  insert into due (bucket, at, kind, subject)
    select d.bucket, d.at, case d.event when 'surplus' then 'refund' else 'payment' end,
      case d.event when 'surplus' then d.refund else d.other_live end
    from unnest(ds) as d
    where d.result = 'moved' and (d.event = 'surplus' or d.event = 'paid' and d.other_live is not null)
    on conflict do nothing;

  insert into outbox (bucket, id, type, version, marketplace, subject, data, at)
    select d.bucket, d.event_id, 'payment.' || d.to_state, 1, d.marketplace, d.payment,
      jsonb_build_object('payment', d.payment, 'order', d.order_id, 'checkout', d.checkout, 'store', d.store,
        'wallet', d.wallet, 'amount', jsonb_build_object('currency', d.currency, 'minor', d.amount::text),
        'from', d.from_state, 'to', d.to_state, 'code', d.code, 'wallet_ref', d.wallet_ref,
        'payment_version', d.version),
      d.at
    from unnest(ds) as d where d.result = 'moved';

  if cardinality(t_move) > 0 then
    select array_agg(case d.result when 'moved' then d.event end order by d.ord) into stands from unnest(ds) as d;
    select post_batch(array_agg(t.move), array_agg(t.bucket), array_agg(t.book), array_agg(t.id), array_agg(t.debit),
        array_agg(t.credit), array_agg(t.amount), array_agg(t.kind), array_agg(t.subject), array_agg(m_at[t.move + 1]))
      into refused
    from unnest(t_move, t_event, t_bucket, t_book, t_id, t_debit, t_credit, t_amount, t_kind, t_subject)
      as t (move, event, bucket, book, id, debit, credit, amount, kind, subject)
    where stands[t.move + 1] = t.event;
    if cardinality(refused) > 0 then
      raise exception 'the ledger refused transfers of %', refused using errcode = 'HT001';
    end if;
  end if;

  return query select d.ord, d.result, d.event, d.from_state, d.to_state, d.order_id, d.checkout, d.cart
    from unnest(ds) as d;
end $$;

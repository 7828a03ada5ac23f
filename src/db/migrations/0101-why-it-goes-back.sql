-- Money that comes twice goes back, and says that its code was taken back only where it was paid after that: who paid
-- before, for an order that another payment has settled since, is told of that instead. Else as before.
create or replace function apply_outcomes(
  m_ord int[], m_bucket int[], m_payment text[], m_kind text[], m_amount bigint[], m_currency text[],
  m_wallet_ref text[], m_paid_at timestamptz[], m_code text[], m_says text[], m_action jsonb[], m_stage text[],
  m_ref text[], m_event_id text[], m_refund text[], m_at timestamptz[],
  t_move int[], t_event text[], t_bucket int[], t_book text[], t_id text[], t_debit uuid[], t_credit uuid[],
  t_amount bigint[], t_kind text[], t_subject text[]
) returns table (ord int, result text, event text, from_state text, to_state text, order_id text, checkout text,
  cart boolean)
language plpgsql
set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off
set enable_seqscan = off set jit = off
as $$
#variable_conflict use_column
declare
  ds payment_decision[];
  -- By ordinal + 1: the event of a move that stands.
  stands text[];
  -- Something is left for the worker to do.
  leaves_work boolean;
  refused int[];
begin
  perform 1 from orders o
    join (
      select distinct p.bucket, p.order_id from unnest(m_bucket, m_payment) as m (bucket, id)
      join payments p on p.bucket = m.bucket and p.id = m.id
    ) w on o.bucket = w.bucket and o.id = w.order_id
    order by o.bucket, o.id for no key update of o;

  with e as (
    select m.*, p.id, p.order_id, p.checkout, p.marketplace, p.store, p.wallet, p.wallet_account,
      p.amount as due_amount, p.currency as due_currency, p.state, p.version, p.wallet_ref as known_ref, o.live_payment,
      w.payment as ref_of, c.id is null or cardinality(c.order_ids) > 1 as cart,
      row_number() over (partition by p.bucket, p.order_id order by m.ord) as turn,
      -- Wallets tell whole seconds: what cannot be shown to have been paid before it was revoked goes back.
      case when m.kind <> 'paid' then m.kind when o.state <> 'unpaid' then 'surplus'
        when p.revoked_at is not null and m.paid_at >= date_trunc('second', p.revoked_at) then 'surplus'
        else 'paid' end as event,
      p.revoked_at, m.kind = 'paid' and m.paid_at >= date_trunc('second', p.revoked_at) as too_late
    from unnest(m_ord, m_bucket, m_payment, m_kind, m_amount, m_currency, m_wallet_ref, m_paid_at, m_code,
        m_says, m_action, m_stage, m_ref, m_event_id, m_refund, m_at)
      as m (ord, bucket, payment, kind, amount, currency, wallet_ref, paid_at, code, says, action, stage, ref,
        event_id, refund, at)
    left join payments p on p.bucket = m.bucket and p.id = m.payment
    left join orders o on o.bucket = p.bucket and o.id = p.order_id
    left join checkouts c on c.bucket = p.bucket and c.id = p.checkout
    -- With a limit: along the whole key, whatever the planner believes of a young table.
    left join lateral (
      select w.payment from wallet_refs w
      where w.bucket = p.bucket and w.wallet_account = p.wallet_account and w.wallet_ref = m.wallet_ref limit 1
    ) w on true
  ), v as (
    select e.*, a.to_state,
      case
        when e.id is null then 'not_found'
        when e.turn > 1 then 'again'
        when e.kind = 'paid' and e.state in ('paid', 'surplus', 'returned') then
          case when e.known_ref = e.wallet_ref then 'same' else 'contradiction' end
        when e.kind = 'paid' and (e.amount <> e.due_amount or e.currency <> e.due_currency) then 'amount_differs'
        when e.kind = 'paid' and e.ref_of <> e.payment then 'contradiction'
        when e.kind = 'revoked' and e.revoked_at is not null then 'same'
        when a.to_state is null then 'ignored'
        else 'moved' end as result,
      case when e.live_payment <> e.payment then e.live_payment end as other_live,
      case when e.too_late then 'revoked' end as back_code,
      case when e.too_late then 'Paid after its code was taken back: it was above a limit that had been lowered' end
        as back_says
    from e left join payment_moves_allowed a on a.from_state = e.state and a.event = e.event
  )
  select array_agg(row(
      v.ord, v.bucket, v.payment, v.order_id, v.checkout, v.marketplace, v.store, v.wallet, v.wallet_account,
      v.due_amount, v.due_currency, v.state, v.event, v.to_state, v.result, v.other_live,
      v.cart, v.wallet_ref, v.paid_at, coalesce(v.code, v.back_code), coalesce(v.says, v.back_says), v.action, v.stage,
      v.ref, v.event_id, v.refund, v.at,
      v.version + 1
    )::payment_decision order by v.ord),
    array_agg(case v.result when 'moved' then v.event end order by v.ord),
    bool_or(v.result = 'moved' and (v.event = 'surplus' or v.event = 'paid' and v.other_live is not null))
    into ds, stands, leaves_work
  from v;

  with d as materialized (
    select * from unnest(ds) as d where d.result = 'moved'
  ), moved as (
    update payments p set
      state = d.to_state, version = d.version,
      action = case when d.event = 'offered' then coalesce(d.action, p.action) end,
      stage = case when d.event = 'offered' then coalesce(d.stage, p.stage) end,
      ref = coalesce(d.ref, p.ref),
      reason_code = d.code, reason_says = d.says,
      wallet_ref = coalesce(d.wallet_ref, p.wallet_ref),
      paid_at = coalesce(d.paid_at, p.paid_at),
      revoked_at = case when d.event = 'revoked' then d.at else p.revoked_at end,
      refunding = case when d.event = 'surplus' then p.amount else p.refunding end,
      refunds = case when d.event = 'surplus' then p.refunds + 1 else p.refunds end
    from d where p.bucket = d.bucket and p.id = d.payment
    returning p.bucket, p.id, p.state, p.created_at
  ), looked_after as (
    -- Its first question to the wallet falls due 15 seconds after the start (start-write.ts): asked for nothing now.
    delete from due u using moved m
    where m.state not in ('starting', 'waiting', 'abandoned') and u.bucket = m.bucket
      and u.at = m.created_at + interval '15 seconds' and u.kind = 'payment' and u.subject = m.id
  ), settled as (
    update orders o set
      state = case when d.event = 'paid' then 'paid' else o.state end,
      paid_payment = case when d.event = 'paid' then d.payment else o.paid_payment end,
      paid_at = case when d.event = 'paid' then d.paid_at else o.paid_at end,
      live_payment = nullif(o.live_payment, d.payment)
    from d
    where d.event <> 'offered' and o.bucket = d.bucket and o.id = d.order_id
      and (d.event = 'paid' or o.live_payment = d.payment)
  ), completed as (
    -- A cart's checkout may live elsewhere and is completed by whoever sees all its orders paid.
    update checkouts c set state = 'complete'
    from d
    where d.event = 'paid' and not d.cart and c.bucket = d.bucket and c.id = d.checkout
      and c.state in ('open', 'expired')
  ), numbered as (
    insert into wallet_refs (bucket, wallet_account, wallet_ref, payment)
    select d.bucket, d.wallet_account, d.wallet_ref, d.payment from d where d.event in ('paid', 'surplus')
  )
  insert into outbox (bucket, id, type, version, marketplace, subject, data, at)
    select d.bucket, d.event_id, 'payment.' || d.to_state, 1, d.marketplace, d.payment,
      jsonb_build_object('payment', d.payment, 'order', d.order_id, 'checkout', d.checkout, 'store', d.store,
        'wallet', d.wallet, 'amount', jsonb_build_object('currency', d.currency, 'minor', d.amount::text),
        'from', d.from_state, 'to', d.to_state, 'code', d.code, 'wallet_ref', d.wallet_ref,
        'payment_version', d.version),
      d.at
    from d;

  if leaves_work then
    insert into refunds (bucket, id, payment, order_id, marketplace, store, amount, currency, reason, cause, state,
        created_at)
      select d.bucket, d.refund, d.payment, d.order_id, d.marketplace, d.store, d.amount, d.currency,
        coalesce(d.says, 'This order was already settled'), 'surplus', 'created', d.at
      from unnest(ds) as d where d.result = 'moved' and d.event = 'surplus';

    -- The refund is sent, and an attempt that is still open beside the one that was paid is closed, by the worker.
    insert into due (bucket, at, kind, subject)
      select d.bucket, d.at, case d.event when 'surplus' then 'refund' else 'payment' end,
        case d.event when 'surplus' then d.refund else d.other_live end
      from unnest(ds) as d
      where d.result = 'moved' and (d.event = 'surplus' or d.event = 'paid' and d.other_live is not null)
      on conflict do nothing;
  end if;

  if cardinality(t_move) > 0 then
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

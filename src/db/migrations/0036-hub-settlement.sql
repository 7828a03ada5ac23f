-- Settlement between the hub's participants, what it takes for a transfer, and changes that need two people.

-- What of its position a participant has still to settle: its funds are bound by it until then.
alter table hub_accounts add column settling bigint not null default 0 check (settling >= 0);
alter table hub_accounts add constraint settling_is_covered check (settling <= funds);
grant update (settling) on hub_accounts to hutong_app;

-- Money put down and taken back. Only added: an account's funds are the sum of these and of what settlements moved.
create table hub_funds_moves (
  bucket int not null,
  id text collate "C" not null,
  participant text collate "C" not null,
  currency text not null,
  amount bigint not null check (amount <> 0),
  why text not null,
  at timestamptz not null,
  primary key (bucket, id)
);
grant select, insert on hub_funds_moves to hutong_app;

-- The hub's fee a transfer, by currency: a fixed part and ten-thousandths. Without a row it is nothing.
create table hub_fee_rates (
  currency text primary key,
  fixed bigint not null check (fixed >= 0),
  rate int not null check (rate between 0 and 10000)
);
grant select, insert on hub_fee_rates to hutong_app;
grant update (fixed, rate) on hub_fee_rates to hutong_app;

-- Fees of committed transfers, borne by the payer's wallet.
create table hub_fees (
  bucket int not null,
  transfer text collate "C" not null,
  participant text collate "C" not null,
  currency text not null,
  amount bigint not null check (amount > 0),
  at timestamptz not null,
  -- With which it is settled; null: with the next.
  settlement text collate "C",
  primary key (bucket, transfer)
);
create index hub_fees_open on hub_fees (currency) where settlement is null;
grant select, insert on hub_fees to hutong_app;

-- A window that was closed, and what it leaves to settle.
create table hub_settlements (
  id text collate "C" primary key,
  currency text not null,
  -- The window: everything that was committed before it was closed, and not settled before.
  opened_at timestamptz,
  closed_at timestamptz not null,
  closed_by text not null,
  state text not null check (state in ('open', 'settled')),
  settled_at timestamptz
);
grant select on hub_settlements to hutong_app;

-- One participant's multilateral net position, and its part of the fees; '' is the hub itself. Above zero: it pays.
create table hub_settlement_lines (
  settlement text collate "C" not null,
  participant text collate "C" not null,
  net bigint not null,
  fee bigint not null,
  state text not null check (state in ('waiting', 'done')),
  -- paid: by its bank. covered: from what it had put down, because it did not pay. received: into its funds.
  how text check (how in ('paid', 'covered', 'received', 'nothing')),
  by_whom text,
  done_at timestamptz,
  primary key (settlement, participant),
  constraint done_somehow check ((state = 'done') = (how is not null))
);
grant select on hub_settlement_lines to hutong_app;

-- Closes a window of a currency. Under the locks of all its accounts a position is what was committed and not settled,
-- plus what is reserved, plus what earlier settlements still wait for: so what is left is the window's net, to the fen.
-- Answers how many lines it has; none: there was nothing to settle.
create function hub_close_window(in_id text, in_currency text, by_whom text, now_at timestamptz)
returns int language plpgsql security definer set search_path = public, pg_temp as $$
declare
  count_of_lines int;
  total bigint;
begin
  perform 1 from hub_accounts where currency = in_currency order by participant for update;
  with reserved as (
    select t.payer as participant, sum(t.amount)::bigint as amount
    from hub_due d join hub_transfers t on t.bucket = d.bucket and t.id = d.transfer
    where t.state = 'reserved' and t.currency = in_currency group by 1
  ), waiting as (
    select l.participant, sum(l.net)::bigint as amount
    from hub_settlements s join hub_settlement_lines l on l.settlement = s.id
    where s.currency = in_currency and s.state = 'open' and l.state = 'waiting' group by 1
  ), fees as (
    update hub_fees set settlement = in_id where currency = in_currency and settlement is null
    returning participant, amount
  ), nets as (
    select a.participant, a.position - coalesce(r.amount, 0) - coalesce(w.amount, 0) as net,
      coalesce((select sum(f.amount) from fees f where f.participant = a.participant), 0)::bigint as fee
    from hub_accounts a
    left join reserved r on r.participant = a.participant
    left join waiting w on w.participant = a.participant
    where a.currency = in_currency
    union all
    select '', 0, -coalesce(sum(amount), 0)::bigint from fees
  ), made as (
    insert into hub_settlement_lines (settlement, participant, net, fee, state, how, done_at)
    select in_id, participant, net, fee, case when net + fee = 0 and net = 0 then 'done' else 'waiting' end,
      case when net + fee = 0 and net = 0 then 'nothing' end, case when net + fee = 0 and net = 0 then now_at end
    from nets where net <> 0 or fee <> 0
    returning participant, net, fee
  ), bound as (
    update hub_accounts a set settling = a.settling + m.net
    from made m where a.participant = m.participant and a.currency = in_currency and m.net > 0
  )
  select count(*), coalesce(sum(net + fee), 0) into count_of_lines, total from made;
  if total <> 0 then raise exception 'the net positions of a window must be nothing together, not %', total; end if;
  if count_of_lines > 0 then
    insert into hub_settlements (id, currency, opened_at, closed_at, closed_by, state)
    values (in_id, in_currency, (select max(closed_at) from hub_settlements where currency = in_currency), now_at,
      by_whom, 'open');
  end if;
  return count_of_lines;
end $$;

-- Ends one line of a settlement. What is paid in lies in transit until it is paid out: nobody receives what no one has
-- paid. Answers done, repeat, unknown, wrong_way, transit_short, funds_short.
create function hub_settle_line(in_id text, in_participant text, in_how text, in_by text, now_at timestamptz)
returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare
  line hub_settlement_lines;
  of_currency text;
  due bigint;
  in_transit bigint;
begin
  select currency into of_currency from hub_settlements where id = in_id for update;
  select * into line from hub_settlement_lines where settlement = in_id and participant = in_participant for update;
  if line.settlement is null then return 'unknown'; end if;
  if line.state = 'done' then return case when line.how = in_how then 'repeat' else 'wrong_way' end; end if;
  due := line.net + line.fee;
  if (due > 0) <> (in_how in ('paid', 'covered')) then return 'wrong_way'; end if;
  if due <= 0 then
    select coalesce(sum(net + fee), 0) into in_transit from hub_settlement_lines
      where settlement = in_id and state = 'done';
    if in_transit < -due then return 'transit_short'; end if;
  end if;
  if in_how = 'covered' and not exists (
    select 1 from hub_accounts where participant = in_participant and currency = of_currency and funds >= due
      and funds - due >= position - line.net for update
  ) then return 'funds_short'; end if;
  update hub_accounts set position = position - line.net, settling = settling - greatest(line.net, 0),
      funds = funds + case in_how when 'covered' then -due when 'received' then -due else 0 end
    where participant = in_participant and currency = of_currency;
  update hub_settlement_lines set state = 'done', how = in_how, by_whom = in_by, done_at = now_at
    where settlement = in_id and participant = in_participant;
  update hub_settlements set state = 'settled', settled_at = now_at
    where id = in_id and not exists (
      select 1 from hub_settlement_lines where settlement = in_id and state = 'waiting');
  return 'done';
end $$;
revoke all on function hub_close_window, hub_settle_line from public;
grant execute on function hub_close_window, hub_settle_line to hutong_app;

-- What one person proposes and another decides: caps, funds, limits, fees, and letting a paused participant on again.
create table hub_changes (
  id text collate "C" primary key,
  kind text not null check (kind in ('cap', 'funds_in', 'funds_out', 'person_limit', 'fee', 'resume')),
  -- '' for what is the hub's own (its fee).
  participant text collate "C" not null,
  currency text not null,
  amount bigint not null check (amount >= 0),
  -- Ten-thousandths; of fees alone.
  rate int,
  why text not null,
  proposer text not null,
  at timestamptz not null,
  state text not null check (state in ('pending', 'approved', 'rejected')),
  decided_by text,
  decided_why text,
  decided_at timestamptz,
  constraint two_people check (decided_by is null or decided_by <> proposer),
  constraint decided_by_somebody check ((state = 'pending') = (decided_by is null))
);
create index hub_changes_pending on hub_changes (at) where state = 'pending';
grant select, insert on hub_changes to hutong_app;
grant update (state, decided_by, decided_why, decided_at) on hub_changes to hutong_app;
